"""People and work of a reading: who holds which role, what is open, and who did how much of what.

Answers about persons are asked anew and stand on no shelf: whoever is erased must not live on in a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
from sqlglot import exp

from sightline.errors import SightlineError, SourceError
from sightline.events.relations import Relation
from sightline.facts.asked import Ask, Column, Columns, newest
from sightline.facts.done import Added, done_of
from sightline.facts.people import PEOPLE_PARTS, assignments_of, read_people
from sightline.facts.people_misfits import unmatched_misfits
from sightline.facts.stretch import Stretch
from sightline.facts.work import WORK_PARTS, added_events, added_items, read_items
from sightline.model.declarations import Process
from sightline.periods import Grain, Period
from sightline.reading.relations import relation_of
from sightline.records.people import Assignments, Misfit
from sightline.records.work import DONE, ITEMS, Done, Measured, WorkItems
from sightline.saying import joined, say

if TYPE_CHECKING:
    from sightline.model.declarations import People, Work
    from sightline.model.skilled import Skills
    from sightline.reading.measuring import Measuring

__all__ = [
    "PERIODS", "OutOf", "asking", "columns_of", "done", "misfits", "newest_day", "people", "without_rows", "work"
]  # fmt: skip

PERIODS = 12  # looked at where nothing is asked
OutOf = Literal["work", "logs"]


def people(base: Measuring, on: date | None = None) -> Assignments:
    """Return who holds which role; see `Reading.people`."""
    declared = base.model.people
    if declared is None:
        return Assignments(())
    roles, day, zone = base.model.roles, on or base.last_day, base.model.calendar.timezone
    if without_rows(base, declared.source):
        return assignments_of(pa.table({}), kinds={}, titles={}, roles=roles, on=day, timezone=zone)
    columns = columns_of(base, declared, PEOPLE_PARTS, "people")
    return read_people(declared.source, columns, asking(base, declared.source), roles=roles, on=day, timezone=zone)


def misfits(base: Measuring, known: Assignments, on: date | None) -> tuple[Misfit, ...]:
    """Return what does not fit between people, roles and work; see `Reading.misfits`."""
    if base.model.people is None:
        return ()
    asked = known if on is None or on == base.last_day else people(base, on)
    return (*asked.misfits, *unmatched_misfits(_answers(base, asked), f"In the {PERIODS} newest periods"))


def _answers(base: Measuring, known: Assignments) -> dict[tuple[str, str], Done]:
    found: dict[tuple[str, str], Done] = {}
    for title, out_of in _OUT_OF.items():
        with suppress(SightlineError):  # `done` raises it
            found[title] = done(base, known, None, None, None, out_of)
    return found


_OUT_OF: dict[tuple[str, str], OutOf] = {("item of work", "items of work"): "work", ("event", "events"): "logs"}


def work(base: Measuring) -> WorkItems:
    """Return all items of work; see `Reading.work`."""
    declared = base.model.work
    if declared is None:
        return WorkItems(ITEMS.empty_table(), say("The model declares no `work:`."))
    if without_rows(base, declared.source):
        return WorkItems(ITEMS.empty_table(), say("The table of work has no rows."))
    columns = columns_of(base, declared, WORK_PARTS, "work")
    zone = base.model.calendar.timezone
    return read_items(declared.source, columns, asking(base, declared.source), now=base.now.instant, timezone=zone)


def done(
    base: Measuring,
    people: Assignments,
    since: str | None,
    until: str | None,
    grain: Grain | None,
    out_of: OutOf | None,
) -> Done:
    """Return what was done; see `Reading.done`."""
    chosen: OutOf = out_of or ("logs" if base.model.work is None else "work")
    periods = _periods(base, since, until, grain)
    stretch = Stretch.of(periods, base.model.calendar, base.now.instant)
    if stretch is None:
        return Done(DONE.empty_table(), "cases", words=say("No period that was asked for has begun."))
    if chosen == "logs":
        added, words = _out_of_logs(base, stretch)
        return done_of(added, stretch.periods, people, "cases", words)
    declared = base.model.work
    if declared is None:
        return Done(DONE.empty_table(), "hours", words=say("The model declares no `work:`."))
    if without_rows(base, declared.source):
        return Done(DONE.empty_table(), "hours", words=say("The table of work has no rows."))
    columns = columns_of(base, declared, WORK_PARTS, "work")
    found, hours, words = added_items(declared.source, columns, asking(base, declared.source), stretch)
    measured: Measured = "hours" if hours else "cases"
    return done_of([found], stretch.periods, people, measured, words)


def newest_day(base: Measuring) -> date | None:
    """Return the newest day on which an item of work was opened or closed, else an assignment began; None without."""
    model = base.model
    asked = [(model.work, ("opened", "closed"), "work"), (model.people, ("from_",), "people")]
    for declared, parts, place in asked:
        if declared is None:
            continue
        with suppress(SightlineError):  # whoever asks for the table gets it
            if without_rows(base, declared.source):
                continue
            columns = columns_of(base, declared, parts, place)
            found = newest(declared.source, columns, asking(base, declared.source), model.calendar.timezone)
            if found is not None:
                return found
    return None


def asking(base: Measuring, source: str) -> Ask:
    """Return what answers a SELECT over a source."""

    def ask(select: exp.Select) -> pa.Table:
        return base.answers.engine(source).query(select)

    return ask


def without_rows(base: Measuring, source: str) -> bool:
    """Return whether a source of files has a head and no rows, so that nothing says what its columns hold."""
    landed = base.answers.facts.landed(source)
    return landed is not None and landed.rows == 0


def columns_of(base: Measuring, declared: People | Work | Skills, parts: Iterable[str], place: str) -> Columns:
    """Return the columns that a declaration names; all that are not there are told at once."""
    relation = relation_of(base, declared.source)
    found, faults = {}, []
    for part in parts:
        written = getattr(declared, part)
        if written is None:
            continue
        try:
            column = _column(relation, relation.name(written, place=place))
        except SourceError as fault:
            faults.append(fault)
            continue
        if column.kind != "other":  # a column in which nothing ever stood has no type: it says nothing
            found[part] = column
    if len(faults) > 1:
        causes = joined(" ", [fault.cause for fault in faults])
        raise SourceError(causes, place=place, fix=faults[0].fix)
    if faults:
        raise faults[0]
    return found


def _column(relation: Relation, name: str) -> Column:
    return Column(relation.physical.get(name, name), relation.kind(name))


def _periods(base: Measuring, since: str | None, until: str | None, grain: Grain | None) -> list[Period]:
    calendar = base.model.calendar
    last = calendar.parse(until) if until else None
    first = calendar.parse(since) if since else None
    size = grain or (first or last or calendar).grain
    last = last or calendar.period_of(base.last_day, size)
    return calendar.between(first or calendar.shift(last, 1 - PERIODS), last)


def _out_of_logs(base: Measuring, stretch: Stretch) -> tuple[list[Added], list[str]]:
    """Return what was done by the logs of all processes, each log read once, and which could not be read."""
    logs: dict[str, list[str]] = {}
    for name, process in base.model.processes.items():
        logs.setdefault(process.log, []).append(name)
    found: list[Added] = []
    words: list[str] = []
    for log, processes in logs.items():
        try:
            relation = relation_of(base, log)
        except SightlineError as fault:
            words.append(
                say("The log '{log}' cannot be read, so nothing of it counts: {cause}", log=log, cause=fault.cause)
            )
            continue
        names = _names({name: base.model.processes[name] for name in processes}, relation)
        needed = ["activity", "time", *(["case"] if relation.physical else [])]
        columns = {part: _column(relation, part) for part in needed}
        if "performer" in relation.columns:
            columns["performer"] = _column(relation, "performer")
        found.append(added_events(log, columns, asking(base, log), stretch, names))
        who = found[-1].rows.column("performer")
        if len(who) and who.null_count == len(who):
            words.append(say("The log '{log}' does not say who did what.", log=log))
        if any(len(each) > 1 for each in names.values()):
            words.append(say("Processes share activities of the log '{log}'; each counts them.", log=log))
    return found, words


def _names(processes: Mapping[str, Process], relation: Relation) -> Mapping[str, Sequence[str]]:
    """Return what the model calls each label of a log: an activity of one process, or of several."""
    found: dict[str, list[str]] = {}
    for name, process in processes.items():
        labels = {one: (declared.as_ or one,) for one, declared in process.activities.items()} or relation.labels
        for activity, those in labels.items():
            for label in those:
                found.setdefault(label, []).append(f"{name}.{activity}")
    return found
