"""Sightline: records."""
