"""The steps of the tables of exceptions."""
