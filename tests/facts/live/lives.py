"""A process that lands, seals and merges until it is killed; it says what has been acknowledged to it.

Another that lands a few batches and seals them, telling each acknowledgement, for whoever looks at what it asked of the
system: `python -m tests.facts.live.lives FOLDER`.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

from sightline.facts.live import generations, merging, sealing
from sightline.facts.live.segments import read
from sightline.facts.live.store import EventRow, EventStore, open_store
from tests.forked import CONTEXT

BATCH = 50
DAY = 86_400 * 1_000_000
AT = 20_000 * DAY


def event(number: int) -> EventRow:
    """Return the event of a number; one in fifty is some days late."""
    late = (number % 5) * DAY if number % 50 == 0 else 0
    return EventRow("orders", "erp", f"e{number}", f"c{number % 97}", "ship", AT + number - late, data='{"n": 1}')


def batch(number: int) -> list[EventRow]:
    """Return the events of a batch."""
    return [event(number * BATCH + place) for place in range(BATCH)]


def live(state: str, acknowledged: str, first: int) -> None:
    """Land batches from `first` on, for ever, while another thread seals and merges; each acknowledged one is told."""
    folder = Path(state)
    threading.Thread(target=_keep, args=(folder,), daemon=True).start()
    store = open_store(folder)
    with Path(acknowledged).open("a", encoding="ascii") as told:
        for number in itertools.count(first):
            store.land([batch(number)], received_us=AT)
            told.write(f"{number}\n")
            told.flush()


def killed(state: Path, acknowledged: Path, *, kills: int, chance: random.Random) -> int:
    """Start such a process and kill it, again and again; return the last batch that was acknowledged.

    Each begins with the batch that was acknowledged last, as a sender does that had no answer.
    """
    for _ in range(kills):
        before = last_acknowledged(acknowledged)
        process = CONTEXT.Process(target=live, args=(str(state), str(acknowledged), max(before, 0)))
        process.start()
        until = time.monotonic() + 20
        while last_acknowledged(acknowledged) == before and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        process.join()
    return last_acknowledged(acknowledged)


def last_acknowledged(told: Path) -> int:
    """Return the last batch that was acknowledged, -1 before there is one."""
    lines = told.read_text(encoding="ascii").split("\n")[:-1] if told.exists() else []
    return int(lines[-1]) if lines else -1


def names(store: EventStore) -> Counter[str]:
    """Return how often a reader sees each event."""
    view = store.view("orders")
    tables = [read(one.path) for one in view.segments] + [view.tail]
    return Counter(name for table in tables for name in table.column("event_id").to_pylist())


def names_in_files(folder: Path) -> Counter[str]:
    """Return how often each event stands in the files, for who reads the folder without its manifest."""
    files = (pq.ParquetFile(file).read(["event_id"]).column(0) for file in folder.rglob("*.parquet"))
    return Counter(name for file in files for name in file.to_pylist())


def wanted(batches: int) -> set[str]:
    """Return the events of the first batches."""
    return {f"erp#{one.id}" for number in range(batches) for one in batch(number)}


def put_in_order(state: Path) -> None:
    """Seal, merge and sweep until nothing is left to do."""
    while sealing.seal(state, now_us=AT):
        pass
    merging.merge(state, now_us=AT, many=1)
    merging.sweep(state, now_us=AT, grace_us=-1_000_000)
    generations.tend(state, now_us=AT, grace_us=-1_000_000, least=1)


def _keep(folder: Path) -> None:
    for turn in itertools.count():
        sealing.seal(folder, now_us=AT + turn, most=BATCH * 7)
        if turn % 3 == 0:
            merging.merge(folder, now_us=AT + turn, many=3)
            merging.sweep(folder, now_us=AT + turn, grace_us=5)
            generations.tend(folder, now_us=AT + turn, grace_us=5, least=BATCH)
        time.sleep(0.001)


def _told(folder: Path) -> None:
    store = open_store(folder)
    for number in range(3):
        store.land([batch(number)], received_us=AT)
        os.write(1, b"ACKNOWLEDGED\n")
    sealing.seal(folder, now_us=AT)
    os.write(1, b"SEALED\n")


if __name__ == "__main__":
    _told(Path(sys.argv[1]))
