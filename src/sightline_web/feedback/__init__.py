"""Feedback that nobody can trace to who gave it."""
