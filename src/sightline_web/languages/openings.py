"""The start of a sentence, in the language that is spoken."""

from __future__ import annotations

from django.utils.translation import get_language

__all__ = ["opening"]

OPENINGS = {"nl": (("ij", "IJ"), ("éé", "Eé"))}  # where more or less than the first letter changes at a start


def opening(text: str) -> str:
    """Return a text with a capital at its start."""
    for small, large in OPENINGS.get((get_language() or "").split("-")[0], ()):
        if text.startswith(small):
            return large + text[len(small) :]
    return text[:1].upper() + text[1:]
