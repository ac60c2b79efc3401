"""Conversations between a person and who leads them: check-ins, an agenda, notes and next steps."""
