"""Scenarios: what the goals would do if metrics were other than forecast, and what it would take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sightline.records.outlook import Outlook

__all__ = ["GoalShift", "Lever", "Push", "Shift", "WhatIf"]


@dataclass(frozen=True, slots=True)
class Shift:
    """A sustained change of one metric, from the first period ahead on.

    Parameters
    ----------
    metric : str
        Its id.
    how : str
        `add` an amount in the metric's unit, multiply by a `factor`, or `set` to a level.
    amount : float
        The amount, the factor or the level.
    text : str
        As it was written: `+2pp`, `-10%`, `=0.95`.
    """

    metric: str
    how: Literal["add", "factor", "set"]
    amount: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Push:
    """A change of one metric that may differ from draw to draw and from period to period.

    Parameters
    ----------
    metric : str
        Its id.
    amount : array, draws x periods ahead
        What is added, in the metric's unit.
    """

    metric: str
    amount: NDArray[np.float64] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class GoalShift:
    """What one goal would do.

    Parameters
    ----------
    goal, unit : str
        The goal and its unit.
    before, after : Outlook
        Without and with the changes, over the same draws.
    change, low, high : float, optional
        The change of the value at the goal's date: median and 90 % interval over draws; None where it cannot be said.
    words : str
        What a reader should know: no path leads there, the effects on the way are not supported.
    """

    goal: str
    unit: str
    before: Outlook
    after: Outlook
    change: float | None
    low: float | None
    high: float | None
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """What all goals would do under one set of changes.

    Parameters
    ----------
    shifts : tuple of Shift
        The changes.
    goals : tuple of GoalShift
        In the order of the model.
    words : str
        What a reader should know: a share was held within 0 and 1, a level was never seen before.
    """

    shifts: tuple[Shift, ...]
    goals: tuple[GoalShift, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Lever:
    """What it would take of one metric alone to reach a goal with the wanted probability.

    Parameters
    ----------
    goal, metric, unit : str
        The goal, the metric that is moved, and the unit of that metric.
    needed : float, optional
        The smallest sustained change, in `unit`, with which the goal is reached with `probability`; None where none
        within `reach` suffices.
    low, high : float, optional
        90 % interval of the change that would just close the gap of the median; None where it cannot be said.
    now : float, optional
        The metric's newest value.
    reach : float
        The largest change that counts as plausible: what the metric moved by over a year in its own past.
    probability : float
        The wanted probability.
    best : float, optional
        The probability at the end of `reach`.
    words : str
        One sentence.
    """

    goal: str
    metric: str
    unit: str
    needed: float | None
    low: float | None
    high: float | None
    now: float | None
    reach: float
    probability: float
    best: float | None
    words: str
