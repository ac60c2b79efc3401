"""Baselines: what a chart is judged by, as somebody declared it, or the first periods that were stable.

A baseline is an act: somebody decided, on a day and for a reason, which periods show how things are when nothing is
wrong. Where nobody did, the first stable periods are taken, and the limits are called provisional.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sightline.periods import Period
from sightline.records.deviations import Baseline
from sightline.records.history import Floats

__all__ = ["ENOUGH", "FEW", "Act", "act_in_force", "baseline_of", "first_stable"]

FEW = 8  # values; from fewer no limits are drawn
ENOUGH = 20  # values; limits from fewer are provisional even where they were declared
_LONG = 50  # values, where there are many: limits then hold about as if they were known
_EACH_SIDE = 4
_WAVES = 2
_LONGEST_WAVELESS = 2
_BROKEN = 3.6  # the largest two-sample t over all splits of 24 to 50 values passes it in about one of a hundred


@dataclass(frozen=True, slots=True)
class Act:
    """A declared baseline.

    Parameters
    ----------
    since, until : date
        The first day of its first period and the last day of its last.
    decided_by : str
        The role that answers for it.
    decided_on : date
        From that day on it holds.
    reason : str
        Why these periods.
    trend : bool
        Whether a steady rise or fall is part of what is expected.
    """

    since: date
    until: date
    decided_by: str
    decided_on: date
    reason: str
    trend: bool = False


def act_in_force(acts: Sequence[Act], as_of: date) -> Act | None:
    """Return the newest act that was decided by then."""
    decided = [one for one in acts if one.decided_on <= as_of]
    return max(decided, key=lambda one: one.decided_on, default=None)


def declared(act: Act, periods: Sequence[Period]) -> NDArray[np.bool_]:
    """Return which periods lie within a declared baseline."""
    end = act.until + timedelta(days=1)
    return np.array([act.since <= one.start and one.end <= end for one in periods], dtype=bool)


def baseline_of(act: Act | None, taken: NDArray[np.bool_], values: Floats, periods: Sequence[Period]) -> Baseline:
    """Return the record of a baseline; without labels where `taken` has no period."""
    n = int((taken & np.isfinite(values)).sum())
    inside = [one.label for one, within in zip(periods, taken, strict=True) if within] or [""]
    provisional = act is None or n < ENOUGH
    if act is None:
        return Baseline(inside[0], inside[-1], n, provisional)
    return Baseline(inside[0], inside[-1], n, provisional, act.decided_by, act.decided_on.isoformat(), act.reason)


def first_stable(values: Floats, *, season: int) -> tuple[NDArray[np.bool_], bool]:
    """Return the first stable phase, and whether it is stable.

    Parameters
    ----------
    values : array
        One per period, oldest first; NaN means no data.
    season : int
        After how many periods it repeats; two of them are taken where as much again is there to be judged.
    """
    known = np.flatnonzero(np.isfinite(values))
    length = _length(len(known), season)
    start, broken = 0, True
    while start + length <= len(known):
        split = _split(_levelled(values[known[start : start + length]], season))
        if split is None:
            broken = False
            break
        start += split
    if broken:
        start = 0
    taken = np.zeros(len(values), dtype=bool)
    if length:
        taken[known[start] : known[start + length - 1] + 1] = True
    return taken, not broken


def _length(known: int, season: int) -> int:
    """Return how many values to take: two seasons, else up to half of them; two thirds where few are there."""
    seasons = 2 * season
    if season > 1 and seasons >= ENOUGH and known >= seasons + season // 3:
        return seasons
    half = min(_LONG, known // 2)
    return half if half >= ENOUGH else min(ENOUGH, max(known * 2 // 3, min(known, FEW)))


def _levelled(values: Floats, season: int) -> Floats:
    """Return values without the slow waves of their season, so that a season is not taken for a change."""
    n = len(values)
    if season <= _LONGEST_WAVELESS or n < 2 * season:
        return values
    turns = 2 * np.pi * np.arange(n)[:, None] / season * np.arange(1, min(_WAVES, (season - 1) // 2) + 1)
    waves = np.column_stack([np.ones(n), np.sin(turns), np.cos(turns)])
    rest: Floats = values - waves[:, 1:] @ np.linalg.lstsq(waves, values, rcond=None)[0][1:]
    return rest


def _split(values: Floats) -> int | None:
    """Return where the level of values changes, or None where it holds (memory allowed for)."""
    n = len(values)
    if n < 2 * _EACH_SIDE:
        return None
    rest = values - values.mean()
    below = float(rest @ rest)
    if below == 0:
        return None
    at = np.arange(_EACH_SIDE, n - _EACH_SIDE + 1)
    left = np.cumsum(rest)[at - 1]
    between = left**2 * n / (at * (n - at))
    t = np.sqrt(between * (n - 2) / np.maximum(below - between, 1e-300 + below * 1e-12))
    best = int(np.argmax(t))
    parts = np.split(rest, [int(at[best])])
    inner = np.concatenate([one - one.mean() for one in parts])
    memory = float(np.clip(inner[1:] @ inner[:-1] / max(float(inner @ inner), 1e-300), 0.0, 0.8))
    return int(at[best]) if t[best] * np.sqrt((1 - memory) / (1 + memory)) > _BROKEN else None
