"""What a chart expects of each period: the baseline's level, season and memory, and how sure it is of them.

Scores are regressed on the season within the baseline (sines and cosines, or one level for each part of the year,
whichever the BIC takes, or none), the rest is an AR(1) whose innovations have the spread that their moving ranges show:
a shift within the baseline does not widen it. Every later innovation is divided by its prediction error, so an
estimated season widens the limits where it is least sure, and taken through Student's t to the normal scale.

References: Montgomery (2019), Introduction to Statistical Quality Control, 10.2 (residual charts of correlated data);
Marriott and Pope (1954), Bias in the estimation of autocorrelations, Biometrika 41; Woodall and Montgomery (2000),
Using ranges to estimate variability, Quality Engineering 13 (degrees of freedom of the mean moving range).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from sightline.records.history import Floats

__all__ = ["Expected", "expect"]

_RANGE = 1.128  # d2: a moving range of two over the standard deviation
_RANGE_FREEDOM = 0.6
_MOST_MEMORY = 0.8
_HARMONICS = 3
_LEVELS = 12  # a season of at most so many parts may have a level for each
_LEAST = 1e-12
_CARRIED = 4.0  # standard deviations: one wild value does not make the next look wild


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What is expected of each period, and how far off each was.

    Parameters
    ----------
    scores : array
        What it is about.
    centre : array
        Expected scores of a process that is as it was in the baseline.
    given : array
        The same, given the score one period before.
    margin : array
        The standard deviation of a score around `given`, what the baseline may have got wrong included.
    z : array
        How far off each was, given the one before: standard normal as long as nothing changes. NaN without a score.
    memory : float
        The share of a deviation that is still there one period later.
    spread : float
        The standard deviation of what one period adds to that.
    freedom : float
        Degrees of freedom of the spread.
    n : int
        Scores in the baseline.
    seasonal : bool
        Whether a season was removed.
    """

    scores: Floats
    centre: Floats
    given: Floats
    margin: Floats
    z: Floats
    memory: float
    spread: float
    freedom: float
    n: int
    seasonal: bool

    def reach(self, limit: float) -> Floats:
        """Return how far from `given` a score must be for its `z` to be `limit`."""
        reached: Floats = stats.t.isf(special.ndtr(-limit), self.freedom) * self.margin
        return reached


def expect(
    scores: Floats, baseline: NDArray[np.bool_], *, season: int, phase: int = 0, trend: bool = False, least: float = 0.0
) -> Expected | None:
    """Return what is expected of each period; None where the baseline does not move.

    Parameters
    ----------
    scores : array
        One per period, oldest first; NaN means no data.
    baseline : array of bool
        The periods that expectations come from.
    season : int
        After how many periods it repeats; 1 for never.
    phase : int
        Where in the season the first period stands.
    trend : bool
        Whether the level may rise or fall steadily.
    least : float
        A spread that is not undercut: counting alone gives 1.
    """
    known = baseline & np.isfinite(scores)
    design = _design(scores, known, season=season, phase=phase, trend=trend)
    plain = np.linalg.lstsq(design[known], scores[known], rcond=None)[0]
    memory = _memory(scores - design @ plain, known, design.shape[1])
    seen = np.isfinite(scores)
    follows = np.concatenate([[False], seen[:-1]])
    x, y = (_whitened(one, follows, memory) for one in (design, scores[:, None]))
    inverse = np.linalg.pinv(x[known].T @ x[known])
    slopes = inverse @ x[known].T @ y[known, 0]
    innovation = y[:, 0] - x @ slopes
    spread, freedom = _spread(innovation, known, design.shape[1])
    spread = max(spread, least)
    if spread < _LEAST * max(1.0, float(np.abs(scores[known]).max())):
        return None
    unsure = np.einsum("ij,jk,ik->i", x, inverse, x) + (memory > 0) / known.sum()
    alone = np.sqrt(1 - memory**2)
    margin = spread * np.sqrt(1 + unsure) / np.where(follows, 1.0, alone)
    centre = design @ slopes
    most = _CARRIED * spread / alone
    given = centre + memory * np.concatenate([[0.0], np.nan_to_num(np.clip(scores - centre, -most, most))[:-1]])
    return Expected(
        scores, centre, given, margin, _normal((scores - given) / margin, freedom), memory, spread, freedom,
        int(known.sum()), design.shape[1] > 1 + trend,
    )  # fmt: skip


def _normal(off: Floats, freedom: float) -> Floats:
    """Return the normal quantiles of Student's t values."""
    z: Floats = np.sign(off) * -special.ndtri(np.maximum(stats.t.sf(np.abs(off), freedom), 1e-300))
    return z


def _design(scores: Floats, known: NDArray[np.bool_], *, season: int, phase: int, trend: bool) -> Floats:
    """Return the regressors of all periods that the BIC takes."""
    many, n = len(scores), int(known.sum())
    at = np.arange(many)
    plain = np.ones((many, 1))
    if trend:
        plain = np.column_stack([plain, (at - at[known].mean()) / max(n, 1)])
    choices = [plain]
    turns = 2 * np.pi * (at + phase)[:, None] / max(season, 1) * np.arange(1, min(_HARMONICS, (season - 1) // 2) + 1)
    if n >= 2 * season > 2:  # noqa: PLR2004 -- two of them, and a season at all
        for many_waves in range(1, turns.shape[1] + 1):
            waves = turns[:, :many_waves]
            choices.append(np.column_stack([plain, np.sin(waves), np.cos(waves)]))
        if season <= _LEVELS:
            parts = ((at + phase) % season)[:, None] == np.arange(1, season)
            choices.append(np.column_stack([plain, parts - 1 / season]))
    worth = [_bic(one[known], scores[known]) for one in choices]
    return choices[int(np.argmin(worth))]


def _bic(x: Floats, y: Floats) -> float:
    n, p = x.shape
    if p >= n - 2 or np.linalg.matrix_rank(x) < p:
        return np.inf
    rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(n * np.log(max(float(rest @ rest) / n, 1e-300)) + np.log(n) * p * n / (n - p - 1))


def _memory(rest: Floats, known: NDArray[np.bool_], used: int) -> float:
    """Return the AR(1) coefficient, its bias by estimation of the level and season mended; never negative."""
    pairs = known[1:] & known[:-1]
    n = int(pairs.sum())
    below = float((rest[known] ** 2).sum())
    if n < 8 or below <= 0:  # noqa: PLR2004 -- fewer pairs tell of no memory
        return 0.0
    raw = float((rest[1:][pairs] * rest[:-1][pairs]).sum()) / below * int(known.sum()) / n
    return float(np.clip(raw + (used + 3 * raw) / n, 0.0, _MOST_MEMORY))


def _whitened(columns: Floats, follows: NDArray[np.bool_], memory: float) -> Floats:
    """Return columns less what the period before lets expect; where it has no score, scaled to the same spread."""
    before = np.vstack([np.zeros((1, columns.shape[1])), columns[:-1]])
    less: Floats = np.where(
        follows[:, None], columns - memory * np.nan_to_num(before), np.sqrt(1 - memory**2) * columns
    )
    return less


def _spread(innovation: Floats, known: NDArray[np.bool_], used: int) -> tuple[float, float]:
    """Return the standard deviation by moving ranges, and its degrees of freedom."""
    n = int(known.sum())
    ranges = np.abs(np.diff(innovation[known]))
    freedom = max(n - used, 1)
    return float(ranges.mean()) / _RANGE * np.sqrt(n / freedom), max(_RANGE_FREEDOM * freedom, 1.0)
