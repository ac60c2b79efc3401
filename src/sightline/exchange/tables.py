"""Tables as events: rows of CSV and flat JSON lines become CloudEvents by the `log:` mapping of a source.

The type of such an event is the log, its activity stands in the data, and every column that the mapping does not name
is a further member. A row without an id is known by what it says, so the same file lands once, however often it comes.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any
from zoneinfo import ZoneInfo

from sightline.facts.live.admission import RefusedError
from sightline.model.declarations import Source

__all__ = ["Rows", "csv_rows", "json_rows"]

LOOKED_AT = 1_000  # rows by which a column's kind is found
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?")  # "007" is no number
BOOLEANS = {"true": True, "false": False}
LONGEST_CELL = 100_000
Row = Mapping[str, Any]


@dataclass
class Rows:
    """Makes events of the rows of one log.

    Parameters
    ----------
    log : str
        The id of the source.
    source : Source
        Says which column is what, and in which zone times without an offset are.
    timezone : str
        The zone where the source names none.
    """

    log: str
    source: Source
    timezone: str
    _seen: Counter[str] = field(default_factory=Counter)

    def event(self, row: Row) -> dict[str, Any]:
        """Return the event of a row.

        Raises
        ------
        RefusedError
            If a column that is needed is empty, or its time is none.
        """
        named = self._named()
        said = {what: _text(row.get(column)) for what, column in named.items()}
        for what in ("case", "activity", "time"):
            if not said[what]:
                raise RefusedError(named[what], "The column is empty or missing.", f"It is to say the {what}.")
        data = {name: value for name, value in row.items() if name not in named.values() and value not in {"", None}}
        data["activity"] = said["activity"]
        if said.get("performer"):
            data["performer"] = said["performer"]
        event = {
            "specversion": "1.0",
            "id": said.get("id") or self._known_by(row),
            "source": f"ingest/{self.log}",
            "type": self.log,
            "subject": said["case"],
            "time": self._moment(said["time"], named["time"]).isoformat(),
            "data": data,
        }
        return event | ({"sequence": said["sequence"]} if said.get("sequence") else {})

    def _named(self) -> dict[str, str]:
        """Return which column says what; the three that are needed are called so where the mapping is silent."""
        log = self.source.log
        given = {} if log is None else {
            "case": log.case, "activity": log.activity, "time": log.time,
            "performer": log.performer, "sequence": log.sequence, "id": log.id,
        }  # fmt: skip
        needed = {what: given.get(what) or what for what in ("case", "activity", "time")}
        return needed | {what: column for what, column in given.items() if column and what not in needed}

    def _known_by(self, row: Row) -> str:
        """Return an id made of what a row says; equal rows are told apart by their count."""
        said = json.dumps(row, sort_keys=True, default=str, ensure_ascii=False)
        digest = hashlib.blake2b(said.encode(errors="replace"), digest_size=12).hexdigest()
        self._seen[digest] += 1
        return digest if self._seen[digest] == 1 else f"{digest}-{self._seen[digest]}"

    def _moment(self, said: str, column: str) -> datetime:
        try:
            found = datetime.fromisoformat(said)
        except ValueError:
            fix = "Write 2026-03-31T14:05:00+02:00, or without the offset in the zone of the source."
            raise RefusedError(column, "This is no moment.", fix) from None
        if found.tzinfo is not None:
            return found
        zone = ZoneInfo(self.source.timezone or self.timezone)
        first, second = found.replace(tzinfo=zone), found.replace(tzinfo=zone, fold=1)
        if first.utcoffset() != second.utcoffset():
            fix = "Write the offset too, as in 2026-10-25T02:30:00+02:00."
            raise RefusedError(column, f"The clocks of {zone.key} show this time twice, or never.", fix)
        return first


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def csv_rows(
    lines: Iterable[str], *, delimiter: str, known: Mapping[str, str] | None = None, looked_at: int = LOOKED_AT
) -> Iterator[Row]:
    """Yield the rows of a CSV file under its head; columns of numbers and of truth become such.

    Parameters
    ----------
    lines : iterable of str
        As they come.
    delimiter : str
        What stands between two fields.
    known : mapping of str to str, optional
        What columns hold already: `number`, `boolean` or `text`.
    looked_at : int
        By how many rows it is found out what the others hold; that many are waited for.
    """
    csv.field_size_limit(LONGEST_CELL)
    rows: Iterator[dict[Any, Any]] = iter(csv.DictReader(lines, delimiter=delimiter, restkey="", restval=""))
    first = list(islice(rows, looked_at))
    found = {name: _kind(_text(row.get(name)) for row in first) for name in (first[0] if first else ())}
    kinds = found | dict(known or {})
    for row in chain(first, rows):
        yield {str(name): _as(kinds.get(name, "text"), value) for name, value in row.items() if name}


def _kind(said: Iterable[str]) -> str:
    there = [each for each in said if each]
    if there and all(NUMBER.fullmatch(each) for each in there):
        return "number"
    return "boolean" if there and all(each.lower() in BOOLEANS for each in there) else "text"


def _as(kind: str, said: object) -> object:
    text = _text(said)
    if kind == "number" and NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return BOOLEANS.get(text.lower(), text) if kind == "boolean" else text


def json_rows(lines: Iterable[bytes]) -> Iterator[Row | RefusedError]:
    """Yield the objects of JSON lines; in the place of one that is none, why."""
    for line in lines:
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            yield RefusedError("", "The line is no JSON.", "Write one flat object in each line.")
            continue
        yield found if isinstance(found, dict) else RefusedError("", "The line is no object.", "Write { ... }.")
