"""`doctor` says whether the live process runs, how far behind it is, and which logs are silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sightline_web.care.looks import looks
from sightline_web.live import services
from sightline_web.live.models import LogState
from tests.web.following.conftest import Land, row

NOW = datetime.now(UTC)


def found(workspace, now: datetime = NOW) -> dict[str, tuple[str, str]]:
    return {
        each["check"]: (each["status"], each["found"]) for each in looks(workspace, now=now) if "live" in each["check"]
    }


def test_a_process_that_never_ran_runs_is_behind_and_is_gone(workspace, land: Land):
    land(row("1", "ask", NOW), row("2", "ask", NOW))
    assert found(workspace) == {"live process": ("warn", "it has never run, so live events are kept but not judged")}
    services.begun(pid=1, at=NOW)
    services.declared(["orders"])
    services.handed_on(1, behind=1, at=NOW, looked_at=NOW)
    assert found(workspace)["live process"] == ("ok", "it runs, 1 event behind")
    assert found(workspace)["live log orders"] == ("warn", "nothing has come from it yet")
    assert (
        found(workspace, NOW + timedelta(hours=3))["live process"][1]
        == "it was last heard of 3 hours ago, 1 event behind"
    )
    services.beat(at=NOW, behind=1, fault="the disk is full")
    assert found(workspace)["live process"] == ("warn", "it runs, 1 event behind; the disk is full")


def test_a_silent_log_is_named_with_how_that_was_found(workspace):
    services.declared(["orders"])
    LogState.objects.update(events=3, newest_at=NOW, received_at=NOW - timedelta(days=7))
    status, text = found(workspace)["live log orders"]
    assert status == "warn"
    assert text.startswith("silent: the last event came at")
    assert "3 days are taken" in text


def test_a_workspace_without_live_logs_has_no_such_look(workspace):
    (workspace / "sightline.yml").write_text("sightline: 1\nname: Quiet\n", encoding="utf-8")
    assert found(workspace) == {}
