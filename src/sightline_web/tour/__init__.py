"""A first walk through the example: one goal at risk, followed to the work behind it, in the numbers of the reading."""
