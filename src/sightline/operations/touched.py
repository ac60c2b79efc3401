"""Cases out of an event log: how long each took, who worked on it, and for how long.

One activity, each time it was done, is one person's case. The stretch from one activity to another is the case of all
who did something in it: a person's time in it is that of the own events, from their start, or else from the event
before. What is asked for is about persons, so no answer is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlglot import exp

from sightline.errors import SourceError
from sightline.events.features import Feature, feature, identifier
from sightline.events.instants import in_utc
from sightline.events.moments import elapsed_us
from sightline.events.steps import BEFORE, Steps
from sightline.operations.own import Ask
from sightline.operations.rows import Stack, alone
from sightline.records.cases import TOUCHES, Cases
from sightline.saying import say
from sightline.units import parse_unit

__all__ = ["Told", "activity_cases", "stretch_cases"]

_HOUR_US = 3_600_000_000.0
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Told:
    """What cases are called: the metric's id, title, unit (of time) and better direction."""

    metric: str
    title: str
    unit: str
    better: str
    by: tuple[str, ...] = field(default=())

    @property
    def hours(self) -> float:
        """How many of the unit an hour is."""
        return parse_unit("hours").factor_to(parse_unit(self.unit))


def activity_cases(steps: Steps, ask: Ask, activity: str, told: Told, *, waiting: bool = False) -> Cases:
    """Return each time an activity was done: how long it took, or how long it waited before.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    ask : callable
        Answers one SELECT.
    activity : str
        Its id.
    told : Told
        What the cases are called.
    waiting : bool
        From the event before, in place of from its own start.

    Raises
    ------
    UnknownNameError
        If neither the process nor its log knows the activity.
    SourceError
        If the log does not say who did it, or when it began.
    """
    own = alone(steps)
    performer = _performer(own)
    begin = _begin(own)
    previous = _previous(own)
    if waiting:
        length = f"GREATEST({elapsed_us(str(previous), begin)}, 0)"
    else:
        length = elapsed_us(identifier(own.relation.name("start", place=own.place)), own.time)
    dimensions = _dimensions(own, told.by)
    starts = ("start",) if _starts(own) else ()
    stack = Stack.of(
        own, [previous] if waiting else [], ("case", "activity", "time", performer, *starts, *dimensions.values()),
        activities=None if waiting else [activity],
    )  # fmt: skip
    chosen = [
        '"case" AS "case"', f"{own.time} AS at", f"{identifier(performer)} AS performer", f"{length} AS us",
        *_named(dimensions),
    ]  # fmt: skip
    query = stack.query(chosen, f"WHERE {own.does(activity)} AND {length} IS NOT NULL")
    found = ask(query)
    value = _floats(found.column("us")) / _HOUR_US
    rows = np.arange(found.num_rows)
    touched = _Touched(rows, found.column("performer"), value, np.full(len(rows), np.nan))
    return _whole(own, found, told, value, touched, 0, query)


def stretch_cases(
    steps: Steps, ask: Ask, start: str, end: str, told: Told, *, moves: Mapping[str, float] = _NONE
) -> Cases:
    """Return each case's time from its first `start` to the first following `end`, with all who worked in between.

    Parameters
    ----------
    steps, ask, told
        As for `activity_cases`.
    start, end : str
        Ids of activities.
    moves : mapping of str to float
        How far an hour of each activity moves the goals; what is not named moves nothing.

    Raises
    ------
    UnknownNameError
        If an activity is not known.
    SourceError
        If the log does not say who did what.
    """
    own = alone(steps)
    performer = _performer(own)
    previous, begun = _previous(own), own.earliest(own.does(start), BEFORE)
    ends, earlier = own.first_of(f"({own.does(end)}) AND {begun} IS NOT NULL", begun)
    dimensions = _dimensions(own, told.by)
    starts = ("start",) if _starts(own) else ()
    stack = Stack.of(
        own, [begun, earlier, previous],
        ("case", "activity", "time", performer, *starts, *dimensions.values()),
    )  # fmt: skip
    since = f"COALESCE({identifier('start')}, {previous})" if starts else str(previous)
    chosen = [
        '"case" AS "case"', f"{own.time} AS at", f"{identifier(performer)} AS performer",
        '"activity" AS "activity"', f"GREATEST({elapsed_us(since, own.time)}, 0) AS took",
        f"CASE WHEN {ends} THEN {elapsed_us(str(begun), own.time)} END AS us", *_named(dimensions),
    ]  # fmt: skip
    query = stack.query(chosen, f"WHERE {begun} IS NOT NULL AND {earlier} = 0")
    return _joined(own, ask(query), told, moves, query)


