"""Laws that hold for any table: over generated rows, with every kind of component in one request."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.reading import Reading
from tests.measures.conftest import Desk
from tests.measures.support import assert_same, make, reading

SCHEMA = pa.schema(
    [
        ("o", pa.date32()),
        ("s", pa.date32()),
        ("r", pa.string()),
        ("c", pa.string()),
        ("v", pa.float64()),
        ("q", pa.int64()),
    ]
)
AS_OF = date(2026, 6, 30)
START = date(2026, 1, 1)
TEXT = """
sources: {t: {file: data/*.parquet}}
metrics:
  n: {title: T, unit: count, better: higher, source: t, time: o, by: [r, c], measure: count(*)}
  total: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], measure: sum(v)}
  net: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], measure: sum(v) - sum(q)}
  mean: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], measure: avg(v)}
  least: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], measure: min(v)}
  most: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], measure: max(v)}
  middle: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], measure: median(v)}
  kinds: {title: T, unit: count, better: higher, source: t, time: o, by: [r, c], measure: count(distinct c)}
  few: {title: T, unit: count, better: higher, source: t, time: o, by: [r, c], filter: q > 5, measure: count(*)}
  few_total: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], filter: q > 5, measure: sum(v)}
  ratio: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], ratio: {of: sum(v), to: sum(q)}}
  shipped: {title: T, unit: EUR, better: higher, source: t, time: s, by: [r, c], measure: sum(v)}
  held: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], balance: {of: sum(v), at: last}}
  usual: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c], balance: {of: sum(v), at: average}}
  per_c: {title: T, unit: EUR, better: higher, source: t, time: o, by: [r, c],
          balance: {of: sum(v), at: last, per: [c]}}
  total_3m: {title: T, unit: EUR, better: higher, cumulative: {of: total, over: 3 months}}
  grown: {title: T, unit: EUR, better: higher, formula: "total - lag(total, 2)"}
"""
NAMES = [line.split(":")[0].strip() for line in TEXT.splitlines() if line.startswith("  ") and "{title" in line]
Row = dict[str, Any]
Cells = dict[tuple[Any, ...], float | None]

days = st.integers(0, 170).map(lambda n: START + timedelta(n))
rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "o": days,
            "s": st.none() | days,
            "r": st.sampled_from(["North", "South", None]),
            "c": st.sampled_from(["a", "b"]),
            "v": st.none() | st.integers(-1_000, 1_000).map(lambda n: n / 4),
            "q": st.integers(0, 10),
        }
    ),
    min_size=1,
    max_size=40,
)
few = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _table(rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _opened(duck: Desk, *parts: list[Row]) -> Reading:
    folder: Path = duck.new()
    workspace = make(folder, TEXT, {})
    for number, rows in enumerate(parts):
        pq.write_table(_table(rows), folder / "data" / f"part{number}.parquet")
    return reading(workspace, as_of=AS_OF, engine=duck.engine)


def _cells(found: Reading, names: list[str] = NAMES, **how: Any) -> Cells:
    by = tuple(how.get("by", ()))
    rows = found.measure(names, **how).rows()
    return {(row["metric"], row["period"], *(row[one] for one in by)): row["value"] for row in rows}


def _known(cells: Cells) -> Cells:
    return {key: value for key, value in cells.items() if value is not None}


def _month(day: date | None) -> str | None:
    return None if day is None else f"{day:%Y-%m}"


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if known else None


def _by_hand(rows: list[Row]) -> dict[str, float | None]:
    """Return every metric of one cell that rests on the rows of that cell alone."""
    v = [row["v"] for row in rows]
    known = [value for value in v if value is not None]
    q = sum(row["q"] for row in rows)
    some = [row for row in rows if row["q"] > 5]
    return {
        "n": len(rows),
        "total": _sum(v),
        "net": None if not known else math.fsum(known) - q,
        "mean": statistics.fmean(known) if known else None,
        "least": min(known, default=None),
        "most": max(known, default=None),
        "middle": statistics.median(known) if known else None,
        "kinds": len({row["c"] for row in rows}),
        "few": len(some),
        "few_total": _sum([row["v"] for row in some]),
        "ratio": math.fsum(known) / q if known and q else None,
    }


@few
@given(rows=rows_of)
def test_values_are_those_of_plain_python(duck: Desk, rows: list[Row]):
    found = _cells(_opened(duck, rows), by=["r"])
    cells: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    shipped: dict[tuple[str, str | None], list[float | None]] = defaultdict(list)
    for row in rows:
        cells[f"{row['o']:%Y-%m}", row["r"]].append(row)
        if row["s"] is not None:
            shipped[f"{row['s']:%Y-%m}", row["r"]].append(row["v"])
    expected: Cells = {(name, *cell): value for cell, part in cells.items() for name, value in _by_hand(part).items()}
    expected |= {("shipped", *cell): _sum(part) for cell, part in shipped.items()}
    mine = {key: value for key, value in found.items() if key[0] in {*_by_hand(rows), "shipped"}}
    assert_same(mine, expected)


@few
@given(rows=rows_of)
def test_windows_and_lags_follow_from_the_months(duck: Desk, rows: list[Row]):
    found = _cells(_opened(duck, rows))
    months = [f"2026-{month:02}" for month in range(1, 7)]
    seen = {_month(row["o"]) for row in rows}
    first = months.index(min(month for month in seen if month))
    for place, month in enumerate(months):
        window = months[max(place - 2, 0) : place + 1]
        full = place - 2 >= first and set(window) <= seen
        expected = _sum([found.get(("total", one)) for one in window]) if full else None
        assert_same({"x": found.get(("total_3m", month))}, {"x": expected})
        before = found.get(("total", months[place - 2])) if place >= 2 else None
        now = found.get(("total", month))
        grown = None if before is None or now is None else now - before
        assert_same({"x": found.get(("grown", month))}, {"x": grown})


@few
@given(rows=rows_of)
def test_segments_roll_up_to_the_total_where_the_law_allows(duck: Desk, rows: list[Row]):
    found = _opened(duck, rows)
    whole, parts = _cells(found), _cells(found, by=["r", "c"])
    joins: dict[str, Callable[[list[float | None]], float | None]] = {
        "n": _sum, "total": _sum, "few": _sum, "few_total": _sum, "shipped": _sum, "held": _sum,
        "usual": _sum, "per_c": _sum,
        "least": lambda values: min((one for one in values if one is not None), default=None),
        "most": lambda values: max((one for one in values if one is not None), default=None),
    }  # fmt: skip
    for (name, month), value in whole.items():
        if name in joins:
            inner = [one for key, one in parts.items() if key[:2] == (name, month)]
            assert_same({(name, month): joins[name](inner)}, {(name, month): value})


@few
@given(rows=rows_of)
def test_months_roll_up_to_quarters_where_the_law_allows(duck: Desk, rows: list[Row]):
    found = _opened(duck, rows)
    months, quarters = _cells(found), _cells(found, grain="quarter")
    for (name, quarter), value in quarters.items():
        if name in {"n", "total", "few", "few_total", "shipped"}:
            first = 3 * int(quarter[-1]) - 2
            inner = [months.get((name, f"2026-{month:02}")) for month in range(first, first + 3)]
            assert_same({(name, quarter): _sum(inner)}, {(name, quarter): value})


@few
@given(rows=rows_of, data=st.data())
def test_the_order_of_rows_changes_nothing(duck: Desk, rows: list[Row], data: st.DataObject):
    mixed = data.draw(st.permutations(rows))
    assert_same(_cells(_opened(duck, rows), by=["r"]), _cells(_opened(duck, mixed), by=["r"]), 1e-12)


@few
@given(rows=rows_of, cut=st.integers(1, 39))
def test_splitting_a_table_into_files_changes_nothing(duck: Desk, rows: list[Row], cut: int):
    parts = [part for part in (rows[:cut], rows[cut:]) if part]
    assert_same(_cells(_opened(duck, rows), by=["c"]), _cells(_opened(duck, *parts), by=["c"]), 1e-12)


@few
@given(rows=rows_of, names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
def test_asking_for_more_metrics_changes_no_value_and_no_row(duck: Desk, rows: list[Row], names: list[str]):
    found = _opened(duck, rows)
    every, some = _cells(found, by=["r"]), _cells(found, names, by=["r"])
    assert set(some) == {key for key in every if key[0] in names}
    assert_same(some, {key: every[key] for key in some}, 1e-12)


@few
@given(rows=rows_of, month=st.integers(1, 6))
def test_a_bound_hides_periods_and_changes_no_value(duck: Desk, rows: list[Row], month: int):
    found = _opened(duck, rows)
    every, some = _known(_cells(found)), _known(_cells(found, since=f"2026-{month:02}"))
    assert_same(some, {key: value for key, value in every.items() if str(key[1]) >= f"2026-{month:02}"}, 1e-12)


@few
@given(rows=rows_of, day=days)
def test_reading_as_of_a_day_is_reading_only_what_was_there(duck: Desk, rows: list[Row], day: date):
    early = [row for row in rows if row["o"] <= day]
    workspace = make(duck.new(), TEXT, {"part": _table(rows)})
    cut = reading(workspace, as_of=day, engine=duck.engine)
    less = reading(make(duck.new(), TEXT, {"part": _table(early)}), as_of=day, engine=duck.engine)
    by_order = [name for name in NAMES if name != "shipped"]
    assert_same(_known(_cells(cut, by_order)), _known(_cells(less, by_order)), 1e-12)
