"""The steps of the table of waivers."""
