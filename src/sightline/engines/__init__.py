"""Sightline: engines."""
