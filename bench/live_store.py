"""How fast the landing keeps events by itself: durable, each once, in batches and one by one, while files are sealed.

On an empty landing, and beside ten million sealed events whose keys are all known. What HTTP costs on top is in
`live_landing`.
"""

from __future__ import annotations

import itertools
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.live_landing import BATCH, THERE, THERE_QUICK, fill
from sightline.facts.live.rows import EventRow
from sightline.facts.live.sealing import seal
from sightline.facts.live.store import EventStore, open_store

NEEDED_BATCHED, NEEDED_SEALING, NEEDED_SINGLE = 60_000, 45_000, 5_000  # events a second
MOST_MS = 250.0
GROUP = 16  # one-event batches a commit
SEAL_EVERY = 3.0
STEPS = ("receive", "pick", "ship", "invoice")
AT = 1_790_000_000_000_000
RUNS = itertools.count(1)  # each with ids of its own


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return what lands in a second and how long a landing takes, on an empty landing and beside many events."""
    seconds = 1.0 if quick else 12.0
    rows: list[dict[str, object]] = []
    for there in (0, THERE_QUICK if quick else THERE):
        with tempfile.TemporaryDirectory(prefix="sightline-bench-") as folder:
            if there:
                fill(Path(folder), there)
            state = Path(folder) / ".sightline"
            store, beside = open_store(state), f"beside {there:,} events"
            rows += _landed(store, f"batches of {BATCH} {beside}", seconds, needed=NEEDED_BATCHED)
            rows += _landed(store, f"one by one {beside}", seconds / 2, size=1, group=GROUP, needed=NEEDED_SINGLE)
            with _sealed(state):
                rows += _landed(store, f"while sealing {beside}", seconds, needed=NEEDED_SEALING)
            store.close()
    return rows


def _landed(
    store: EventStore, name: str, seconds: float, *, size: int = BATCH, group: int = 1, needed: int
) -> Iterator[dict[str, object]]:
    """Land for so long; yield the rate, and how long the slowest hundredth of landings took."""
    waits: list[float] = []
    made, taken, number = 0, 0.0, next(RUNS)
    while taken < seconds:
        batches = [_events(number, made + place * size, size) for place in range(group)]
        began = time.perf_counter()
        store.land(batches, received_us=time.time_ns() // 1_000)
        waits.append(time.perf_counter() - began)
        taken += waits[-1]
        made += size * group
    rate = made / taken
    p50, p99 = (1e3 * statistics.quantiles(waits, n=100)[place] for place in (49, 98))
    yield {
        "name": f"{name}: µs an event", "value": 1e6 / rate, "limit": 1e6 / needed,
        "note": f"{rate:,.0f}/s (asked {needed:,})",
    }  # fmt: skip
    yield {
        "name": f"{name}: p99 of a landing, ms", "value": p99, "limit": MOST_MS,
        "note": f"p50 {p50:.1f} ms, longest {1e3 * max(waits):.0f} ms",
    }  # fmt: skip


def _events(run_number: int, first: int, size: int) -> list[EventRow]:
    return [
        EventRow(
            "order_log", "/bench", f"{run_number}-{one}", f"c{one // 4}", STEPS[one % 4], AT + one * 1_000, 60, None,
            f"p{one % 50}", f'{{"amount":{one % 900}.5,"site":"s{one % 9}"}}',
        )
        for one in range(first, first + size)
    ]  # fmt: skip


@contextmanager
def _sealed(state: Path) -> Iterator[None]:
    """Have another process seal what waits, every few seconds, as the live process does."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    sealer = context.Process(target=_seal, args=(state, stop), daemon=True)
    sealer.start()
    try:
        yield
    finally:
        stop.set()
        sealer.join(60)


def _seal(state: Path, stop: Any) -> None:
    while not stop.is_set():
        while not stop.is_set() and seal(state, now_us=time.time_ns() // 1_000):
            pass
        stop.wait(SEAL_EVERY)
