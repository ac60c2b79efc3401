"""The steps of the tables of duties."""
