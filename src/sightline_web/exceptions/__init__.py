"""Exceptions: deviations that a named role must act upon in time, each with a state, an owner and an outcome."""
