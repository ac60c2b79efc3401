"""A fleet of behaviour charts under one budget of false signals.

Each chart gets an equal part of the budget, so the limits widen as charts are added: five hundred charts at three sigma
would cry wolf more than once a period, for nothing. The budget counts every false signal of every chart, both rules
together, on average.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sightline.operations.charts.baselines import (
    ENOUGH,
    FEW,
    Act,
    act_in_force,
    baseline_of,
    declared,
    first_stable,
)
from sightline.operations.charts.expected import Expected, expect
from sightline.operations.charts.limits import limits
from sightline.operations.charts.scores import Scale, count_scale, rate_scale, value_scale
from sightline.operations.charts.shifts import signal_of
from sightline.operations.charts.sums import follow
from sightline.records.deviations import BehaviourChart
from sightline.records.history import Floats, History
from sightline.saying import joined, phrase, say
from sightline.units import parse_unit

__all__ = ["HIGHEST_RATE", "charts"]

HIGHEST_RATE = 0.05  # false signals a period of one chart, however few share the budget
_TOLD_MEMORY = 0.1
_WHOLE = 1e-6
_HALF = 0.5
_FLAT = phrase("Its baseline does not move, so no limits are drawn.")


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """One chart before its limits are known; `expected` is None where none can be drawn."""

    history: History
    row: int
    values: Floats
    sizes: Floats
    taken: NDArray[np.bool_]
    act: Act | None
    scale: Scale | None
    expected: Expected | None
    words: tuple[str, ...]


def charts(
    histories: Mapping[tuple[str, tuple[str, ...]], History],
    units: Mapping[str, str],
    baselines: Mapping[tuple[str, tuple[str, ...]], Sequence[Act]],
    *,
    season: int,
    budget: float,
    as_of: date,
) -> tuple[BehaviourChart, ...]:
    """Return one chart for each metric and segment.

    Parameters
    ----------
    histories : mapping of (metric, dimensions) to History
        All of one grain.
    units : mapping of str to str
        The unit of each metric.
    baselines : mapping of (metric, dimensions) to acts
        What was decided about it; the newest act by `as_of` holds. Without one the first stable phase is taken.
    season : int
        After how many periods it repeats; 1 for never.
    budget : float
        How many false signals a period all charts together may give on average.
    as_of : date
        The last local day that counts; periods that end later are not charted.

    Returns
    -------
    tuple of BehaviourChart
        In the order of `histories`. A chart without limits (too few values, or none that moves) says so in its words,
        has NaN limits and `false_alarms` 0, and takes no part of the budget.
    """
    drawn = []
    for key, history in histories.items():
        past, act = _until(history, as_of), act_in_force(baselines.get(key, ()), as_of)
        rows = range(len(past.segments))
        drawn += [_draw(past, row, act=act, unit=units[history.metric], season=season) for row in rows]
    limited = sum(one.expected is not None for one in drawn)
    part = min(budget / limited, HIGHEST_RATE) if limited else 0.0
    return tuple(_chart(one, part) for one in drawn)


def _until(history: History, as_of: date) -> History:
    """Return a history without the periods that end later than `as_of`."""
    kept = sum(one.end <= as_of + timedelta(days=1) for one in history.periods)
    over, under = history.numerator, history.denominator
    return replace(
        history, periods=history.periods[:kept], value=history.value[:, :kept], n=history.n[:, :kept],
        numerator=None if over is None else over[:, :kept], denominator=None if under is None else under[:, :kept],
    )  # fmt: skip


def _draw(history: History, row: int, *, act: Act | None, unit: str, season: int) -> _Drawn:
    values = np.where(np.isfinite(history.value[row]), history.value[row], np.nan)
    sizes = _sizes(history, row, unit)
    usable = np.isfinite(values) & ((sizes > 0) if sizes is not None else True)
    seen = np.where(usable, values, np.nan)
    shown = np.full(len(values), np.nan) if sizes is None else sizes
    nothing = np.zeros(len(values), dtype=bool)

    def without(words: str, taken: NDArray[np.bool_] = nothing) -> _Drawn:
        return _Drawn(history, row, values, shown, taken, act, None, None, (words,))

    if int(usable.sum()) <= FEW:
        return without(say("There are too few values for limits."))
    if _rare(usable):
        return without(say("Most periods have no value: it shows more at a coarser grain."))
    taken, stable = (declared(act, history.periods), True) if act else first_stable(seen, season=season)
    baseline = seen[taken & usable]
    if len(baseline) < FEW:
        return without(say("There are too few values in the baseline for limits."), taken)
    if np.ptp(baseline) == 0:
        return without(say(_FLAT), taken)
    scale = _scale(seen, shown, taken, unit, counted=sizes is not None)
    scores = np.full(len(values), np.nan)
    scores[usable] = scale.to_score(values[usable], shown[usable])
    expected = expect(scores, taken, season=season, trend=bool(act and act.trend), least=1.0 if scale.sampled else 0.0)
    if expected is None:
        return without(say(_FLAT), taken)
    return _Drawn(history, row, values, shown, taken, act, scale, expected, _words(scale, expected, act, stable=stable))


def _rare(usable: NDArray[np.bool_]) -> bool:
    """Return whether most periods since the first value have none, as a monthly figure by weeks."""
    return float(usable[int(np.argmax(usable)) :].mean()) < _HALF


def _sizes(history: History, row: int, unit: str) -> Floats | None:
    """Return how many were counted each period, for a share whose numerator and denominator are whole numbers."""
    if history.numerator is None or history.denominator is None or _full(unit) is None:
        return None
    over, under, share = history.numerator[row], history.denominator[row], history.value[row] / (_full(unit) or 1.0)
    known = np.isfinite(over) & np.isfinite(under) & (under > 0) & np.isfinite(share)
    if not known.any():
        return None
    over, under, share = over[known], under[known], share[known]
    whole = (np.abs(over - np.round(over)) < _WHOLE).all() and (np.abs(under - np.round(under)) < _WHOLE).all()
    fits = (over >= 0).all() and (over <= under).all() and (np.abs(share - over / under) < _WHOLE).all()
    sizes: Floats | None = np.nan_to_num(history.denominator[row]) if whole and fits else None
    return sizes


def _full(unit: str) -> float | None:
    """Return what all of it is, in a unit of shares."""
    parsed = parse_unit(unit)
    return None if parsed.dimensions or parsed.symbol in ("count", "1") else 1 / parsed.scale


def _counts(values: Floats, unit: str) -> bool:
    """Return whether these are counts: whole numbers of something that is neither money nor time."""
    dimensions = parse_unit(unit).dimensions
    thing = _full(unit) is None and all(power == 1 and ":" not in word for word, power in dimensions)
    known = values[np.isfinite(values)]
    return (
        thing
        and len(dimensions) <= 1
        and not {word for word, _ in dimensions} & {"time", "month"}
        and bool((known >= 0).all() and (np.abs(known - np.round(known)) < _WHOLE).all() and known.max() > 0)
    )


def _scale(seen: Floats, sizes: Floats, taken: NDArray[np.bool_], unit: str, *, counted: bool) -> Scale:
    full = _full(unit)
    if counted and full is not None and 0 < np.nanmin(seen[taken]) + np.nanmax(seen[taken]) < 2 * full:
        return rate_scale(seen, sizes, taken, full=full)
    if _counts(seen, unit):
        return count_scale(seen, taken)
    return value_scale(seen, taken, full=full)


def _words(scale: Scale, expected: Expected, act: Act | None, *, stable: bool) -> tuple[str, ...]:
    words: list[str] = []
    if act is None:
        words.append(say("The limits are provisional: nobody has declared a baseline."))
    elif expected.n < ENOUGH:
        words.append(say("The limits are provisional: the baseline has only {n} values.", n=expected.n))
    if not stable:
        words.append(say("No stretch of the past is stable, so its first part is taken as the baseline."))
    if scale.words:
        words.append(say(scale.words))
    if expected.seasonal:
        words.append(say("Its season is removed."))
    if expected.memory > _TOLD_MEMORY:
        text = phrase("Each value is judged given the one before: {memory:.0%} of a deviation stays.")
        words.append(say(text, memory=expected.memory))
    return tuple(words)


def _chart(one: _Drawn, part: float) -> BehaviourChart:
    named = (value or "" for value in one.history.segments[one.row])
    segment = tuple(zip(one.history.by, named, strict=True))
    periods = one.history.periods
    baseline = baseline_of(one.act, one.taken, one.values, periods)
    if one.expected is None or one.scale is None:
        empty = np.full(len(one.values), np.nan)
        return BehaviourChart(
            one.history.metric, segment, "values", periods, one.values, empty, empty, empty, empty, empty,
            baseline, (), 0.0, joined(" ", one.words),
        )  # fmt: skip
    expected, everywhere = one.expected, np.arange(len(one.values))
    held = limits(part, n=expected.n, freedom=round(expected.freedom, 2))
    up, down, spoken = follow(expected.z, everywhere > np.flatnonzero(one.taken)[-1], held)
    reach, to_value = expected.reach(held.beyond), _in_unit(one.scale, one.sizes)
    centre, lower, upper = (
        to_value(scores, everywhere) for scores in (expected.centre, expected.given - reach, expected.given + reach)
    )
    return BehaviourChart(
        one.history.metric, segment, one.scale.kind, periods, one.values, centre, lower, upper, up, down, baseline,
        tuple(signal_of(found, expected, to_value, periods) for found in reversed(spoken)), part,
        joined(" ", one.words),
    )  # fmt: skip


def _in_unit(scale: Scale, sizes: Floats) -> Callable[[Floats, NDArray[np.int64]], Floats]:
    """Return what turns scores of some periods into the metric's unit; NaN where nothing was counted."""
    counted = np.where(sizes > 0, sizes, np.nan)

    def to_value(scores: Floats, at: NDArray[np.int64]) -> Floats:
        return scale.to_value(scores, counted[at])

    return to_value
