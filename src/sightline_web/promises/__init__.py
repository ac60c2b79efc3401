"""Promises: what was decided of initiatives, what was known then, and what came."""
