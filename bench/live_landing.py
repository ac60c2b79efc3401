"""How fast live events land over HTTP, durable before the answer, while many are there and queries run.

One server process, one process that sends prepared requests over raw sockets, and one that seals what has landed and
asks the files again and again. Beside each figure stand the store alone, and what an answer over HTTP costs when
nothing is landed.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import random
import signal
import socket
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MODEL = """
sightline: 1
name: Bench
sources:
  order_log: {file: orders.csv, live: true, log: {case: case, activity: activity, time: time}}
processes:
  orders: {log: order_log, activities: {receive: {}, pick: {}, ship: {}, invoice: {}}}
"""
STEPS = ("receive", "pick", "ship", "invoice")
THERE, THERE_QUICK = 10_000_000, 200_000
MOST_DAYS = 90
NEEDED_BATCHED, NEEDED_SINGLE = 30_000, 2_000  # events a second
CLIENTS_BATCHED, CLIENTS_SINGLE = 8, 16
BATCH = 500
RUNS = itertools.count(1)  # each with ids of its own
START = datetime(2026, 1, 1, tzinfo=UTC)


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return what is landed a second in batches and one by one, with the waits, and what it is compared with."""
    seconds = 2.0 if quick else 20.0
    with tempfile.TemporaryDirectory(prefix="sightline-bench-") as folder:
        root = Path(folder)
        (root / "sightline.yml").write_text(MODEL, encoding="utf-8")
        (root / "orders.csv").write_text("case,activity,time\n", encoding="utf-8")
        there = fill(root, THERE_QUICK if quick else THERE)
        raw = _raw(root, seconds=seconds / 4)
        with _served(root) as (port, token, server), _asked(root):
            _load(port, _singles(token), clients=1, seconds=1)  # reads the model, and opens the store
            plain = _load(port, _missing(), clients=CLIENTS_SINGLE, seconds=seconds / 4)
            before = _processor(server)
            batched = _load(port, _batches(token), clients=CLIENTS_BATCHED, seconds=seconds)
            between = _processor(server)
            single = _load(port, _singles(token), clients=CLIENTS_SINGLE, seconds=seconds)
            batched.processor, single.processor = between - before, _processor(server) - between
    return [
        {"name": "events that are there", "value": there},
        {
            "name": f"the store alone, {BATCH} a commit: µs an event",
            "value": round(1e6 / raw, 1),
            "note": f"{raw:,.0f}/s",
        },
        {
            "name": "an answer that lands nothing: µs",
            "value": round(1e6 / plain.rate, 1),
            "note": f"{plain.rate:,.0f}/s",
        },
        _row(f"batches of {BATCH}, {CLIENTS_BATCHED} clients", batched, events=BATCH, needed=NEEDED_BATCHED),
        _row(f"one by one, {CLIENTS_SINGLE} clients", single, events=1, needed=NEEDED_SINGLE),
    ]


def _row(name: str, found: Load, *, events: int, needed: int) -> dict[str, object]:
    rate = found.rate * events
    return {
        "name": f"{name}: µs an event",
        "value": round(1e6 / rate, 1),
        "limit": round(1e6 / needed, 1),
        "note": f"{rate:,.0f}/s (asked {needed:,}); p50 {found.wait(50):.1f} ms, p99 {found.wait(99):.1f} ms; "
        f"the server took {1e6 * found.processor / (rate * found.seconds):.0f} µs of a processor for each; "
        f"answers {dict(found.statuses)}",
    }


def _processor(process: int) -> float:
    """Return the seconds that a process has had a processor; 0 where the system does not tell."""
    try:
        parts = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


