"""Weights: how much of all that a role can do for the goals is in each of its metrics.

For one metric, draw by draw and goal by goal: line of sight x movable range x the role's share. Each goal is brought to
one scale by what is still to go of it (more than all of it cannot be closed, so a range that would close more counts
as all) and counts with its declared weight; what a metric does to several goals is added up in size, for or against.
Divided by the sum over the role's metrics, in each draw. A draw in which nothing moves has no weights: all are 0 there,
and a role that mostly moves nothing has no weight that is settled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sightline.records.history import Floats
from sightline.records.roles import WeightState
from sightline.roles.aims import Aim, Lines, closes
from sightline.roles.holding import Held

__all__ = ["FACTOR", "QUANTILES", "Weighed", "state_of", "weigh"]

QUANTILES = (0.1, 0.5, 0.9)
FACTOR = 3.0  # a range that spans so much is undetermined


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The weight of one metric of a role.

    Parameters
    ----------
    held : Held
        The metric and the share in it.
    size : float
        How far it can be moved, in its unit.
    draws : array, optional
        Of the weight; None where no line of sight of it can be told.
    by_goal : mapping of str to array
        What moving it for the better closes of each goal, as a share of what is still to go, at most all of it;
        positive for, negative against. Goals without a gap or without a line of sight are not in it.
    """

    held: Held
    size: float
    draws: Floats | None = field(repr=False)
    by_goal: Mapping[str, Floats] = field(repr=False)

    def main(self, aims: Mapping[str, Aim]) -> str | None:
        """Return the goal that it moves most, by what that goal counts; of equals the first by id."""
        sizes = {goal: float(np.abs(draws).mean()) * aims[goal].weight for goal, draws in self.by_goal.items()}
        return min(sizes, key=lambda goal: (-sizes[goal], goal)) if sizes else None


def weigh(
    held: Sequence[Held],
    lines: Lines,
    aims: Mapping[str, Aim],
    *,
    better: Mapping[str, str],
    sizes: Mapping[str, float],
) -> tuple[Weighed, ...]:
    """Return the weights of a role's metrics, in the order of `held`.

    Parameters
    ----------
    held : sequence of Held
        What the role holds.
    lines : mapping
        `(goal, metric)` to its line of sight.
    aims : mapping of str to Aim
        The goals.
    better : mapping of str to str
        The better direction of each metric.
    sizes : mapping of str to float
        How far each can be moved, in its unit.
    """
    found = [_by_goal(one, lines, aims, better[one.metric], sizes[one.metric]) for one in held]
    raw = [_raw(one, by_goal, aims) for one, by_goal in zip(held, found, strict=True)]
    many = min((len(one) for one in raw if one is not None and len(one) > 1), default=1)
    level = [None if one is None else np.broadcast_to(one[:many], many) for one in raw]
    total = sum((one for one in level if one is not None), np.zeros(many))
    moving = total > 0
    weights = [None if one is None else np.divide(one, total, out=np.zeros(many), where=moving) for one in level]
    return tuple(
        Weighed(one, sizes[one.metric], draws, by_goal)
        for one, draws, by_goal in zip(held, weights, found, strict=True)
    )


def _by_goal(held: Held, lines: Lines, aims: Mapping[str, Aim], better: str, size: float) -> dict[str, Floats]:
    found = {}
    for goal, aim in aims.items():
        per_unit = closes(lines.get((goal, held.metric)), better, aim)
        if per_unit is not None and aim.open:
            assert aim.gap is not None  # noqa: S101 -- an open goal has a gap
            found[goal] = np.clip(per_unit * (size / aim.gap), -1.0, 1.0)
    return found


def _raw(held: Held, by_goal: Mapping[str, Floats], aims: Mapping[str, Aim]) -> Floats | None:
    if not by_goal:
        return None
    goals = sorted(by_goal)  # so that the order of the model's goals does not show in the last digit
    return np.asarray(sum(np.abs(by_goal[goal]) * aims[goal].weight for goal in goals) * held.share)


def state_of(draws: Floats) -> tuple[WeightState, float, float, float]:
    """Return whether a weight is settled, and its 10 %, 50 % and 90 % points.

    Undetermined where the range spans zero or a factor of three; a weight that is nothing in every draw is settled.
    """
    low, middle, high = np.quantile(draws, QUANTILES).tolist()
    if not draws.any():
        return "settled", low, middle, high
    if low <= 0 or high > FACTOR * low:
        return "undetermined", low, middle, high
    return "settled", low, middle, high
