"""The goals of the enterprise as role goals need them: what is still to go, and what a line of sight closes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sightline.model.model import Model
from sightline.records import GoalStatus, LineOfSight
from sightline.records.history import Floats
from sightline.saying import say

__all__ = ["Aim", "Lines", "aims_of", "closes", "draws_of", "sign"]

Lines = Mapping[tuple[str, str], LineOfSight]  # (goal, origin)


@dataclass(frozen=True, slots=True)
class Aim:
    """One goal.

    Parameters
    ----------
    goal, statement, metric, title, unit, better : str
        What it is, and its metric.
    gap : float, optional
        What is still to go, in the better direction; None where it is not known.
    weight : float
        What it counts beside other goals, as declared.
    forecast : float, optional
        Where it is heading by itself.
    target : float, optional
        Where it is to be.
    missed : bool
        Whether its date is past and it was not reached: nothing moves it any more.
    """

    goal: str
    statement: str
    metric: str
    title: str
    unit: str
    better: str
    gap: float | None
    weight: float = 1.0
    forecast: float | None = None
    target: float | None = None
    missed: bool = False

    @property
    def open(self) -> bool:
        """Whether something is still to go, and there is time left."""
        return self.gap is not None and self.gap > 0 and not self.missed

    @property
    def closed(self) -> str:
        """Why it is not open, in one sentence; empty where it is."""
        if self.open:
            return ""
        if self.gap is None:
            return say("Nobody knows what is still to go of “{goal}”: its metric has no value.", goal=self.statement)
        if self.missed:
            return say("The date of “{goal}” is past.", goal=self.statement)
        return say("“{goal}” is reached: nothing is to go.", goal=self.statement)


def sign(better: str) -> float:
    """Return +1 where more is better, -1 where less is."""
    return 1.0 if better == "higher" else -1.0


def aims_of(model: Model, statuses: Iterable[GoalStatus]) -> dict[str, Aim]:
    """Return the goals by id."""
    found = {}
    for one in statuses:
        goal, metric = model.goals[one.goal], model.metric(one.metric)
        found[one.goal] = Aim(
            one.goal, one.statement, one.metric, metric.title, one.unit, metric.better, one.gap, float(goal.weight),
            one.forecast, one.target, one.status == "missed",
        )  # fmt: skip
    return found


def draws_of(line: LineOfSight | None) -> Floats | None:
    """Return the draws of a line of sight; None without one, or where nothing can be said of it."""
    if line is None or line.per_unit is None or not line.paths:
        return None
    return line.draws if line.draws is not None else np.array([line.per_unit])


def closes(line: LineOfSight | None, better: str, aim: Aim) -> Floats | None:
    """Return what one unit of a metric, for the better, closes of a goal's gap, in goal units, draw by draw."""
    draws = draws_of(line)
    return None if draws is None else draws * (sign(better) * sign(aim.better))
