"""What is at stake: the value of initiatives begun in any period, draw by draw, goals weighed against each other.

An initiative that begins in period p changes its metrics from p + takes on. All initiatives that change one metric move
one level, which stops where the metric's range stops; what that level does to the goals is the line of sight. So
initiatives add up, except that room on one metric is spent once. Draw d of a change goes with draw d of the effects and
of the forecasts, whose errors all initiatives share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sightline.records.backlog import Candidate, Reach

__all__ = ["Room", "Stakes", "Yardstick", "stakes_of", "yardsticks"]

Floats = NDArray[np.float64]
Room = tuple[Floats, Floats]
_HUNDRED = 100.0
_TAILS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How moves of one goal count.

    Parameters
    ----------
    goal : str
        The goal.
    per_unit : float
        Points per goal unit, negative where lower is better; 0 for a goal that does not count.
    """

    goal: str
    per_unit: float


def yardsticks(reaches: Sequence[Reach], *, goal: str | None = None) -> tuple[Yardstick, ...]:
    """Return how moves of goals count against each other.

    Parameters
    ----------
    reaches : sequence of Reach
        The goals.
    goal : str, optional
        The one goal that counts, in its own unit. Left out: a goal is won, which is its weight of 100 points, by a move
        as large as the way from its forecast to its target, but no less than half the width of the 90 % interval of
        that forecast, for what is smaller is decided by chance. Goals whose date is past, or that have no forecast, do
        not count.
    """
    if goal is not None:
        return tuple(Yardstick(one.goal, one.sign if one.goal == goal else 0.0) for one in reaches)
    whole = {one.goal: _whole(one) for one in reaches}
    weights = sum(one.weight for one in reaches if whole[one.goal] > 0)
    return tuple(
        Yardstick(
            one.goal,
            _HUNDRED * one.sign * one.weight / weights / whole[one.goal] if whole[one.goal] > 0 else 0.0,
        )
        for one in reaches
    )


def _whole(reach: Reach) -> float:
    """Return the move that wins a goal; 0 where none can be named."""
    if reach.forecast is None or not reach.ahead or not np.isfinite(reach.forecast).all():
        return 0.0
    low, high = np.quantile(reach.forecast, _TAILS)
    return float(max(reach.sign * (reach.target - np.median(reach.forecast)), (high - low) / 2))


