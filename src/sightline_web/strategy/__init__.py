"""The Strategy surface: goals, metrics and how each number was computed."""
