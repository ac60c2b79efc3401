"""Levers: what it would take of one metric alone to reach a goal with a wanted probability.

The line of sight says in which direction a metric helps. The probability of the goal is followed from no change to the
largest plausible one, by false position on its probit with the bracket kept, so that non-linear formulas count as they
are; each step asks the metric graph once. Plausible is what the metric moved by over a year in its own past.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

from sightline.records import Lever, Outlook, Shift
from sightline.records.history import Floats
from sightline.saying import Said, joined, phrase, say
from sightline.units import format_value

__all__ = ["Candidate", "reach_of", "seek"]

_STEPS = 12  # questions to the graph per lever at most
_FINE = 0.005  # what is left open of the reach, and what the probability may be above the wanted one
_INNER = 0.1  # of the bracket: how far a new point stays from its ends


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A metric that might be moved.

    Parameters
    ----------
    metric, unit : str
        Its id and unit.
    now : float, optional
        Its newest value.
    reach : float
        The largest change that counts as plausible, in `unit`; `reach_of` gives it.
    line : array, draws, optional
        Draws of the line of sight: how far the goal moves per unit; None where there is no path.
    low, high : float
        Bounds that the metric keeps; `sightline.strategy.past.bounds_of` gives them.
    note : str
        What a reader should know of its line of sight; it follows the lever's own sentence.
    """

    metric: str
    unit: str
    now: float | None
    reach: float
    line: Floats | None = field(default=None, repr=False)
    low: float = -math.inf
    high: float = math.inf
    note: str = ""


def reach_of(values: Floats, season: int) -> float:
    """Return the largest change over a year in a metric's own past.

    Parameters
    ----------
    values : array
        One per period, oldest first; NaN means no data.
    season : int
        How many periods a year has. A past that is no longer gives its whole range.

    Examples
    --------
    >>> reach_of(np.array([1.0, 2.0, 4.0, 3.0]), 2)
    3.0
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return 0.0
    changes = np.abs(values[season:] - values[:-season]) if season < len(values) else np.empty(0)
    changes = changes[np.isfinite(changes)]
    return float(changes.max()) if changes.size else float(np.ptp(known))


def seek(
    goal: str,
    outlook: Outlook,
    candidates: Sequence[Candidate],
    run: Callable[[Sequence[Shift]], float],
    *,
    probability: float = 0.8,
) -> tuple[Lever, ...]:
    """Return what it would take of each metric alone.

    Parameters
    ----------
    goal : str
        The goal.
    outlook : Outlook
        Where it is heading as things are.
    candidates : sequence of Candidate
        The metrics to move.
    run : callable
        Gives the probability of the goal under shifts.
    probability : float
        The wanted one, above 0 and below 1.

    Returns
    -------
    tuple of Lever
        Those that suffice first, the smallest part of their reach before the others; then by what they come to.
    """
    levers = [_lever(goal, outlook, one, run, probability) for one in candidates]
    reach = {one.metric: one.reach for one in candidates}

    def rank(one: Lever) -> tuple[int, float, str]:
        if one.needed is not None:
            return 0, abs(one.needed) / (reach[one.metric] or 1.0), one.metric
        return 1, -(one.best or 0.0), one.metric

    return tuple(sorted(levers, key=rank))


def _lever(
    goal: str, outlook: Outlook, one: Candidate, run: Callable[[Sequence[Shift]], float], probability: float
) -> Lever:
    def told(words: str, *, needed: float | None = None, best: float | None = None) -> Lever:
        low, high = _closing(outlook, one)
        text = joined(" ", [words, one.note])
        return Lever(goal, one.metric, one.unit, needed, low, high, one.now, one.reach, probability, best, text)

    if outlook.probability is None:
        return told(joined(" ", [say("The data cannot say."), outlook.words]))
    if not outlook.periods:
        return told(outlook.words)
    if outlook.probability >= probability:
        words = say("Nothing is needed: the goal is this likely as it is.")
        return told(words, needed=0.0, best=outlook.probability)
    sign = _helps(outlook, one)
    if not sign:
        return told(say("No line of sight: moving it does not move the goal by its date."))
    furthest = _furthest(one, sign)
    if furthest <= 0:
        return told(say("It has never moved, or is at its bound: there is no plausible change to try."))

    def likely(size: float) -> float:
        return run((_shift(one, sign * size),))

    best = likely(furthest)
    if best < probability:
        end = format_value(sign * furthest, one.unit, compact=True, signed=True)
        text = phrase("Not enough alone: {change}, its largest plausible change, gives {chance:.0%}.")
        return told(say(text, change=end, chance=best), best=best)
    needed = sign * _smallest(likely, probability, start=outlook.probability, furthest=furthest, best=best)
    return told(_sentence(one, needed, probability), needed=needed, best=best)


def _helps(outlook: Outlook, one: Candidate) -> int:
    """Return in which direction a metric helps the goal: 1, -1, or 0 for neither."""
    if one.line is None or not one.line.size or np.isnan(one.line).any():
        return 0
    return int(np.sign(np.mean(one.line))) * (1 if outlook.better == "higher" else -1)


def _furthest(one: Candidate, sign: int) -> float:
    room = math.inf
    if one.now is not None:
        room = one.high - one.now if sign > 0 else one.now - one.low
    return min(one.reach, room)


def _smallest(
    likely: Callable[[float], float], probability: float, *, start: float, furthest: float, best: float
) -> float:
    """Return the smallest change that suffices; none has the probability `start`, and `furthest` has `best`."""
    (low, below), (high, above) = (0.0, _probit(start)), (furthest, _probit(best))
    wanted, enough = _probit(probability), _probit(probability + _FINE)
    for _ in range(_STEPS):
        if high - low <= _FINE * furthest or above <= enough:
            break
        part = (wanted - below) / max(above - below, _FINE)
        middle = low + float(np.clip(part, _INNER, 1 - _INNER)) * (high - low)
        at = _probit(likely(middle))
        if at >= wanted:
            high, above = middle, at
        else:
            low, below = middle, at
    return high


def _probit(probability: float) -> float:
    return float(ndtri(np.clip(probability, 1e-4, 1 - 1e-4)))


def _closing(outlook: Outlook, one: Candidate) -> tuple[float | None, float | None]:
    """Return the 90 % interval of the change that closes the gap of the median; None where an end is open."""
    sign = _helps(outlook, one)
    if not sign or outlook.forecast is None or one.line is None:
        return None, None
    gap = outlook.target - outlook.forecast
    if gap * (1 if outlook.better == "higher" else -1) <= 0:
        return 0.0, 0.0
    # draws without an effect, or with the opposite one, need infinitely much
    with np.errstate(divide="ignore"):
        sizes = np.where(one.line * np.sign(gap) * sign > 0, np.abs(gap / one.line), np.inf)
    ends = sorted(sign * np.quantile(sizes, (0.05, 0.95), method="closest_observation"))
    low, high = (float(end) if np.isfinite(end) else None for end in ends)
    return low, high


def _shift(one: Candidate, amount: float) -> Shift:
    return Shift(one.metric, "add", amount, format_value(amount, one.unit, signed=True))


def _sentence(one: Candidate, needed: float, probability: float) -> Said:
    change = format_value(needed, one.unit, compact=True, signed=True)
    if one.now is None:
        return say("{change} from now on reaches the goal with {chance:.0%}.", change=change, chance=probability)
    to = format_value(one.now + needed, one.unit, compact=True)
    now = format_value(one.now, one.unit, compact=True)
    text = phrase("{change} from now on ({now} to {to}) reaches the goal with {chance:.0%}.")
    return say(text, change=change, now=now, to=to, chance=probability)
