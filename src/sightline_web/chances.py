"""Chances in words: one scale for all pages and for what is told of them."""

from __future__ import annotations

from sightline_web.languages.marks import later_in

__all__ = ["CHANCES", "chance_words"]

CHANCES = (
    (0.99, later_in("a chance", "almost certain")),
    (0.9, later_in("a chance", "very likely")),
    (0.66, later_in("a chance", "likely")),
    (0.33, later_in("a chance", "about even")),
    (0.1, later_in("a chance", "unlikely")),
    (0.01, later_in("a chance", "very unlikely")),
)
LEAST = later_in("a chance", "hardly possible")


def chance_words(probability: float) -> str:
    """Return a probability, rounded as its figure is, as a word: "likely", "about even", "hardly possible"."""
    return str(next((words for least, words in CHANCES if round(probability, 2) >= least), LEAST))
