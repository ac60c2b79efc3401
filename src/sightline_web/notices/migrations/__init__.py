"""The steps of the tables of notices."""
