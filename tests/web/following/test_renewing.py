"""Readings of live logs: of this moment, renewed behind the visitors' backs, and there at once after a restart."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sightline.engines.embedded import DuckEngine
from sightline.workspace import Workspace
from sightline_web.engine.attempts import Watch, attempt
from sightline_web.engine.readings import ReadSnapshot
from sightline_web.keeper import Keeper, Outcome
from tests.web.following.conftest import Land, row

NOW = datetime.now(UTC)
Opened = Callable[[], Keeper]


@pytest.fixture
def opened(workspace: Path) -> Iterator[Opened]:
    """Open the workspace as a process does that begins; live events renew it without rest."""
    made: list[Keeper] = []

    def opened() -> Keeper:
        space = Workspace.find(workspace)
        watch = Watch(space)

        def made_one(report: Callable[[str], None]) -> Outcome:
            outcome = attempt(space, watch, report)
            assert isinstance(outcome.snapshot, ReadSnapshot)
            outcome.snapshot.slow = ("effects",)  # enough to see that something is estimated
            return outcome

        kept = Keeper(made_one, watch.fingerprint, every=0.0, moving=watch.moving, rest=0.0)
        made.append(kept)
        return kept

    yield opened
    for one in made:
        one.close()


def rows_of(kept: Keeper) -> int:
    snapshot = kept.state().snapshot
    assert isinstance(snapshot, ReadSnapshot)
    return snapshot.sources["orders"].rows or 0


def until(met: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if met():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come")


def test_a_workspace_is_read_at_this_moment_once_live_events_have_come(opened: Opened, land: Land):
    before = opened().settle().snapshot
    assert before.head.as_of.hour == 23  # the end of the newest day in the file
    land(row("1", "ask", NOW - timedelta(hours=1)))
    assert abs(opened().settle().snapshot.head.as_of - datetime.now(UTC)) < timedelta(minutes=1)


def test_live_events_renew_the_reading_and_others_do_not(opened: Opened, land: Land):
    land(row("1", "ask", NOW - timedelta(hours=3)))
    kept = opened()
    kept.settle()
    first = kept.state().snapshot
    assert rows_of(kept) == 181
    time.sleep(0.1)
    assert kept.settle().snapshot is first
    land(row("1", "pay", NOW - timedelta(hours=2)), row("1", "send", NOW - timedelta(hours=1)))
    until(lambda: rows_of(kept) == 183)


def test_a_restart_shows_the_last_complete_reading_without_a_query_and_then_renews_it(
    workspace: Path, opened: Opened, land: Land, monkeypatch: pytest.MonkeyPatch
):
    land(row("1", "ask", NOW - timedelta(hours=3)))
    kept = opened()
    last = kept.settle().snapshot
    kept.close()
    land(row("1", "pay", NOW - timedelta(hours=2)))
    asked: list[str] = []
    run = DuckEngine._run
    monkeypatch.setattr(DuckEngine, "_run", lambda engine, text: asked.append(text) or run(engine, text))
    again = opened()
    recalled = again.state(wait=20).snapshot
    assert not asked
    assert recalled.head.reading == last.head.reading
    assert recalled.goals == last.goals
    until(lambda: rows_of(again) == 182)


def test_a_closed_period_that_a_late_event_changes_is_revised(opened: Opened, land: Land):
    land(row("1", "ask", NOW - timedelta(hours=3)))
    first = opened().settle().snapshot.series("lead").points()
    assert [one.first for one in first] == [None] * len(first)
    late = NOW - timedelta(days=39)
    land(row("late", "ask", late - timedelta(days=9)), row("late", "send", late))
    kept = opened()
    kept.state(wait=20)
    until(lambda: rows_of(kept) == 183)
    revised = [one for one in kept.state().snapshot.series("lead").points() if one.first is not None]
    assert [one.label for one in revised] == [f"{late:%Y-%m}"]
    assert revised[0].value > revised[0].first


def test_what_cannot_be_taken_up_again_is_read_anew(workspace: Path, opened: Opened, land: Land):
    land(row("1", "ask", NOW - timedelta(hours=3)))
    opened().settle()
    kept = workspace / ".sightline" / "readings" / "last.json"
    said = json.loads(kept.read_text("utf-8"))
    for wrong in ("{", json.dumps({**said, "version": 0}), json.dumps({**said, "model": "another"}), "[]"):
        kept.write_text(wrong, "utf-8")
        assert rows_of_new(opened) == 181
    shutil.rmtree(workspace / ".sightline" / "facts")
    for file in kept.parent.glob("*.arrow"):
        file.unlink()
    assert rows_of_new(opened) == 181


def rows_of_new(opened: Opened) -> int:
    kept = opened()
    kept.settle()
    return rows_of(kept)
