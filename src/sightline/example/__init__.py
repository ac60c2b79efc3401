"""Sightline: example."""
