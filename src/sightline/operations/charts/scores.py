"""Scores: a value as so many standard deviations, on a scale where normal limits hold.

A share of counts becomes the normal quantile of its Jeffreys tail, P(Beta(x + 1/2, n - x + 1/2) > p), close to the
binomial's mid-p tail; a count that of P(Gamma(x + 1/2) > m). Both hold for twenty cases as for a thousand, for none
and for all, and need no arcsine. Counts that vary more than by chance are Laney's matter: the spread of the scores is
estimated, and never less than 1. Any other value is taken as it is, or as its root, logarithm or logit, whichever made
the baseline most normal (Box and Cox).

References: Quesenberry (1991), SPC Q charts for a binomial parameter p, J. Quality Technology 23; Laney (2002),
Improved control charts for attributes, Quality Engineering 14; Box and Cox (1964), An analysis of transformations,
J. R. Statist. Soc. B 26.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sightline.records.history import Floats
from sightline.saying import phrase

__all__ = ["Scale", "count_scale", "rate_scale", "value_scale"]

Kind = Literal["values", "rate", "counts"]
_Score = Callable[[Floats, Floats], Floats]
_FARTHEST = 37.0  # beyond it a tail is no number any more
_HALVINGS = 30
_HALF = 0.5 + 1e-6
_TINY = 1e-12
_PRECISE = 7.0  # up to there one less a tail still has digits
_GAIN = 2.0  # in log likelihood: a transform must be worth it


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become scores and back.

    Parameters
    ----------
    kind : str
        Of the chart.
    words : str
        What a reader should know; empty where nothing was done.
    to_score : callable
        (values, sizes) -> scores; NaN stays NaN.
    to_value : callable
        (scores, sizes) -> values.
    sampled : bool
        Whether a score of a steady process has at least the spread 1 that counting alone gives.
    """

    kind: Kind
    words: str
    to_score: Callable[[Floats, Floats], Floats]
    to_value: Callable[[Floats, Floats], Floats]
    sampled: bool


def rate_scale(values: Floats, sizes: Floats, baseline: NDArray[np.bool_], *, full: float) -> Scale:
    """Return the scale of a share of counts (a p' chart).

    Parameters
    ----------
    values : array
        Shares, in a unit that has `full` for all.
    sizes : array
        How many were counted.
    baseline : array of bool
        Which periods it is taken from; neither none nor all may have been counted there.
    full : float
        1 for shares, 100 for percentages.
    """
    known = baseline & np.isfinite(values) & (sizes > 0)
    middle = float(np.sum(values[known] * sizes[known]) / np.sum(sizes[known]) / full)

    def score(counted: Floats, of: Floats) -> Floats:
        low = special.betainc(counted + 0.5, of - counted + 0.5, middle)
        return _two_sided(low, special.betaincc(counted + 0.5, of - counted + 0.5, middle))

    def to_score(found: Floats, of: Floats) -> Floats:
        return score(np.clip(found / full * of, 0, of), of)

    def to_value(scores: Floats, of: Floats) -> Floats:
        low = special.bdtrik(special.ndtr(scores), of, middle) + 0.5
        quick = np.where(scores < 0, low, of - special.bdtrik(special.ndtr(-scores), of, 1 - middle) - 0.5)
        return full * _inverse(score, scores, of, quick, farthest=_FARTHEST) / of

    return Scale("rate", "", to_score, to_value, sampled=True)


def count_scale(values: Floats, baseline: NDArray[np.bool_]) -> Scale:
    """Return the scale of counts (a c chart with Laney's spread); the baseline must have counted something."""
    middle = float(np.nanmean(values[baseline]))
    highest = max(4 * float(np.nanmax(values)), middle + 50 * np.sqrt(middle), 50.0)

    def score(counted: Floats, _: Floats) -> Floats:
        return _two_sided(special.gammainc(counted + 0.5, middle), special.gammaincc(counted + 0.5, middle))

    def to_score(found: Floats, sizes: Floats) -> Floats:
        return score(found, sizes)

    def to_value(scores: Floats, _: Floats) -> Floats:
        quick = special.pdtrik(special.ndtr(scores), middle) + 0.5
        return _inverse(score, scores, np.full(len(scores), highest), quick, farthest=_PRECISE)

    return Scale("counts", "", to_score, to_value, sampled=True)


