"""What each initiative alone, begun at once, does for each goal: in goal units, in probability, per unit of cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sightline.records.backlog import Candidate, Reach
from sightline.records.portfolio import SetMove, Worth
from sightline.saying import say
from sightline.strategy.portfolio.stakes import Room

__all__ = ["interval", "likely", "moves_of_set", "worths"]

Floats = NDArray[np.float64]
_SLACK = 1e-9  # relative: what binary fractions may lose, as in outlooks
_TAILS = (0.05, 0.95)


def interval(draws: Floats) -> tuple[float, float, float]:
    """Return mean and 90 % interval."""
    low, high = np.quantile(draws, _TAILS)
    return float(draws.mean()), float(low), float(high)


def likely(reach: Reach, move: Floats | float = 0.0) -> float | None:
    """Return the probability that a goal is reached, with a move of its metric; None where it cannot be said."""
    if reach.forecast is None or not np.isfinite(reach.forecast).all():
        return None
    value = reach.forecast + move
    slack = _SLACK * np.maximum(np.abs(value), abs(reach.target))
    return float(np.mean((value - reach.target) * reach.sign >= -slack))


def worths(
    candidates: Sequence[Candidate],
    changes: Mapping[tuple[str, str], Floats],
    reaches: Sequence[Reach],
    rooms: Mapping[str, Room],
    told: Mapping[tuple[str, str], str],
) -> tuple[Worth, ...]:
    """Return the worth of each candidate for each goal, candidate by candidate.

    Parameters
    ----------
    candidates : sequence of Candidate
        What could be done.
    changes : mapping of (candidate, metric) to array, draws
        Draws of what each changes.
    reaches : sequence of Reach
        The goals.
    rooms : mapping of str to pair of arrays, draws x periods
        How far each metric can move from its forecast.
    told : mapping of (candidate, goal) to str
        What the line of sight has to say of the two.
    """
    chances = {one.goal: likely(one) for one in reaches}
    width = max((one.ahead for one in reaches), default=0)
    found = []
    for one in candidates:
        levels = {metric: _level(one, changes[one.id, metric], rooms.get(metric), width) for metric in one.changes}
        found += [
            _worth(one, reach, levels, chances[reach.goal], told.get((one.id, reach.goal), "")) for reach in reaches
        ]
    return tuple(found)


def _level(one: Candidate, change: Floats, room: Room | None, width: int) -> Floats:
    """Return how far a metric moves, draws x periods ahead."""
    level = np.zeros((len(change), width))
    level[:, one.takes :] = change[:, None]
    if room is not None:
        level = np.clip(level, room[0][:, :width], room[1][:, :width])
    return level


def _worth(one: Candidate, reach: Reach, levels: Mapping[str, Floats], before: float | None, told: str) -> Worth:
    ways = [metric for metric in levels if metric in reach.pulls]
    move = sum(
        ((reach.pulls[name] * levels[name][:, : reach.pulls[name].shape[1]]).sum(axis=1) for name in ways), np.zeros(1)
    )
    if reach.ahead == 0:
        words = say("The date {day:%Y-%m-%d} is past: nothing can move it any more.", day=reach.by)
        return Worth(one.id, reach.goal, reach.unit, 0.0, 0.0, 0.0, before, before, None, words)
    if not np.isfinite(move).all():
        unknown = say("It cannot be said.")
        return Worth(one.id, reach.goal, reach.unit, None, None, None, before, None, None, unknown)
    if not move.any():
        why = told or _nothing(reach, ways)
        return Worth(one.id, reach.goal, reach.unit, 0.0, 0.0, 0.0, before, before, 0.0 if one.cost else None, why)
    middle, low, high = interval(reach.sign * move)
    per_cost = middle / one.cost if one.cost else None
    return Worth(one.id, reach.goal, reach.unit, middle, low, high, before, likely(reach, move), per_cost, told)


def _nothing(reach: Reach, ways: Sequence[str]) -> str:
    if not ways:
        return ""
    pulled = any(reach.pulls[name].any() for name in ways)
    if pulled:
        return say("Too late: it does not show before {day:%Y-%m-%d}.", day=reach.by)
    return ""


def moves_of_set(reaches: Sequence[Reach], after: Mapping[str, Floats | None]) -> tuple[SetMove, ...]:
    """Return what a set does for each goal.

    Parameters
    ----------
    reaches : sequence of Reach
        The goals.
    after : mapping of str to array, draws
        By how much each goal's metric moves at its date; None where it cannot be said.
    """
    found = []
    for one in reaches:
        move, before = after.get(one.goal), likely(one)
        if move is None or not np.isfinite(move).all():
            found.append(SetMove(one.goal, one.unit, None, None, None, before, None))
            continue
        middle, low, high = interval(one.sign * move)
        found.append(SetMove(one.goal, one.unit, middle, low, high, before, likely(one, move)))
    return tuple(found)
