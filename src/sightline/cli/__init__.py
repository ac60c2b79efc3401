"""Sightline: cli."""
