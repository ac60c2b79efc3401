"""A reading joins the stages; what goes wrong in one source stays there."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sightline.errors import DeclarationError, UnknownNameError
from sightline.periods import PeriodError
from sightline.reading import Reading, read
from sightline.records import Shift
from sightline.workspace import Workspace
from tests.measures.support import make, values

TEXT = """
sources:
  ship: {file: data/ship.parquet}
  gone: {file: data/gone.csv}
metrics:
  orders:
    title: Orders
    unit: count
    better: higher
    source: ship
    time: day
    by: [region]
    measure: count(*)
  amount: {title: A, unit: EUR, better: higher, source: ship, time: day, by: [region], measure: sum(amount)}
  lost: {title: L, unit: count, better: higher, source: gone, time: day, measure: count(*)}
  lost_share: {title: S, unit: share, better: higher, formula: lost / orders}
  typo: {title: T, unit: EUR, better: higher, source: ship, time: day, measure: sum(amuont)}
  typo_each: {title: E, unit: EUR, better: higher, formula: typo / orders}
  wrong_time: {title: W, unit: count, better: higher, source: ship, time: region, measure: count(*)}
goals:
  grow: {statement: Grow, metric: orders, target: 3, by: 2026-12-31}
  blind: {statement: See, metric: lost, target: 3, by: 2026-12-31}
