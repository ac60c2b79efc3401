"""The steps of the tables of conversations."""
