"""Sealing with a key that the database does not hold."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet

from sightline_web.secrets_ import secret

__all__ = ["sealing"]


def sealing(name: str) -> Fernet:
    """Return a cipher under a secret of this workspace."""
    digest = hashlib.sha256(secret(name).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
