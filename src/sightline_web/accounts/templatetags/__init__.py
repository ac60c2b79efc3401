"""Tags of the tour."""
