"""Sightline: measures."""
