"""The tag that says how fresh live events are."""
