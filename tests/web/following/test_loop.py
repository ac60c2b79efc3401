"""The live process hands on each event once, begins again where it stopped, and says what a reading finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from sightline_web import engine, keeper, store
from sightline_web.exceptions.models import Exceptional
from sightline_web.live import clock, queries
from sightline_web.live.loop import Loop
from sightline_web.live.models import Following, LogState
from sightline_web.snapshot import Fault
from sightline_web.stream.models import Topic
from tests.web.following.conftest import Land, row

NOW = datetime.now(UTC)


@pytest.fixture
def kept(workspace: Path) -> Iterator[keeper.Keeper]:
    made = engine.open_workspace(workspace)
    keeper.install(made)
    yield made
    made.close()


@pytest.fixture
def loop(workspace: Path, kept: keeper.Keeper) -> Iterator[Loop]:
    made = Loop(workspace / ".sightline", kept, ("orders",))
    made.begin()
    yield made
    made.close()


def test_a_log_that_never_sent_is_known_and_one_that_sends_is_counted(loop, land: Land):
    assert [(each.log, each.state) for each in queries.freshness()] == [("orders", "never")]
    land(row("1", "ask", NOW - timedelta(hours=1)), row("1", "pay", NOW - timedelta(minutes=1)))
    loop.step()
    (fresh,) = queries.freshness()
    assert (fresh.state, fresh.assumed) == ("fresh", True)
    assert abs(fresh.newest_at - (NOW - timedelta(minutes=1))) < timedelta(milliseconds=1)
    assert LogState.objects.get().events == 2
    assert Topic.objects.get(name="freshness").version >= 2


def test_a_process_that_begins_again_goes_on_behind_what_was_handed_on(workspace, kept, loop, land: Land):
    last = land(*(row("1", step, NOW) for step in ("ask", "pay")))
    loop.step()
    assert Following.objects.get().row == last
    loop.close()
    land(row("2", "ask", NOW))
    again = Loop(workspace / ".sightline", kept, ("orders",))
    again.begin()
    again.step()
    again.step()
    assert (LogState.objects.get().events, Following.objects.get().row) == (3, last + 1)
    again.close()


def test_what_failed_in_the_middle_is_done_again_and_nothing_twice(loop, land: Land, monkeypatch):
    land(row("1", "ask", NOW))
    from sightline_web.live import services

    handed_on = services.handed_on

    def dies(*args, **kwargs):
        handed_on(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(services, "handed_on", dies)
    with pytest.raises(KeyboardInterrupt):
        loop.step()
    assert (LogState.objects.get().events, Following.objects.get().row) == (0, 0)
    monkeypatch.setattr(services, "handed_on", handed_on)
    loop.step()
    assert (LogState.objects.get().events, Following.objects.get().row) == (1, 1)


def test_a_whole_reading_raises_what_a_control_does_not_tolerate(workspace, loop, kept):
    csv = workspace / "orders.csv"
    csv.write_text(csv.read_text() + f"bad,ask,{NOW.isoformat()}\nbad,send,{NOW.isoformat()}\n", encoding="utf-8")
    kept.settle()
    loop.step()
    assert keys() == ["buy.pay_first"]
    assert Topic.objects.get(name="exceptions").version >= 1


def test_a_sender_that_falls_silent_becomes_an_exception(loop, kept, land: Land):
    land(row("1", "ask", NOW - timedelta(days=8)))
    loop.step()
    LogState.objects.update(received_at=NOW - timedelta(days=8))
    kept.settle()
    loop.step()
    (found,) = [each for each in Exceptional.objects.unscoped("a test") if "log=" in each.key]
    assert found.raised.sentence == "Buy: nothing has come from orders for 8 days."
    assert [each.state for each in queries.freshness()] == ["silent"]


def test_in_a_replay_it_is_as_late_as_the_newest_event(workspace, loop, land: Land):
    (workspace / ".sightline" / clock.REPLAY).write_text("{}", encoding="utf-8")
    then = datetime(2026, 5, 3, 9, tzinfo=UTC)
    land(row("1", "ask", then - timedelta(days=2)), row("2", "ask", then))
    loop.step()
    assert clock.now() == then
    assert [each.state for each in queries.freshness()] == ["fresh"]


def test_files_are_put_in_order_beside(workspace, loop, land: Land):
    land(*(row(str(each), "ask", NOW) for each in range(50)))
    loop.step()
    loop._keeping.join()
    loop._kept_at = float("-inf")
    loop.step()
    loop._keeping.join()
    assert len(list((workspace / ".sightline" / "events").glob("log=orders/day=*/*.parquet"))) == 1


def test_a_case_that_breaks_a_rule_of_a_control_is_an_exception_before_any_new_reading(loop, kept, land: Land):
    kept.settle()
    loop.step()
    assert keys() == []
    land(row("1", "ask", NOW - timedelta(minutes=3)), row("1", "send", NOW - timedelta(minutes=2)))
    loop.step()
    (found,) = Exceptional.objects.unscoped("a test")
    assert (found.key, found.raised.cases, found.raised.why) == ("buy.pay_first", ("1",), "control")
    land(row("2", "ask", NOW - timedelta(minutes=2)), row("2", "send", NOW - timedelta(minutes=1)))
    loop.step()
    (found,) = Exceptional.objects.unscoped("a test")
    assert found.raised.cases == ("2", "1")


def test_what_could_not_be_offered_is_offered_at_the_next_step(loop, kept, land: Land, monkeypatch):
    kept.settle()
    loop.step()
    land(row("1", "ask", NOW - timedelta(minutes=3)), row("1", "send", NOW - timedelta(minutes=2)))
    fails = store.StoreError(Fault("The database is away."))
    with monkeypatch.context() as patched:
        patched.setattr("sightline_web.exceptions.services.offer", Mock(side_effect=fails))
        with pytest.raises(store.StoreError):
            loop.step()
    assert Following.objects.get().row == 0
    loop.step()
    assert (keys(), Following.objects.get().row) == (["buy.pay_first"], 2)


def test_a_deadline_passes_without_any_event(loop, kept, land: Land, monkeypatch):
    land(row("1", "ask", NOW - timedelta(hours=2)), row("1", "pay", NOW - timedelta(hours=1)))
    kept.settle()
    loop.step()
    loop.step()
    offered = []
    monkeypatch.setattr("sightline_web.exceptions.services.offer", lambda found, **_: offered.extend(found))
    monkeypatch.setattr(Loop, "_moment", lambda *_: NOW + timedelta(hours=23))
    loop.step()
    assert [(each.rule, each.cases) for each in offered] == [("send_soon", ("1",))]


def test_a_log_without_files_is_judged_from_its_first_event_on(workspace, land: Land):
    model = workspace / "sightline.yml"
    model.write_text(model.read_text().replace("    file: orders.csv\n", ""), encoding="utf-8")
    land(row("1", "ask", NOW - timedelta(minutes=9)))
    kept = engine.open_workspace(workspace)
    keeper.install(kept)
    kept.settle()
    loop = Loop(workspace / ".sightline", kept, ("orders",))
    loop.begin()
    loop.step()
    land(row("1", "send", NOW - timedelta(minutes=2)))
    loop.step()
    assert keys() == ["buy.pay_first"]
    loop.close()
    kept.close()


def keys() -> list[str]:
    return [each.key for each in Exceptional.objects.unscoped("a test")]
