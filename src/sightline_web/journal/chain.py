"""The chain: each entry's hash covers all it says and the hash before it, under a key that is not in the database.

A hash without a key could be made anew by whoever can write the database; HMAC-SHA256 cannot. What is sealed goes in as
it is kept, so that destroying a person's key leaves every hash as it was.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from sightline_web.secrets_ import secret

__all__ = ["APART", "COLUMNS", "START", "chain_key", "digest", "key_id", "proof"]

START = "0" * 64  # what stands before the first entry
COLUMNS = (
    "seq", "at", "actor", "account", "action", "kind", "key", "subject", "before", "after", "reason", "origin",
    "key_id", "previous",
)  # fmt: skip
APART = "\0"  # between values; no value holds one, so no two entries read alike


def chain_key() -> bytes:
    """Return the key of the chain."""
    return secret("journal_key").encode()


def key_id(key: bytes) -> str:
    """Return by what a key is recognised, which gives nothing of it away."""
    return sha256(b"sightline journal key\n" + key).hexdigest()[:8]


def digest(key: bytes, values: Sequence[object]) -> str:
    """Return the hash of an entry; `values` are those of `COLUMNS`."""
    return hmac.digest(key, APART.join(map(str, values)).encode(), "sha256").hex()


def proof(key: bytes, *, count: int, last: str, at: str) -> str:
    """Return what shows that a head was written by whoever holds the key."""
    return hmac.digest(key, f"head\n{count}\n{last}\n{at}".encode(), "sha256").hex()
