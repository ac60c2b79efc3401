"""Where each initiative stands in the backlog, and why, in one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.records.backlog import Candidate, Reach
from sightline.records.portfolio import Standing, Worth
from sightline.saying import joined, listed, measured, say
from sightline.strategy.portfolio.reasons import unended
from sightline.strategy.portfolio.solving import Solution
from sightline.strategy.portfolio.stakes import Stakes
from sightline.strategy.portfolio.worths import interval
from sightline.units import format_value, parse_unit

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
    called: Mapping[str, str],
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
    called : mapping of str to str
        How candidates and metrics are called.
    goal : str, optional
        The one goal that counts.
    """
    ahead = {reach.goal for reach in reaches if reach.ahead}
    by_name: dict[str, list[Worth]] = {one.id: [] for one in stakes.candidates}
    for worth in worths:
        if worth.goal in ahead:
            by_name[worth.initiative].append(worth)
    counted = [reach for reach in reaches if goal in (None, reach.goal)]
    telling = _Telling(stakes, counted, must, called)
    found = []
    for at, one in enumerate(stakes.candidates):
        middle, low, high = interval(stakes.alone(one.id))
        later = float(stakes.alone(one.id, 1).mean()) if stakes.periods > 1 else middle
        start = best.starts.get(one.id) if best is not None else None
        told = list(telling.told(one, by_name[one.id]))
        found.append(
            Standing(
                one, middle, low, high, middle / one.cost if one.cost else None, start is not None,
                labels[start] if start is not None else None,
                float(chances[at]) if chances is not None and math.isfinite(chances[at]) else None,
                (as_of - one.asked_on).days if one.asked_on is not None else None, middle - later,
                joined(" ", [part for _, part in told]), _most(by_name[one.id], counted),
                any(metric in reach.pulls for metric in one.changes for reach in reaches),
                tuple(part for kind, part in told if kind == "note"),
                joined(" ", [part for kind, part in told if kind == "unsighted"]),
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


@dataclass(frozen=True, slots=True, eq=False)
class _Telling:
    """What sentences about candidates rest on: stakes, the goals that count, what must be done, and titles."""

    stakes: Stakes
    counted: Sequence[Reach]
    must: Mapping[str, str]
    called: Mapping[str, str]

    def told(self, one: Candidate, worths: Sequence[Worth]) -> Iterator[tuple[str, str]]:
        """Yield sentences, each with its kind.

        `worth` says what an initiative does, `unsighted` that nothing leads from it to a goal, `note` anything else.
        """
        if self.must.get(one.id):
            yield "note", say("Must be done: {reason}.", reason=unended(self.must[one.id]))
        most = _most(worths, self.counted)
        strongest = next((worth for worth in worths if worth.goal == most), None)
        if strongest is None:
            yield self._why(one, worths)
        elif strongest.words:
            yield "note", strongest.words
        else:
            goal = next(reach.title for reach in self.counted if reach.goal == strongest.goal)
            yield "worth", _moved(goal, strongest)
        for words in self._held(one):
            yield "note", words
        if one.cost is None:
            yield "note", say("Nobody has said what it costs; until then no set holds it.")

    def _why(self, one: Candidate, worths: Sequence[Worth]) -> tuple[str, str]:
        """Say why an initiative moves none of the goals that count."""
        if not one.changes:
            needing = [other.title for other in self.stakes.candidates if one.id in other.needs]
            if needing:
                those = listed(needing, len(needing))
                return "note", say("By itself it changes no metric; {those} needs it.", those=those)
            return "note", say("It names no metric that it would change: say under changes what it would do.")
        told = [worth.words for worth in worths if worth.words]
        if told and any(metric in reach.pulls for metric in one.changes for reach in self.counted):
            return "note", told[0]
        if any(worth.worth for worth in worths):
            goals = [f"“{reach.title}”" for reach in self.counted]
            return "note", say("It does nothing for {goals}.", goals=listed(goals, len(goals)))
        metrics = listed([self.called.get(metric, metric) for metric in one.changes], len(one.changes))
        return "unsighted", joined(" ", [
            say("No line of sight yet: nothing that is declared leads from {metrics} to a goal.", metrics=metrics),
            say("It can be worth doing all the same; an effect, if you believe in one, would show it."),
        ])  # fmt: skip

    def _held(self, one: Candidate) -> Iterator[str]:
        """Say where a metric could not move as far as is declared, in most of what is thought possible."""
        for metric in one.changes:
            if metric in self.stakes.movers and metric in self.stakes.rooms:
                level = self.stakes.level(metric, {one.id: 0})
                asked, fits = np.abs(level).sum(), np.abs(self.stakes.held(metric, level)).sum()
                if asked and fits < _FITS * asked:
                    yield say(
                        "Only {share:.0f} % of it counts: {metric} would pass its end.",
                        share=float(100 * fits / asked), metric=self.called.get(metric, metric),
                    )  # fmt: skip


def _most(worths: Sequence[Worth], reaches: Sequence[Reach]) -> str | None:
    """Return the goal that is moved most, as a share of what is to go; None where none is."""
    goals = {reach.goal for reach in reaches}
    moved = [worth for worth in worths if worth.worth and worth.goal in goals]
    return max(moved, key=lambda worth: _share(worth, reaches)).goal if moved else None


def _moved(goal: str, worth: Worth) -> str:
    """Return how far a goal is moved, and what that does to its probability where that can be seen."""
    text = format_value(worth.worth or 0.0, worth.unit, compact=True, signed=True)
    if " points" in text:  # points alone are those of all goals here
        text = measured(
            text.replace(" points", " percentage points"), worth.worth or 0.0, parse_unit(worth.unit).symbol,
            compact=True, form="change",
        )  # fmt: skip
    if worth.before is None or worth.after is None or abs(worth.after - worth.before) < _SEEN:
        return say("Most for “{goal}”: {moved}.", goal=goal, moved=text)
    return say(
        "Most for “{goal}”: {moved}, its chance from {before:.0f} % to {after:.0f} %.",
        goal=goal, moved=text, before=100 * worth.before, after=100 * worth.after,
    )  # fmt: skip


def _share(worth: Worth, reaches: Sequence[Reach]) -> float:
    """Return a worth as a share of what is to go, so that goals of different units can be compared."""
    reach = next(one for one in reaches if one.goal == worth.goal)
    if reach.forecast is None:
        return 0.0
    return abs(worth.worth or 0.0) / max(
        abs(reach.target - float(reach.forecast.mean())), float(reach.forecast.std()), _TINY
    )
