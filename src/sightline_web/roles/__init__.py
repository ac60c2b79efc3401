"""Roles: a person's own record, and who has seen it."""
