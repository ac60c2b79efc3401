"""Sightline: facts."""
