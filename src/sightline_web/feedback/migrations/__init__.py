"""The steps of the tables of feedback."""
