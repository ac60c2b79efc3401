"""The one door, on a real workspace: what the pages show is what the files say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.test import Client

from sightline_web import keeper
from sightline_web.engine import open_workspace
from tests.web.people import signed_in

HEAD = "sightline: 1\nname: Small Parts\ncalendar: {grain: month, timezone: Europe/Amsterdam}\n"
MODEL = """\
sources:
  shipments: {file: data/shipments.csv}
  market: {file: data/market.csv}

metrics:
  orders: {title: Orders, unit: count, better: higher, indicator: lead,
           source: shipments, time: ordered_on, measure: count(*), by: [region]}
  amount: {title: Amount, unit: EUR, better: higher, indicator: lag,
           source: shipments, time: ordered_on, measure: sum(amount), by: [region]}
  order_value: {title: Order value, unit: EUR, better: higher, indicator: lag, formula: amount / orders}
  on_time:
    title: Shipped on time
    unit: share
    better: higher
    source: shipments
    time: ordered_on
    ratio: {of: count(*) filter (where late = 'no'), to: count(*)}
    by: [region]
  share: {title: Market share, unit: share, better: higher, source: market, time: month, measure: max(share)}

goals:
  sell_more: {statement: Sell for 1000 a month by 2026-12, metric: amount, target: 1000, by: 2026-12-31,
              baseline: {period: 2026-01}}
  win: {statement: Win a tenth of the market, metric: share, target: 0.1, by: 2026-12-31}

effects:
  - {driver: orders, on: amount, lag: [0, 1], sign: positive}
