"""Work out of tables of tickets and out of event logs: what is open, what was done, in hours or in cases.

Only the columns that the declaration names are asked for. A ticket is done in the period in which it was closed; an
open one is none yet. Of a log each event is one case of its activity, done again where it was done again. What lies
after the reading's moment has not happened: a ticket that is closed later is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from sightline.engines import portable
from sightline.errors import SourceError
from sightline.facts.asked import MOMENTS, Ask, Column, Columns, select_of, table_of
from sightline.facts.done import Added, texts
from sightline.facts.instants import localize
from sightline.facts.stretch import Stretch
from sightline.records.work import ITEMS, WorkItems
from sightline.saying import Said, joined, phrase, say, say_in, say_many

__all__ = ["WORK_PARTS", "added_events", "added_items", "read_items"]

WORK_PARTS = ("item", "performer", "counts_as", "effort", "opened", "closed", "due")
_DAY_US = 86_400_000_000
_TIMES = ("opened", "closed", "due")


def read_items(source: str, columns: Columns, ask: Ask, *, now: datetime, timezone: str) -> WorkItems:
    """Return all items of work that were opened before a moment.

    Parameters
    ----------
    source : str
        The table, as the engine calls it.
    columns : mapping of str to Column
        Which column says what: keys as in `WORK_PARTS`, of which `item` must be there.
    ask : callable
        Answers a SELECT.
    now : datetime
        The reading's moment, in UTC.
    timezone : str
        Of the clock on the wall. A day on which an item is due lasts until its end, any other begins with its start.

    Raises
    ------
    SightlineError
        If the table cannot be asked, or a column of times holds none.
    """
    _check_times(source, columns)
    table = ask(select_of(source, columns))
    words: list[str] = []
    times = {part: _instants(table, columns, part, timezone) for part in _TIMES}
    times["closed"] = pc.if_else(pc.less(times["closed"], _instant(now)), times["closed"], _nothing(ITEMS, "closed"))
    effort = _effort(table, columns, words)
    made = pa.Table.from_arrays(
        [
            *(_named(table, part) for part in ("item", "performer")),
            pc.fill_null(_named(table, "counts_as"), source),
            effort,
            *(times[part] for part in _TIMES),
        ],
        schema=ITEMS,
    )
    opened = pc.or_kleene(pc.is_null(made.column("opened")), pc.less(made.column("opened"), _instant(now)))
    made = made.filter(opened)
    again = made.num_rows - pc.count_distinct(made.column("item"), mode="all").as_py()
    if again:
        words.append(
            say_many(
                "{count:,} row has the id of an item that stands before it.",
                "{count:,} rows have the id of an item that stands before it.",
                again,
            )
        )
    return WorkItems(made, joined(" ", words))


def _check_times(source: str, columns: Columns) -> None:
    wrong = [columns[part] for part in _TIMES if part in columns and columns[part].kind not in MOMENTS]
    if wrong:
        those = [say(_COLUMN_HOLDS.get(one.kind, _COLUMN_HOLDS[""]), column=one.name) for one in wrong]
        told = reduce(
            lambda first, last: say_in("the end of a list", "{first} and {last}", first=first, last=last), those
        )
        fix = say(
            "Write days as 2026-07-31 and moments as 2026-07-31T14:05:00+02:00; 'sightline doctor' says which are not."
        )
        raise SourceError(say("the column {told}, not times.", told=told), place=f"source '{source}'", fix=fix)


_COLUMN_HOLDS = {
    "number": phrase("'{column}' holds numbers"),
    "boolean": phrase("'{column}' holds true and false"),
    "text": phrase("'{column}' holds text"),
    "": phrase("'{column}' holds something else"),
}


def _named(table: pa.Table, part: str) -> pa.ChunkedArray:
    """Return a column as texts without blanks around them; empty ones are missing."""
    if part not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
    trimmed = pc.utf8_trim_whitespace(texts(table.column(part)))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _nothing(schema: pa.Schema, name: str) -> pa.Scalar:
    return pa.scalar(None, schema.field(name).type)


def _instant(moment: datetime) -> pa.Scalar:
    return pa.scalar(moment, pa.timestamp("us", "UTC"))


def _instants(table: pa.Table, columns: Columns, part: str, timezone: str) -> pa.ChunkedArray:
    kind = ITEMS.field(part).type
    if part not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, kind)])
    values = table.column(part)
    if columns[part].kind == "timestamptz":
        return values
    naive = values.cast(pa.timestamp("us")).combine_chunks()
    if columns[part].kind == "date" and part == "due":
        naive = pc.add(naive.cast(pa.int64()), _DAY_US - 1).cast(pa.timestamp("us"))
    return pa.chunked_array([localize(naive, timezone)])


def _effort(table: pa.Table, columns: Columns, words: list[str]) -> pa.ChunkedArray:
    nothing = pa.scalar(None, pa.float64())
    if "effort" not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, pa.float64())])
    if columns["effort"].kind != "number":
        words.append(_no_number(columns["effort"]))
        return pa.chunked_array([pa.nulls(table.num_rows, pa.float64())])
    effort = table.column("effort").cast(pa.float64())
    fits = pc.and_(pc.is_finite(effort), pc.greater_equal(effort, 0.0))
    wrong = pc.sum(pc.invert(fits)).as_py() or 0
    if wrong:
        words.append(
            say_many(
                "{count:,} item says an effort below zero; it is not known.",
                "{count:,} items say an effort below zero; it is not known.",
                wrong,
            )
        )
    return pc.if_else(fits, effort, nothing)


def _no_number(column: Column) -> Said:
    holds = say(_COLUMN_HOLDS.get(column.kind, _COLUMN_HOLDS[""]), column=column.name)
    return say("The column {holds}, so no effort is known.", holds=holds)


def added_items(source: str, columns: Columns, ask: Ask, stretch: Stretch) -> tuple[Added, bool, list[str]]:
    """Return the items of work that were closed in a stretch, added up by the engine.

    Parameters
    ----------
    source, columns, ask
        As for `read_items`.
    stretch : Stretch
        The periods.

    Returns
    -------
    tuple
        What was added up; whether `amount` is hours (else items, where no effort is declared or readable); and what a
        reader should know.

    Raises
    ------
    SightlineError
        As for `read_items`.
    """
    closed, effort = columns.get("closed"), columns.get("effort")
    if closed is None:
        nothing = pa.table({name: pa.array([], kind) for name, kind in _ADDED.items()})
        return (
            Added(nothing),
            effort is not None,
            [say("`work:` does not say when an item was closed: none counts as done.")],
        )
    _check_times(source, columns)
    words: list[str] = []
    hours = effort is not None and effort.kind == "number"
    if effort is not None and not hours:
        words.append(_no_number(effort))
    known = portable.where(_count(), exp.GTE(this=_called("effort"), expression=exp.Literal.number(0)))
    amounts = {"amount": _hours(), "known": known} if hours else {"amount": _count(), "known": _count()}
    row = {"effort": effort.sql} if effort is not None and hours else {}
    table = ask(_grouped(source, _keys(columns, "counts_as", stretch.number(closed)) | row, amounts))
    missing = (pc.sum(table.column("items")).as_py() or 0) - (pc.sum(table.column("known")).as_py() or 0)
    if missing:
        words.append(
            say_many(
                "{count:,} closed item says no hours and adds none.",
                "{count:,} closed items say no hours and add none.",
                missing,
            )
        )
    return Added(table, nameless=source), hours, words


def _hours() -> exp.Expr:
    return portable.sum_where(_called("effort"), exp.GTE(this=_called("effort"), expression=exp.Literal.number(0)))


def _count() -> exp.Expr:
    return exp.Count(this=exp.Star())


def _called(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


_ADDED = {
    "performer": pa.string(), "activity": pa.string(), "place": pa.int64(), "amount": pa.float64(), "items": pa.int64()
}  # fmt: skip


def added_events(
    source: str, columns: Columns, ask: Ask, stretch: Stretch, names: Mapping[str, Sequence[str]]
) -> Added:
    """Return the events of a log in a stretch, added up by the engine.

    Parameters
    ----------
    source : str
        The log, as the engine calls it.
    columns : mapping of str to Column
        `activity`, `time`, and `performer` where the log says who; further ones (`case`) must not be missing in an
        event that counts.
    ask : callable
        Answers a SELECT.
    stretch : Stretch
        The periods.
    names : mapping of str to sequence of str
        The labels that count, and what the model calls each: `process.activity`.
    """
    labels = [exp.Literal.string(label) for label in sorted(names)]
    own: list[exp.Expr] = [exp.In(this=columns["activity"].sql, expressions=labels)] if labels else [exp.false()]
    own += [
        columns[part].sql.is_(exp.null()).not_() for part in columns if part not in {"performer", "activity", "time"}
    ]
    keys = _keys(columns, "activity", stretch.number(columns["time"]))
    return Added(ask(_grouped(source, keys, {"amount": _count()}, own)), names)


def _keys(columns: Columns, activity: str, place: exp.Expr) -> dict[str, exp.Expr]:
    """Return what is added up by; what the source does not say is missing."""
    absent = exp.cast(exp.null(), "text")
    return {
        "performer": columns["performer"].sql if "performer" in columns else absent,
        "activity": columns[activity].sql if activity in columns else absent.copy(),
        "place": place,
    }


def _grouped(
    source: str, row: Mapping[str, exp.Expr], amounts: Mapping[str, exp.Expr], conditions: Sequence[exp.Expr] = ()
) -> exp.Select:
    """Return the query that adds up rows by performer, activity and period; those outside all periods are left out."""
    below = exp.select(*(exp.alias_(value, name, quoted=True) for name, value in row.items())).from_(table_of(source))
    for one in conditions:
        below = below.where(one)
    keys = [_called(name) for name in ("performer", "activity", "place")]
    counted = {**amounts, "items": _count()}
    grouped = exp.select(*keys, *(exp.alias_(value, name, quoted=True) for name, value in counted.items()))
    grouped = grouped.from_(below.subquery("below")).where(_called("place").is_(exp.null()).not_())
    return grouped.group_by(*(one.copy() for one in keys))
