"""Reasons why something has to be done, as they stand within a sentence."""

from __future__ import annotations

from sightline.saying import Said

__all__ = ["unended"]


def unended(reason: str) -> str:
    """Return a reason without the full stop that its author may have written; ours have none."""
    return reason if isinstance(reason, Said) else reason.rstrip(".")
