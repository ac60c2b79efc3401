"""The reading itself: what is measured, and what follows from it.

The order is: values, then effects estimated from their past, then the metric graph over both, then forecasts filled in
through it, then what goals, lines of sight, explained changes and scenarios are asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sightline.errors import UnknownNameError
from sightline.reading.estimating import Estimates, View
from sightline.reading.measuring import Measuring
from sightline.records import (
    EffectRecord,
    GoalStatus,
    LineOfSight,
    Outlook,
    Shift,
)
from sightline.sight.lines import exact_effects, lines_of_sight
from sightline.strategy.shifts import parse_shift

__all__ = ["Reading"]


@dataclass
class Reading(Measuring):
    """All numbers of one model version at one moment; a context manager, safe to use from several threads.

    Parameters
    ----------
    workspace : Workspace
        Where the model and the data are.
    model : Model
        The checked model.
    day : date, optional
        The last local day that counts; the newest day in the facts where left out.
    answers : Answers
        The engines and the facts.
    """

    @cached_property
    def estimates(self) -> Estimates:
        """What is estimated for this reading, each once."""
        return Estimates(self)

    def goals(self) -> tuple[GoalStatus, ...]:
        """Return where each goal stands and where it is heading, in the order of the model."""
        with self._lock:
            ahead = {one.goal: one for one in self.outlook()}
            return tuple(_heading(status, ahead[status.goal]) for status in self.statuses())

    def outlook(self) -> tuple[Outlook, ...]:
        """Return the outlook of each goal, in the order of the model."""
        with self._lock:
            return self._outlooks

    @cached_property
    def _outlooks(self) -> tuple[Outlook, ...]:
        return self.estimates.outlooks()

    def effects(self) -> tuple[EffectRecord, ...]:
        """Return the declared effects, estimated or assumed, then the exact ones that formulas give."""
        with self._lock:
            return (*self.estimates.declared_effects, *exact_effects(self.estimates.view().graph))

    def sight(self, goal: str | None = None, from_: str | None = None, *, paths: int = 5) -> tuple[LineOfSight, ...]:
        """Return lines of sight: how far goals move when something is kept up from now on.

        Parameters
        ----------
        goal : str, optional
            One goal; all where left out.
        from_ : str, optional
            A metric, an activity (`process.activity`), a rule (`process.rule`), a role or an initiative. Left out: with
            a goal everything that moves it, without one all metrics.
        paths : int
            How many paths are told of each, strongest first.

        Raises
        ------
        UnknownNameError
            If there is no such goal or origin.
        """
        with self._lock:
            if goal is not None and goal not in self.model.goals:
                raise UnknownNameError("goal", goal, self.model.goals)
            found: list[LineOfSight] = []
            for segment, names in self._goals_by_view().items():
                if goal is None or goal in names:
                    found += self._lines(self.estimates.view(segment), names, goal, from_, paths)
            order = {name: index for index, name in enumerate(self.model.goals)}
            return tuple(found) if goal else tuple(sorted(found, key=lambda line: order[line.goal]))

    def shift(self, text: str) -> Shift:
        """Return the change that a text such as `on_time_share=+2pp` asks for; raises as `whatif` does."""
        return parse_shift(text, lambda name: self.model.metric(name).unit)

    def _goals_by_view(self) -> dict[tuple[tuple[str, str], ...], list[str]]:
        """Return the goals of the whole enterprise, and those of each segment that a goal is about."""
        found: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for name, goal in self.model.goals.items():
            found.setdefault(tuple(sorted(goal.where.items())), []).append(name)
        return found

    def _lines(
        self, view: View, names: Sequence[str], goal: str | None, from_: str | None, paths: int
    ) -> list[LineOfSight]:
        statuses = [one for one in self.statuses() if one.goal in names]
        found = lines_of_sight(self.model, view.graph, view.paths, statuses, goal=goal, from_=from_, paths=paths)
        return [line for line in found if line.goal in names]


def _heading(status: GoalStatus, ahead: Outlook) -> GoalStatus:
    return replace(status, forecast=ahead.forecast, low=ahead.low, high=ahead.high, probability=ahead.probability)
