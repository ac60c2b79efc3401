"""Sources as relations: their columns, the days that they span, and the activities that only a log knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
from sqlglot import exp

from sightline.engines import portable
from sightline.errors import SightlineError
from sightline.events.relations import Relation, named, quoted
from sightline.facts import Landed
from sightline.measures.plan import process_of, source_of
from sightline.model.declarations import LogMapping, Source
from sightline.model.model import Model
from sightline.model.process_metrics import activity_id

__all__ = ["labels_select", "measured_sources", "of_labels", "relation_of", "spanned", "time_columns"]

_MAPPED = {
    "case": "case",
    "activity": "activity",
    "time": "time",
    "performer": "performer",
    "sequence": "seq",
    "id": "event_id",
}
_LATEST = date(2200, 1, 1)  # a later date stands for "never", not for a day on which something happened
Ask = Callable[[exp.Select], pa.Table]
_MOMENTS = frozenset({"date", "timestamp", "timestamptz"})


def measured_sources(model: Model) -> tuple[str, ...]:
    """Return the sources that metrics and processes rest on, in the order of the model."""
    used = {source_of(model, metric) for metric in model.metrics.values()}
    used |= {process.log for process in model.processes.values()}
    return tuple(name for name in model.sources if name in used)


def relation_of(name: str, source: Source, columns: Mapping[str, str], landed: Landed | None) -> Relation:
    """Return a source as queries see it, without the days that it spans."""
    mapping = source.log
    if mapping is None:
        return Relation(name, columns, aliases=dict(landed.renamed) if landed else {})
    if landed is not None:
        return Relation(name, columns, log=True, aliases={**landed.renamed, **_aliases(mapping, columns)})
    return _log_in_engine(name, mapping, columns)


def _aliases(mapping: LogMapping, columns: Mapping[str, str]) -> dict[str, str]:
    named = {str(getattr(mapping, part)): column for part, column in _MAPPED.items() if getattr(mapping, part)}
    return {written: column for written, column in named.items() if written not in columns}


def _log_in_engine(name: str, mapping: LogMapping, columns: Mapping[str, str]) -> Relation:
    """Return a log that is a table in the engine: its columns get the names of a landed log."""
    folded = {column.lower(): column for column in columns}
    physical = {}
    for part, column in _MAPPED.items():
        written = getattr(mapping, part)
        if written is not None and written.lower() in folded:
            physical[column] = folded[written.lower()]
    kinds = {column: columns[found] for column, found in physical.items()}
    if "seq" not in physical and "time" in physical:  # no order but that of time
        physical["seq"] = physical.get("event_id", physical["time"])
        kinds["seq"] = columns[physical["seq"]]
    taken = set(physical.values())
    others = {column: kind for column, kind in columns.items() if column not in taken and column not in kinds}
    return Relation(name, {**kinds, **others}, log=True, aliases=_aliases(mapping, kinds), physical=physical)


def time_columns(model: Model, relation: Relation) -> tuple[str, ...]:
    """Return the columns that date rows of a relation in any metric."""
    written = {
        metric.time
        for metric in model.metrics.values()
        if metric.time and process_of(metric) is None and metric.source == relation.source
    }
    found = {"time"} if relation.log else set()
    for name in written:
        try:
            found.add(relation.name(name))
        except SightlineError:
            continue  # the metric will say so
    return tuple(sorted(name for name in found if relation.columns.get(name) in _MOMENTS))


def span_select(relation: Relation, columns: Iterable[str], *, sane: bool = False) -> exp.Select:
    """Return the query for the oldest and the newest moment of each column of times: `first <c>` and `last <c>`.

    With `sane`, later moments than the year 2200 do not count. Without, engines answer from the footers of files.
    """
    wanted = []
    for column in columns:
        value: exp.Expr = quoted(relation.physical.get(column, column))
        if sane:
            kind = relation.kind(column)
            latest = portable.literal(_LATEST if kind == "date" else _moment(kind))
            value = exp.Case(ifs=[exp.If(this=exp.LT(this=value.copy(), expression=latest), true=value)])
        wanted.append(exp.alias_(exp.Min(this=value), f"first {column}", quoted=True, copy=False))
        wanted.append(exp.alias_(exp.Max(this=value.copy()), f"last {column}", quoted=True, copy=False))
    return exp.select(*wanted, copy=False).from_(named(relation.source), copy=False)


def _moment(kind: str) -> datetime:
    return datetime(_LATEST.year, 1, 1, tzinfo=UTC if kind == "timestamptz" else None)


def spanned(relation: Relation, columns: Iterable[str], timezone: str, ask: Ask) -> Relation:
    """Return the relation with the local days that it spans.

    A day after the year 2200 stands for "never": it is no newest day, and queries have to leave such rows out.
    """
    wanted = list(columns)
    if not wanted:
        return relation
    first, last = _days(ask(span_select(relation, wanted)), relation, timezone)
    if last is None or last < _LATEST:
        return replace(relation, first=first, last=last, bounded=last is not None)
    first, last = _days(ask(span_select(relation, wanted, sane=True)), relation, timezone)
    return replace(relation, first=first, last=last)


def _days(table: pa.Table, relation: Relation, timezone: str) -> tuple[date | None, date | None]:
    row = table.to_pylist()[0] if table.num_rows else {}
    days: dict[str, list[date]] = {"first": [], "last": []}
    for name, value in row.items():
        end, column = name.split(" ", 1)
        if isinstance(value, datetime):
            local = value.astimezone(ZoneInfo(timezone)) if relation.kind(column) == "timestamptz" else value
            days[end].append(local.date())
        elif value is not None:
            days[end].append(value)
    return min(days["first"], default=None), max(days["last"], default=None)


def labels_select(relation: Relation) -> exp.Select:
    """Return the query for the activities of a log."""
    column = quoted(relation.physical.get("activity", "activity"))
    select = exp.select(exp.alias_(column, "activity", quoted=True)).distinct()
    return select.from_(named(relation.source))


def of_labels(table: pa.Table) -> dict[str, tuple[str, ...]]:
    """Return activity id to labels, from an answer to `labels_select`."""
    found: dict[str, tuple[str, ...]] = {}
    for label in sorted(value for value in table.column("activity").to_pylist() if value is not None):
        found[activity_id(label)] = (*found.get(activity_id(label), ()), label)
    return found


def needs_labels(model: Model, source: str) -> bool:
    """Return whether a process over this log leaves its activities to the log."""
    return any(process.log == source and not process.activities for process in model.processes.values())
