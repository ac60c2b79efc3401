"""Numbers as programs read them."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 0
DATE_FORMAT = "N j, Y"
DATETIME_FORMAT = "N j, Y, P"
