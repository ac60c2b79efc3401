"""The example as it happens: cut at the end of April 2026, and what came after as a stream of CloudEvents.

What follows can be changed by what is done: the same orders exist twice, with the slow credit check of the North and
without it, and which of the two happens is decided by when an order comes in. So a slowdown that somebody mends ends,
and one that returns is back, with every other figure as it was. Equal seeds give equal streams.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.errors import EnvironmentFaultError
from sightline.example.make import make_example
from sightline.example.planted import Planted, Slowdown
from sightline.example.world import MONTHS, SLOW_FROM, Progress, month_start

__all__ = ["CUT", "END", "Replay", "Slow", "Stream", "cut_example"]

CUT = month_start(SLOW_FROM)  # the first day that is told live: the credit check slows on it
END = month_start(MONTHS)
ZONE = ZoneInfo("Europe/Amsterdam")
ORDERS, SERVICE = "urn:example:halden-parts:orders", "urn:example:halden-parts:service"
_KNOWN_BY = {  # the column that says when a row became known
    "campaigns.csv": "month_end", "contracts.parquet": "due_on", "invoices.parquet": "invoiced_on",
    "market.csv": "month_end", "order_events.parquet": "happened_at", "orders.parquet": "ordered_at",
    "outages.parquet": "started_at", "payables.csv": "snapshot_on", "people.csv": "since",
    "pipeline.parquet": "snapshot_on", "portal.csv": "month_end", "quotes.parquet": "changed_at",
    "receivables.parquet": "snapshot_on", "service_events.csv": "happened_at", "service_ledger.csv": "booked_on",
    "service_visits.parquet": "visited_at", "tickets.parquet": "opened_at", "workforce.csv": "month_end",
}  # fmt: skip
_LATER = {"invoices.parquet": "paid_on", "tickets.parquet": "closed_at"}  # became known after their row did
_SOURCES = "sources.yml"
_LIVE = ("  order_log:\n", "  service_log:\n")


def cut_example(folder: Path, *, day: date = CUT) -> None:
    """Take from a fresh example all that was not known before a day, and declare its event logs live.

    Raises
    ------
    EnvironmentFaultError
        If the folder is not as `make_example` makes it.
    """
    data = folder / "data"
    for name, column in _KNOWN_BY.items():
        if name.endswith(".csv"):
            _cut_csv(data / name, column, day)
        else:
            _cut_parquet(data / name, column, _LATER.get(name), day)
    for file in (data / "shipments").glob("*.parquet"):
        if file.stem >= f"{day:%Y-%m}":
            file.unlink()
    sources = folder / _SOURCES
    text = sources.read_text(encoding="utf-8")
    if any(text.count(line) != 1 for line in _LIVE):
        raise EnvironmentFaultError("its sources are not those of an example.", place=str(sources))
    for line in _LIVE:
        text = text.replace(line, f"{line}    live: true\n")
    sources.write_text(text, encoding="utf-8")


def _cut_csv(file: Path, column: str, day: date) -> None:
    head, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(csv.reader([head])).index(column)
    kept = [line for line in lines if next(csv.reader([line]))[place] < day.isoformat()]
    file.write_text("".join([head, *kept]), encoding="utf-8")


def _cut_parquet(file: Path, column: str, later: str | None, day: date) -> None:
    table = pq.read_table(file)
    kept = table.filter(_before(table.column(column), day))
    if later is not None:
        place = kept.schema.get_field_index(later)
        known = _before(kept.column(later), day)
        kept = kept.set_column(place, later, pc.if_else(known, kept.column(later), pa.scalar(None)))
    pq.write_table(kept, file, compression="zstd")


def _before(column: pa.ChunkedArray, day: date) -> pa.ChunkedArray:
    if pa.types.is_date(column.type):
        return pc.less(column, pa.scalar(day, column.type))
    return pc.less(column, pa.scalar(datetime.combine(day, time(), ZONE).astimezone(UTC), column.type))


@dataclass(frozen=True, slots=True)
class Slow:
    """When the credit check of the North is slow, by when an order comes in: until it is mended, and once it is back.

    Parameters
    ----------
    until : datetime, optional
        When somebody mends it; None while nobody does.
    again : datetime, optional
        When it is back.
    """

    until: datetime | None = None
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """CloudEvents of one stretch of time, in the order in which they happen."""

    start: datetime
    end: datetime
    events: tuple[dict[str, object], ...]

    def lines(self, *, most: int = 2_000) -> Iterator[bytes]:
        """Yield the events as JSON lines, so many at a time."""
        for first in range(0, len(self.events), most):
            out = io.StringIO()
            for each in self.events[first : first + most]:
                out.write(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n")
            yield out.getvalue().encode()


class Replay:
    """What happens in Halden Parts from a day on.

    Parameters
    ----------
    cases, seed : int
        As of the example that was cut.
    day : date
        The first day.
    progress : Progress, optional
        Told how far the making is.
    """

    def __init__(self, *, cases: int, seed: int, day: date = CUT, progress: Progress | None = None) -> None:
        self.start = datetime.combine(day, time(), ZONE)
        self.end = datetime.combine(END, time(), ZONE)
        slow = Planted()
        quick = replace(slow, slowdown=Slowdown(after_days=slow.slowdown.before_days))
        with tempfile.TemporaryDirectory(prefix="sightline-replay-") as place:
            folders = [
                make_example(Path(place) / name, cases=cases, seed=seed, progress=progress, planted=planted)
                for name, planted in (("slow", slow), ("quick", quick))
            ]
            self._slow, self._quick = (_orders(folder, self.start) for folder in folders)
            self._service = _service(folders[0], day)

    def between(self, start: datetime, end: datetime, slow: Slow) -> Stream:
        """Return what happens from one moment until before another, with the credit check slow when it is."""
        found = [*_within(self._slow, start, end, slow=slow), *_within(self._quick, start, end, slow=slow)]
        found += [each for each in self._service if start <= each.at < end]
        found.sort(key=lambda each: (each.at, str(each.event["id"])))
        return Stream(start, end, tuple(each.event for each in found))

    def days(self, *, step: timedelta = timedelta(days=1)) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of the whole replay; local midnights, right over clock changes."""
        at = self.start
        while at < self.end:
            after = min(at + step, self.end)  # the wall clock's: a zone's datetimes add local days
            yield at, after
            at = after


