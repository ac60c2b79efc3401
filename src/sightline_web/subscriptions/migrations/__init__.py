"""Migrations of subscriptions."""
