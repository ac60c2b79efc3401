"""Other tools' formats in and out: events on their way to a server, and tables as events."""
