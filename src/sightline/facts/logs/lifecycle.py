"""Transitions of activities, and how a start and a complete become one interval.

`all`: every event counts. `complete`: only events whose transition is `complete`, or that have none. `pair`: within a
case, activity and instance (where the log has one), the first open start belongs to the next complete (first in,
first out); the pair is one event at the time of the complete, with `start`. A start or complete without partner is
kept as it is; other transitions (`schedule`, `suspend`) make no event. What is left out is counted.

First in, first out by counting: over the running sum of +1 per start and -1 per complete, a complete is without
partner exactly when the sum falls to a new low below zero; of the others the k-th belongs to the k-th start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa

__all__ = ["ORDER", "left_out_by", "sorted_events"]

ORDER = "sightline:order"
_SORTED = f'order by "case", time, seq, "{ORDER}"'
_BATCH = 122_880


def sorted_events(
    connection: duckdb.DuckDBPyConnection, relation: str, lifecycle: str, schema: pa.Schema, columns: Mapping[str, str]
) -> Iterator[pa.RecordBatch]:
    """Yield the events that count, sorted by case, time, sequence and place in the source.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Has `relation`; what is left out is counted in its table `left_out`.
    relation : str
        Laid-out events in any order, which can be read once.
    lifecycle : str
        `all`, `complete` or `pair`.
    schema : Schema
        Of the relation.
    columns : mapping of str to str
        The columns of `transition` and `instance`, where there are such.
    """
    names = [name for name in schema.names if name != ORDER]
    listed = ", ".join(map(_quoted, names))
    if _all_count(lifecycle, columns):
        query = f"select {listed} from {relation} {_SORTED}"
    else:
        connection.execute(f"create table events as from {relation}")
        step = f"coalesce(lower(trim(cast({_quoted(columns['transition'])} as varchar))), 'complete')"
        kept = ("complete",) if lifecycle == "complete" else ("start", "complete")
        wanted = ", ".join(f"'{name}'" for name in kept)
        connection.execute(
            f"create table left_out as select {step} as step, count(*) as n from events"
            f" where {step} not in ({wanted}) group by 1"
        )
        if lifecycle == "complete":
            query = f"select {listed} from events where {step} = 'complete' {_SORTED}"
        else:
            query = _paired(names, step, columns.get("instance"))
    yield from connection.sql(query).to_arrow_reader(_BATCH)


def left_out_by(connection: duckdb.DuckDBPyConnection, lifecycle: str, columns: Mapping[str, str]) -> dict[str, int]:
    """Return how many events of each transition make no event of their own, once `sorted_events` has run."""
    if _all_count(lifecycle, columns):
        return {}
    rows = connection.execute("select step, n from left_out order by n desc, step").fetchall()
    return {f"transition {step}": n for step, n in rows}


def _all_count(lifecycle: str, columns: Mapping[str, str]) -> bool:
    return lifecycle == "all" or "transition" not in columns


def _paired(names: list[str], step: str, instance: str | None) -> str:
    keys = ["case", "activity", *([instance] if instance else [])]
    key = ", ".join(map(_quoted, keys))
    same = " and ".join(f"c.{_quoted(name)} is not distinct from s.{_quoted(name)}" for name in keys)
    so_far = f'over (partition by {key} order by time, seq, "{ORDER}" rows between unbounded preceding and'
    listed = ", ".join(map(_quoted, names))
    filled = ", ".join(map(_filled, names))
    return f"""
        with steps as (
            select *, {step} as "sightline:step" from events where {step} in ('start', 'complete')
        ), sums as (
            select *, sum(case "sightline:step" when 'start' then 1 else -1 end) {so_far} current row)
                as "sightline:sum" from steps
        ), alone as (
            select *, "sightline:step" = 'complete'
                and "sightline:sum" < least(0, coalesce(min("sightline:sum") {so_far} 1 preceding), 0))
                as "sightline:alone" from sums
        ), ranked as (
            select *, case when not "sightline:alone" then row_number() over (
                partition by {key}, "sightline:step", "sightline:alone" order by time, seq, "{ORDER}"
            ) end as "sightline:nth" from alone
        ), pairs as (
            select {filled}, coalesce(c."{ORDER}", s."{ORDER}") as "{ORDER}"
            from (select * from ranked where "sightline:step" = 'complete') as c
            full join (select * from ranked where "sightline:step" = 'start') as s
            on c."sightline:nth" = s."sightline:nth" and {same}
        )
        select {listed} from pairs {_SORTED}
    """


def _filled(name: str) -> str:
    """Return the SQL of one column of a pair: the complete's value, or the start's where that is missing."""
    if name == "start":
        return f'case when c."{ORDER}" is not null then s.time end as start'
    return f"coalesce(c.{_quoted(name)}, s.{_quoted(name)}) as {_quoted(name)}"


def _quoted(name: str) -> str:
    """Return a column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
