"""Exceptions: deviations that a named role must act upon in time, each with a state and, in the end, an outcome.

An occurrence is what deviates in one place at one moment: all deviations of one rule or metric in one segment. An
exception is what becomes of it; an episode is one of its lives, from the moment it was raised to the one it closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sightline.records.deviations import DeviationKind

__all__ = [
    "OPEN",
    "OUTCOMES",
    "STATES",
    "Episode",
    "ExceptionOutcome",
    "ExceptionRecord",
    "ExceptionState",
    "Measure",
    "Occurrence",
    "Sighting",
    "Why",
    "episode_of",
]

ExceptionState = Literal["new", "acknowledged", "in_action", "muted", "resolved", "regressed"]
ExceptionOutcome = Literal["acted", "accepted", "false_alarm", "duplicate"]
Why = Literal["control", "price", "signal"]
Measure = Literal["share", "price", "cases"]

STATES: tuple[ExceptionState, ...] = ("new", "acknowledged", "in_action", "muted", "resolved", "regressed")
OUTCOMES: tuple[ExceptionOutcome, ...] = ("acted", "accepted", "false_alarm", "duplicate")
OPEN: frozenset[ExceptionState] = frozenset({"new", "acknowledged", "in_action", "muted", "regressed"})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What deviates in one place at one moment.

    Parameters
    ----------
    key : str
        What tells it from all others, and stays the same from reading to reading: the rule or metric, and the segment.
    kind, process, rule, metric, segment, since, due, goal, sentence, words
        Of the deviation that leads it: the one that costs most.
    owner : str, optional
        The role that must act; None where nobody answers for it, which is a fault to mend.
    why : str, optional
        Why it interrupts somebody; None where it is a line in the log.
    price, low, high, price_share : float, optional
        What all of it costs the goal. What is told twice (by a chart and by its cases) counts once.
    cases : tuple of str
        Those that are named.
    count : int
        How many cases it is about; 1 where it is about none.
    deviations : tuple of str
        Their ids.
    forced : str, optional
        `control` or `signal` where it interrupts whatever its price.
    part_of : tuple of str
        Keys of occurrences that explain all of it: they interrupt, this one is linked to them.
    """

    key: str
    kind: DeviationKind
    process: str | None
    rule: str | None
    metric: str | None
    segment: tuple[tuple[str, str], ...]
    owner: str | None
    goal: str | None
    why: Why | None
    since: datetime
    due: datetime | None
    price: float | None
    low: float | None
    high: float | None
    price_share: float | None
    cases: tuple[str, ...] = ()
    count: int = 1
    deviations: tuple[str, ...] = ()
    forced: Why | None = None
    part_of: tuple[str, ...] = ()
    sentence: str = ""
    words: str = ""

    @property
    def subject(self) -> str:
        """The rule (`process.rule`) or the metric that it is about."""
        return self.key.partition("@")[0]

    @property
    def measure(self) -> Measure:
        """In what it is said how bad it is: the best that is known."""
        return "share" if self.price_share is not None else "price" if self.price is not None else "cases"

    def level(self, measure: Measure) -> float | None:
        """Return how bad it is in this measure; None where that is not known."""
        return {"share": self.price_share, "price": self.price, "cases": float(self.count)}[measure]


