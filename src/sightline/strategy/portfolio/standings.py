"""Where each initiative stands in the backlog, and why, in one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.records.backlog import Candidate, Reach
from sightline.records.portfolio import Standing, Worth
from sightline.strategy.portfolio.solving import Solution
from sightline.strategy.portfolio.stakes import Stakes
from sightline.strategy.portfolio.worths import interval
from sightline.units import format_value

__all__ = ["standings"]

_TINY = 1e-9
_SEEN = 0.005  # a change of a probability from which on it is told
_FITS = 0.8  # of a change: below, it is said that the metric has no room for it


def standings(
    stakes: Stakes,
    worths: Sequence[Worth],
    reaches: Sequence[Reach],
    *,
    best: Solution | None,
    chances: NDArray[np.float64] | None,
    labels: Sequence[str],
    as_of: date,
    must: Mapping[str, str],
    goal: str | None = None,
) -> tuple[Standing, ...]:
    """Return the backlog, worth most per unit of cost first; what brings nothing comes last, by name.

    Parameters
    ----------
    stakes : Stakes
        What sets bring, draw by draw.
    worths : sequence of Worth
        Of each candidate for each goal.
    reaches : sequence of Reach
        The goals.
    best : Solution, optional
        The best set.
    chances : array, candidates, optional
        The chance of each to belong to it.
    labels : sequence of str
        Of the periods that are planned.
    as_of : date
        The last day that counts.
    must : mapping of str to str
        What has to be done, and why.
    goal : str, optional
        The one goal that counts.
    """
    by_name: dict[str, list[Worth]] = {}
    for worth in worths:
        by_name.setdefault(worth.initiative, []).append(worth)
    counted = [reach for reach in reaches if goal in (None, reach.goal)]
    found = []
    for at, one in enumerate(stakes.candidates):
        middle, low, high = interval(stakes.alone(one.id))
        later = float(stakes.alone(one.id, 1).mean()) if stakes.periods > 1 else middle
        start = best.starts.get(one.id) if best is not None else None
        told = list(_told(one, by_name[one.id], stakes, counted, must))
        found.append(
            Standing(
                one, middle, low, high, middle / one.cost if one.cost else None, start is not None,
                labels[start] if start is not None else None,
                float(chances[at]) if chances is not None and math.isfinite(chances[at]) else None,
                (as_of - one.asked_on).days if one.asked_on is not None else None, middle - later,
                " ".join(part for _, part in told), _most(by_name[one.id], counted),
                any(metric in reach.pulls for metric in one.changes for reach in reaches),
                tuple(part for kind, part in told if kind == "note"),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=_key))


def _key(one: Standing) -> tuple[float, float, str]:
    if abs(one.points) <= _TINY:
        return 0.0, 0.0, one.candidate.id
    return (
        -(math.inf if one.per_cost is None and one.points > 0 else one.per_cost or one.points),
        -one.points,
        one.candidate.id,
    )


def _told(
    one: Candidate, worths: Sequence[Worth], stakes: Stakes, counted: Sequence[Reach], must: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield sentences, each with whether it says what an initiative does (`worth`) or what to know of it (`note`)."""
    if must.get(one.id):
        yield "note", f"Must be done: {must[one.id].rstrip('.')}."
    most = _most(worths, counted)
    strongest = next((worth for worth in worths if worth.goal == most), None)
    if strongest is None or strongest.words:
        yield "note", _why(one, worths, stakes.candidates, counted) if strongest is None else strongest.words
    else:
        yield "worth", f"Most for {strongest.goal}: {_moved(strongest)}."
    for words in _held(one, stakes):
        yield "note", words
    if one.cost is None:
        yield "note", "Nobody has said what it costs; until then no set holds it."


def _why(one: Candidate, worths: Sequence[Worth], candidates: Sequence[Candidate], reaches: Sequence[Reach]) -> str:
    """Say why an initiative moves none of the goals that count."""
    needing = [other.id for other in candidates if one.id in other.needs]
    goals = {reach.goal for reach in reaches}
    if not one.changes:
        return f"By itself it changes no metric; {' and '.join(needing)} needs it." if needing else (
            "It names no metric that it would change: say under changes what it would do."
        )  # fmt: skip
    told = [worth.words for worth in worths if worth.words and "is past" not in worth.words]
    if told and any(metric in reach.pulls for metric in one.changes for reach in reaches):
        return told[0]
    metrics = " and ".join(one.changes)
    if any(worth.worth for worth in worths):
        return f"It does nothing for {' and '.join(sorted(goals))}."
    return (
        f"No line of sight yet: nothing that is declared leads from {metrics} to a goal. It can be worth doing all "
        "the same; an effect, if you believe in one, would show it."
    )


def _most(worths: Sequence[Worth], reaches: Sequence[Reach]) -> str | None:
    """Return the goal that is moved most, as a share of what is to go; None where none is."""
    goals = {reach.goal for reach in reaches}
    moved = [worth for worth in worths if worth.worth and worth.goal in goals]
    return max(moved, key=lambda worth: _share(worth, reaches)).goal if moved else None


def _moved(worth: Worth) -> str:
    """Return what a worth is in words, and what it does to the probability of the goal where that can be seen."""
    text = format_value(worth.worth or 0.0, worth.unit, compact=True, signed=True)
    text = text.replace(" points", " percentage points")  # points alone are those of all goals here
    if worth.before is None or worth.after is None or abs(worth.after - worth.before) < _SEEN:
        return text
    return f"{text}, its chance from {100 * worth.before:.0f} % to {100 * worth.after:.0f} %"


def _held(one: Candidate, stakes: Stakes) -> Iterator[str]:
    """Say where a metric could not move as far as is declared, in most of what is thought possible."""
    for metric in one.changes:
        if metric in stakes.movers and metric in stakes.rooms:
            level = stakes.level(metric, {one.id: 0})
            asked, fits = np.abs(level).sum(), np.abs(stakes.held(metric, level)).sum()
            if asked and fits < _FITS * asked:
                yield f"Only {100 * fits / asked:.0f} % of it counts: {metric} would pass its end."


def _share(worth: Worth, reaches: Sequence[Reach]) -> float:
    """Return a worth as a share of what is to go, so that goals of different units can be compared."""
    reach = next(one for one in reaches if one.goal == worth.goal)
    if reach.forecast is None:
        return 0.0
    return abs(worth.worth or 0.0) / max(
        abs(reach.target - float(reach.forecast.mean())), float(reach.forecast.std()), _TINY
    )
