"""Following a stream beside 10 M events: how long one look of 500 events takes, and how much memory the cases need.

The log of `process.py` is there (1 M cases); the stream is 500 events at a time: of open and new cases, and in a second
run one in a hundred of a case that was closed long ago and has to be fetched. Beside it stands what a batch over the
whole log takes for the same answer.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.process import PER_CASE, make
from bench.table import peak_gigabytes

if TYPE_CHECKING:
    from sightline.operations.live.monitor import Monitor

EVENTS, PER_TAKE, TAKES = 10_000_000, 500, 20
LIMIT_S = 0.3
NOW = datetime(2025, 12, 13, tzinfo=UTC)  # the log ends a few hours before
RULES = {
    "answered": {"response": ("activity_2", "activity_5"), "within": "3 days"},
    "prepared": {"precedence": ("activity_3", "activity_6")},
    "in_time": {"deadline": {"from": "activity_0", "to": "activity_8", "within": "4 days"}},
    "in_work": {"deadline": {"from": "activity_1", "to": "activity_4", "within": "16 hours"}, "calendar": "business"},
    "once": {"at_most": {"activity": "activity_7", "times": 1}},
    "in_order": {"chain_order": ("activity_0", "activity_3", "activity_9")},
}


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the time of a look, the start, and the batch beside them."""
    events = 500_000 if quick else EVENTS
    with tempfile.TemporaryDirectory(prefix="sightline-live-monitor-") as name:
        folder = Path(name)
        make(folder, events)
        return _followed(folder, events, takes=5 if quick else TAKES)


def _followed(folder: Path, events: int, *, takes: int) -> list[dict[str, object]]:
    from sightline.model.declarations import Rule
    from sightline.operations.live.feeding import Feed
    from sightline.operations.live.monitor import Monitor
    from sightline.operations.outcomes import case_outcomes
    from sightline.reading import read
    from sightline.reading.operating import operating_process
    from sightline.workspace import Workspace

    rules = {name: Rule.model_validate(declared) for name, declared in RULES.items()}
    chance = random.Random(5)  # noqa: S311 -- data for a benchmark
    with read(Workspace(folder)) as reading:
        process = operating_process(reading, "work")
        begun = time.perf_counter()
        case_outcomes(process.steps, rules, process.ask, outcome=("violated", "pending"))
        batch = time.perf_counter() - begun
        feed = Feed(process.steps, process.ask, rules, {}, 0)
        with Monitor(feed, kept=timedelta(days=14)) as monitor:
            begun = time.perf_counter()
            there = len(monitor.start(NOW))
            start = time.perf_counter() - begun
            usual = [_look(monitor, chance, events, number, old=0.0) for number in range(takes)]
            late = [_look(monitor, chance, events, takes + number, old=0.01) for number in range(takes)]
    told = f"batch over all {batch:.1f} s; {there:,} outcomes at the start"
    typical = statistics.median(usual)
    return [
        {"name": f"a look at {PER_TAKE} events", "seconds": typical, "value": typical, "limit": LIMIT_S, "note": told},
        {"name": "the slowest of them", "seconds": max(usual)},
        {"name": "one in a hundred of a closed case", "seconds": statistics.median(late), "note": "fetched"},
        {"name": "the start", "seconds": start, "value": peak_gigabytes(), "note": "GB at most"},
    ]


def _look(monitor: Monitor, chance: random.Random, events: int, number: int, *, old: float) -> float:
    """Return how long the monitor takes for one look."""
    import pyarrow as pa

    cases = events // PER_CASE
    at = NOW + timedelta(seconds=number + 1)
    rows = []
    for place in range(PER_TAKE):
        case = chance.randrange(cases) if chance.random() < old else cases + chance.randrange(20_000)
        row = number * PER_TAKE + place + 1
        rows.append(
            {
                "row": row,
                "case": f"C{case:08d}",
                "activity": f"Activity {chance.randrange(10)}",
                "time": at - timedelta(seconds=chance.randrange(60)),
                "seq": (1 << 41) + row,
                "performer": f"P{chance.randrange(50)}",
                "event_id": f"e#{row}",
            }
        )
    table = pa.Table.from_pylist(rows)
    begun = time.perf_counter()
    monitor.take(table, now=at)
    return time.perf_counter() - begun
