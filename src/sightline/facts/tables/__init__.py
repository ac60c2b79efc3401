"""Readers of tables: one row of the file is one record."""
