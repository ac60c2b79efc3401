"""The tag that makes a region live."""
