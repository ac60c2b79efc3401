"""Skill: how much better forecasts of the outcome are that know the driver.

At each period, two regressions are fitted on all that was known the effect's delay before (at least one period), and
forecast it: one from the outcome's own past, level, trend, season and the other drivers that seem to act, one with the
driver too. A driver that acts within the same period is taken as known then; others count as far as they were known
when the forecast was made. In a panel all values are relative to the mean of the segments, which
takes out common shocks. Fits cost one small linear system per period, out of running cross products.

References: T. E. Clark and K. D. West (2007), Approximately normal tests for equal predictive accuracy in nested
models, J. Econometrics 138(1), equation 3.1; A. Wald (1945), Sequential tests of statistical hypotheses, Ann. Math.
Statist. 16(2), for why a likelihood ratio of ten is wrong at most one time in ten.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.sight.nuisance import season_columns
from sightline.sight.panels import Panel, late

__all__ = ["Skill", "skill_of"]

Floats = NDArray[np.float64]

FIRST_SHARE = 0.4  # of the periods before the first forecast
_SPARE = 1.5  # rows per column before the first forecast
_SMALL = 1e-8  # ridge against singular early fits, relative to the diagonal
_NOTHING = 0.10  # Clark-West p above which the back-test says nothing
_RATIO = 10.0  # how much likelier the last year must be without the effect for it to expire


@dataclass(frozen=True, slots=True)
class Skill:
    """How much better forecasts are with the driver.

    Parameters
    ----------
    skill : float, optional
        1 - MSE with / MSE without; None where there is no forecast.
    p : float, optional
        One-sided p of Clark and West.
    last : float, optional
        The skill over the last year of forecasts.
    failed : bool
        Whether that year says that the effect is no longer there: its skill is negative, Clark-West says nothing,
        and its outcomes are ten times likelier without the driver.
    since : int, optional
        Where it failed, the period of that year's first forecast, as a place in the panel's periods.
    """

    skill: float | None = None
    p: float | None = None
    last: float | None = None
    failed: bool = False
    since: int | None = None


def skill_of(
    panel: Panel, driver: str, *, lags: Sequence[int], others: Mapping[str, Sequence[int]], season: int
) -> Skill:
    """Return the skill of a driver that acts as the mean of some adjacent lags.

    Parameters
    ----------
    panel : Panel
        Segments with enough data.
    driver : str
        Its name in the panel.
    lags : sequence of int
        The delays, in periods.
    others : mapping of str to sequence of int
        Other drivers that seem to act, with their delays.
    season : int
        Length of the season in periods.
    """
    ahead = max(min(lags), 1)
    told = [
        panel.y,
        late(panel.y, ahead),
        *(_mean(panel, name, [max(lag, ahead) for lag in found]) for name, found in others.items()),
        _mean(panel, driver, lags),
    ]
    there = np.isfinite(told).all(axis=0)
    if len(panel.segments) > 1:
        there &= there.sum(axis=0) > 1
    cell, time = np.nonzero(there)
    if not len(cell):
        return Skill()
    stacked = np.stack([values[cell, time] for values in told], axis=1)
    if len(panel.segments) > 1:
        stacked = _relative(stacked, time)
    stacked = stacked / np.maximum(stacked.std(axis=0), 1e-300)
    base = np.column_stack([_plain(panel, cell, time, season), stacked[:, 1:-1]])
    without = _forecasts(base, stacked[:, 0], time, ahead)
    with_it = _forecasts(np.column_stack([base, stacked[:, -1]]), stacked[:, 0], time, ahead)
    return _judged(stacked[:, 0], without, with_it, time, ahead=ahead, year=max(season, 4))


def _mean(panel: Panel, driver: str, lags: Sequence[int]) -> Floats:
    return np.asarray(np.mean([panel.lagged(driver, lag) for lag in lags], axis=0))


def _plain(panel: Panel, cell: NDArray[np.int64], time: NDArray[np.int64], season: int) -> Floats:
    """Return level, trend and season; in a panel the season is common and gone already."""
    own = np.asarray(cell[:, None] == np.unique(cell), dtype=np.float64)
    pace = (time - time.mean()) / max(float(np.ptp(time)), 1.0)
    if len(panel.segments) > 1:
        return np.column_stack([own, own * pace[:, None]])
    waves = season_columns(time, season, min(len(np.unique(time)), int(2.5 * season)))  # never one level a period
    return np.column_stack([own, pace, waves])


def _relative(values: Floats, time: NDArray[np.int64]) -> Floats:
    _, place = np.unique(time, return_inverse=True)
    count = np.bincount(place)[:, None]
    sums = np.stack([np.bincount(place, weights=column) for column in values.T], axis=1)
    return np.asarray(values - (sums / count)[place])


def _forecasts(columns: Floats, y: Floats, time: NDArray[np.int64], ahead: int) -> Floats:
    """Return the forecast of each row by what was known `ahead` periods before; NaN where that was too little."""
    periods, place = np.unique(time, return_inverse=True)
    full = np.column_stack([columns, y])
    order = np.argsort(place, kind="stable")
    blocks = np.split(full[order], np.flatnonzero(np.diff(place[order])) + 1)
    running = np.cumsum([block.T @ block for block in blocks], axis=0)
    seen = np.searchsorted(periods, periods - ahead, side="right") - 1  # newest period known at each forecast
    counts = np.cumsum(np.bincount(place))
    width = columns.shape[1]
    least = max(int(FIRST_SHARE * len(periods)) - 1, 0)
    able = (seen >= least) & (counts[np.maximum(seen, 0)] >= _SPARE * width)
    if not able.any():
        return np.full(len(y), np.nan)
    known = running[seen[able]]
    inner = known[:, :width, :width]
    steady = _SMALL * np.maximum(np.einsum("tii->ti", inner), 1e-12)
    inner = inner + np.einsum("ti,ij->tij", steady, np.eye(width))
    size = np.full((len(periods), width), np.nan)
    size[able] = np.linalg.solve(inner, known[:, :width, width:])[:, :, 0]
    return np.asarray((columns * size[place]).sum(axis=1))


def _judged(y: Floats, without: Floats, with_it: Floats, time: NDArray[np.int64], *, ahead: int, year: int) -> Skill:
    there = np.isfinite(without) & np.isfinite(with_it)
    if not there.any():
        return Skill()
    y, without, with_it, time = y[there], without[there], with_it[there], time[there]
    skill, p = _compared(y, without, with_it, time, ahead)
    recent = time > time.max() - year
    if len(np.unique(time[recent])) < year // 2 or len(np.unique(time)) <= year:
        return Skill(skill, p)
    last, last_p = _compared(y[recent], without[recent], with_it[recent], time[recent], ahead)
    before, after = (y - without) ** 2, (y - with_it) ** 2
    ratio = float((after - before)[recent].sum()) / (
        2 * max(float(after[~recent].mean()), float(after[recent].mean()), 1e-300)
    )
    failed = last is not None and last < 0 and last_p is not None and last_p > _NOTHING and ratio > math.log(_RATIO)
    return Skill(skill, p, last, failed, int(time[recent].min()) if failed else None)


def _compared(
    y: Floats, without: Floats, with_it: Floats, time: NDArray[np.int64], ahead: int
) -> tuple[float | None, float | None]:
    """Return the skill and Clark-West's p; segments of one period count as one forecast of it."""
    before, after, added = (y - without) ** 2, (y - with_it) ** 2, with_it - without
    if before.sum() <= 0:
        return None, None
    _, place = np.unique(time, return_inverse=True)
    gain = np.bincount(place, weights=before - after + added**2) / np.bincount(place)
    error = _long_run(gain, ahead - 1) / math.sqrt(len(gain))
    p = 0.5 * math.erfc(float(gain.mean()) / error / math.sqrt(2)) if error > 0 and len(gain) > 2 else None  # noqa: PLR2004 -- a spread needs three
    return float(1 - after.sum() / before.sum()), p


def _long_run(values: Floats, lags: int) -> float:
    """Return the standard deviation of a mean's terms, overlap of forecasts counted (Newey and West, 1987)."""
    away = values - values.mean()
    total = float(away @ away)
    for lag in range(1, min(lags, len(away) - 1) + 1):
        total += 2 * (1 - lag / (lags + 1)) * float(away[lag:] @ away[:-lag])
    return math.sqrt(max(total, 0.0) / len(away))
