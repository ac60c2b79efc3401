"""Promises: what was said of an initiative when it was approved, and what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sightline.records.backlog import Estimate
from sightline.records.effects import Grade

__all__ = ["ERASED", "OUTCOMES", "Beside", "Kept", "Known", "Promise", "PromiseBook", "Realised"]

ERASED = "(erased)"  # in place of who decided, once that person is erased
Outcome = Literal["as promised", "less", "more", "cannot say", "too early", "not delivered"]
OUTCOMES: tuple[Outcome, ...] = ("as promised", "less", "more", "cannot say", "too early", "not delivered")


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of an initiative's worth for one goal when it was approved; as in `Worth`."""

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
    """What was said of an initiative when it was decided on.

    Parameters
    ----------
    initiative, title : str
        Which one.
    changes : mapping of str to (low, likely, high)
        What it would change in each metric, in the metric's unit.
    takes : int
        Review periods until it shows.
    cost : float, optional
        In `currency`.
    currency : str
        Of the cost.
    effort : mapping of str to float
        Person-weeks by role.
    asked_by, kind : str, optional
        The role that asked, and what kind of thing it is.
    approved_on : date, optional
        When; None for what was never frozen and is taken from the model as it is now.
    by, reason : str
        Who decided, and why; `ERASED` once whoever decided is erased.
    model : str
        The hash of the model that was decided on.
    as_of : date, optional
        The last day that counted.
    known : tuple of Known
        What was known of its worth, by goal.
    declined : bool
        Whether the decision was not to do it; then nothing is promised.
    """

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

    @property
    def frozen(self) -> bool:
        """Whether it was written down when it was approved."""
        return self.approved_on is not None


@dataclass(frozen=True, slots=True)
class Beside:
    """One period of a metric, beside what it would have been without an initiative.

    Parameters
    ----------
    label : str
        The period.
    after : bool
        Whether the initiative was there.
    came : float
        The metric where it was delivered: the mean of those segments.
    without : float
        What it would have been; before the delivery, how well that is told.
    low, high : float, optional
        Its 90 % interval after the delivery.
    """

    label: str
    after: bool
    came: float
    without: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Realised:
    """What came of a promise for one metric.

    Parameters
    ----------
    initiative, metric, unit : str
        Of what.
    promised : (low, likely, high)
        What was promised, in `unit`.
    delivered_on : date, optional
        The first day with it.
    segments : tuple of str
        Where it was delivered; empty for everywhere.
    value, low, high : float, optional
        The change against what would have been without it: estimate and 90 % interval; None where it cannot be said.
    share : float, optional
        `value` as a share of the likeliest promise.
    outcome : str
        One of `OUTCOMES`.
    grade : str, optional
        What kind of evidence it is.
    before, after : int
        How many periods there are before and after the delivery.
    controls : int
        How many segments without it show what would have been.
    words : str
        One sentence or more: how it was found, and what a reader should mind.
    path : tuple of Beside
        The periods that it rests on, oldest first; empty where it cannot be said.
    """

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
    outcome: Outcome
    grade: Grade | None
    before: int
    after: int
    controls: int
    words: str
    path: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of their promises the initiatives of one kind, or those that one role asked for, have kept.

    Parameters
    ----------
    by : str
        `all`, `kind` or `asker`.
    name : str
        The kind, or the role; empty for all.
    n : int
        How many changes it rests on.
    share, low, high : float
        The share that the next promise is expected to keep, with its 90 % interval; drawn towards 1 where little is
        known.
    mean, spread : float
        Of the normal distribution behind it.
    words : str
        One sentence.
    """

    by: Literal["all", "kind", "asker"]
    name: str
    n: int
    share: float
    low: float
    high: float
    mean: float
    spread: float
    words: str


@dataclass(frozen=True, slots=True)
class PromiseBook:
    """All promises, what came of them, and how far new ones can be trusted.

    Parameters
    ----------
    promises : tuple of Promise
        In the order of the model.
    realised : tuple of Realised
        One for each metric of each promise.
    kept : tuple of Kept
        All together first, then by kind and by asker, in the order of their names.
    faults : tuple of str
        Files that are no promise any more: changed after they were frozen, or unreadable.
    declined : tuple of Promise
        What was decided not to do, and what was known of it then.
    """

    promises: tuple[Promise, ...]
    realised: tuple[Realised, ...]
    kept: tuple[Kept, ...]
    faults: tuple[str, ...] = ()
    declined: tuple[Promise, ...] = ()
