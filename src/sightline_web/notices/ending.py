"""Ending a kind of mail in one step: a signed link in each, which needs no signing in and says for whom and what.

A program of mail may follow it by itself (`List-Unsubscribe-Post`); whoever opens it sees what it does first. The link
is of one account and one kind, and opens nothing else.

Reference: RFC 8058, Signaling One-Click Functionality for List Email Headers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from sightline_web.notices.told import absolute
from sightline_web.policy.actor import Actor
from sightline_web.secrets_ import secret

__all__ = ["Ending", "address", "endings", "headers", "meant", "offer"]

KEY = "unsubscribe_key"


@dataclass(frozen=True, slots=True)
class Ending:
    """A kind of mail that can be ended: what it is called, and what ends it or begins it again for an actor."""

    words: str
    switch: Callable[[Actor, bool], object]


_endings: dict[str, Ending] = {}


def offer(kind: str, ending: Ending) -> None:
    """Let a kind of mail be ended."""
    _endings[kind] = ending


def endings() -> Mapping[str, Ending]:
    """Return the kinds that can be ended."""
    return _endings


def _signer() -> Signer:
    return Signer(key=secret(KEY), salt="sightline.unsubscribe")


def address(kind: str, account: int) -> str:
    """Return the link that ends a kind of mail to an account; the empty text for a kind that cannot be ended."""
    if kind not in _endings:
        return ""
    return absolute(reverse("unsubscribe", args=[_signer().sign_object([kind, account])]))


def headers(end: str) -> dict[str, str]:
    """Return the headers by which a program of mail follows a link."""
    if not end:
        return {}
    return {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def meant(signed: str) -> tuple[Ending, int] | None:
    """Return what a link ends, and for which account; None for one that we did not make."""
    try:
        kind, account = _signer().unsign_object(signed)
    except (BadSignature, ValueError, TypeError):
        return None
    found = _endings.get(str(kind))
    return (found, int(account)) if found is not None else None