@dataclass(frozen=True, slots=True)
class _Happening:
    """One event; `received` is when its order came in, and None where that decides nothing."""

    at: datetime
    event: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Orders:
    """The events of orders in one of the two worlds, by time."""

    slow: bool
    at: tuple[datetime, ...]
    received: tuple[datetime, ...]
    events: tuple[dict[str, object], ...]


def _within(orders: _Orders, start: datetime, end: datetime, *, slow: Slow) -> Iterator[_Happening]:
    for place in range(bisect_left(orders.at, start), bisect_left(orders.at, end)):
        at, received, event = orders.at[place], orders.received[place], orders.events[place]
        mended = slow.until is not None and received >= slow.until
        back = slow.again is not None and received >= slow.again
        if orders.slow == (not mended or back):
            yield _Happening(at, event)


def _orders(folder: Path, start: datetime) -> _Orders:
    table = pq.read_table(folder / "data" / "order_events.parquet")
    table = table.take(pa.array(np.argsort(table.column("row_no").to_numpy(), kind="stable")))
    told = pc.greater_equal(table.column("happened_at"), pa.scalar(start.astimezone(UTC), pa.timestamp("us", "UTC")))
    received = dict(_first(table))
    place = _places(table)
    kept = table.append_column("place", pa.array(place)).filter(told)
    found = sorted(kept.to_pylist(), key=lambda row: (row["happened_at"], row["row_no"]))
    return _Orders(
        folder.name == "slow",
        tuple(row["happened_at"] for row in found),
        tuple(received[row["order_id"]] for row in found),
        tuple(_order_event(row) for row in found),
    )


def _first(table: pa.Table) -> Iterator[tuple[str, datetime]]:
    """Yield each order with the moment at which it came in."""
    grouped = table.select(["order_id", "happened_at"]).group_by("order_id").aggregate([("happened_at", "min")])
    yield from zip(grouped.column("order_id").to_pylist(), grouped.column("happened_at_min").to_pylist(), strict=True)


def _places(table: pa.Table) -> list[int]:
    """Return the place of each event within its order, from 1; events stand by order and time."""
    ids = table.column("order_id").to_pylist()
    found, last, place = [], "", 0
    for each in ids:
        place = place + 1 if each == last else 1
        last = each
        found.append(place)
    return found


def _order_event(row: dict[str, object]) -> dict[str, object]:
    data = {name: row[name] for name in ("region", "segment", "channel", "customer")}
    if row["employee"] is not None:
        data["performer"] = row["employee"]
    return _cloud_event(
        ORDERS, f"{row['order_id']}/{row['place']}", f"order_to_cash.{_named(row['step'])}", row["order_id"],
        at=row["happened_at"], sequence=row["place"], data=data,
    )  # fmt: skip


def _service(folder: Path, day: date) -> list[_Happening]:
    found: list[_Happening] = []
    places: dict[str, int] = {}
    with (folder / "data" / "service_events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = places[row["request_id"]] = places.get(row["request_id"], 0) + 1
            if row["happened_at"] < day.isoformat():
                continue
            data: dict[str, object] = {name: row[name] for name in ("region", "severity", "machine")}
            if row["employee"]:
                data["performer"] = row["employee"]
            at = datetime.fromisoformat(row["happened_at"])
            event = _cloud_event(
                SERVICE, row["event_id"], f"service_request.{_named(row['activity'])}", row["request_id"], at=at,
                sequence=place, data=data,
            )  # fmt: skip
            found.append(_Happening(at, event))
    return found


def _cloud_event(
    source: str, name: str, kind: str, case: object, *, at: object, sequence: object, data: dict[str, object]
) -> dict[str, object]:
    local = at.astimezone(ZONE) if isinstance(at, datetime) else at
    return {
        "specversion": "1.0", "id": name, "source": source, "type": kind, "subject": case,
        "time": local.isoformat() if isinstance(local, datetime) else local, "sequence": str(sequence),
        "datacontenttype": "application/json", "data": data,
    }  # fmt: skip


def _named(label: object) -> str:
    return str(label).lower().replace(" ", "_")
