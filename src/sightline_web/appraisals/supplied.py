"""What is computed for an appraisal: offered by whoever computes it, asked for here, and nowhere else shown.

Until somebody offers it there is none, and an appraisal says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sightline_web.engine.saying import Said, plain_of, said_of
from sightline_web.snapshot import Snapshot

__all__ = ["Criterion", "Item", "begins", "criteria", "evidence", "item_of", "kept", "offer", "plain"]

_SOURCE = "source"  # of its words


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is judged: a goal of the person's agreement, or what the manager wrote."""

    id: str
    title: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One figure that was computed about a person.

    Parameters
    ----------
    metric, period : str
        What it is, and of when: under these it stands in the register and in what the person has seen.
    criterion : str
        The criterion that it speaks to; its value is then kept beside what a person decides.
    title, unit : str
        As a reader sees it.
    value, low, high : float, optional
        The adjusted and shrunk value and its 90 % interval; None where the data cannot say.
    n : int
        Cases that it rests on; 0 where nothing could be told of them: it is then counted as left out.
    grade : str
        The grade of the evidence.
    computation : str
        The model that computed it: whoever stops that model stops this figure.
    version : str
        The version of the operating model and of the product.
    words : str
        What it says in a sentence, with the counterfactual, or why it says nothing.
    link : str
        The page that explains it.
    """

    metric: str
    period: str
    criterion: str
    title: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    grade: str
    computation: str
    version: str
    words: str = ""
    link: str = ""


Criteria = Callable[[Snapshot, str, str], Sequence[Criterion]]
Evidence = Callable[[Snapshot, str, str], Sequence[Item]]
Begins = Callable[[Snapshot, str], date | None]
_offered: list[tuple[Criteria, Evidence, Begins]] = []


def offer(*, criteria: Criteria, evidence: Evidence, begins: Begins) -> None:
    """Take over telling what an agreement holds, what was computed, and when a period begins.

    The first two are asked by snapshot, person and period, the last one by snapshot and period.
    """
    _offered[:] = [(criteria, evidence, begins)]


def begins(snapshot: Snapshot, period: str) -> date | None:
    """Return the first day of a period; None where nobody tells."""
    return _offered[0][2](snapshot, period) if _offered else None


def criteria(snapshot: Snapshot, person: str, period: str) -> tuple[Criterion, ...]:
    """Return what was agreed for a person and a period; nothing where nobody tells."""
    return tuple(_offered[0][0](snapshot, person, period)) if _offered else ()


def evidence(snapshot: Snapshot, person: str, period: str) -> tuple[Item, ...]:
    """Return what was computed about a person and a period; nothing where nobody tells."""
    return tuple(_offered[0][1](snapshot, person, period)) if _offered else ()


def plain(item: Item) -> dict[str, Any]:
    """Return an item as twins show it."""
    return asdict(item)


def kept(item: Item) -> dict[str, Any]:
    """Return an item as it is kept: with what its sentence is made of, to say it again to whoever reads it."""
    return plain(item) | ({_SOURCE: plain_of(item.words)} if isinstance(item.words, Said) else {})


def item_of(found: Mapping[str, Any]) -> Item:
    """Return an item as it was kept."""
    values = {each.name: found[each.name] for each in fields(Item)}
    return Item(**values | ({"words": said_of(found[_SOURCE])} if _SOURCE in found else {}))
