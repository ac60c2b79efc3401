"""A log that is live gives the answers of the same events in one file, however they are split and in whatever order."""

from __future__ import annotations

import json
import random
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sightline.facts.live.erasing import erase
from sightline.facts.live.merging import merge
from sightline.facts.live.sealing import seal
from sightline.facts.live.store import EventRow, open_store
from sightline.reading import Reading, read
from sightline.workspace import Workspace
from tests.measures.conftest import Desk

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
NOW_US = 1_790_000_000_000_000
MODEL = """\
sightline: 1
name: Halden Parts
calendar: {{timezone: Europe/Amsterdam}}
sources:
  orders: {{{source}live: true, log: {{{mapping}}}}}
processes:
  flow:
    log: orders
    activities: {{receive: {{}}, check: {{}}, pack: {{}}, ship: {{}}}}
    chain: [receive, check, pack, ship]
    by: [region]
    rules:
      eyes: {{four_eyes: [receive, check]}}
      soon: {{deadline: {{from: receive, to: ship, within: 2 days}}}}
      grouped: {{batching: {{activity: pack, at_least: 3, within: 6 hours}}}}
      order: {{chain_order: [receive, check, pack, ship]}}
metrics:
  value: {{title: V, unit: EUR, better: higher, source: orders, time: time, by: [region], measure: sum(amount)}}
  events: {{title: E, unit: count, better: higher, source: orders, time: time, measure: count(*)}}
"""
FILED = "file: data/orders.parquet, "
MAPPED = "case: order_id, activity: step, time: at, performer: clerk, sequence: row_no, id: id"


def events(seed: int, cases: int = 30) -> list[dict[str, object]]:
    """Return events as they are in a file."""
    draw, found = random.Random(seed), []  # noqa: S311 -- data for tests
    for case in range(cases):
        at, region = START + timedelta(hours=draw.randrange(150)), draw.choice(["North", "South", None])
        steps = ["receive", "check", "pack", "ship"][: draw.randint(1, 4)]
        for step in draw.sample(steps, len(steps)) if draw.random() < 0.2 else steps:
            found.append({
                "order_id": f"o{case}", "step": step, "at": at, "clerk": draw.choice(["ann", "bob", "cem", None]),
                "row_no": len(found), "id": f"s#{len(found)}", "amount": draw.randrange(1, 900), "region": region,
            })  # fmt: skip
            at += timedelta(hours=draw.choice([0, 1, 5, 20, 50]))
    return found


def row(one: dict[str, object]) -> EventRow:
    """Return the same event as it is sent."""
    said = {name: one[name] for name in ("amount", "region") if one[name] is not None}
    at = one["at"]
    assert isinstance(at, datetime)
    return EventRow(
        "orders", "s", str(one["id"]).split("#")[1], str(one["order_id"]), str(one["step"]),
        round(at.timestamp()) * 1_000_000, 0, int(str(one["row_no"])), one["clerk"], json.dumps(said),
    )  # fmt: skip


def workspace(folder: Path, filed: list[dict[str, object]] | None) -> Workspace:
    """Return a workspace whose log has these events in its file; without one where there are none at all."""
    (folder / "data").mkdir(parents=True)
    mapping = MAPPED if filed is not None else ""
    text = MODEL.format(source=FILED if filed is not None else "", mapping=mapping)
    (folder / "sightline.yml").write_text(text, "utf-8")
    if filed is not None:
        pq.write_table(pa.Table.from_pylist(filed, schema=SCHEMA), folder / "data" / "orders.parquet")
    return Workspace(folder)


SCHEMA = pa.schema([
    ("order_id", pa.string()), ("step", pa.string()), ("at", pa.timestamp("us", tz="UTC")), ("clerk", pa.string()),
    ("row_no", pa.int64()), ("id", pa.string()), ("amount", pa.int64()), ("region", pa.string()),
])  # fmt: skip


