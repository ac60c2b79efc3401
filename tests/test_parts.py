"""The parts of a machine that other tests lean on are what they claim to be."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import ROOT


@pytest.mark.postgres
def test_each_test_has_an_empty_database(postgres):
    assert postgres.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
    postgres.execute("CREATE TABLE kept (x int); INSERT INTO kept VALUES (1), (NULL)")
    assert postgres.execute("SELECT count(*), count(x) FROM kept") == "2|1"
    beside = postgres.create()
    assert beside.execute("SELECT to_regclass('kept') IS NULL") == "t"
    beside.drop()


@pytest.mark.postgres
def test_a_server_does_not_outlive_tests_that_were_killed(postgres_server):
    script = (
        "import os\nfrom tests.postgres import running_server\n"
        "with running_server() as server:\n    print(server.host, flush=True)\n    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    home = Path(done.stdout.strip())
    assert home.name.startswith("sl-pg-")
    ends = time.monotonic() + 20
    while home.exists() and time.monotonic() < ends:
        time.sleep(0.2)
    assert not home.exists()


@pytest.mark.browser
def test_chromium_says_its_version(chromium):
    said = subprocess.run([chromium, "--version"], capture_output=True, text=True, check=True).stdout
    assert "Chrom" in said


@pytest.mark.spark
def test_java_runs(java):
    assert subprocess.run([java, "-version"], capture_output=True, check=False).returncode == 0
