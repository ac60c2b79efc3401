"""Readers of event logs, and what is particular to events."""