"""
SHIP = [
    {"day": date(2026, 1, 5), "region": "North", "amount": 1.0},
    {"day": date(2026, 2, 5), "region": "South", "amount": 2.0},
    {"day": date(2026, 2, 9), "region": "North", "amount": 4.0},
]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make(tmp_path, TEXT, {"ship": SHIP})


def test_a_missing_file_takes_down_its_own_metrics_alone(workspace: Workspace):
    with read(workspace) as reading:
        assert values(reading, "orders") == {"2026-01": 1, "2026-02": 2}
        assert set(values(reading, "lost").values()) == {None}
        assert set(values(reading, "lost_share").values()) == {None}
        problems = {problem.metric: str(problem) for problem in reading.problems if problem.metric}
        assert "data/gone.csv" in problems["lost"]
        assert "rests on 'lost'" in problems["lost_share"]
        assert "orders" not in problems


def test_an_absent_column_is_named_with_its_place_and_the_nearest_name(workspace: Workspace):
    with read(workspace) as reading:
        assert set(values(reading, "typo").values()) == {None}
        problem = next(one for one in reading.problems if one.metric == "typo")
    line = (workspace.root / "sightline.yml").read_text().splitlines().index(next(
        one for one in TEXT.splitlines() if one.startswith("  typo")
    )) + 1  # fmt: skip
    assert problem.place.startswith(f"sightline.yml:{line}")
    assert "no column 'amuont'" in problem.cause
    assert "Did you mean 'amount'?" in problem.fix


def test_a_metric_that_its_engine_refuses_leaves_the_others_of_its_source_alone(tmp_path: Path):
    text = TEXT.replace("measure: sum(amuont)", "measure: sum(region)")
    with read(make(tmp_path, text, {"ship": SHIP})) as reading:
        rows = reading.measure(["orders", "typo", "amount"]).rows()
        found = {(row["metric"], row["period"]): row["value"] for row in rows}
        assert found["orders", "2026-02"] == 2
        assert found["amount", "2026-02"] == 6
        assert found["typo", "2026-02"] is None
        assert [problem.metric for problem in reading.problems if problem.metric] == ["typo"]
        assert {row["value"] for row in reading.measure(["typo_each"]).rows()} == {None}
        assert "rests on 'typo'" in next(one.cause for one in reading.problems if one.metric == "typo_each")


def test_a_column_that_holds_no_times_says_so(workspace: Workspace):
    with read(workspace) as reading:
        reading.measure(["wrong_time"])
        assert "holds text, not dates" in next(one.cause for one in reading.problems if one.metric == "wrong_time")


def test_an_empty_table_has_no_values_and_no_fault(tmp_path: Path):
    table = pa.table(
        {"day": pa.array([], pa.date32()), "region": pa.array([], pa.string()), "amount": pa.array([], pa.float64())}
    )
    with read(make(tmp_path, TEXT, {"ship": table})) as reading:
        assert set(values(reading, "orders").values()) == {None}
        assert values(reading, "orders", by=["region"]) == {}
        assert not [one for one in reading.problems if one.metric == "orders"]


def test_not_a_number_is_no_data_and_an_overflow_is_not_shown_as_a_value(tmp_path: Path):
    rows = [
        {"day": date(2026, 1, 1), "region": "N", "amount": float("nan")},
        {"day": date(2026, 1, 2), "region": "N", "amount": 2.0},
        {"day": date(2026, 2, 1), "region": "N", "amount": float("nan")},
        {"day": date(2026, 3, 1), "region": "N", "amount": 1e308},
        {"day": date(2026, 3, 2), "region": "N", "amount": 1e308},
        {"day": date(2026, 4, 1), "region": "N", "amount": 1e300},
    ]
    with read(make(tmp_path, TEXT, {"ship": rows})) as reading:
        assert values(reading, "amount") == {"2026-01": 2.0, "2026-02": None, "2026-03": None, "2026-04": 1e300}


def test_rows_without_a_date_are_told_and_not_dropped_in_silence(tmp_path: Path):
    rows = [*SHIP, {"day": None, "region": "North", "amount": 8.0}]
    with read(make(tmp_path, TEXT, {"ship": rows})) as reading:
        assert values(reading, "orders") == {"2026-01": 1, "2026-02": 2}
        assert any("1 row has no date in 'day'" in one.cause for one in reading.problems)


def test_the_newest_day_in_the_facts_is_the_day_of_the_reading(workspace: Workspace):
    with read(workspace) as reading:
        assert reading.as_of == datetime(2026, 2, 9, 23, 59, 59, tzinfo=UTC)


def test_a_day_that_stands_for_never_is_not_the_day_of_the_reading(tmp_path: Path):
    rows = [*SHIP, {"day": date(9999, 12, 31), "region": "North", "amount": 8.0}]
    with read(make(tmp_path, TEXT, {"ship": rows})) as reading:
        assert reading.as_of.date() == date(2026, 2, 9)
        assert values(reading, "orders") == {"2026-01": 1, "2026-02": 2}


def test_as_of_cuts_what_came_later_and_repeats(workspace: Workspace):
    with read(workspace, as_of=date(2026, 2, 5)) as reading:
        assert values(reading, "orders") == {"2026-01": 1, "2026-02": 1}
        first = reading.measure()
    with read(workspace, as_of=datetime(2026, 2, 5, 12, tzinfo=UTC)) as again:
        assert again.measure().table.equals(first.table)


def test_periods_after_the_day_of_the_reading_are_not_shown(workspace: Workspace):
    with read(workspace) as reading:
        assert list(values(reading, "orders", until="2026-12")) == ["2026-01", "2026-02"]


def test_a_source_that_fell_silent_shows_periods_without_a_value(workspace: Workspace):
    with read(workspace, as_of=date(2026, 4, 15)) as reading:
        assert values(reading, "orders") == {"2026-01": 1, "2026-02": 2, "2026-03": None, "2026-04": None}
        goals = {goal.goal: (goal.status, goal.period) for goal in reading.goals()}
        assert goals == {"grow": ("on course", "2026-02"), "blind": ("no data", None)}
    with read(workspace, as_of=date(2026, 8, 15)) as later:
        assert {goal.status for goal in later.goals()} == {"no data"}  # green because nothing arrived cannot happen


def test_a_second_reading_finds_the_answers_and_asks_no_engine(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    with read(workspace) as reading:
        first = reading.measure()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an engine was opened")

    monkeypatch.setattr("sightline.measures.answers.open_engine", refuse)
    with read(workspace) as again:
        assert again.measure().table.equals(first.table)


def test_changed_facts_are_asked_again(workspace: Workspace):
    with read(workspace) as reading:
        assert values(reading, "orders")["2026-02"] == 2
    pq.write_table(pa.Table.from_pylist([*SHIP, SHIP[-1]]), workspace.root / "data" / "ship.parquet")
    with read(workspace) as again:
        assert values(again, "orders")["2026-02"] == 3


def test_a_broken_answer_on_the_shelf_is_asked_again(workspace: Workspace):
    with read(workspace) as reading:
        first = values(reading, "orders")
    kept = list((workspace.state / "readings").glob("*.arrow"))
    assert kept
    for file in kept:
        file.write_bytes(b"no answer")
    with read(workspace) as again:
        assert values(again, "orders") == first


def test_the_computation_of_a_metric_names_all_that_stands_behind_it(workspace: Workspace):
    with read(workspace) as reading:
        how = reading.computation("amount")
    assert (how.kind, how.unit, how.inputs, dict(how.scans)) == ("measure", "EUR", (), {"ship": 1})
    assert "sum(amount)" in how.definition
    assert 'SUM("amount")' in how.sql[0]
    assert [(one.source, one.rows, one.rejects) for one in how.sources] == [("ship", 3, 0)]
    assert how.run_at is not None
    assert how.seconds is not None
    assert len(how.hash) == 16


def test_the_computation_of_a_formula_names_its_inputs_and_survives_a_missing_source(workspace: Workspace):
    with read(workspace) as reading:
        how = reading.computation("lost_share")
    assert (how.kind, sorted(how.inputs)) == ("formula", ["lost", "orders"])
    assert {one.source: one.rows for one in how.sources} == {"ship": 3, "gone": None}


def test_landed_sources_are_those_that_metrics_rest_on(workspace: Workspace):
    with read(workspace) as reading:
        assert list(reading.landed()) == ["ship"]
        assert [problem.source for problem in reading.problems] == ["gone"]


def test_names_and_periods_that_are_not_there_are_errors(workspace: Workspace):
    with read(workspace) as reading:
        with pytest.raises(UnknownNameError, match="Did you mean 'orders'"):
            reading.measure(["ordres"])
        with pytest.raises(UnknownNameError, match="no dimension is called 'regoin'"):
            reading.measure(["orders"], by=["regoin"])
        with pytest.raises(PeriodError, match="2026-13"):
            reading.measure(["orders"], since="2026-13")


def test_a_change_is_read_before_anything_is_estimated(workspace: Workspace):
    with read(workspace) as reading:
        assert reading.shift("orders=+3") == Shift("orders", "add", 3.0, "+3")
        with pytest.raises(DeclarationError, match="says no shift"):
            reading.shift("orders=many")
        with pytest.raises(UnknownNameError):
            reading.shift("ordres=+3")
        assert "ahead" not in vars(reading)


def test_a_model_with_errors_gives_no_reading(tmp_path: Path):
    broken = make(tmp_path, TEXT.replace("formula: lost / orders", "formula: lost / odrers"), {"ship": SHIP})
    with pytest.raises(DeclarationError, match="odrers"):
        read(broken)


def test_tables_of_a_connection_and_files_are_measured_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    database = tmp_path / "warehouse.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE ledger (day DATE, region TEXT, amount REAL)")
        connection.executemany(
            "INSERT INTO ledger VALUES (?, ?, ?)", [(str(r["day"]), r["region"], r["amount"]) for r in SHIP]
        )
    monkeypatch.setenv("TEST_WAREHOUSE", str(database))
    text = """