def _two_sided(low: Floats, high: Floats) -> Floats:
    """Return the normal quantile of the tail `high`, from whichever tail has more digits."""
    scores = np.where(low < high, -special.ndtri(np.minimum(low, 0.5)), special.ndtri(np.minimum(high, 0.5)))
    clipped: Floats = np.clip(scores, -_FARTHEST, _FARTHEST)
    return clipped


def _inverse(score: _Score, wanted: Floats, highest: Floats, quick: Floats, *, farthest: float) -> Floats:
    """Return what has the wanted scores, or the end where nothing has.

    `quick` is what the inverse of the distribution function says. It knows nothing within a half of an end, nor scores
    beyond `farthest`, which are found by halving.
    """
    found = np.where(quick > _HALF, np.minimum(quick, highest), _below_half(score, wanted, highest))
    found = np.where(highest - found > _HALF, found, highest - _below_half(_mirrored(score), -wanted, highest))
    far = np.abs(wanted) > farthest
    if far.any():
        aim, sizes = wanted[far], highest[far]
        low, high = np.zeros(len(aim)), sizes.copy()
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = score(middle, sizes) < aim
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        found[far] = np.where(low == 0, 0.0, (low + high) / 2)
    result: Floats = np.where(np.isnan(wanted) | np.isnan(highest), np.nan, found)
    return result


def _below_half(score: _Score, wanted: Floats, highest: Floats) -> Floats:
    """Return what has the wanted scores between 0 and a half, by a straight line; 0 where nothing has."""
    none, half = score(np.zeros(len(wanted)), highest), score(np.full(len(wanted), 0.5), highest)
    found: Floats = np.clip((wanted - none) / np.maximum(half - none, _TINY), 0.0, 1.0) / 2
    return found


def _mirrored(score: _Score) -> _Score:
    """Return the scores of what was not counted."""
    return lambda counted, of: -score(of - counted, of)


_Pair = tuple[str, Callable[[Floats], Floats], Callable[[Floats], Floats], Callable[[Floats], Floats]]


def value_scale(values: Floats, baseline: NDArray[np.bool_], *, full: float | None) -> Scale:
    """Return the scale of any other number.

    Parameters
    ----------
    values : array
        In the metric's unit.
    baseline : array of bool
        Which periods the transform is chosen by.
    full : float, optional
        What all of it is, for a share without counts.
    """
    known = values[np.isfinite(values)]
    choices: list[_Pair] = [("", _same, _same, np.zeros_like)]
    if full is not None and known.min() > 0 and known.max() < full:
        top = full
        choices.append((
            phrase("Judged by its logit."),
            lambda y: special.logit(y / top), lambda z: top * special.expit(z), lambda y: -np.log(y * (1 - y / top)),
        ))  # fmt: skip
    elif known.min() > 0:
        choices.append((phrase("Judged by its square root."), np.sqrt, lambda z: np.maximum(z, 0) ** 2, _slope_of_root))
        choices.append((phrase("Judged by its logarithm."), np.log, np.exp, lambda y: -np.log(y)))
    taken = values[baseline & np.isfinite(values)]
    worth = [
        _likelihood(to, slope, taken) - (_GAIN if number else 0.0) for number, (_, to, _, slope) in enumerate(choices)
    ]
    words, to, back, _ = choices[int(np.argmax(worth))]
    return Scale("values", words, lambda found, _: to(found), lambda scores, _: back(scores), sampled=False)


def _slope_of_root(values: Floats) -> Floats:
    slope: Floats = -np.log(4 * values) / 2
    return slope


def _same(values: Floats) -> Floats:
    return values


def _likelihood(to: Callable[[Floats], Floats], slope: Callable[[Floats], Floats], taken: Floats) -> float:
    """Return the normal log likelihood of transformed values; `slope`: the logarithm of the transform's derivative."""
    return float(-len(taken) / 2 * np.log(max(float(np.var(to(taken))), 1e-300)) + slope(taken).sum())
