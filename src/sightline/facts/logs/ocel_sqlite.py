"""OCEL 2.0 as SQLite, read by the standard library, read-only and event by event.

Only plain tables are read: no view, no virtual table, nothing attached, no functions that a schema could call. Names
out of the file are looked up among its tables and quoted.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

from sightline.errors import SourceError
from sightline.facts.kinds import Kind
from sightline.facts.logs.ocel_parts import Declared, Event, Link, Object, Part, Value, declared_kind, written
from sightline.facts.progress import under_way
from sightline.facts.request import Request

__all__ = ["SQLITE", "sqlite_parts"]

SQLITE = b"SQLite format 3\x00"
_NEEDED = ("event", "object", "event_object", "event_map_type", "object_map_type")
_NOT_VALUES = ("ocel_id", "ocel_time", "ocel_changed_field")
_LONGEST_VALUE = 1 << 28
_TOLD_EVERY = 4_096
_FIX = "Copy or export the file again."


def sqlite_parts(request: Request) -> Iterator[Part]:
    """Yield the parts of an OCEL 2.0 log in SQLite: types, objects, links, then events in their order in the file.

    Raises
    ------
    SourceError
        If the file is damaged or lacks a table or column that OCEL 2.0 needs.
    """
    try:
        with closing(_opened(request.file)) as connection:
            log = _Log(connection, request)
            yield from log.types()
            yield from log.objects()
            yield from log.events()
    except (sqlite3.Error, OverflowError) as fault:
        raise SourceError(f"the database cannot be read: {fault}.", place=str(request.file), fix=_FIX) from fault


def _opened(file: Path) -> sqlite3.Connection:
    path = file.resolve()
    address = f"{path.as_uri()}?mode=ro"
    with path.open("rb") as raw:
        ahead_of_log = raw.read(len(SQLITE) + 4)[-2:] == b"\x02\x02"
    if ahead_of_log and not path.with_name(f"{path.name}-wal").exists():
        address += "&immutable=1"  # else SQLite would make files beside it, which a folder may not allow
    connection = sqlite3.connect(address, uri=True)
    try:
        _guard(connection)
        _examine(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _guard(connection: sqlite3.Connection) -> None:
    """Let nothing in the file do more than be read."""
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    for setting in ("trusted_schema = off", "query_only = on", "cell_size_check = on", "automatic_index = on"):
        connection.execute(f"pragma {setting}")


def _examine(connection: sqlite3.Connection, file: Path) -> None:
    found = connection.execute("pragma quick_check(1)").fetchone()
    if found is None or found[0] != "ok":
        cause = f"the database is damaged: {str(found and found[0]).splitlines()[-1]}."
        raise SourceError(cause, place=str(file), fix=_FIX)


class _Log:
    """The tables of one log."""

    def __init__(self, connection: sqlite3.Connection, request: Request) -> None:
        self._ask = connection.execute
        self._request = request
        listed = self._ask("select name from sqlite_master where type = 'table' and rootpage > 0")
        self._tables = {name.lower(): name for (name,) in listed}
        missing = [name for name in _NEEDED if name not in self._tables]
        if missing:
            raise SourceError(
                f"the database has no table '{missing[0]}': it is no OCEL 2.0 log.",
                place=str(request.file),
                fix="Name an OCEL 2.0 log in `file:`; a table of a database is read through `connections:`.",
            )
        self._place = self._place_of_events()
        self._of_objects = self._types("object")
        self._of_events = self._types("event")

    def types(self) -> Iterator[Part]:
        """Yield what the log declares."""
        for of, tables in (("object", self._of_objects), ("event", self._of_events)):
            for name, table in tables.items():
                kinds = {} if table is None else self._kinds(table)
                values = {key: kind for key, kind in kinds.items() if key not in _NOT_VALUES and kind is not None}
                yield Declared(_of(of), name, values)

    def objects(self) -> Iterator[Part]:
        """Yield all objects, the values of those that matter, and the links between objects."""
        for row in self._ask("select o.ocel_id, o.ocel_type from object as o"):
            name, kind = map(_text, row)
            if name is None or kind is None:
                raise SourceError("an object has no id or no type.", place=str(self._request.file), fix=_FIX)
            yield Object(name, kind)
        log = self._request.source.log
        wanted = log.object_type if log else None
        for kind, table in self._of_objects.items():
            if table is not None and wanted in (None, kind):
                yield from self._values(table)
        if "object_object" in self._tables:
            links = "select l.ocel_source_id, l.ocel_target_id, l.ocel_qualifier from object_object as l"
            for row in self._ask(links):
                source, target, qualifier = map(_text, row)
                yield Link(source or "", target or "", qualifier or "")

    def events(self) -> Iterator[Event]:
        """Yield the events in the order of their table, each with its values and links."""
        size = self._request.file.stat().st_size
        total = max(1, self._ask("select count(*) from event").fetchone()[0])
        links = _Ahead(
            self._ask(
                f"select {self._place} as place, l.ocel_object_id, l.ocel_qualifier from event as e"
                " cross join event_object as l on l.ocel_event_id = cast(e.ocel_id as text) order by 1"
            )
        )
        told, number, last = 0, 0, object()
        with under_way(self._request.progress, self._request.file.name, size) as progress:
            for place, name, kind, time, attributes in heapq.merge(*self._streams(), key=itemgetter(0)):
                if place == last:
                    several = "an event has several rows of values, of which the first counts."
                    self._request.notes.add(f"{self._request.place}: {several}")
                    continue
                number, last = number + 1, place
                yield Event(number, name, kind, time, attributes, links.up_to(place))
                if number % _TOLD_EVERY == 0:
                    now = size * number // total
                    progress.advance(now - told)
                    told = now
            progress.advance(size - told)

    def _place_of_events(self) -> str:
        """Return the SQL of what orders events: the place in the table, or the id where rows have no places."""
        by_id = "cast(e.ocel_id as text) collate binary"
        if any(row[1].lower() == "rowid" for row in self._ask("pragma table_info(event)")):
            return by_id
        try:
            self._ask("select e.rowid from event as e limit 0")
        except sqlite3.OperationalError:
            return by_id
        return "e.rowid"

    def _types(self, of: str) -> dict[str, str | None]:
        """Return each declared type with its table; None where that is missing."""
        found: dict[str, str | None] = {}
        for row in self._ask(f"select m.ocel_type, m.ocel_type_map from {of}_map_type as m"):
            name, mapped = map(_text, row)
            if name is None:
                continue
            table = found[name] = self._tables.get(f"{of}_{mapped}".lower())
            if table is None:
                self._request.notes.add(f"{self._request.place}: the table of the {of} type '{name}' is missing.")
        return found

    def _kinds(self, table: str) -> dict[str, Kind | None]:
        return {row[1]: declared_kind(row[2]) for row in self._ask(f"pragma table_info({_quoted(table)})")}

    def _values(self, table: str) -> Iterator[Value]:
        rows = self._ask(f"select t.* from {_quoted(table)} as t")
        names, kinds = [column[0] for column in rows.description], self._kinds(table)
        for row in rows:
            values = dict(zip(names, row, strict=True))
            owner, time, changed = (_text(values.get(name)) for name in _NOT_VALUES)
            for key in names:
                if key in _NOT_VALUES or (key != changed if changed else values[key] is None):
                    continue
                yield Value(owner or "", (key, *written(values[key], kinds.get(key))), time)

    def _streams(self) -> Iterator[Iterator[tuple[Any, ...]]]:
        """Yield, for each type of events, its events in order."""
        for kind, table in self._of_events.items():
            yield self._stream(kind, table)
        yield self._stray()

    def _stream(self, kind: str, table: str | None) -> Iterator[tuple[Any, ...]]:
        joined = (
            f"select {self._place} as place, e.ocel_id, t.* from event as e"
            f" left join {_quoted(table)} as t on t.ocel_id = cast(e.ocel_id as text)"
            if table is not None
            else f"select {self._place} as place, e.ocel_id from event as e"
        )
        rows = self._ask(f"{joined} where e.ocel_type = ? order by 1", (kind,))
        names, kinds = [column[0] for column in rows.description], self._kinds(table) if table is not None else {}
        for row in rows:
            values = dict(zip(names[2:], row[2:], strict=True))
            attributes = [
                (key, *written(value, kinds.get(key)))
                for key, value in values.items()
                if value is not None and key not in _NOT_VALUES
            ]
            yield row[0], _text(row[1]), kind, _text(values.get("ocel_time")), attributes

    def _stray(self) -> Iterator[tuple[Any, ...]]:
        """Yield the events whose type is declared nowhere; they have no time."""
        for row in self._ask(
            f"select {self._place} as place, e.ocel_id, e.ocel_type from event as e where e.ocel_type is null or"
            " not exists (select 1 from event_map_type as m where m.ocel_type = e.ocel_type) order by 1"
        ):
            yield row[0], _text(row[1]), _text(row[2]), None, []


class _Ahead:
    """Links sorted by the place of their event, handed out event by event."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def up_to(self, place: Any) -> list[tuple[str, str]]:
        """Return the links of the event at `place`; events are asked for in their order."""
        found = []
        while self._next is not None and self._next[0] <= place:
            found.append((_text(self._next[1]) or "", _text(self._next[2]) or ""))
            self._next = next(self._rows, None)
        return found


def _of(name: str) -> Literal["object", "event"]:
    return "object" if name == "object" else "event"


def _text(value: object) -> str | None:
    return written(value, None)[1]


def _quoted(name: str) -> str:
    """Return a table's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
