"""One-time tickets for feedback: whoever holds one may answer once, and nothing that is kept says who that was.

A ticket is a number drawn by lot under a seal of the app's own (HMAC). It is shown once to whoever takes it and kept
nowhere; of a ticket that was used only the digest is kept. Since there is no list of tickets, nor of who holds which,
the database has no way from an author to a text. What it does not cover: somebody who changes the running program and
watches.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sightline_web.secrets_ import secret

__all__ = ["Ticket", "issue", "read"]

KEY = "feedback_key"
SEAL = 32  # letters of the seal


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says: for which round, and from which circle; not from whom."""

    round: int
    group: str
    spent: str  # the digest under which it is used up


def issue(round_: int, group: str) -> str:
    """Return a new ticket, which is kept nowhere."""
    body = f"{round_}.{secrets.token_urlsafe(24)}"
    return f"{body}.{_seal(body, group)}.{group}"


def read(text: str) -> Ticket | None:
    """Return what a ticket says; None for one that was not issued here."""
    parts = text.strip().split(".", 3)
    if len(parts) != 4 or not parts[0].isascii() or not parts[0].isdecimal() or len(parts[0]) > 18:  # noqa: PLR2004 -- 64 bits
        return None
    number, drawn, seal, group = parts
    body = f"{number}.{drawn}"
    if not hmac.compare_digest(seal.encode(), _seal(body, group).encode()):
        return None
    return Ticket(int(number), group, hashlib.sha256(body.encode()).hexdigest())


def _seal(body: str, group: str) -> str:
    return hmac.new(secret(KEY).encode(), f"{body}\n{group}".encode(), hashlib.sha256).hexdigest()[:SEAL]
