"""Role goals: what each role can do for the enterprise's goals, out of the line of sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sightline.records.effects import Grade, Support

__all__ = ["RoleGoal", "RoleGoals", "WeightState"]

WeightState = Literal["settled", "undetermined", "no_path"]


@dataclass(frozen=True, slots=True, eq=False)
class RoleGoal:
    """One metric of one role, as a goal of that role.

    Parameters
    ----------
    role, metric, goal : str
        What is weighed: a metric that the role answers for or moves by its work, and the enterprise goal it moves most.
    title, unit, better : str
        Of the metric.
    activities : tuple of str
        Activities of the role through which it moves the metric; empty where it is accountable for the metric itself.
    share : float
        Of the metric or activity that is the role's, 0 to 1.
    movable : float
        How far the metric can be moved in a period of agreement: one standard deviation of its own past changes, or as
        declared; in its unit.
    weight, low, high : float, optional
        Median and 80 % range over draws of the share of this metric in all that the role can do; all weights of a role
        sum to 1 in each draw. None where the data cannot say.
    state : str
        `settled`, `undetermined` (the range spans zero or a factor of 3) or `no_path`.
    probability : float
        The share of draws in which it moves the goal at all.
    n : int
        Periods that the weakest effect on the path was estimated from; 0 where all is arithmetic or assumed.
    support, grade : str
        Of the weakest link of the strongest path.
    path : tuple of str
        From the role's metric or activity to the goal's metric.
    baseline, target : float, optional
        The metric's value at the start, and what the role would bring it to so that the goal's gap is closed.
    contribution : float, optional
        In goal units: what reaching the target is expected to bring to the goal.
    counter : str, optional
        The metric that is watched so that this one is not reached at its cost.
    words : str
        The path in words, and what a reader should know.
    draws : array, optional
        Of the weight.
    """

    role: str
    metric: str
    goal: str
    title: str
    unit: str
    better: str
    activities: tuple[str, ...]
    share: float
    movable: float
    weight: float | None
    low: float | None
    high: float | None
    state: WeightState
    probability: float
    n: int
    support: Support
    grade: Grade | None
    path: tuple[str, ...]
    baseline: float | None = None
    target: float | None = None
    contribution: float | None = None
    counter: str | None = None
    words: str = ""
    draws: NDArray[np.float64] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RoleGoals:
    """The goals of one role, heaviest first.

    Parameters
    ----------
    role, title : str
        Which.
    goals : tuple of RoleGoal
        At most five are goals to agree upon; see `more`.
    more : tuple of RoleGoal
        Those that are too light to be agreed upon, those that are undetermined, and those without a path.
    activities : tuple of (str, float)
        The agreed split of the role's work over activities, as far as weights and past work give one; sums to 1.
    words : str
        What a reader should know: that nothing can be said, that most is undetermined.
    """

    role: str
    title: str
    goals: tuple[RoleGoal, ...]
    more: tuple[RoleGoal, ...] = ()
    activities: tuple[tuple[str, float], ...] = ()
    words: str = ""
