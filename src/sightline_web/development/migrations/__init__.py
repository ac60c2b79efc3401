"""The steps of the tables of development."""