def answers(reading: Reading) -> dict[str, object]:
    """Return what is asked of a log: metrics, rules, map, variants, times, timelines."""
    flow = reading.process("flow")
    names = ["value", "events", *(name for name in reading.model.metric_ids() if name.startswith("flow."))]
    found = reading.measure(names)
    told = flow.case_outcomes(outcome=("violated", "pending", "satisfied")).to_pylist()
    return {
        "values": sorted(map(str, found.rows())),
        "by": sorted(map(str, reading.measure(["value"], by=["region"]).rows())),
        "rules": flow.rules(), "outcomes": sorted(map(str, told)), "map": flow.map(cases=True),
        "variants": flow.variants(), "times": flow.times(), "handovers": flow.handovers(), "rework": flow.rework(),
        "waiting": flow.waiting(), "timeline": flow.timeline("o3"), "left": flow.left_out(),
    }  # fmt: skip


def sent(space: Workspace, rows: list[EventRow], draw: random.Random) -> None:
    """Land events in chunks, sealing and merging now and then."""
    draw.shuffle(rows)
    with closing(open_store(space.state)) as store:
        place = 0
        while place < len(rows):
            many = draw.randint(1, 80)
            store.land([rows[place : place + many]], received_us=NOW_US)
            place += many
            if draw.random() < 0.5:
                seal(space.state, now_us=NOW_US, most=1_000)
            if draw.random() < 0.3:
                merge(space.state, now_us=NOW_US)


@pytest.mark.parametrize(("seed", "filed"), [(0, 0.6), (1, 0.0), (2, None)])
def test_file_and_live_events_together_are_one_log(duck: Desk, seed: int, filed: float | None):
    live, whole = both(duck.new(), seed, filed)
    with read(live, engine=duck.engine) as one, read(whole, engine=duck.engine) as other:
        found, expected = answers(one), answers(other)
    for name, value in expected.items():
        assert found[name] == value, name


@pytest.mark.spark
def test_spark_reads_the_same_files_as_they_lie(spark: Desk):
    live, whole = both(spark.new(), 3, 0.5)
    with read(live, engine=spark.engine) as one, read(whole, engine=spark.engine) as other:
        found, expected = (each.measure(["value"], by=["region"]).rows() for each in (one, other))
        assert sorted(map(str, found)) == sorted(map(str, expected))
        assert one.process("flow").rules() == other.process("flow").rules()


def both(folder: Path, seed: int, filed: float | None) -> tuple[Workspace, Workspace]:
    """Return a workspace in which some events are in a file and the others were sent, and one with all in its file."""
    draw, every = random.Random(seed), events(seed)  # noqa: S311 -- data for tests
    here = [one for one in every if filed is not None and draw.random() < filed]
    live = workspace(folder / "live", None if filed is None else here)
    sent(live, [row(one) for one in every if one not in here], draw)
    return live, workspace(folder / "whole", every)


def test_a_live_log_has_answers_before_its_first_event(tmp_path: Path):
    with read(workspace(tmp_path, None)) as reading:
        assert not any(row["value"] for row in reading.measure(["events"]).rows())
        assert reading.process("flow").rules()[0].violated == 0


def test_an_event_makes_the_answers_of_its_own_log_new_and_of_no_other(tmp_path: Path):
    every = events(4)
    space = workspace(tmp_path, every)
    beside = MODEL.format(source=FILED, mapping=MAPPED).replace("sources:\n", f"sources:\n  others: {{{FILED}}}\n")
    (tmp_path / "sightline.yml").write_text(beside.replace("metrics:\n", OTHER), "utf-8")
    with read(space) as reading:
        before = {name: landed.fingerprint for name, landed in reading.landed().items()}
        counted = sum(row["value"] or 0 for row in reading.measure(["events"]).rows())
    sent(space, [row({**every[0], "id": "s#new"})], random.Random(1))  # noqa: S311 -- data for tests
    with read(space) as reading:
        after = reading.landed()
        assert sum(row["value"] or 0 for row in reading.measure(["events"]).rows()) == counted + 1
    assert before["orders"] != after["orders"].fingerprint
    assert before["others"] == after["others"].fingerprint
    assert (after["orders"].rows, after["orders"].live_last) == (len(every) + 1, 1)


OTHER = """\
metrics:
  other: {title: O, unit: count, better: higher, source: others, time: at, measure: count(*)}
"""


