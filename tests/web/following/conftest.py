"""A small workspace whose orders come in live, and events for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sightline.facts.live.store import EventRow, open_store
from sightline_web import store
from tests.web import people

MODEL = """sightline: 1
name: Small
sources:
  orders:
    live: true
    file: orders.csv
    log: {case: id, activity: step, time: at}
metrics:
  lead: {title: Lead time, unit: days, better: lower, duration: {process: buy, from: ask, to: send, stat: mean}}
goals:
  quick: {statement: Be quick, metric: lead, target: 1, by: 2027-12-31, owner: chief}
roles:
  chief: {title: Chief}
processes:
  buy:
    log: orders
    activities: {ask: {}, pay: {}, send: {}}
    chain: [ask, pay, send]
    rules:
      pay_first: {precedence: [pay, send], owner: chief}
      send_soon: {deadline: {from: ask, to: send, within: 1 day}, owner: chief}
controls:
  paid: {enforces: buy.pay_first, owner: chief, tolerates: 0}
"""
Land = Callable[..., int]


def row(case: str, activity: str, at: datetime, *, name: str = "", log: str = "orders") -> EventRow:
    """Return one event; its id is its case and activity."""
    return EventRow(log, "urn:test", name or f"{case}/{activity}", case, activity, int(at.timestamp() * 1_000_000), 0)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    """A workspace with some base events and a store of records with people in it."""
    (tmp_path / "sightline.yml").write_text(MODEL, encoding="utf-8")
    day = datetime.now(UTC) - timedelta(days=40)
    lines = ["id,step,at"]
    for number in range(60):
        at = day + timedelta(hours=12 * number)
        for step, hours in (("ask", 0), ("pay", 2), ("send", 5)):
            lines.append(f"b{number},{step},{(at + timedelta(hours=hours)).isoformat()}")
    (tmp_path / "orders.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    people.store_with_people(tmp_path / ".sightline")
    yield tmp_path
    store.install(None)


@pytest.fixture
def land(workspace: Path) -> Iterator[Land]:
    """Land events, durably; returns the last row."""
    kept = open_store(workspace / ".sightline")

    def land(*rows: EventRow) -> int:
        return kept.land([rows], received_us=time.time_ns() // 1000)[0].last

    yield land
    kept.close()
