"""Fairness between groups: selection and scoring rates, impact ratios, and what chance alone would give.

Only groups come in, with how many they are, or scores with the group of each; no person stands in an answer. Small
groups are put together, because a rate of three people is a statement about three people. A ratio under four fifths
alone says little of few people, so a flag needs Fisher's exact test, too.

References: 29 CFR 1607.4 D (four fifths); 6 RCNY 5-300 and 5-301 (selection rate, scoring rate, impact ratio, small
categories); E. B. Wilson (1927), JASA 22(158); D. Katz et al. (1978), Biometrics 34(3); R. A. Fisher (1935).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from statistics import NormalDist

import numpy as np
from scipy.stats import fisher_exact

from sightline.records.fairness import Fairness, FairnessGroup
from sightline.saying import Said, say

__all__ = ["choices_compared", "scores_compared"]

FOUR_FIFTHS = 0.8
SIGNIFICANT = 0.05
LEVEL = 0.9
SMALLEST_SHARE = 0.02
SMALLEST_GROUP = 5
PAIR = 2


def choices_compared(
    counts: Mapping[str, tuple[int, int]],
    *,
    unknown: int = 0,
    smallest_share: float = SMALLEST_SHARE,
    smallest_group: int = SMALLEST_GROUP,
    level: float = LEVEL,
) -> Fairness:
    """Return how often people of each group were chosen, against the group that was chosen most often.

    Parameters
    ----------
    counts : mapping of str to (int, int)
        How many people of each group were considered, and how many of them were chosen.
    unknown : int
        How many people belong to no known group; they are counted and left out.
    smallest_share : float
        Groups under this share of all have a rate and no impact ratio.
    smallest_group : int
        Groups of fewer people are put together, the smallest first, until they are enough.
    level : float
        Of the intervals.

    Returns
    -------
    Fairness
        Without groups where fewer than two are left, or nobody was chosen.

    Raises
    ------
    ValueError
        If more are chosen than considered, or a number is negative.

    Examples
    --------
    >>> found = choices_compared({"men": (1390, 667), "women": (1181, 555)})
    >>> [(each.group, round(each.rate, 2), round(each.impact_ratio, 3)) for each in found.groups]
    [('men', 0.48, 1.0), ('women', 0.47, 0.979)]
    """
    for group, (n, chosen) in counts.items():
        if not 0 <= chosen <= n:
            raise ValueError(f"of group {group!r}, {chosen} are chosen out of {n}")
    groups = _pooled({name: each for name, each in counts.items() if each[0]}, smallest_group)
    known = sum(n for n, _ in groups.values())
    if len(groups) < PAIR:
        words = say("The data cannot say: there are fewer than two groups that are large enough to be compared.")
        return Fairness((), known, unknown, None, level, words)
    compared = {name: each for name, each in groups.items() if each[0] >= smallest_share * known}
    if not any(chosen for _, chosen in compared.values()):
        return Fairness((), known, unknown, None, level, say("The data cannot say: nobody was chosen."))
    highest = max(sorted(compared), key=lambda name: compared[name][1] / compared[name][0])
    rows = tuple(_row(name, groups, compared, highest, level) for name in sorted(groups))
    return Fairness(rows, known, unknown, None, level, _words(rows))


def scores_compared(
    scores: Sequence[float],
    groups: Sequence[str | None],
    *,
    smallest_share: float = SMALLEST_SHARE,
    smallest_group: int = SMALLEST_GROUP,
    level: float = LEVEL,
) -> Fairness:
    """Return how often people of each group scored above the median of all, against the group with the highest rate.

    Parameters
    ----------
    scores : sequence of float
        One for each person; NaN where there is none, and the person is then left out altogether.
    groups : sequence of str or None
        The group of each; None where it is not known. Such a person counts for the median and is left out of rates.
    smallest_share, smallest_group, level
        As for `choices_compared`.

    Returns
    -------
    Fairness
        With the median.

    Raises
    ------
    ValueError
        If there are not as many groups as scores.
    """
    scored = [(float(each), group) for each, group in zip(scores, groups, strict=True) if math.isfinite(each)]
    if not scored:
        return Fairness((), 0, 0, None, level, say("The data cannot say: nobody has a score."))
    median = float(np.median([each for each, _ in scored]))
    counts: dict[str, tuple[int, int]] = {}
    for each, group in scored:
        if group is not None:
            n, above = counts.get(group, (0, 0))
            counts[group] = (n + 1, above + (each > median))
    unknown = sum(group is None for _, group in scored)
    found = choices_compared(
        counts, unknown=unknown, smallest_share=smallest_share, smallest_group=smallest_group, level=level
    )
    return replace(found, median=median)


def _pooled(groups: Mapping[str, tuple[int, int]], smallest: int) -> dict[str, tuple[int, int]]:
    """Return groups of which none is too small: those that are, are put together, and more until they are enough."""
    order = sorted(groups, key=lambda name: (groups[name][0], name))
    pool: list[str] = []
    while order and (groups[order[0]][0] < smallest or 0 < sum(groups[name][0] for name in pool) < smallest):
        pool.append(order.pop(0))
    found = {name: groups[name] for name in order}
    if pool:
        found[", ".join(sorted(pool))] = (sum(groups[name][0] for name in pool), sum(groups[name][1] for name in pool))
    return {name: each for name, each in found.items() if each[0] >= smallest}


def _row(
    name: str,
    groups: Mapping[str, tuple[int, int]],
    compared: Mapping[str, tuple[int, int]],
    highest: str,
    level: float,
) -> FairnessGroup:
    n, chosen = groups[name]
    low, high = _wilson(n, chosen, level)
    if name not in compared:
        return FairnessGroup(name, n, chosen, chosen / n, low, high, None, None, None, None, False, "small_share")
    most, of_them = groups[highest]
    ratio = (chosen / n) / (of_them / most)
    if name == highest:
        return FairnessGroup(name, n, chosen, chosen / n, low, high, ratio, ratio, ratio, None, False, "highest")
    p = float(fisher_exact([[chosen, n - chosen], [of_them, most - of_them]])[1])
    ratio_low, ratio_high = _katz(n, chosen, most, of_them, level)
    flagged = ratio < FOUR_FIFTHS and p < SIGNIFICANT
    return FairnessGroup(name, n, chosen, chosen / n, low, high, ratio, ratio_low, ratio_high, p, flagged, "compared")


def _wilson(n: int, chosen: int, level: float) -> tuple[float, float]:
    """Return the interval of a rate (Wilson 1927)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    rate, more = chosen / n, z * z / n
    middle = (rate + more / 2) / (1 + more)
    half = z * math.sqrt(rate * (1 - rate) / n + more / (4 * n)) / (1 + more)
    return (max(0.0, middle - half) if chosen else 0.0), (min(1.0, middle + half) if chosen < n else 1.0)


