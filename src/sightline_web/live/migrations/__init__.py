"""The steps of the tables of the live process."""
