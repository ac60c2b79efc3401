"""The live process lives beside a server: one at a time, begun again when it is killed, gone within a second."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sightline_web.live.beside import beside
from sightline_web.live.models import Following, LogState
from tests.web.following.conftest import Land, row

NOW = datetime.now(UTC)


def until(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def running() -> int:
    found = Following.objects.first()
    return found.pid if found is not None else 0


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")


@pytest.mark.thorough
def test_it_is_begun_again_when_it_is_killed_hands_on_each_event_once_and_ends_with_its_parent(workspace, land: Land):
    with beside(workspace), beside(workspace):  # two servers: one process follows
        until(lambda: running() and alive(running()))
        sent = 0
        for _kill in range(2):
            pid = running()
            for _batch in range(4):
                land(*(row(str(sent + each), "ask", NOW) for each in range(25)))
                sent += 25
                time.sleep(0.1)
            os.kill(pid, signal.SIGKILL)
            land(row(str(sent), "ask", NOW))
            sent += 1
            until(lambda pid=pid: running() != pid)
        until(lambda: Following.objects.get().row == sent)
        assert LogState.objects.get().events == sent
        last = running()
        began = time.monotonic()
    assert time.monotonic() - began < 2.0
    until(lambda: not alive(last), 1.0)


def test_nothing_is_begun_where_no_log_is_live(workspace, monkeypatch):
    (workspace / "sightline.yml").write_text("sightline: 1\nname: Quiet\n", encoding="utf-8")
    monkeypatch.setattr("sightline_web.live.beside._run", lambda *_: pytest.fail("a process was begun"))
    with beside(workspace):
        time.sleep(0.3)
