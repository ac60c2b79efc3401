"""Sightline: enterprise performance management with one line of sight."""
