"""What forms and addresses say, read without trust."""

from __future__ import annotations

__all__ = ["whole"]

DIGITS = 19  # fewer fit into 64 bits


def whole(text: str | None) -> int:
    """Return a whole number; 0, which is the number of nothing, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < DIGITS else 0
