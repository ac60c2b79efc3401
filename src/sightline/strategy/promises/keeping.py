"""How much of their promises initiatives keep, by kind and by the role that asked, to discount new ones by.

The share of the likeliest promise that came is normal around a mean of its group, with a spread among initiatives
besides what each estimate is unsure of. Little is known at first, so the mean of all is drawn towards 1 (promises are
believed until they fail), and the mean of a group towards that of all. It is a statement about kinds of promises, made
for planning; it is no appraisal of anybody.

Reference: A. Gelman, J. B. Carlin and others (2013), Bayesian Data Analysis, ch. 5 (the normal hierarchical model).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sightline.records.backlog import Candidate
from sightline.records.promises import Kept, Promise, Realised
from sightline.saying import Said, say, say_many

__all__ = ["factors", "kept_of"]

Floats = NDArray[np.float64]
_BELIEF = (1.0, 0.5)  # what is thought of promises before any was seen: mean and spread
_AMONG = 0.3  # the spread among initiatives of one group, in shares of a promise
_APART = 0.3  # the spread among groups
_Z = 1.6449
FEWEST = 3  # changes from which on something is said of those that one role asked for: fewer would point at somebody
_Group = Literal["all", "kind", "asker"]


def kept_of(promises: Sequence[Promise], found: Sequence[Realised]) -> tuple[Kept, ...]:
    """Return how much of promises was kept: all together, then by kind and by asker.

    Parameters
    ----------
    promises : sequence of Promise
        What was promised.
    found : sequence of Realised
        What came.
    """
    by_name = {one.initiative: one for one in promises}
    told = [(by_name[one.initiative], *share) for one in found if (share := _share(one)) is not None]
    if not told:
        return ()
    everything = _group("all", "", [(value, error) for _, value, error in told], *_BELIEF)
    spread = float(np.hypot(everything.spread, _APART))
    result = [everything]
    for name, mine in sorted(_by_kind(told).items()):
        result.append(_group("kind", name, mine, everything.mean, spread))
    for name, mine in sorted(_by_asker(told).items()):
        if len(mine) >= FEWEST:
            result.append(_group("asker", name, mine, everything.mean, spread))
    return tuple(result)


_Told = Sequence[tuple[Promise, float, float]]


def _by_kind(told: _Told) -> dict[str, list[tuple[float, float]]]:
    return _gathered((one.kind, value, error) for one, value, error in told)


def _by_asker(told: _Told) -> dict[str, list[tuple[float, float]]]:
    return _gathered((one.asked_by, value, error) for one, value, error in told)


def _gathered(told: Iterable[tuple[str | None, float, float]]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for name, value, error in told:
        if name is not None:
            found.setdefault(name, []).append((value, error))
    return found


def _share(one: Realised) -> tuple[float, float] | None:
    """Return the share of a promise that came, and its standard error; None where nothing can be said."""
    likely = one.promised[1]
    if one.value is None or one.low is None or one.high is None or not likely:
        return None
    return one.value / likely, (one.high - one.low) / (2 * _Z) / abs(likely)


def _group(by: _Group, name: str, shares: Iterable[tuple[float, float]], mean: float, spread: float) -> Kept:
    known = list(shares)
    weights = np.array([1 / spread**2, *(1 / (error**2 + _AMONG**2) for _, error in known)])
    values = np.array([mean, *(value for value, _ in known)])
    middle, sure = float(weights @ values / weights.sum()), float(weights.sum() ** -0.5)
    next_ = float(np.hypot(sure, _AMONG))
    low, high = max(0.0, middle - _Z * next_), max(0.0, middle + _Z * next_)
    share = max(middle, 0.0)
    words = say_many(
        "{promises} can be expected to keep {share:.0f} % (90 %: {low:.0f} to {high:.0f} %); "
        "{count} change that could be estimated.",
        "{promises} can be expected to keep {share:.0f} % (90 %: {low:.0f} to {high:.0f} %); "
        "{count} changes that could be estimated.",
        len(known), promises=_promises(by, name), share=100 * share, low=100 * low, high=100 * high,
    )  # fmt: skip
    return Kept(by, name, len(known), share, low, high, middle, sure, words)


def _promises(by: _Group, name: str) -> Said:
    if by == "all":
        return say("Promises")
    if by == "kind":
        return say("Promises of the kind {name}", name=name)
    return say("Promises that {name} asked for", name=name)


def factors(candidates: Sequence[Candidate], kept: Sequence[Kept], draws: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return by what to multiply what each candidate promises, by draws.

    Parameters
    ----------
    candidates : sequence of Candidate
        The backlog.
    kept : sequence of Kept
        As `kept_of` gives it. Its kind counts where there is one with a record, else its asker, else all.
    draws : mapping of str to array
        Standard normal draws for each candidate.

    Returns
    -------
    mapping of str to array
        Never negative; empty where nothing was ever kept or broken.
    """
    known = {(one.by, one.name): one for one in kept}
    found = {}
    for one in candidates:
        asked = (("kind", one.kind or ""), ("asker", one.asked_by or ""), ("all", ""))
        mine = next((known[key] for key in asked if key in known), None)
        if mine is not None:
            found[one.id] = np.maximum(mine.mean + np.hypot(mine.spread, _AMONG) * draws[one.id], 0.0)
    return found
