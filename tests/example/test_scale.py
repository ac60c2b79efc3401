"""More cases keep shares, times and euros, stay in proportion, and do not need more memory in proportion."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sightline.example import make_example
from tests.example.panel import Tables
from tests.support import require

PEAK = """
import sys
from pathlib import Path
from sightline.example import make_example
make_example(Path(sys.argv[1]), cases=int(sys.argv[2]))
lines = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))
"""


def peak_megabytes(into: Path, cases: int) -> int:
    """Return the program's own peak: what getrusage tells also counts the process that started it, until then."""
    require(Path("/proc/self/status").exists(), "the peak of memory is read from /proc: run this test on Linux")
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(into), str(cases)], check=True, capture_output=True, text=True, timeout=300
    )
    return int(done.stdout) // 1024


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return Tables(make_example(tmp_path_factory.mktemp("larger") / "halden", cases=88_000), duckdb.connect())


def test_cases_are_exactly_those_asked_for(larger, tmp_path):
    assert larger.one("select count(distinct order_id) from order_events") == 88_000
    small = Tables(make_example(tmp_path / "small", cases=1_234), duckdb.connect())
    assert small.one("select count(distinct order_id) from order_events") == 1_234


def test_orders_of_each_month_and_region_stay_in_proportion(larger, tables):
    assert larger.panel("orders") / 4 == pytest.approx(tables.panel("orders"), abs=1)


def test_euros_shares_and_times_stay_what_they_are(larger, tables):
    for metric in ("credit_check_time", "lead_time", "on_time_share", "invoice_delay"):
        assert larger.panel(metric).mean() == pytest.approx(tables.panel(metric).mean(), rel=0.02), metric
    euros = "select sum(amount) from orders"
    assert larger.one(euros) == pytest.approx(tables.one(euros), rel=0.02)
    total = np.sum(larger.panel("service_revenue"))
    assert total == pytest.approx(np.sum(tables.panel("service_revenue")), rel=0.02)


@pytest.mark.thorough
def test_memory_stays_bounded(tmp_path):
    few, many = peak_megabytes(tmp_path / "few", 22_000), peak_megabytes(tmp_path / "many", 200_000)
    assert many < 400
    assert many - few < 120
