"""The SQL that goes out, word by word: a change of it is a decision. Write anew with SIGHTLINE_WRITE_SNAPSHOTS=1."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot

from sightline.engines.meaning import settled
from sightline.measures import Relation, plan
from sightline.model import load
from sightline.periods import Grain
from tests.measures.support import HEAD

FOLDER = Path(__file__).parent / "snapshots"
SHIP = Relation(
    "ship", {"o": "date", "s": "timestamp", "at": "timestamptz", "r": "text", "c": "text", "a": "number"},
    first=date(2025, 1, 1), last=date(2026, 6, 30), bounded=True,
)  # fmt: skip
LOG = Relation(
    "log", {"case": "text", "activity": "text", "time": "timestamptz", "start": "timestamptz", "seq": "number",
            "performer": "text", "case:region": "text"}, log=True, first=date(2026, 1, 1), last=date(2026, 6, 30),
)  # fmt: skip
TYPES = {
    "o": pa.date32(), "s": pa.timestamp("us"), "at": pa.timestamp("us", tz="UTC"), "r": pa.string(), "c": pa.string(),
    "a": pa.float64(), "case": pa.string(), "activity": pa.string(), "time": pa.timestamp("us", tz="UTC"),
    "start": pa.timestamp("us", tz="UTC"), "seq": pa.int64(), "performer": pa.string(), "case:region": pa.string(),
}  # fmt: skip
TEXT = """
calendar: {timezone: Europe/Amsterdam, fiscal_year_starts: 2}
sources:
  ship: {file: ship.parquet}
  log: {file: log.parquet, log: {case: id, activity: what, time: at}}
metrics:
  orders: {title: T, unit: count, better: higher, source: ship, time: o, by: [r], measure: count(*)}
  large: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], filter: a > 100, measure: sum(a)}
  mean: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: avg(a)}
  middle: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: median(a)}
  shipped: {title: T, unit: count, better: higher, source: ship, time: at, by: [r], measure: count(*)}
  held: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], balance: {of: sum(a), at: last}}
  per_c: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r],
          balance: {of: sum(a), at: last, per: [c]}}
  a_to_b: {title: T, unit: days, better: lower, duration: {process: p, from: a, to: b}, by: [region]}
processes:
  p:
    log: log
    by: [region]
    activities: {a: {}, b: {as: "B it"}}
    chain: [a, b]
    rules: {answered: {response: [a, b], within: 2 days}}
"""
CASES = {
    "conditional_aggregates": (["large", "mean", "orders"], ["r"], "month", None),
    "two_times_jointly": (["orders", "shipped"], [], "month", None),
    "grouping_sets": (["held", "middle", "shipped"], ["r"], "month", "2026-03"),
    "last_row_of_each_key": (["per_c"], [], "month", None),
    "fiscal_quarters": (["orders", "shipped"], [], "quarter", None),
    "a_process": (["a_to_b", "p.cases", "p.answered.violations"], ["region"], "month", "2026-03"),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_sql_is_what_it_was(name: str, dialect: str):
    metrics, by, grain, since = CASES[name]
    loaded = load({"sightline.yml": HEAD + TEXT})
    assert loaded.model is not None, [finding.message for finding in loaded.findings]
    made = plan(
        loaded.model, {"ship": SHIP, "log": LOG}, [(metric, by) for metric in metrics], as_of=date(2026, 6, 15),
        grain=Grain(grain), since=since,
    )  # fmt: skip
    assert not made.problems
    said = [settled(query.select, dialect, TYPES) for query in made.queries]
    text = ";\n".join(query.sql(dialect, pretty=True, identify=True) for query in said) + "\n"
    file = FOLDER / f"{name}.{dialect}.sql"
    if os.environ.get("SIGHTLINE_WRITE_SNAPSHOTS"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.duckdb.sql")), ids=lambda file: file.stem)
def test_every_snapshot_is_one_statement_that_reads_its_table_once(file: Path):
    (select,) = sqlglot.parse(file.read_text(encoding="utf-8"), read="duckdb")
    tables = [table.name for table in select.find_all(sqlglot.exp.Table) if not table.name.startswith("level")]
    assert len(tables) == 1
