"""The same work done by the peers, in an environment of their own: none of them is a part of Sightline."""
