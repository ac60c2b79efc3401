"""Sightline: model."""
