"""CSV: people of other tools, one row per person and role, and people for other tools.

Columns are called as the model's `people:` calls them, or by what they say: person, role, manager, unit, capacity,
since, until. Further columns are not looked at. Without days, a row holds on the day of the import.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sightline.errors import SourceError, nearest
from sightline.exchange.people_state import FORMULA, MOST, Held, Incoming, LeftOut, Post, RefusedError, clean_id, sized
from sightline.records.people import Assignments

__all__ = ["COLUMNS", "read_people_csv", "write_people_csv"]

COLUMNS = ("person", "role", "manager", "unit", "capacity", "since", "until")
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 10_000


def read_people_csv(content: bytes, *, named: Mapping[str, str], place: str = "CSV") -> Incoming:
    """Return what a CSV file in UTF-8 says of people.

    Parameters
    ----------
    content : bytes
        A head and rows.
    named : mapping of str to str
        What the model calls columns: `person` to `person_id`; other names are those of `COLUMNS`.
    place : str
        The file, for messages.

    Raises
    ------
    SourceError
        If it is no such table, or has no column for the person or the role.
    """
    rows = _rows(content, place)
    head = next(rows, None)
    if head is None:
        raise SourceError("the file is empty: it has no header.", place=place, fix="Write person,role first.")
    at = _columns(head, named, place)
    left_out = LeftOut()
    posts: dict[str, dict[Post, None]] = {}
    for number, row in enumerate(rows, 2):
        if number > MOST:
            raise SourceError(f"it holds more than {MOST:,} rows.", place=place, fix="Split it.")
        if not any(row):
            continue
        try:
            person, post = _post({part: row[column] if column < len(row) else "" for part, column in at.items()})
        except RefusedError as error:
            left_out.add(str(error), f"row {number}")
            continue
        posts.setdefault(person, {})[post] = None
    held = tuple(Held(person, tuple(those)) for person, those in posts.items())
    return Incoming(held, left_out)


def _rows(content: bytes, place: str) -> Iterator[list[str]]:
    try:
        text = sized(content, place).decode("utf-8-sig")
        csv.field_size_limit(_LONGEST_CELL)
        first = text.lstrip().partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"the table cannot be read: {error}.", place=place, fix="Write CSV in UTF-8.") from None


def _columns(head: Sequence[str], named: Mapping[str, str], place: str) -> dict[str, int]:
    there = {name.strip().casefold(): number for number, name in reversed(list(enumerate(head)))}
    found = {}
    for part in COLUMNS:
        for name in (named.get(part), part):
            if name is not None and name.casefold() in there and part not in found:
                found[part] = there[name.casefold()]
    missing = [part for part in ("person", "role") if part not in found]
    if missing:
        close = nearest(missing[0], there)
        hint = f"Is it '{close}'? " if close else ""
        names = " or ".join(repr(name) for name in dict.fromkeys((named.get(missing[0], missing[0]), missing[0])))
        raise SourceError(
            f"no column says the {' and the '.join(missing)}.", place=place, fix=f"{hint}Call it {names}."
        )
    return found


def _post(row: Mapping[str, str]) -> tuple[str, Post]:
    ids = {part: clean_id(_plain(row[part]), part) for part in ("person", "role", "manager", "unit") if part in row}
    if not ids["person"]:
        raise RefusedError("there is no person")
    if not ids["role"]:
        raise RefusedError("there is no role")
    days = {part: _day(row.get(part, "")) for part in ("since", "until")}
    if days["since"] and days["until"] and days["until"] < days["since"]:
        raise RefusedError("it ends before it begins")
    post = Post(ids["role"], ids.get("manager"), ids.get("unit"), _capacity(row.get("capacity", "")), **days)
    return ids["person"], post


def _plain(value: str) -> str:
    """Return a value without the apostrophe that keeps spreadsheets from running it."""
    said = value.strip()
    return said[1:] if said[:1] == "'" and said[1:].startswith(FORMULA) else said


def _capacity(said: str) -> float | None:
    if not said.strip():
        return None
    try:
        found = float(said.strip().replace(",", "."))
    except ValueError:
        raise RefusedError("its capacity is no number") from None
    if not 0 <= found < float("inf"):
        raise RefusedError("its capacity is no number of 0 or more")
    return found


def _day(said: str) -> date | None:
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip()[:10])
    except ValueError:
        raise RefusedError("a day is not written as 2026-07-31") from None


def write_people_csv(people: Assignments, *, on: date | None) -> str:
    """Return assignments as CSV with the columns `COLUMNS`: all of them, or those that hold on a day.

    A text that a spreadsheet would run as a formula is led by an apostrophe.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    chosen = people.every if on is None else people.on(on)
    writer.writerows([_cell(getattr(one, name)) for name in COLUMNS] for one in chosen)
    return buffer.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
