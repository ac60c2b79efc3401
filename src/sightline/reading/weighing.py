"""Role goals of a reading: lines of sight of all metrics and activities, how far each can be moved, and past work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.periods import Calendar
from sightline.records.people import Assignments
from sightline.records.work import Done
from sightline.roles.activities import Past, past_work
from sightline.roles.goals import Basis, Derived, role_goals
from sightline.roles.holding import activities_in
from sightline.roles.movable import Movable, movable
from sightline.strategy.past import bounds_of

if TYPE_CHECKING:
    from sightline.reading.asking import Reading

__all__ = ["derived"]

PATHS = 10  # of each line: what runs through a metric is told by them
PERIODS = 12  # of past work


def derived(reading: Reading, people: Assignments | None = None, done: Done | None = None) -> Derived:
    """Return the goals of all roles, and the targets handed down; see `Reading.roles`."""
    model = reading.model
    if not model.roles:
        return Derived((), ())
    lines = [line for goal in model.goals for line in reading.sight(goal, paths=PATHS)]
    held = {metric for role in model.roles.values() for metric in role.accountable}
    held |= activities_in(lines).keys()
    return role_goals(
        Basis(
            model, lines, reading.goals(), reading.effects(), _moves(reading, held),
            _past(reading, people, done), done.measured if done is not None else "",
        )
    )  # fmt: skip


def _moves(reading: Reading, metrics: set[str]) -> dict[str, Movable]:
    found = {}
    past = reading.ahead.estimates.company
    for name in sorted(metrics):
        history, metric = past.get(name), reading.model.metric(name)
        values = history.total if history is not None else np.empty(0)
        low, high = bounds_of(values, metric.unit)
        found[name] = movable(history, metric.better, low=low, high=high)
    return found


def _past(reading: Reading, people: Assignments | None, done: Done | None) -> dict[str, Past]:
    """Return what holders of each role did in the last twelve whole periods; nothing without people or work."""
    if people is None or done is None:
        return {}
    calendar = reading.model.calendar
    now = calendar.period_of(reading.now.whole)
    labels = [calendar.shift(now, -back).label for back in range(1, PERIODS + 1)]
    table = done.table.filter(pc.is_in(done.table.column("period"), pa.array(labels, pa.string())))
    performs = {name: tuple(role.performs) for name, role in reading.model.roles.items()}
    return past_work(Done(table, done.measured), performs, _holds(people, calendar))


def _holds(people: Assignments, calendar: Calendar) -> Callable[[str, str], frozenset[str]]:
    """Return what tells the roles that a person holds in a period."""

    @cache  # rows of one person and period differ by activity
    def holds(person: str, label: str) -> frozenset[str]:
        period = calendar.parse(label)
        last = period.end - timedelta(days=1)
        return frozenset(one.role for one in people.of(person) if one.meets(period.start, last))

    return holds
