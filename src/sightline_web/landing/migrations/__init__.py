"""The steps of the table of what came in."""
