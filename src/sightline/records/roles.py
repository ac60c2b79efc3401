"""Role goals: what each role can do for the enterprise's goals, out of the line of sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sightline.records.effects import Grade, Support

__all__ = ["GoalTargets", "RoleGoal", "RoleGoals", "TargetPart", "WeightState"]

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
        How far the metric can be moved in a period of agreement: one standard deviation of its own past changes, as
        far as there is room left; in its unit.
    weight, low, high : float, optional
        Median and 80 % range over draws of the share of this metric in all that the role can do; all weights of a role
        sum to 1 in each draw in which anything moves. The median is None where the weight is undetermined; the range
        says how far it may lie apart. All three are None where nothing is known of the line of sight.
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
    counter_why : str
        Why it is that one, in one sentence; or that there is none.
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
    counter_why: str = ""
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


@dataclass(frozen=True, slots=True)
class TargetPart:
    """What one role brings to one goal through one metric.

    Parameters
    ----------
    role, metric : str
        Which.
    contribution : float
        In goal units, in the better direction; negative where the target of this metric works against the goal.
    """

    role: str
    metric: str
    contribution: float


@dataclass(frozen=True, slots=True)
class GoalTargets:
    """How what is still to go of one goal is handed down to roles.

    Parameters
    ----------
    goal, statement, metric, unit : str
        Which goal, in which unit.
    gap : float, optional
        What is still to go, in the better direction; None where it is not known, not positive where it is reached.
    assigned, low, high : float
        What all parts together are expected to bring, and its 80 % range over draws.
    unassigned : float
        What is left of the gap: 0 where nothing is.
    parts : tuple of TargetPart
        They sum to `assigned`; in the order of roles and metrics.
    unheld : tuple of (str, float)
        Metrics with a line of sight to it and the share of each that no role answers for.
    words : str
        The same in words.
    """

    goal: str
    statement: str
    metric: str
    unit: str
    gap: float | None
    assigned: float
    low: float
    high: float
    unassigned: float
    parts: tuple[TargetPart, ...] = ()
    unheld: tuple[tuple[str, float], ...] = ()
    words: str = ""