"""
ROWS = [
    ("2026-01-05", "north", 100, "no"),
    ("2026-01-20", "south", 200, "yes"),
    ("2026-02-03", "north", 150, "no"),
    ("2026-03-09", "south", 400, "no"),
    ("2026-03-31", "north", 50, "no"),
]


def workspace(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "sightline.yml").write_text(HEAD)
    (folder / "model.yml").write_text(MODEL)
    lines = ["ordered_on,region,amount,late", *(",".join(map(str, row)) for row in ROWS), "2026-03-12,north"]
    (folder / "data" / "shipments.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    return workspace(tmp_path_factory.mktemp("small") / "ws")


@pytest.fixture(scope="module")
def kept(small):
    found = open_workspace(small)
    state = found.settle(120)
    assert state.snapshot is not None, state.latest
    return found


@pytest.fixture
def site(kept) -> Client:
    keeper.install(kept)
    return signed_in()


def values(site: Client, address: str) -> dict[str, float | None]:
    return {row["period"]: row["value"] for row in site.get(address).json()["rows"]}


def test_values_are_those_of_the_file(site):
    assert values(site, "/metrics/amount.json") == {"2026-01": 300, "2026-02": 150, "2026-03": 450}
    assert values(site, "/metrics/amount.json?grain=quarter") == {"2026-Q1": 900}
    assert values(site, "/metrics/amount.json?since=2026-02&until=2026-02") == {"2026-02": 150}


def test_a_ratio_keeps_its_parts(site):
    rows = site.get("/metrics/on_time.json").json()["rows"]
    assert (rows[0]["value"], rows[0]["numerator"], rows[0]["denominator"]) == (0.5, 1, 2)


def test_segments_are_those_of_the_file(site):
    rows = site.get("/metrics/amount.json?by=region&since=2026-03").json()["rows"]
    assert {row["region"]: row["value"] for row in rows} == {"north": 50, "south": 400}


def test_the_goal_stands_where_its_path_says(site):
    rows = {row["goal"]: row for row in site.get("/strategy.json").json()["rows"]}
    goal = rows["sell_more"]
    assert (goal["value"], goal["status"], goal["baseline"]) == (450, "on course", 300)
    steps = site.get("/goals/sell_more.json").json()["rows"]
    now = next(step for step in steps if step["period"] == goal["period"])
    assert now["expected"] == pytest.approx(goal["expected"])
    assert steps[0]["expected"] == pytest.approx(300)
    assert rows["win"]["status"] == "no data"


def test_values_are_measured_while_another_thread_estimates(kept):
    reading, got = kept.state().snapshot._reading, []
    with reading._ahead_lock:
        measuring = threading.Thread(
            target=lambda: got.append(reading.measure(["orders"], by=("region",), grain="year"))
        )
        measuring.start()
        measuring.join(30)
    assert len(got) == 1


def test_effects_outlooks_and_lines_of_sight_are_those_of_the_library(site):
    rows = site.get("/effects.json").json()["rows"]
    assert [(row["driver"], row["on"], row["support"]) for row in rows] == [("orders", "amount", "cannot_say")]
    assert rows[0]["words"]
    exact = site.get("/effects.json?kind=exact").json()["rows"]
    assert {(row["driver"], row["on"]) for row in exact} == {("amount", "order_value"), ("orders", "order_value")}
    assert site.get("/sight.json?goal=sell_more").status_code == 200
    assert site.get("/sight/from/share.json").json()["rows"][0]["goal"] == "win"
    assert set(keeper.current().state().snapshot.outlooks()) == {"sell_more", "win"}


def test_a_missing_source_takes_only_its_own_metrics_along(site):
    sources = {row["source"]: row for row in site.get("/sources.json").json()["rows"]}
    assert sources["market"]["fault"]
    assert sources["market"]["metrics"] == ["share"]
    assert sources["shipments"]["fault"] is None
    page = site.get("/metrics/share")
    assert page.status_code == 200
    assert b"no file is there" in page.content
    assert b"could not be read" in site.get("/").content


def test_a_rejected_row_is_counted_and_shown(site):
    document = site.get("/sources/shipments.json").json()
    assert document["rejects"] == 1
    assert document["rows"][0]["raw"] == "2026-03-12,north"


def test_the_computation_is_the_librarys(site):
    document = site.get("/metrics/order_value/computed.json").json()
    assert set(document["inputs"]) == {"amount", "orders"}
    assert document["definition"]["formula"] == "amount / orders"
    assert document["declared"] == "model.yml:10"
    assert document["scans"] == {"shipments": 1}
    assert "shipments" in document["sql"][0]
    assert document["rows"][0]["rows"] == 5


def test_links_lead_both_ways(site):
    metrics = keeper.current().state().snapshot.metrics
    assert metrics["order_value"].inputs == ("amount", "orders")
    assert "order_value" in metrics["amount"].feeds
    assert (metrics["orders"].moves, metrics["amount"].moved_by) == (("amount",), ("orders",))
    assert metrics["amount"].goals == ("sell_more",)


@pytest.mark.parametrize(
    "query", ["?by=late", "?grain=decade", "?since=yesterday", "?since=2026-13", "?by=region&until=x"]
)
def test_an_address_that_asks_for_what_there_is_not_is_a_404(site, query):
    assert site.get(f"/metrics/amount{query}").status_code == 404


def test_a_change_of_data_gives_a_new_reading_and_a_broken_model_keeps_it(tmp_path):
    root = workspace(tmp_path / "ws")
    found = open_workspace(root)
    found._every = 0.0
    first = found.settle(120).snapshot
    assert first.series("amount").points()[-1].value == 450
    with (root / "data" / "shipments.csv").open("a") as file:
        file.write("2026-03-30,north,1000,no\n")
    second = found.settle(120).snapshot
    assert second.series("amount").points()[-1].value == 1450
    assert second.head.reading != first.head.reading
    assert found.settle(120).snapshot is second
    (root / "model.yml").write_text(MODEL.replace("count(*)", "count(", 1))
    state = found.settle(120)
    assert state.snapshot is second
    assert state.latest.findings[0].file == "model.yml"
    (root / "model.yml").write_text(MODEL)
    assert found.settle(120).latest.findings is not None
    assert found.settle(120).latest.snapshot is not None


def test_the_server_starts_prints_its_address_and_stops_on_interrupt(small, tmp_path):
    root = shutil.copytree(small, tmp_path / "ws")
    program = (
        "import sys; from pathlib import Path; from sightline_web.server import serve; serve(Path(sys.argv[1]), port=0)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(root)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "error"},
    )  # fmt: skip
    try:
        line = process.stdout.readline()
        assert line.startswith("Sightline is at http://127.0.0.1:"), process.stderr.read()
        process.send_signal(2)
        began = time.monotonic()
        process.wait(20)
        assert time.monotonic() - began < 10
        assert process.returncode == 0, process.stderr.read()
    finally:
        process.kill()
        process.communicate()
