"""The Portfolio surface: the backlog, an initiative, the best set within limits, and other rankings beside it."""
