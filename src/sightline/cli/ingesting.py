"""What `ingest` does: events are read one by one, landed in batches, and whatever is not landed is listed."""

from __future__ import annotations

import csv
import io
import json
import queue
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
import msgspec

from sightline.cli.documents.ingest import INGEST
from sightline.cli.formats import show
from sightline.cli.ingest_targets import Item, Outcome, ServerTarget, StoreTarget, Target
from sightline.cli.state import State
from sightline.cli.tables import Column, render
from sightline.cli.terminal import Terminal
from sightline.errors import SourceError, SourceMissingError, UnknownNameError
from sightline.exchange.tables import Rows, csv_rows, json_rows
from sightline.facts.live.admission import RefusedError
from sightline.model.model import Model

__all__ = ["Wanted", "answer"]

FROM_FILE, FROM_STREAM = 5_000, 500  # events of one transaction
WAIT_SECONDS = 0.2  # for which an event of a stream waits for others
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    file: str
    log: str | None
    kind: str | None
    url: str | None
    token_file: Path | None
    all_or_none: bool

    @property
    def streamed(self) -> bool:
        """Whether events come one after the other, with no end known."""
        return self.file == "-"


def answer(state: State, wanted: Wanted, *, fmt: str) -> int:
    """Land what was asked for, and print what became of it; returns the exit code."""
    kind = wanted.kind or ("csv" if wanted.file.lower().endswith((".csv", ".tsv")) else "cloudevents")
    model = state.workspace().model() if wanted.url is None or kind != "cloudevents" else None
    if kind == "cloudevents" and wanted.log is not None:
        raise click.UsageError("--log is for tables; an event says by its type where it belongs.")
    target: Target = _target(state, model, wanted)
    told = Outcome(wanted.url or str(state.workspace().root))
    with closing(target), _opened(wanted.file) as stream, state.progress() as bar:
        bar.start("events")
        items = _items(stream, kind, wanted, model, target)
        for batch in _arriving(items) if wanted.streamed else _chunks(items):
            told.read += len(batch)
            target.take(batch, told)
            bar.advance(len(batch))
        target.end(told)
    return _print(state, told, fmt=fmt)


def _target(state: State, model: Model | None, wanted: Wanted) -> Target:
    if wanted.url is not None:
        return ServerTarget(wanted.url, wanted.token_file, all_or_none=wanted.all_or_none)
    return StoreTarget(state.workspace(), model, all_or_none=wanted.all_or_none)


def _print(state: State, told: Outcome, *, fmt: str) -> int:
    lost = told.conflicts + told.refused
    names = ("into", "read", "accepted", "duplicates", "conflicts", "refused")
    extras = {name: getattr(told, name) for name in names} | {"unlisted": max(lost - len(told.listed), 0)}
    show(state, INGEST, told.listed, fmt=fmt, table=lambda out: _table(told, out), **extras)
    if not lost:
        return 0
    return 4 if told.accepted or told.duplicates else 1


def _table(told: Outcome, terminal: Terminal) -> Iterator[str]:
    if told.listed:
        columns = [
            Column("Event", figures=True),
            Column("Field", wraps=True),
            Column("Why", wraps=True),
            Column("What to do", wraps=True),
        ]
        rows = [
            [f"{each['place']:,}", *(str(each[key]) for key in ("field", "reason", "fix"))]
            for each in told.listed[:SHOWN]
        ]
        yield from render(columns, rows, terminal)
        more = told.conflicts + told.refused - min(len(told.listed), SHOWN)
        yield f"and {more:,} more; --format json lists them." if more else ""
    parts = [f"{told.accepted:,} landed"]
    if told.duplicates:
        parts.append(f"{told.duplicates:,} known already")
    if told.conflicts + told.refused:
        parts.append(f"{told.conflicts + told.refused:,} not landed")
    yield f"Of {told.read:,} events: {', '.join(parts)}."


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 -- closed below
    except OSError as error:
        raise SourceMissingError(
            f"the file cannot be read: {error.strerror}.", place=name, fix="Check its name."
        ) from None
    with stream:
        yield stream