def _katz(n: int, chosen: int, most: int, of_them: int, level: float) -> tuple[float, float]:
    """Return the interval of a ratio of rates (Katz et al. 1978); with a half added where nobody was chosen."""
    a, b = (chosen, of_them) if chosen else (0.5, of_them + 0.5)
    m, k = (n, most) if chosen else (n + 0.5, most + 0.5)
    spread = math.sqrt(max(0.0, 1 / a - 1 / m + 1 / b - 1 / k)) * NormalDist().inv_cdf((1 + level) / 2)
    ratio = (a / m) / (b / k)
    return (ratio * math.exp(-spread) if chosen else 0.0), ratio * math.exp(spread)


def _words(rows: Sequence[FairnessGroup]) -> Said:
    flagged: list[str] = [each.group for each in rows if each.flagged]
    if flagged:
        return say(
            "Of {groups} fewer than four fifths as many were chosen as of the group with the highest rate, and chance "
            "alone hardly explains it.",
            groups=reduce(lambda first, last: say("{first} and of {last}", first=first, last=last), flagged),
        )
    if any(each.impact_ratio is not None and each.impact_ratio < FOUR_FIFTHS for each in rows):
        return say("A rate is under four fifths of the highest, but so few people are in it that chance explains it.")
    return say("No group's rate is under four fifths of the highest.")
