"""Duties towards persons: what may be computed about them, who agreed, who was told, and how it turned out."""
