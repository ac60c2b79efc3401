"""A process that lands, seals and merges until it is killed; it says what has been acknowledged to it."""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

from sightline.facts.live import merging, sealing
from sightline.facts.live.store import EventRow, open_store

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


def _keep(folder: Path) -> None:
    for turn in itertools.count():
        sealing.seal(folder, now_us=AT + turn, most=BATCH * 7)
        if turn % 3 == 0:
            merging.merge(folder, now_us=AT + turn, many=3)
            merging.sweep(folder, now_us=AT + turn, grace_us=5)
        time.sleep(0.001)