engine: warehouse
connections: {warehouse: {driver: sqlite, address_from: TEST_WAREHOUSE}}
sources:
  ship: {file: data/ship.parquet}
  ledger: {table: ledger}
metrics:
  orders: {title: O, unit: count, better: higher, source: ship, time: day, measure: count(*)}
  booked: {title: B, unit: EUR, better: higher, source: ledger, time: day, by: [region], measure: sum(amount)}
  held: {title: H, unit: EUR, better: higher, source: ledger, time: day, balance: {of: sum(amount), at: last}}
  each: {title: E, unit: EUR, better: higher, formula: booked / orders}
"""
    with read(make(tmp_path, text, {"ship": SHIP})) as reading:
        assert values(reading, "booked") == {"2026-01": 1, "2026-02": 6}
        assert values(reading, "held") == {"2026-01": 1, "2026-02": 4}
        assert values(reading, "each") == {"2026-01": 1, "2026-02": 3}
        found = {name: rows for name in ("booked", "held") for rows in [_of(reading, name)]}
        assert found == {"booked": {"2026-01": 1, "2026-02": 6}, "held": {"2026-01": 1, "2026-02": 4}}
        assert values(reading, "booked", by=["region"])["2026-02", "South"] == 2


def _of(reading: Reading, name: str) -> dict[str, float]:
    """Return the values of one metric out of a request for all."""
    return {row["period"]: row["value"] for row in reading.measure().rows() if row["metric"] == name}
