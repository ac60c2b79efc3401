"""How outcomes and kinds of deviations look: a word, a shape and a tone; never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable

from sightline_web.deviations import Segment
from sightline_web.languages.marks import later
from sightline_web.shell.looks import CROSS, Look

__all__ = ["KINDS", "OUTCOME_WORDS", "STATES", "Look", "look_of", "place_in_words", "segment_text"]


DIAMOND = "M5.5 0 11 5.5 5.5 11 0 5.5z"
CLOCK = "M5.5.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm-.8 2h1.5v2.9l2 1.2-.8 1.3-2.7-1.7z"
BAR = "M4.4 0h2.2v7H4.4zm0 8.6h2.2V11H4.4z"
LOOKS = {
    "violated": Look(later("violated"), CROSS, "bad"),
    "pending": Look(later("pending"), CLOCK, "warn"),
    "signal": Look(later("signal"), DIAMOND, "bad"),
    "beyond": Look(later("beyond its limit"), BAR, "bad"),
}
OUTCOME_WORDS = {  # of a rule in a case
    "satisfied": later("satisfied"),
    "violated": later("violated"),
    "pending": later("pending"),
    "not_applicable": later("not applicable"),
}
KINDS = {
    "rule": later("rule"),
    "deadline": later("deadline"),
    "chart": later("behaviour chart"),
    "control": later("control"),
}
STATES = {  # of exceptions
    "new": later("new"),
    "regressed": later("regressed"),
    "acknowledged": later("acknowledged"),
    "in_action": later("in action"),
    "muted": later("muted"),
    "resolved": later("resolved"),
}


def look_of(outcome: str) -> Look:
    """Return how an outcome looks; an unknown one is written as it stands."""
    return LOOKS.get(outcome, Look(outcome.replace("_", " "), DIAMOND, "dim"))


def segment_text(segment: Segment) -> str:
    """Return a segment as it stands in an address: "region=North"; empty for the whole."""
    return ";".join(f"{dimension}={value}" for dimension, value in segment)


def place_in_words(segment: Iterable[tuple[str, str]]) -> str:
    """Return a segment as a reader says it: "North"; empty for the whole."""
    return ", ".join(value for _, value in segment)
