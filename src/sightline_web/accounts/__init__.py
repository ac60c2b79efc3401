"""Accounts: who is there, how they sign in, and with which tokens programs come."""
