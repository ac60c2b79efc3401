"""What a portfolio is chosen from and within: candidates, how far they reach, and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Candidate", "Estimate", "Limits", "Reach"]

Floats = NDArray[np.float64]
Estimate = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be done: an initiative of the backlog, or an operational fix.

    Parameters
    ----------
    id, title : str
        What it is called.
    changes : mapping of str to (low, likely, high)
        What it would change in each metric once delivered, in the metric's unit: the least and the most that are
        thought possible, and the likeliest.
    cost : float, optional
        In the currency of the workspace; None where it is not known, which keeps it out of every set.
    effort : mapping of str to float
        Person-weeks by role.
    takes : int
        Review periods until the change shows.
    needs, excludes : tuple of str
        What must be delivered before, and what it rules out.
    asked_by, kind : str, optional
        The role that asks for it, and what kind of thing it is.
    must : str
        Why it has to be done whatever it is worth; empty where it need not.
    must_by : date, optional
        The last day without it, where it has to be done by a date.
    asked_on : date, optional
        Since when it has been asked for.
    rank : int, optional
        The place the committee gave it, 1 being the first.
    origin : str
        `backlog`, or `fix` for the root cause of exceptions.
    """

    id: str
    title: str
    changes: Mapping[str, Estimate] = field(default_factory=dict)
    cost: float | None = 0.0
    effort: Mapping[str, float] = field(default_factory=dict)
    takes: int = 0
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    asked_by: str | None = None
    kind: str | None = None
    must: str = ""
    asked_on: date | None = None
    rank: int | None = None
    must_by: date | None = None
    origin: Literal["backlog", "fix"] = "backlog"


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How far one goal moves at its date with every metric in every period before.

    Parameters
    ----------
    goal, title, unit, better : str
        The goal, what it says, its unit and its better direction.
    weight : float
        Its weight among the goals.
    target : float
        What is to be reached.
    by : date
        When.
    pulls : mapping of str to array, draws x periods
        In goal units per unit of the metric in that period alone, first period ahead first; no periods where the date
        is past. Draw d goes with draw d of everything else.
    forecast : array, draws, optional
        What the goal's metric comes to at the date as things are; None where it cannot be said.
    """

    goal: str
    title: str
    unit: str
    better: str
    weight: float
    target: float
    by: date
    pulls: Mapping[str, Floats] = field(repr=False)
    forecast: Floats | None = field(default=None, repr=False)

    @property
    def sign(self) -> float:
        """1 where higher is better, -1 where lower is: what makes a move positive for the better."""
        return 1.0 if self.better == "higher" else -1.0

    @property
    def ahead(self) -> int:
        """How many periods are ahead in which something can still move it; 0 where its date is past."""
        return max((table.shape[1] for table in self.pulls.values()), default=0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a portfolio has to keep to.

    Parameters
    ----------
    periods : int
        How many review periods are planned; what is chosen begins in one of them.
    budget : float, optional
        In the currency of the workspace, for all of them together; None for no limit.
    capacity : mapping of str to tuple of float
        Person-weeks by role and period; a role that is not named has no limit.
    must : mapping of str to str
        What has to be done, and why.
    without : tuple of str
        What must not be done.
    due : mapping of str to int
        Of what has to be done: the planned period from whose beginning on it has to be there; 0 is the first. What
        cannot be there in time begins in the first.
    """

    periods: int
    budget: float | None = None
    capacity: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    must: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    due: Mapping[str, int] = field(default_factory=dict)
