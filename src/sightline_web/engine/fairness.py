"""How decisions fell out between groups, as the library compares them: rows of plain values, and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Compared", "compared"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of scores between groups: one row for each, and what was found."""

    rows: list[dict[str, Any]]
    known: int
    unknown: int
    words: str


def compared(scores: Sequence[float], groups: Sequence[str | None]) -> Compared:
    """Return how often people of each group scored above the median of all; small groups are put together."""
    from sightline.roles.fairness import scores_compared  # noqa: PLC0415 -- SciPy, when an audit is run

    found = scores_compared(scores, groups)
    return Compared([asdict(each) for each in found.groups], found.known, found.unknown, found.words)