@dataclass(frozen=True, slots=True)
class ExceptionRecord:
    """One exception as it stands.

    Parameters
    ----------
    key, kind, process, rule, metric, segment, goal, why, since, price, low, high, price_share, cases
        As in `Occurrence`, by the newest reading in which it was there.
    owner : str, optional
        The role that must act: the occurrence's, or the one that it was handed over to.
    state : str
        `new`, `acknowledged`, `in_action`, `muted`, `resolved` or `regressed` (was resolved, is back).
    raised_at : datetime
        When this life of it began.
    changed_at : datetime
        When its state last changed.
    due : datetime, optional
        Until when its owner should act.
    worst : float
        The worst level so far, in `measure`.
    outcome : str, optional
        `acted`, `accepted`, `false_alarm` or `duplicate`; None while it is open, and where it went by itself.
    reason : str
        Why that outcome, in the words of whoever gave it; of a duplicate the key of the other one.
    mute_until, mute_above : datetime, float, optional
        Until when it is muted, and above which level it wakes before.
    quiet_since : datetime, optional
        Since when it has not been seen; None while it is there.
    regressions : int
        How often it came back.
    interrupting : bool
        Whether it asks for attention now. The budget of its owner says whether it gets it at once.
    measure : str
        In what `worst` and `mute_above` are: a share of the goal's gap, its unit, or cases.
    seen_at : datetime, optional
        The newest moment at which it was looked for.
    interrupted_at : datetime, optional
        When its owner was last interrupted by it.
    acknowledged_at, acted_at : datetime, optional
        When somebody first took it up, and first acted, in this life of it.
    sentence, words : str
        What happened, and what a reader should know.
    part_of : tuple of str
        Keys of exceptions that explain it.
    """

    key: str
    kind: DeviationKind
    process: str | None
    rule: str | None
    metric: str | None
    segment: tuple[tuple[str, str], ...]
    owner: str | None
    goal: str | None
    why: Why
    state: ExceptionState
    since: datetime
    raised_at: datetime
    changed_at: datetime
    due: datetime | None
    price: float | None
    low: float | None
    high: float | None
    price_share: float | None
    worst: float
    cases: tuple[str, ...] = ()
    outcome: ExceptionOutcome | None = None
    reason: str = ""
    mute_until: datetime | None = None
    mute_above: float | None = None
    quiet_since: datetime | None = None
    regressions: int = 0
    interrupting: bool = True
    measure: Measure = "cases"
    seen_at: datetime | None = None
    interrupted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acted_at: datetime | None = None
    sentence: str = ""
    words: str = ""
    part_of: tuple[str, ...] = field(default=())

    @property
    def subject(self) -> str:
        """The rule (`process.rule`) or the metric that it is about."""
        return self.key.partition("@")[0]

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something, now or when it wakes."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Episode:
    """One life of an exception: from being raised to being closed. What rules are judged by.

    Parameters
    ----------
    key, subject : str
        The exception, and its rule or metric.
    owner : str, optional
        The role that answered for it.
    why : str
        Why it was raised.
    raised_at : datetime
        When.
    acknowledged_at, acted_at, closed_at : datetime, optional
        When somebody took it up, acted, and when it was closed; None while that has not happened.
    outcome : str, optional
        What came of it; None while it is open, and where it went by itself.
    goal : str, optional
        The goal that it cost most.
    price, price_share : float, optional
        What it cost at its worst.
    interrupted : bool
        Whether somebody was interrupted.
    """

    key: str
    subject: str
    owner: str | None
    why: Why
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acted_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: ExceptionOutcome | None = None
    goal: str | None = None
    price: float | None = None
    price_share: float | None = None
    interrupted: bool = True


@dataclass(frozen=True, slots=True)
class Sighting:
    """An occurrence as it is kept, whether or not it became an exception: one a key and day is enough.

    Parameters
    ----------
    key, at : str, datetime
        What was there when.
    owner : str, optional
        The role that would have had to act.
    forced : str, optional
        `control` or `signal` where it interrupts whatever its price; None where its price decides.
    goal : str, optional
        The goal that it costs most.
    price, price_share : float, optional
        What it cost then.
    """

    key: str
    at: datetime
    owner: str | None
    forced: Why | None
    goal: str | None
    price: float | None
    price_share: float | None

    @property
    def subject(self) -> str:
        """The rule (`process.rule`) or the metric that it is about."""
        return self.key.partition("@")[0]


def episode_of(record: ExceptionRecord) -> Episode:
    """Return the life that an exception has now; to be kept when it closes, and shown while it is open."""
    closed = record.changed_at if not record.open else None
    return Episode(
        record.key, record.subject, record.owner, record.why, record.raised_at, record.acknowledged_at,
        record.acted_at, closed, record.outcome, record.goal,
        record.worst if record.measure == "price" else record.price,
        record.worst if record.measure == "share" else record.price_share,
        interrupted=record.interrupted_at is not None and record.interrupted_at >= record.raised_at,
    )  # fmt: skip
