"""The Sightline web app: Django pages over one door to the library."""
