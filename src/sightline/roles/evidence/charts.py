"""Charts over time of one person's value, adjusted for the case mix: against the own usual spread, never others.

Months are compared by an individuals chart, the mean and 2.66 mean moving ranges on either side of it. Yes-or-no cases
are followed one by one by the risk-adjusted CUSUM: sums of log likelihood ratios of doubled, and of halved, odds.

References: W. A. Shewhart (1931) and D. J. Wheeler (1993), Understanding Variation, for 2.66; S. H. Steiner, R. J.
Cook, V. T. Farewell, T. Treasure (2000), Monitoring surgical performance using risk-adjusted cumulative sum charts,
Biostatistics 1(4), equation 2.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sightline.records.cases import Scale
from sightline.records.evidence import PersonChart
from sightline.roles.evidence.coding import Floats, Ints, summed
from sightline.roles.evidence.scales import back
from sightline.saying import Said, joined, labelled, phrase, say

__all__ = ["cusum", "cusum_limit", "cusum_weights", "individuals"]

RANGES = 2.66
LEAST_MONTHS = 8  # with fewer, limits say nothing
SETTLED = 20
LEAST_CASES = 3  # in a month
ODDS = 2.0
FALSE = 0.05  # of series of this length without any change pass the limit
RUNS = 400


def individuals(
    y: Floats, weight: Floats, month: Ints, labels: Sequence[str], *, scale: Scale
) -> PersonChart | None:  # fmt: skip
    """Return the individuals chart of months; None with fewer than eight of three cases or more.

    Parameters
    ----------
    y, weight : array
        Of each case: what an average case would have taken, on the scale of comparison, and the person's share in it.
    month : array
        Of each case: its place in `labels`.
    """
    whole = summed(month, weight, len(labels))
    sums = summed(month, weight * y, len(labels))
    shown = np.flatnonzero(np.bincount(month, minlength=len(labels)) >= LEAST_CASES)
    if len(shown) < LEAST_MONTHS:
        return None
    value = sums[shown] / whole[shown]
    centre = float(value.mean())
    half = RANGES * float(np.abs(np.diff(value)).mean())
    periods = tuple(labels[one] for one in shown.tolist())
    out = tuple(periods[one] for one in np.flatnonzero(np.abs(value - centre) > half).tolist())
    provisional = len(shown) < SETTLED
    months = phrase("The limits rest on {months} months and are provisional.")
    words = joined(" ", [_spread_words(out), say(months, months=len(shown)) if provisional else ""])
    return PersonChart(
        "xmr", periods, tuple(back(float(one), scale) for one in value), back(centre, scale),
        back(centre - half, scale), back(centre + half, scale), (), out, provisional,
        words,
    )  # fmt: skip


def _spread_words(out: Sequence[str]) -> Said:
    if not out:
        return say("No month is beyond the own usual spread: the months differ by chance.")
    return say(
        "In {months} the value is beyond the own usual spread (by chance, one month in about 370 is).",
        months=joined(", ", [labelled(one) for one in out]),
    )


def cusum_weights(happened: Floats, probability: Floats, odds: float) -> Floats:
    """Return each case's log likelihood ratio of odds that are `odds` times those expected.

    Examples
    --------
    >>> cusum_weights(np.array([1.0, 0.0]), np.array([0.5, 0.5]), 2.0).round(4).tolist()
    [0.2877, -0.4055]
    """
    return np.asarray(happened * np.log(odds) - np.log1p(probability * (odds - 1)))


def cusum_limit(probability: Floats, rng: np.random.Generator) -> float:
    """Return the limit that so many cases, as expected of each, pass by chance in one series of twenty."""
    peak = np.zeros(RUNS)
    up, down = np.zeros(RUNS), np.zeros(RUNS)
    rises, falls = (np.log1p(probability * (odds - 1)) for odds in (ODDS, 1 / ODDS))
    for p, rise, fall in zip(probability, rises, falls, strict=True):
        happened = rng.random(RUNS) < p
        up = np.maximum(0.0, up + happened * np.log(ODDS) - rise)
        down = np.maximum(0.0, down - happened * np.log(ODDS) - fall)
        np.maximum(peak, np.maximum(up, down), out=peak)
    return float(np.quantile(peak, 1 - FALSE))


def cusum(happened: Floats, probability: Floats, days: Sequence[str], rng: np.random.Generator) -> PersonChart:
    """Return the risk-adjusted CUSUM over cases in their order of time.

    Parameters
    ----------
    happened : array
        Of each case, 0 or 1.
    probability : array
        What was expected of it, between 0 and 1.
    days : sequence of str
        When it was.
    rng : Generator
        For the limit, which is simulated.
    """
    upper = _summed(cusum_weights(happened, probability, ODDS))
    lower = -_summed(cusum_weights(happened, probability, 1 / ODDS))
    limit = cusum_limit(probability, rng)
    out = np.flatnonzero((upper > limit) | (lower < -limit))
    signals = tuple(dict.fromkeys(days[one] for one in out.tolist()))
    words = say("The cases went as expected of them all along.")
    if len(out):
        more = phrase("From {day} on it happened more often than expected of these cases, beyond chance.")
        less = phrase("From {day} on it happened less often than expected of these cases, beyond chance.")
        words = say(more if upper[out[0]] > limit else less, day=labelled(signals[0]))
    return PersonChart(
        "cusum", tuple(days), tuple(upper.tolist()), 0.0, -limit, limit, tuple(lower.tolist()), signals,
        len(happened) < SETTLED, words,
    )  # fmt: skip


def _summed(weights: Floats) -> Floats:
    total, found = 0.0, np.empty(len(weights))
    for place, one in enumerate(weights.tolist()):
        total = max(0.0, total + one)
        found[place] = total
    return found
