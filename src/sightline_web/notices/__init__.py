"""Notices: who is told what, when and by which way; e-mail, signed webhooks, a digest, and the role above."""
