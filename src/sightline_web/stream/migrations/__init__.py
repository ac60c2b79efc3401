"""The steps of the table of topics."""