def test_a_late_event_corrects_the_period_that_it_belongs_to(tmp_path: Path):
    every = events(5)
    space = workspace(tmp_path, every)
    late = {**every[0], "at": START + timedelta(hours=1), "id": "s#late", "amount": 1_000_000}
    with read(space) as reading:
        before = {row["period"]: row["value"] for row in reading.measure(["value"]).rows()}
    sent(space, [row(late)], random.Random(1))  # noqa: S311 -- data for tests
    with read(space) as reading:
        after = {row["period"]: row["value"] for row in reading.measure(["value"]).rows()}
    assert after == {**before, "2026-01": before["2026-01"] + 1_000_000}


def test_who_is_taken_out_of_live_events_stands_in_no_copy_of_them(tmp_path: Path):
    every = events(9)
    space = workspace(tmp_path, every[:5])
    rows = [row({**one, "clerk": "erika"}) for one in every[5:]]
    with closing(open_store(space.state)) as store:
        store.land([rows], received_us=NOW_US)
    with read(space) as reading:
        before = reading.process("flow").rules()
    copies = list((space.state / "facts").glob("*-tail/*.parquet"))
    assert ["erika" in one.read_bytes().decode("latin-1") for one in copies] == [True]
    erase(space.state, "erika", now_us=NOW_US)
    assert not list((space.state / "facts").glob("*-tail/*"))
    with read(space) as reading:
        assert [one.rule for one in reading.process("flow").rules()] == [one.rule for one in before]
    files = [one for one in space.state.rglob("*") if one.is_file()]
    assert not [one for one in files if b"erika" in one.read_bytes()]


def test_columns_that_hold_another_kind_are_kept_as_text_and_said(tmp_path: Path):
    every = [{**one, "promised": START} for one in events(6)]
    space = workspace(tmp_path, every)
    table = pa.Table.from_pylist(every, schema=SCHEMA.append(pa.field("promised", pa.timestamp("us", tz="UTC"))))
    pq.write_table(table, tmp_path / "data" / "orders.parquet")
    with closing(open_store(space.state)) as store:
        said = json.dumps({"promised": "soon", "amount": 12.5, "new": True})
        store.land([[row(every[0])._replace(id="x", data=said)]], received_us=NOW_US)
    with read(space) as reading:
        (landed,) = reading.landed().values()
        total = sum(row["value"] or 0 for row in reading.measure(["value"]).rows())
    assert total == sum(one["amount"] for one in every) + 12.5
    assert landed.columns["promised"] == "text"
    assert landed.columns["new"] == "boolean"
    assert any("'promised' is kept as text" in note for note in landed.notes)


def test_a_moment_within_the_day_cuts_it(tmp_path: Path):
    begun = {**events(7)[0], "order_id": "late", "step": "receive", "at": datetime(2026, 3, 4, 9, tzinfo=UTC)}
    ends = {**begun, "step": "ship", "at": datetime(2026, 3, 6, 15, tzinfo=UTC), "id": "s#7000"}
    space = workspace(tmp_path, [begun, ends])
    said = {hour: _deadline(space, datetime(2026, 3, 6, hour, tzinfo=UTC)) for hour in (8, 9, 10, 16)}
    assert said == {8: "pending", 9: "pending", 10: "violated", 16: "violated"}
    assert _deadline(space, datetime(2026, 3, 6).date()) == "violated"  # noqa: DTZ001 -- only its day is taken


def _deadline(space: Workspace, moment: date) -> str:
    with read(space, as_of=moment) as reading:
        assert reading.whole_day == (date(2026, 3, 5) if isinstance(moment, datetime) else date(2026, 3, 6))
        assert not isinstance(moment, datetime) or reading.as_of == moment
        (rule,) = [one for one in reading.process("flow").rules() if one.rule == "soon"]
        assert sum(row["value"] or 0 for row in reading.measure(["flow.soon.violations"]).rows()) == rule.violated
        return "violated" if rule.violated else "pending" if rule.pending else "none"


def test_a_past_day_gives_the_same_reading_whatever_comes_later(tmp_path: Path):
    every = events(8)
    space, day = workspace(tmp_path, every[:60]), date(2026, 1, 6)
    with read(space, as_of=day) as reading:
        before = answers(reading)
    later = [row(one) for one in every if one["at"] >= datetime(2026, 1, 6, 23, tzinfo=UTC) and one not in every[:60]]
    sent(space, later, random.Random(1))  # noqa: S311 -- data for tests
    with read(space, as_of=day) as reading:
        after = answers(reading)
    assert {**after, "left": None} == {**before, "left": None}
