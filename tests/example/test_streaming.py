"""The example as a stream: what was cut off comes back event by event, and what is mended in between is quick."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sightline.errors import EnvironmentFaultError
from sightline.example import make_example
from sightline.example.streaming import CUT, Replay, Slow, cut_example
from sightline.workspace import Workspace

CASES = 900


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make_example(tmp_path_factory.mktemp("whole") / "halden", cases=CASES)


@pytest.fixture(scope="module")
def replay():
    return Replay(cases=CASES, seed=711)


def all_of(replay: Replay, slow: Slow) -> list[dict[str, object]]:
    return [
        event for start, end in replay.days(step=timedelta(days=7)) for event in replay.between(start, end, slow).events
    ]


def waits(events: list[dict[str, object]], region: str, since: datetime, until: datetime) -> list[float]:
    """Return the days from receipt to the first check, of orders of a region that came in within a stretch."""
    received, checked = {}, {}
    for each in events:
        at = datetime.fromisoformat(each["time"])
        if each["type"] == "order_to_cash.receive_order" and each["data"]["region"] == region:
            received[each["subject"]] = at
        elif each["type"] == "order_to_cash.check_credit":
            checked.setdefault(each["subject"], at)
    return [
        (checked[case] - at) / timedelta(days=1)
        for case, at in received.items()
        if case in checked and since <= at < until
    ]


def test_the_cut_log_and_the_stream_are_the_whole_log(whole, replay, tmp_path):
    folder = make_example(tmp_path / "halden", cases=CASES)
    cut_example(folder)
    base = pq.read_table(folder / "data" / "order_events.parquet")
    table = pq.read_table(whole / "data" / "order_events.parquet")
    live = [each for each in all_of(replay, Slow()) if each["type"].startswith("order_to_cash")]
    assert len(base) + len(live) == len(table)
    assert {(each["subject"], each["sequence"]) for each in live} == {tuple(each["id"].split("/")) for each in live}
    later = pc.greater_equal(table.column("happened_at"), datetime(2026, 4, 30, 22, tzinfo=UTC))
    assert sorted(datetime.fromisoformat(each["time"]) for each in live) == sorted(
        table.filter(later).column("happened_at").to_pylist()
    )
    model = Workspace(folder).model()
    assert [name for name, each in model.sources.items() if each.live] == ["order_log", "service_log"]
    assert not list((folder / "data" / "shipments").glob("2026-05*"))
    invoices = pq.read_table(folder / "data" / "invoices.parquet")
    assert max(filter(None, invoices.column("paid_on").to_pylist())) < CUT


def test_a_slowdown_that_is_mended_ends_and_one_that_returns_is_back(replay):
    mended, again = (replay.start + timedelta(days=each) for each in (30, 90))
    events = all_of(replay, Slow(mended, again))
    spans = ((replay.start, mended), (mended, again), (again, replay.end))
    before, between, after = (waits(events, "North", *each) for each in spans)
    mean = {name: sum(each) / len(each) for name, each in (("slow", before), ("mended", between), ("back", after))}
    assert mean["slow"] > 2.2
    assert mean["mended"] < 1.8
    assert mean["back"] > 2.2
    south = waits(events, "South", replay.start, replay.end)
    assert sum(south) / len(south) < 1.8


def test_an_order_happens_once_whatever_is_done_in_between(replay):
    mended = replay.start + timedelta(days=20)
    events = all_of(replay, Slow(mended, mended + timedelta(days=40)))
    assert len({(each["source"], each["id"]) for each in events}) == len(events)
    received = [each["subject"] for each in events if each["type"] == "order_to_cash.receive_order"]
    assert len(set(received)) == len(received)
    ends = [datetime.fromisoformat(each["time"]) for each in events]
    assert all(replay.start <= each < replay.end for each in ends)


def test_equal_seeds_give_equal_streams(replay):
    start, end = next(replay.days())
    lines = b"".join(Replay(cases=CASES, seed=711).between(start, end, Slow()).lines())
    assert lines == b"".join(replay.between(start, end, Slow()).lines(most=3))
    assert {json.loads(line)["specversion"] for line in lines.splitlines()} == {"1.0"}


def test_only_an_example_is_cut(whole, tmp_path):
    folder = make_example(tmp_path / "halden", cases=CASES)
    (folder / "sources.yml").write_text("sources: {}\n", encoding="utf-8")
    with pytest.raises(EnvironmentFaultError, match="not those of an example"):
        cut_example(folder)
