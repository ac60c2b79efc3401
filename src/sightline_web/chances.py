"""Chances in words: one scale for all pages and for what is told of them."""

from __future__ import annotations

__all__ = ["CHANCES", "chance_words"]

CHANCES = (
    (0.99, "almost certain"),
    (0.9, "very likely"),
    (0.66, "likely"),
    (0.33, "about even"),
    (0.1, "unlikely"),
    (0.01, "very unlikely"),
)


def chance_words(probability: float) -> str:
    """Return a probability, rounded as its figure is, as a word: "likely", "about even", "hardly possible"."""
    return next((words for least, words in CHANCES if round(probability, 2) >= least), "hardly possible")
