"""Prices: what a change in one place costs the goals, as far as action can still avoid it.

A change is first brought to the enterprise: a segment counts by its weight in the metric of the whole, a week of a
metric that adds up over time becomes a month of it. Then it is multiplied, draw by draw, with the line of sight of that
metric on each goal. What is paid for already is not in a price: a line of sight begins now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sightline.records import LineOfSight
from sightline.records.history import Floats, History, Segment

__all__ = [
    "Lines",
    "Loss",
    "Yardstick",
    "by_rank",
    "drawn",
    "grain_factor",
    "line_draws",
    "price_of_shift",
    "segment_weight",
]

Lines = Mapping[tuple[str, str], LineOfSight]
DRAWS = 1000
_Z90 = 1.6448536269514722
_RECENT = 12  # periods from which weights are taken
_QUANTILES = (0.05, 0.95)
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a goal is counted in a queue of several goals.

    Parameters
    ----------
    better : str
        `higher` or `lower`: the better direction of its metric.
    gap : float, optional
        What is still to go, in its unit; None or not positive where nothing is.
    weight : float
        Its declared weight.
    unit : str
        Its unit.
    periods : int
        Periods from now to its date, at least 1.
    where : tuple of (dimension, value)
        The segment that it is about; empty for the enterprise as a whole.
    statement : str
        As sentences name it.
    """

    better: str
    gap: float | None
    weight: float
    unit: str
    periods: int = 1
    where: tuple[tuple[str, str], ...] = ()
    statement: str = ""

    def share(self, loss: float) -> float | None:
        """Return a loss as a share of what is still to go; None where nothing is."""
        return loss / self.gap if self.gap is not None and self.gap > 0 else None


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """What something costs one goal.

    Parameters
    ----------
    goal : str
        Which.
    price, low, high : float
        Expected loss and its 90 % interval, in goal units; negative is a gain.
    share : float, optional
        The expected loss as a share of what the goal still has to go.
    rank : float
        The same times the goal's weight, by which the queue is ordered; 0 where nothing is to go.
    """

    goal: str
    price: float
    low: float
    high: float
    share: float | None
    rank: float
    draws: Floats = field(repr=False)


def drawn(name: str, size: float, low: float, high: float, draws: int = DRAWS) -> Floats:
    """Return draws of a size with a 90 % interval: normal, always the same for the same name."""
    if not low < high:
        return np.full(draws, size)
    seed = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
    spread = (high - low) / (2 * _Z90)
    return np.asarray(np.random.default_rng(seed).normal(size, spread, draws))


def line_draws(line: LineOfSight) -> Floats | None:
    """Return the draws of a line of sight; None where it leads nowhere or cannot be said."""
    if line.per_unit is None or not line.paths:
        return None
    if line.draws is not None:
        return line.draws
    low, high = (line.per_unit if end is None else end for end in (line.low, line.high))
    return drawn(f"{line.goal} {line.from_}", line.per_unit, low, high)


def price_of_shift(
    shift: Floats, metric: str, lines: Lines, goals: Mapping[str, Yardstick], *, sustained: bool = True
) -> tuple[Loss, ...]:
    """Return what a change of a metric of the enterprise costs each goal that it has a line of sight to.

    Parameters
    ----------
    shift : array of draws
        The change, in the unit of the line's origin.
    metric : str
        The origin of the lines: a metric, or a rule (`process.rule`).
    lines : mapping
        `(goal, origin)` to its line of sight.
    goals : mapping of str to Yardstick
        How each goal is counted.
    sustained : bool
        Whether the change lasts from now on. One that lasts a single period counts for one part in as many as there
        are periods up to the goal's date: a first approximation, which is exact where a goal adds its periods up.

    Returns
    -------
    tuple of Loss
        The largest first. Empty without a line of sight: that is no price, not a price of zero.
    """
    found = []
    for goal, yardstick in goals.items():
        line = lines.get((goal, metric))
        effect = line_draws(line) if line is not None else None
        if effect is None:
            continue
        many = min(len(shift), len(effect))
        draws = shift[:many] * effect[:many] * (-1.0 if yardstick.better == "higher" else 1.0)
        found.append(loss_of(goal, draws if sustained else draws / yardstick.periods, yardstick))
    return by_rank(found)


