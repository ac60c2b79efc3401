"""Several processes on one socket: they answer, one that dies is replaced, and all are gone soon after Ctrl-C."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sightline_web.server import HUNG_SECONDS
from tests.web import databases

SERVE = "import sys; from sightline.cli import main; sys.argv[1:] = ['serve', '--port', '0', '--workers', '2']; main()"


@contextmanager
def serving(workspace: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`serve --workers 2` in a process group of its own, and its address."""
    (workspace / "sightline.yml").write_text("sightline: 1\nname: Small Parts\n")
    with (workspace / "said.txt").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=workspace,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,
        )
    try:
        line = process.stdout.readline()
        assert line.startswith("Sightline is at http://"), line
        yield process, line.split()[3].removeprefix("http://").rstrip("/")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stdout.close()


def status(address: str) -> int:
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request("GET", "/strategy.json")
        return connection.getresponse().status
    finally:
        connection.close()


def serving_processes(parent: int) -> set[int]:
    """The processes below one that hold its socket: all but the tracker of shared things."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {int(each) for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()}


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_one_that_dies_is_replaced_and_ctrl_c_ends_all_within_seconds(tmp_path, postgres_server):
    database = databases.empty(postgres_server)
    try:
        with databases.at(database), serving(tmp_path) as (process, address):
            assert status(address) in {200, 302, 401}
            before = serving_processes(process.pid)
            assert len(before) == 2
            os.kill(min(before), signal.SIGKILL)
            until = time.monotonic() + HUNG_SECONDS + 15  # killed while it was asked whether it lives, it is waited for
            while len(after := serving_processes(process.pid) - {min(before)}) < 2 and time.monotonic() < until:
                time.sleep(0.1)
            assert len(after) == 2
            assert {status(address) for _ in range(4)} <= {200, 302, 401}
            began = time.monotonic()
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(10) in {0, 130}
            assert time.monotonic() - began < 5
            assert not any(Path(f"/proc/{each}").exists() for each in after)
        assert (tmp_path / "said.txt").read_text() == ""
    finally:
        database.drop()
