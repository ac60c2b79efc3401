"""Promises: written down when an initiative is approved, compared with what came when it was delivered."""
