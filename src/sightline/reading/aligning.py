"""Agreed work against actual work: which periods are looked at, what performs what, and what leads to no goal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from sightline.errors import UnknownNameError
from sightline.model.model import Model
from sightline.periods import Grain, Period, PeriodError, Span
from sightline.periods.calendars import of_two_grains
from sightline.reading.agreeing import store
from sightline.reading.approval import refuse_unapproved
from sightline.records.alignment import Agreed, Alignments
from sightline.roles.alignment import Asked, agreed_splits, aligned
from sightline.saying import Said, labelled, say
from sightline.sight.answers import unanswered
from sightline.sight.graph import metric_graph
from sightline.sight.origins import starts

if TYPE_CHECKING:
    from sightline.reading.peopled import Peopled

__all__ = ["align", "span", "with_a_path"]

SEED = 20
METRIC = "alignment"  # as the register of metrics calls it
_YEAR = Span(1, "year")


def align(
    reading: Peopled,
    period: str | None,
    since: str | None,
    *,
    persons: Collection[str] | None,
    approved: Collection[str],
    agreed: Agreed | None,
) -> Alignments:
    """Return agreed work against actual work; see `Reading.align`."""
    if persons is None or persons:
        refuse_unapproved(METRIC, approved, instead="Roles")
    model = reading.model
    first, last = span(reading, period, since)
    before = _year_before(reading, first)
    periods = [*before, *model.calendar.between(first, last)]
    people = reading.people()
    for name in persons or ():
        if name not in people.persons:
            raise UnknownNameError("person", name, people.persons)
    done = reading.done(periods[0].label, last.label)
    activities = frozenset(one for one in done.table.column("activity").unique().to_pylist() if one is not None)
    asked = Asked(
        periods, len(before), _kept(reading, first, last) if agreed is None else agreed,
        performs={name: frozenset(role.performs) for name, role in model.roles.items()},
        titles={name: role.title for name, role in model.roles.items()},
        no_path=activities - with_a_path(model), persons=persons,
    )  # fmt: skip
    return aligned(done, people, asked, rng=np.random.default_rng(SEED))


def span(reading: Peopled, period: str | None, since: str | None) -> tuple[Period, Period]:
    """Return the first and the last period: from the start of the fiscal year to the newest whole one by default.

    Raises
    ------
    PeriodError
        If a label names no period, or the first comes after the last.
    """
    calendar = reading.model.calendar
    if period is None:
        now = calendar.period_of(reading.now.whole)
        last = calendar.shift(now, -1)
    else:
        last = calendar.parse(period)
    if since is None:
        year = calendar.period_of(last.end - timedelta(days=1), Grain.YEAR)
        return calendar.period_of(year.start, last.grain), last
    first = calendar.parse(since)
    if first.grain != last.grain:
        raise PeriodError(of_two_grains(first, last), fix=say("Name two of one grain."))
    if first.start > last.start:
        raise PeriodError(_late(first, last), fix=say("Name the earlier one with --since."))
    return first, last


def _late(first: Period, last: Period) -> Said:
    return say("'{first}' comes after '{last}'.", first=labelled(first.label), last=labelled(last.label))


def _kept(reading: Peopled, first: Period, last: Period) -> Agreed:
    """Return what the agreements of a workspace say of these periods; those that were tampered with say nothing."""
    every = store(reading.workspace).read().every
    return agreed_splits(every, first.start, last.end - timedelta(days=1))


def _year_before(reading: Peopled, first: Period) -> list[Period]:
    """Return the periods of the year before one: they say how work was split."""
    start = first.start
    earlier = _YEAR.add_to(start, -1)
    return [one for one in reading.model.calendar.covering(earlier, start, first.grain) if one.end <= start]


def with_a_path(model: Model) -> frozenset[str]:
    """Return the activities, as `process.activity`, that a declared way joins to a goal, whatever its size."""
    graph = metric_graph(model, [unanswered(one, "") for one in model.effects], {})
    goals = frozenset(goal.metric for goal in model.goals.values())
    return frozenset(
        start.id
        for start in starts(model, graph)
        if start.origin == "activity" and graph.ahead_of([one.metric for one in start.attached]) & goals
    )
