"""Scenarios: what the goals would do if metrics were other than forecast; saved, named and compared."""
