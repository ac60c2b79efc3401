"""Before anything is acknowledged it is on the disk: what the system is asked, and in which order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sightline.facts import durable
from sightline.facts.live import segments
from sightline.facts.live.rows import LAYOUT
from tests.support import ROOT

CALLS = "write,pwrite64,fsync,fdatasync,rename"
CALL = re.compile(r"(\w+)\((?:\d+<([^>]*)>|\"([^\"]*)\")")


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> list[tuple[str, str]]:
    """What a process that lands three batches and seals them asks of the system: calls, and on which file."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here; the last test looks from inside")
    folder = tmp_path_factory.mktemp("syncs")
    words = ["strace", "-f", "-y", "-e", f"trace={CALLS}", "-o", folder / "calls"]
    words += [sys.executable, "-m", "tests.facts.live.lives", folder / "state"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if subprocess.run(words, cwd=ROOT, check=False, capture_output=True, env=environment).returncode:
        pytest.skip("strace may not look here")
    found = []
    for line in (folder / "calls").read_text(encoding="utf-8", errors="replace").splitlines():
        if met := CALL.search(line):
            told = re.search(r'"(ACKNOWLEDGED|SEALED)', line)
            name = (met[2] or met[3]).removeprefix(str(folder / "state")).lstrip("/")
            found.append(("told", told[1]) if told else (met[1], name))
    return found


def test_a_commit_is_synced_before_it_is_acknowledged(asked):
    places = [place for place, call in enumerate(asked) if call == ("told", "ACKNOWLEDGED")]
    assert len(places) == 3
    for place in places:
        last = [call for call in asked[:place] if "landing.sqlite3" in call[1]][-1]
        assert last == ("fdatasync", "landing.sqlite3-wal"), "nothing is written after the last sync"


def test_a_file_and_every_folder_above_it_is_synced_before_it_counts(asked):
    [renamed] = [place for place, (call, name) in enumerate(asked) if call == "rename" and ".parquet" in name]
    written = asked[renamed][1]
    assert ("fsync", written) in asked[:renamed], "the content before the name"
    day = str(Path(written).parent)
    after = asked[renamed + 1 : asked.index(("told", "SEALED"))]
    counted = next(place for place, (call, name) in enumerate(after) if call == "pwrite64" and "-wal" in name)
    log = str(Path(day).parent)
    assert [call for call in after[:counted] if call[0] == "fsync"] == [
        ("fsync", one) for one in (day, log, "events", "")
    ]  # fmt: skip
    assert [call for call in after if "-wal" in call[1]][-1][0] == "fdatasync", "and then that it counts"


def test_a_file_has_its_name_only_when_its_content_is_kept(tmp_path, monkeypatch):
    path, seen = tmp_path / "a" / "b" / "c" / "one.parquet", []
    monkeypatch.setattr(durable, "synced", lambda one: seen.append((one.name.startswith("."), path.exists())))
    segments.write(LAYOUT.empty_table(), path)
    assert seen == [(True, False), *[(False, True)] * segments.LEVELS]
