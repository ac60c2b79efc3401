"""The doctor says how live events are."""

from __future__ import annotations

import time
from pathlib import Path

from sightline.cli.health.live import look_at_live_events
from sightline.facts.live.sealing import seal
from sightline.facts.live.store import EventRow, open_store


def filled(state: Path, *, received_us: int) -> Path:
    store = open_store(state)
    store.land([[EventRow("orders", "erp", "e1", "c1", "ship", received_us)]], received_us=received_us)
    seal(state, now_us=received_us)
    store.land([[EventRow("orders", "erp", "e2", "c1", "ship", received_us)]], received_us=received_us)
    (found,) = store.view("orders").segments
    store.close()
    return found.path


def looks(state: Path) -> dict[str, tuple[str, str]]:
    return {one.check: (one.status, one.found) for one in look_at_live_events(state)}


def test_nothing_is_said_where_nothing_ever_came(tmp_path):
    assert looks(tmp_path) == {}


def test_a_sound_store_is_well(tmp_path):
    filled(tmp_path, received_us=time.time_ns() // 1000)
    found = looks(tmp_path)
    assert found["live events"] == ("ok", "1 in 1 files, 1 to be sealed")
    assert found["sealing"][0] == "ok"


def test_a_damaged_file_is_named_with_what_to_do(tmp_path):
    path = filled(tmp_path, received_us=time.time_ns() // 1000)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    status, found = looks(tmp_path)["live events"]
    assert status == "fail"
    assert path.name in found


def test_what_nobody_seals_is_told(tmp_path):
    filled(tmp_path, received_us=time.time_ns() // 1000 - 3_600_000_000)
    status, found = looks(tmp_path)["sealing"]
    assert (status, found) == ("warn", "the oldest waits for 60 minutes")


def test_a_landing_that_is_no_database_is_named(tmp_path):
    (tmp_path / "landing.sqlite3").write_bytes(b"x" * 8_192)
    status, found = looks(tmp_path)["live events"]
    assert status == "fail"
    assert "damaged" in found
