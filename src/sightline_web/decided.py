"""Promises of initiatives as the pages see them: what was decided, what was known then, and what came.

Frozen view records, the mirrors of the library's, in plain Python: a number that cannot be said is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sightline_web.mirroring import mirrored, number

__all__ = ["ERASED", "Beside", "Book", "Decided", "Known", "Promise", "Realised", "Trust", "book_of", "promise_of"]

ERASED = "(erased)"  # in place of who decided, as the library writes it
Estimate = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of an initiative's worth for one goal, with its 90 % interval, and its chance before and after."""

    goal: str
    unit: str
    worth: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What an initiative promises: low, likely and high of each metric; `approved_on` is None where nobody decided."""

    initiative: str
    title: str
    changes: Mapping[str, Estimate] = field(default_factory=dict)
    takes: int = 0
    cost: float | None = None
    currency: str = ""
    effort: Mapping[str, float] = field(default_factory=dict)
    asked_by: str | None = None
    kind: str | None = None
    approved_on: date | None = None
    by: str = ""
    reason: str = ""
    model: str = ""
    as_of: date | None = None
    known: tuple[Known, ...] = ()
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """One period of a metric beside what it would have been; its interval is there after the delivery alone."""

    label: str
    after: bool
    came: float
    without: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Realised:
    """What came of a promise for one metric, with its 90 % interval; `before`, `after`, `controls` are its n."""

    initiative: str
    metric: str
    unit: str
    promised: Estimate
    delivered_on: date | None
    segments: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    share: float | None
    outcome: str
    grade: str | None
    before: int
    after: int
    controls: int
    words: str
    path: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class Trust:
    """What share of its promises a group can be expected to keep; `by` is `all`, `kind` or `asker`."""

    by: str
    name: str
    n: int
    share: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that was decided or delivered, what came, and what nobody has decided yet (`undecided`).

    `tried` is from how many changes on something is said of those that one role asked for.
    """

    promises: tuple[Promise, ...] = ()
    realised: tuple[Realised, ...] = ()
    trust: tuple[Trust, ...] = ()
    declined: tuple[Promise, ...] = ()
    undecided: tuple[Promise, ...] = ()
    faults: tuple[str, ...] = ()
    tried: int = 3

    def came(self, initiative: str) -> tuple[Realised, ...]:
        """Return what came of one initiative, by metric."""
        return tuple(each for each in self.realised if each.initiative == initiative)

    def promise(self, initiative: str) -> Promise | None:
        """Return what an initiative promised, or would; None for one that is unknown."""
        return next((each for each in (*self.promises, *self.undecided) if each.initiative == initiative), None)

    def refusals(self, initiative: str) -> tuple[Promise, ...]:
        """Return when an initiative was declined, the latest first."""
        found = [each for each in self.declined if each.initiative == initiative]
        return tuple(sorted(found, key=lambda each: each.approved_on or date.min, reverse=True))

    def open(self, initiative: str) -> bool:
        """Return whether an initiative can be decided on: declared, not delivered and not approved."""
        return any(each.initiative == initiative for each in self.undecided)

    def trust_in(self, promise: Promise) -> Trust | None:
        """Return what counts for a new promise: the record of its kind, else of its asker, else of all."""
        known = {(each.by, each.name): each for each in self.trust}
        asked = (("kind", promise.kind or ""), ("asker", promise.asked_by or ""), ("all", ""))
        return next((known[key] for key in asked if key in known), None)


class Decided(Protocol):
    """The part of a snapshot that knows promises; they are read anew whenever one was made."""

    def promises(self) -> Book:
        """Return everything that was decided or delivered; raises `UnderWayError` while it is being estimated."""

    def would_promise(self, initiative: str) -> Promise:
        """Return what an initiative would promise now, with what is known of its worth; nothing is kept."""

    def decide(self, initiative: str, *, by: str, reason: str, on: date, declined: bool) -> Promise:
        """Keep a decision for good.

        Raises `UnanswerableError` with the cause and fix where it cannot be decided any more, and `UnderWayError` while
        what is known of its worth is being estimated.
        """

    def take_back(self, made: Promise) -> None:
        """Take away what `decide` kept a moment ago, because it could not be entered in the journal."""


def book_of(found: Any, undecided: tuple[Promise, ...]) -> Book:
    """Return the library's book of promises as the pages see it."""
    return Book(
        tuple(map(promise_of, found.promises)), tuple(map(_realised, found.realised)),
        tuple(mirrored(Trust, one) for one in found.kept), tuple(map(promise_of, found.declined)), undecided,
        tuple(found.faults),
    )  # fmt: skip


def promise_of(one: Any) -> Promise:
    """Return a promise of the library as the pages see it."""
    return mirrored(
        Promise, one, changes={name: _estimate(by) for name, by in one.changes.items()}, cost=number(one.cost),
        effort={name: float(weeks) for name, weeks in one.effort.items()},
        known=tuple(mirrored(Known, each) for each in one.known),
    )  # fmt: skip


def _realised(one: Any) -> Realised:
    path = tuple(mirrored(Beside, each) for each in one.path)
    return mirrored(Realised, one, promised=_estimate(one.promised), path=path)


def _estimate(by: Any) -> Estimate:
    low, likely, high = by
    return float(low), float(likely), float(high)