def by_rank(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    """Return losses, the one that counts most first."""
    return tuple(sorted(losses, key=lambda one: (-one.rank, -(one.share or 0.0), one.goal)))


def loss_of(goal: str, draws: Floats, yardstick: Yardstick) -> Loss:
    """Return the loss that these draws make."""
    low, high = np.quantile(draws, _QUANTILES).tolist()
    price = float(draws.mean())
    share = yardstick.share(price)
    return Loss(goal, price, low, high, share, (share or 0.0) * yardstick.weight, draws)


def added(losses: Sequence[Sequence[Loss]], goals: Mapping[str, Yardstick]) -> tuple[Loss, ...]:
    """Return what several things cost together, draw by draw: grouping does not change the sum."""
    sums: dict[str, Floats] = {}
    for each in losses:
        for one in each:
            sums[one.goal] = sums[one.goal] + one.draws if one.goal in sums else one.draws
    found = [loss_of(goal, draws, goals[goal]) for goal, draws in sums.items()]
    return by_rank(found)


def segment_weight(parts: History | None, whole: History | None, segment: Segment) -> float:
    """Return by how much the metric of the enterprise moves when it moves by one in a segment.

    Parameters
    ----------
    parts, whole : History, optional
        The metric by segment and as a whole.
    segment : tuple
        The values of the segment, in the order of `parts.by`.

    Returns
    -------
    float
        1 for a metric that adds up over segments, else the segment's share of the denominators (of a ratio) or of the
        rows and events behind the values of the last twelve periods. Told from the recent values: the whole is
        compared with the sum and with the weighted mean of its segments. 0 for a segment that was never seen, and 1
        without dimensions.
    """
    if not segment:
        return 1.0
    if parts is None or segment not in parts.segments:
        return 0.0
    weights = parts.denominator if parts.denominator is not None else parts.n
    recent = np.nan_to_num(weights[:, -_RECENT:])
    if _adds_up(parts, whole, recent):
        return 1.0
    total = float(recent.sum())
    return float(recent[parts.segments.index(segment)].sum()) / total if total > 0 else 0.0


def _adds_up(parts: History, whole: History | None, weights: Floats) -> bool:
    if parts.denominator is not None or whole is None:
        return parts.denominator is None and whole is None
    at = {period.start: place for place, period in enumerate(whole.periods)}
    shared = [place for place, period in enumerate(parts.periods[-_RECENT:]) if period.start in at]
    if not shared:
        return False
    total = whole.total[[at[parts.periods[-_RECENT:][place].start] for place in shared]]
    values, weight = parts.value[:, -_RECENT:][:, shared], weights[:, shared]
    there = np.isfinite(values)
    filled, counted = np.where(there, values, 0.0), np.where(there, weight, 0.0)
    mean = (filled * counted).sum(axis=0) / np.maximum(counted.sum(axis=0), _SAME)
    known = np.isfinite(total)
    off_sum = np.abs(filled.sum(axis=0) - total)[known].sum()
    off_mean = np.abs(mean - total)[known].sum()
    return bool(off_sum < off_mean)


def grain_factor(level: float, days: float, history: History | None, segment: Segment) -> float:
    """Return what a change per period of a chart is multiplied with to be one per period of the lines of sight.

    Parameters
    ----------
    level : float
        What the chart expects of a period.
    days : float
        The length of that period.
    history : History, optional
        The metric in the periods of the lines of sight.
    segment : tuple
        Where the chart looks.

    Returns
    -------
    float
        The ratio of the lengths for what adds up over time (a week of orders is a quarter of a month of them), 1 for
        what does not (a share, a duration, a balance). Told from the levels of the two.
    """
    if history is None or not history.periods:
        return 1.0
    longer = float(np.mean([(one.end - one.start).days for one in history.periods[-_RECENT:]])) / days
    past = history.of(segment)[-_RECENT:]
    known = past[np.isfinite(past)]
    if abs(longer - 1) < 0.2 or not known.size or level == 0 or float(np.median(known)) / level <= 0:  # noqa: PLR2004 -- one grain
        return 1.0
    ratio = np.log(float(np.median(known)) / level)
    return longer if abs(ratio - np.log(longer)) < abs(ratio) else 1.0