@dataclass(frozen=True, eq=False)
class Stakes:
    """The value of initiatives, draw by draw.

    Parameters
    ----------
    candidates : tuple of Candidate
        What could be done.
    changes : mapping of (candidate, metric) to array, draws
        Draws of what each changes, in the metric's unit.
    pulls : mapping of str to array, draws x periods ahead
        Points per unit of a metric in that period alone.
    rooms : mapping of str to pair of arrays, draws x periods ahead
        How far a metric can fall (0 or less) and rise (0 or more) from its forecast; without, there is no end.
    periods : int
        How many periods are planned.
    """

    candidates: tuple[Candidate, ...]
    changes: Mapping[tuple[str, str], Floats] = field(repr=False)
    pulls: Mapping[str, Floats] = field(repr=False)
    rooms: Mapping[str, Room] = field(repr=False)
    periods: int

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each candidate."""
        return {one.id: at for at, one in enumerate(self.candidates)}

    @cached_property
    def draws(self) -> int:
        """How many draws there are."""
        arrays = (*self.pulls.values(), *self.changes.values())
        return max((len(one) for one in arrays), default=1)

    @cached_property
    def movers(self) -> Mapping[str, tuple[int, ...]]:
        """The candidates that change each metric which moves a goal."""
        found: dict[str, list[int]] = {}
        for name, metric in self.changes:
            if metric in self.pulls and name in self.place:
                found.setdefault(metric, []).append(self.place[name])
        return {metric: tuple(sorted(places)) for metric, places in sorted(found.items())}

    @cached_property
    def limited(self) -> tuple[str, ...]:
        """The metrics whose room all candidates together could use up in some draw."""
        return tuple(metric for metric in self.movers if self._may_end(metric))

    def _may_end(self, metric: str) -> bool:
        if metric not in self.rooms:
            return False
        low, high = self.rooms[metric]
        drawn = self.drawn(metric)
        up, down = np.maximum(drawn, 0).sum(axis=0)[:, None], np.minimum(drawn, 0).sum(axis=0)[:, None]
        felt = self.pulls[metric] != 0
        return bool((felt & ((up > high) | (down < low))).any())

    def change(self, at: int, metric: str) -> Floats:
        """Return draws of what a candidate changes in a metric."""
        return self.changes[self.candidates[at].id, metric]

    def drawn(self, metric: str) -> Floats:
        """Return draws of what each mover changes in a metric: movers x draws."""
        return np.stack([self.change(at, metric) for at in self.movers[metric]])

    def start_of(self, at: int, period: int) -> int:
        """Return the last start, of those planned, from which a candidate acts in a period ahead; below 0 for none."""
        return min(period - self.candidates[at].takes, self.periods - 1)

    def acting(self, metric: str) -> NDArray[np.int64]:
        """Return the variable of each mover that says whether it acts in each period ahead: movers x periods ahead.

        Variables count through candidates, and within each through starts; -1 where it cannot act so early.
        """
        width, many = self.pulls[metric].shape[1], self.periods
        return np.array([
            [at * many + start if (start := self.start_of(at, period)) >= 0 else -1 for period in range(width)]
            for at in self.movers[metric]
        ])  # fmt: skip

    def steps(self, metric: str) -> Floats:
        """Return what a metric's movers would bring, were there no end to its range, by the start they began by.

        Returns
        -------
        array, movers x planned periods x draws
            To have begun by period p brings the sum over p and what follows; each entry is what it adds to have begun
            by that period, in the time before the next start would act.
        """
        pull = self.pulls[metric]
        found = np.zeros((len(self.movers[metric]), self.periods, len(pull)))
        for row, at in enumerate(self.movers[metric]):
            takes, last = self.candidates[at].takes, self.periods - 1
            whole = pull.shape[1]
            for start in range(last):
                if start + takes < whole:
                    found[row, start] = pull[:, start + takes]
            found[row, last] = pull[:, last + takes :].sum(axis=1)
            found[row] *= self.change(at, metric)
        return found

    @cached_property
    def open_steps(self) -> Floats:
        """What candidates bring through metrics without an end, by the start they began by, as `steps` gives it."""
        found = np.zeros((len(self.candidates), self.periods, self.draws))
        for metric, places in self.movers.items():
            if metric not in self.limited:
                found[list(places)] += self.steps(metric)
        return found

    def level(self, metric: str, starts: Mapping[str, int]) -> Floats:
        """Return how far a set asks a metric to move, draws x periods ahead, before its range stops it."""
        total = np.zeros(self.pulls[metric].shape)
        for at in self.movers[metric]:
            name = self.candidates[at].id
            if name in starts:
                total[:, starts[name] + self.candidates[at].takes :] += self.change(at, metric)[:, None]
        return total

    def held(self, metric: str, level: Floats) -> Floats:
        """Return a level within the room of its metric."""
        if metric not in self.rooms:
            return level
        low, high = self.rooms[metric]
        return np.clip(level, low, high)

    def through(self, metric: str, starts: Mapping[str, int]) -> Floats:
        """Return what a set brings through one metric, by draws, its room used once."""
        brought: Floats = (self.pulls[metric] * self.held(metric, self.level(metric, starts))).sum(axis=1)
        return brought

    def value(self, starts: Mapping[str, int]) -> Floats:
        """Return what a set brings, by draws: exactly, each metric's room used once."""
        total = np.zeros(self.draws)
        for metric in self.movers:
            total += self.through(metric, starts)
        return total

    def alone(self, name: str, start: int = 0) -> Floats:
        """Return what one candidate brings by itself, by draws."""
        total = np.zeros(self.draws)
        for metric, places in self.movers.items():
            if self.place[name] in places:
                total += self.through(metric, {name: start})
        return total


def stakes_of(
    candidates: Sequence[Candidate],
    changes: Mapping[tuple[str, str], Floats],
    reaches: Sequence[Reach],
    measures: Sequence[Yardstick],
    rooms: Mapping[str, Room],
    *,
    periods: int,
) -> Stakes:
    """Return what is at stake.

    Parameters
    ----------
    candidates : sequence of Candidate
        What could be done.
    changes : mapping of (candidate, metric) to array, draws
        Draws of what each changes.
    reaches : sequence of Reach
        How far goals move with metrics.
    measures : sequence of Yardstick
        How moves of goals count; of the same goals.
    rooms : mapping of str to pair of arrays
        As in `Stakes`.
    periods : int
        How many periods are planned.
    """
    touched = {metric for _, metric in changes}
    width = max((one.ahead for one in reaches), default=0)
    pulls: dict[str, Floats] = {}
    for reach, measure in zip(reaches, measures, strict=True):
        for metric, table in reach.pulls.items():
            known = np.isfinite(table).all()
            if metric not in touched or measure.per_unit == 0 or not known or not table.any():
                continue
            if metric not in pulls:
                pulls[metric] = np.zeros((len(table), width))
            pulls[metric][:, : table.shape[1]] += measure.per_unit * table
    wide = {metric: (low[:, :width], high[:, :width]) for metric, (low, high) in rooms.items() if metric in pulls}
    return Stakes(tuple(candidates), changes, dict(sorted(pulls.items())), wide, periods)
