"""Secrets that leave the app once: one-time links and API tokens. The database keeps their digest alone.

They are random in 256 bits, so a plain SHA-256 is enough: there is nothing to guess, and a look-up stays quick.
"""

from __future__ import annotations

import hashlib
import secrets

from django.http import HttpRequest

__all__ = ["SHOWN", "TOKEN_PREFIX", "borne", "digest", "link_key", "token_key"]

TOKEN_PREFIX = "sl_"  # noqa: S105 -- how a token begins, so that a leaked one is recognised
SHOWN = 8  # letters of a token that lists show
SCHEME = "bearer"


def link_key() -> str:
    """Return the secret of a one-time link."""
    return secrets.token_urlsafe(32)


def token_key() -> str:
    """Return a new API token."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(key.encode("utf-8", errors="replace")).hexdigest()


def borne(request: HttpRequest) -> str | None:
    """Return the token that a request bears, good or not; None where it bears none."""
    scheme, _, key = str(request.headers.get("Authorization", "")).strip().partition(" ")
    return key.strip() if scheme.lower() == SCHEME else None