class Load:
    """What clients saw."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.statuses: dict[int, int] = {}
        self.seconds = self.processor = 0.0

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return sum(count for status, count in self.statuses.items() if status < 500 and status != 429) / self.seconds

    def wait(self, percent: int) -> float:
        """Return how long an answer took, in milliseconds."""
        return 1_000 * statistics.quantiles(self.waits, n=100)[percent - 1]


def fill(root: Path, events: int) -> int:
    """Have so many events there: their keys in the list of those that are known, and their files to be asked.

    Landing them one by one would take many minutes and come to the same: what slows landing down is the list.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sightline.facts.live.rows import LAYOUT
    from sightline.facts.live.store import open_store

    state = root / ".sightline"
    open_store(state).close()
    _know(state, events)
    days = min(MOST_DAYS, max(1, events // 50_000))
    each = events // days
    number = np.arange(each)
    for day in range(days):
        at = int((START + timedelta(days=day)).timestamp() * 1e6)
        columns = {
            "case": pa.array(number // 4 + day * each).cast(pa.string()),
            "activity": pa.array(np.array(STEPS)[number % 4]),
            "time": pa.array(at + number * 1_000, pa.int64()).cast(LAYOUT.field("time").type),
            "seq": pa.array(number, pa.int64()),
            "event_id": pa.array(number).cast(pa.string()),
        }
        empty = {field.name: pa.nulls(each, field.type) for field in LAYOUT}
        folder = state / "events" / "log=order_log" / f"day={START.date() + timedelta(days=day)}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({**empty, **columns}, schema=LAYOUT), folder / "past.parquet", compression="zstd")
    return each * days


def _know(state: Path, events: int) -> None:
    """Have so many keys known, gathered as they would be had they come within a week, most of them today."""
    from sightline.facts.live.generations import MANY_KEYS, WINDOW_US, tend

    chance, now = random.Random(7), time.time_ns() // 1_000  # noqa: S311 -- keys that look like hashes
    for first in range(0, events, MANY_KEYS):
        came = now - int(WINDOW_US * 0.9 * max(1 - 2 * first / events, 0))
        wire = sqlite3.connect(state / "landing.sqlite3")
        with wire:
            keys = chance.randbytes(24 * min(MANY_KEYS, events - first))
            wire.execute("INSERT INTO recent (received_us, keys) VALUES (?, ?)", (came, keys))
        wire.close()
        tend(state, now_us=now, least=1)


def _raw(root: Path, *, seconds: float) -> float:
    """Return how many events a second the store alone lands."""
    from sightline.facts.live.rows import EventRow
    from sightline.facts.live.store import open_store

    store = open_store(root / ".sightline")
    at, count, began = time.time_ns() // 1_000, 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        rows = [EventRow("order_log", "/raw", f"{count + one}", f"c{one}", "ship", at) for one in range(BATCH)]
        store.land([rows], received_us=at)
        count += BATCH
    taken = time.perf_counter() - began
    store.close()
    return count / taken


@contextmanager
def _served(root: Path) -> Iterator[tuple[int, str, int]]:
    """Serve a workspace by a process of its own; give the port, a token that may send, and its number."""
    context = multiprocessing.get_context("spawn")
    told, telling = context.Pipe(duplex=False)
    server = context.Process(target=_serve, args=(root, telling), daemon=True)
    server.start()
    if not told.poll(120):
        raise RuntimeError("the server did not start")
    try:
        yield (*told.recv(), server.pid or 0)
    finally:
        os.kill(server.pid or 0, signal.SIGINT)
        server.join(20)


def _serve(root: Path, telling: Any) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sightline_web.settings"
    from sightline_web import keeper
    from sightline_web.asgi import make_application
    from sightline_web.keeper import Keeper, Outcome
    from sightline_web.server import Server, bind, configuration

    keeper.install(Keeper(lambda _report: Outcome(), lambda: ""))
    application = make_application(root / ".sightline")
    sock = bind("127.0.0.1", 0)
    token = _token()
    server = Server(configuration(application), started=lambda: telling.send((sock.getsockname()[1], token)))
    with suppress(KeyboardInterrupt):
        server.run(sockets=[sock])


def _token() -> str:
    from django.utils import timezone

    from sightline_web.accounts import tokens
    from sightline_web.accounts.acting import actor_of
    from sightline_web.accounts.models import Account

    account = Account.objects.create(email="bench@example.org", duties=["operations_manager"])
    made = tokens.make(
        by=actor_of(account), account=account, name="bench", scopes=["event:create"], days=1, now=timezone.now()
    )
    return made[1]


@contextmanager
def _asked(root: Path) -> Iterator[None]:
    """Have another process seal what lands and ask the sealed files, with a pause after each answer."""
    context = multiprocessing.get_context("spawn")
    asker = context.Process(target=_ask, args=(root,), daemon=True)
    asker.start()
    try:
        yield
    finally:
        asker.kill()
        asker.join()


def _ask(root: Path) -> None:
    import duckdb

    from sightline.facts.live import generations, sealing

    wire = duckdb.connect(config={"threads": 1})
    files = str(root / ".sightline" / "events" / "*" / "*" / "*.parquet")
    while True:
        now_us = time.time_ns() // 1_000
        sealing.seal(root / ".sightline", now_us=now_us)
        generations.tend(root / ".sightline", now_us=now_us)
        wire.execute("SELECT activity, count(*) FROM read_parquet(?) GROUP BY 1", [files]).fetchall()
        time.sleep(0.5)


def _head(path: str, body: bytes, kind: str, token: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/cloudevents{kind}+json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def _event(name: str, number: int) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": name,
        "source": "/bench",
        "type": f"orders.{STEPS[number % len(STEPS)]}",
        "subject": f"c{number}",
        "time": "2026-03-31T13:05:00.250+02:00",
        "data": {"performer": f"p{number % 50}", "amount": number * 1.5, "region": "north"},
    }


Requests = Callable[[int, int], bytes]


def _batches(token: str) -> Requests:
    """Return what makes the next request of a client: the ids of one text are replaced, which costs nearly nothing."""
    text = json.dumps([_event(f"@@@@@@@@@@@@{number:04d}", number) for number in range(BATCH)]).encode()

    def made(client: int, number: int) -> bytes:
        return _head("/api/events", text.replace(b"@" * 12, b"%02d%010d" % (client, number)), "-batch", token)

    return made


def _singles(token: str) -> Requests:
    text = json.dumps(_event("@@@@@@@@@@@@", 7)).encode()

    began = next(RUNS)

    def made(client: int, number: int) -> bytes:
        name = b"%02d%010d" % (client, number + began * 10_000_000)
        return _head("/api/events", text.replace(b"@" * 12, name), "", token)

    return made


def _missing() -> Requests:
    """Return requests that are answered before anything is looked up: what HTTP itself costs here."""
    return lambda _client, _number: b"GET /assets/nope HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def _load(port: int, requests: Requests, *, clients: int, seconds: float) -> Load:
    """Send from a process of its own, so that what sends costs the server nothing but its share of the machine."""
    context = multiprocessing.get_context("fork")
    told, telling = context.Pipe(duplex=False)
    sender = context.Process(target=lambda: telling.send(_loaded(port, requests, clients, seconds)), daemon=True)
    sender.start()
    found: Load = told.recv()
    sender.join()
    return found


def _loaded(port: int, requests: Requests, clients: int, seconds: float) -> Load:
    found, lock = Load(), threading.Lock()
    until = time.perf_counter() + seconds

    def send(client: int) -> None:
        waits: list[float] = []
        statuses: dict[int, int] = {}
        number, wire = 0, None
        while time.perf_counter() < until:
            number += 1
            request = requests(client, number)
            began = time.perf_counter()
            wire = wire or socket.create_connection(("127.0.0.1", port))
            wire.sendall(request)
            answer = _answer(wire)
            waits.append(time.perf_counter() - began)
            status = int(answer[9:12] or b"599")
            statuses[status] = statuses.get(status, 0) + 1
            if b"connection: close" in answer or not answer:
                wire.close()
                wire = None
        with lock:
            found.waits += waits
            for status, count in statuses.items():
                found.statuses[status] = found.statuses.get(status, 0) + count

    began = time.perf_counter()
    threads = [threading.Thread(target=send, args=(client,)) for client in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found.seconds = time.perf_counter() - began
    return found


def _answer(wire: socket.socket) -> bytes:
    """Return the head of an answer, after its body has come, too."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = wire.recv(65_536)
        if not part:
            return got
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        part = wire.recv(65_536)
        if not part:
            break
        body += part
    return head