def _joined(own: Steps, found: pa.Table, told: Told, moves: Mapping[str, float], query: exp.Select) -> Cases:
    """Return the cases that came to their end, with the touches of all events on the way."""
    code = _codes(found.column("case"))
    many = int(code.max()) + 1 if len(code) else 0
    ended = np.asarray(pc.is_valid(found.column("us")).to_numpy(zero_copy_only=False))
    last = np.flatnonzero(ended)
    row_of = np.full(many, -1, dtype=np.int64)
    row_of[code[last]] = np.arange(len(last))
    row = row_of[code]
    took = _floats(found.column("took")) / _HOUR_US
    effect = np.full(len(code), np.nan)
    if moves:
        weight = {label: abs(moves.get(one, 0.0)) for one in _known(own) for label in own.labels(one)}
        labels = found.column("activity").cast(pa.string()).combine_chunks().dictionary_encode()
        each = np.array([weight.get(label, 0.0) for label in labels.dictionary.to_pylist()])
        effect = took * each[np.asarray(labels.indices.to_numpy(zero_copy_only=False))]
    whole = found.take(pa.array(last))
    value = _floats(whole.column("us")) / _HOUR_US
    kept = np.flatnonzero(row >= 0)
    performer = found.select(["performer"]).take(pa.array(kept)).column("performer")
    touched = _Touched(row[kept], performer, took[kept], effect[kept])
    return _whole(own, whole, told, value, touched, many - len(last), query)


@dataclass(frozen=True, slots=True, eq=False)
class _Touched:
    """Who touched which case: arrays of one length."""

    row: NDArray[np.int64]
    performer: pa.ChunkedArray
    time: NDArray[np.float64]
    effect: NDArray[np.float64]


def _whole(
    own: Steps, found: pa.Table, told: Told, value: NDArray[np.float64], touched: _Touched, left_out: int,
    query: exp.Select,
) -> Cases:  # fmt: skip
    person = touched.performer.cast(pa.string())
    table = pa.table(
        {
            "case": found.column("case").cast(pa.string()),
            "at": in_utc(found.column("at"), own.now.calendar),
            "value": value * told.hours,
            **{one: found.column(f"by {one}") for one in told.by},
        }
    )
    team = pa.nulls(len(touched.row), pa.string())
    columns = [pa.array(touched.row), person, team, _nullable(touched.time), _nullable(touched.effect)]
    touches = pa.table(columns, schema=TOUCHES).filter(pc.is_valid(person))
    return Cases(
        told.metric, told.title, told.unit, told.better, "log", table, told.by, touches, left_out,
        sql=query.sql("duckdb"),
    )  # fmt: skip


def _performer(own: Steps) -> str:
    if "performer" not in own.relation.columns:
        raise SourceError(
            say("the log does not say who did what."), place=own.place,
            fix=say("Add performer: COLUMN to its log mapping."),
        )  # fmt: skip
    return "performer"


def _begin(own: Steps) -> str:
    """Return the SQL of the moment at which an event began: its own, where no start is known."""
    return f"COALESCE({identifier('start')}, {own.time})" if _starts(own) else own.time


def _starts(own: Steps) -> bool:
    """Return whether the log knows when activities began, by the clock that says when they ended."""
    columns = own.relation.columns
    return "start" in columns and columns["start"] == columns.get("time")


def _previous(own: Steps) -> Feature:
    return feature("previous_time", f"LAG({own.time}) OVER {own.window('')}")


def _dimensions(own: Steps, by: tuple[str, ...]) -> dict[str, str]:
    return {name: own.relation.dimension(name, place=own.place) for name in by}


def _named(dimensions: Mapping[str, str]) -> list[str]:
    return [f"{identifier(column)} AS {identifier(f'by {name}')}" for name, column in dimensions.items()]


def _known(own: Steps) -> tuple[str, ...]:
    return tuple(own.process.activities) or tuple(own.relation.labels)


def _codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    found = column.cast(pa.string()).combine_chunks().dictionary_encode()
    return np.asarray(found.indices.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _nullable(values: NDArray[np.float64]) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))