def _items(stream: IO[bytes], kind: str, wanted: Wanted, model: Model | None, target: Target) -> Iterator[Item]:
    """Yield each event with its place, from 1; in the place of one that is none, why."""
    if kind == "cloudevents":
        yield from enumerate(_cloudevents(stream), 1)
        return
    if model is None:
        raise click.UsageError("A table needs a workspace, which says what its columns are.")
    log = _log(model, wanted.log)
    source = model.sources[log]
    shape = Rows(log, source, model.calendar.timezone)
    if kind == "csv":
        with _text(stream, source.encoding) as text:
            tab = "\t" if wanted.file.lower().endswith(".tsv") else ","
            looked = {"looked_at": 1} if wanted.streamed else {}
            rows = csv_rows(text, delimiter=source.delimiter or tab, known=target.kinds(log), **looked)
            yield from _placed(shape, rows, wanted.file)
    else:
        yield from _placed(shape, json_rows(stream), wanted.file)


@contextmanager
def _text(stream: IO[bytes], encoding: str) -> Iterator[io.TextIOWrapper]:
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        yield text
    finally:
        text.detach()  # whoever opened it closes it


def _placed(shape: Rows, rows: Iterable[Any], name: str) -> Iterator[Item]:
    """Yield the event of each row, with its place."""
    try:
        for place, row in enumerate(rows, 1):
            yield place, _shaped(shape, row)
    except (ValueError, csv.Error) as error:  # what is no text in the encoding, or no table
        raise SourceError(f"the table cannot be read: {error}.", place=name, fix="Check 'encoding:'.") from None


def _shaped(shape: Rows, row: Any) -> bytes | RefusedError:
    if isinstance(row, RefusedError):
        return row
    try:
        return json.dumps(shape.event(row), ensure_ascii=False).encode(errors="replace")
    except RefusedError as error:
        return error


def _cloudevents(stream: IO[bytes]) -> Iterator[bytes | RefusedError]:
    """Yield events that stand one in each line, or in one array, or alone over several lines."""
    first = b""
    while not first.strip():
        first = stream.readline()
        if not first:
            return
    if first.lstrip().startswith(b"[") or not _whole(first):
        content = first + stream.read()
        many = content.lstrip().startswith(b"[")
        try:
            found = msgspec.json.decode(content, type=list[msgspec.Raw]) if many else [_one(content)]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield from (line for line in content.split(b"\n") if line.strip())  # of which some are none
            return
        yield from map(bytes, found)
        return
    yield first
    yield from (line for line in stream if line.strip())


def _one(content: bytes) -> msgspec.Raw:
    return msgspec.json.decode(content, type=msgspec.Raw)


def _whole(line: bytes) -> bool:
    try:
        _one(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _log(model: Model, asked: str | None) -> str:
    live = sorted(name for name, source in model.sources.items() if source.live)
    if asked is None and len(live) == 1:
        return live[0]
    if asked is None:
        raise click.UsageError(f"Say with --log which it is: {', '.join(live) or 'no log of the model is live'}.")
    if asked not in live:
        raise UnknownNameError("live log", asked, live)
    return asked


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, FROM_FILE)):
        yield batch


def _arriving(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Yield what has come in, a moment after it came."""
    waiting: queue.Queue[Item | BaseException | None] = queue.Queue(2 * FROM_STREAM)

    def read() -> None:
        try:
            for item in items:
                waiting.put(item)
            waiting.put(None)
        except BaseException as error:  # noqa: BLE001 -- told in the thread that waits
            waiting.put(error)

    threading.Thread(target=read, name="sightline-ingest", daemon=True).start()
    over = False
    while not over:
        found = [waiting.get()]
        until = time.monotonic() + WAIT_SECONDS
        while len(found) < FROM_STREAM and found[-1] is not None and not isinstance(found[-1], BaseException):
            try:
                found.append(waiting.get(timeout=max(until - time.monotonic(), 0)))
            except queue.Empty:
                break
        last = found[-1]
        over = last is None or isinstance(last, BaseException)
        batch = [each for each in found if isinstance(each, tuple)]
        if batch:
            yield batch
        if isinstance(last, BaseException):
            raise last
