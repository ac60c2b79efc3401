"""The same question to every engine: the same whole numbers, missing values and text, floats to twelve digits.

Expected answers are worked out in plain Python beside each question.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import statistics
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from sqlglot import exp, parse_one

from sightline.engines import portable
from sightline.errors import DeclarationError, EnvironmentFaultError, SourceError, UnknownNameError

UTC = dt.UTC
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-12)


@pytest.fixture(scope="session")
def orders(bench):
    rng = random.Random(7)  # noqa: S311 -- a test's data
    rows = [
        {
            "id": number,
            "region": rng.choice(["north", "south", "Øst", None]),
            "amount": rng.choice([None, float("nan"), round(rng.uniform(-50, 5000), 2), rng.uniform(0, 1)]),
            "cents": Decimal(rng.randrange(-500_000, 9_999_999)) / 100,
            "units": rng.choice([None, *range(-3, 12)]),
            "late": rng.choice([True, False, None]),
            "day": dt.date(2025, 1, 1) + dt.timedelta(days=rng.randrange(500)),
            "at": dt.datetime(2025, 1, 1, tzinfo=UTC) + dt.timedelta(microseconds=rng.randrange(500 * 86_400_000_000)),
        }
        for number in range(700)
    ]
    schema = pa.schema(
        {
            "id": pa.int64(),
            "region": pa.string(),
            "amount": pa.float64(),
            "cents": pa.decimal128(12, 2),
            "units": pa.int32(),
            "late": pa.bool_(),
            "day": pa.date32(),
            "at": pa.timestamp("us", "UTC"),
        }
    )
    bench.lay("orders", pa.Table.from_pylist(rows, schema=schema))
    bench.orders = [
        {**row, "amount": None if row["amount"] is None or math.isnan(row["amount"]) else row["amount"]} for row in rows
    ]
    return bench


def groups(rows, key):
    found = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def values(rows, column):
    return [row[column] for row in rows if row[column] is not None]


def test_ten_aggregates_by_group(orders):
    found = orders.rows(
        """select region, count(*) as n, count(amount) as there, sum(amount) as total, avg(amount) as mean,
        min(amount) as least, max(units) as most, sum(units) as units, count(distinct units) as kinds,
        count(*) filter (where late) as late, sum(cents) as cents, avg(cents) as mean_cents, stddev(amount) as spread
        from orders group by region"""
    )
    by_region = groups(orders.orders, "region")
    assert {row["region"] for row in found} == set(by_region)
    for row in found:
        rows = by_region[row["region"]]
        amounts = values(rows, "amount")
        assert row == {
            "region": row["region"],
            "n": len(rows),
            "there": len(amounts),
            "total": close(math.fsum(amounts)),
            "mean": close(math.fsum(amounts) / len(amounts)),
            "least": min(amounts),
            "most": max(values(rows, "units")),
            "units": sum(values(rows, "units")),
            "kinds": len(set(values(rows, "units"))),
            "late": sum(1 for one in rows if one["late"]),
            "cents": close(float(sum(one["cents"] for one in rows))),
            "mean_cents": close(float(sum(one["cents"] for one in rows) / len(rows))),
            "spread": close(statistics.stdev(amounts)),
        }


def test_the_answer_has_the_same_types_everywhere(orders):
    found = orders.table(
        """select region, count(*) as n, sum(units) as whole, sum(amount) as part, sum(cents) as cents, max(day) as day,
        max(at) as at, max(case when units > 3 then region end) as text, min(units) > 2 as truth
        from orders group by region"""
    )
    assert found.schema.names == ["region", "n", "whole", "part", "cents", "day", "at", "text", "truth"]
    assert found.schema.types == [
        pa.string(),
        pa.int64(),
        pa.int64(),
        pa.float64(),
        pa.float64(),
        pa.date32(),
        pa.timestamp("us", "UTC"),
        pa.string(),
        pa.bool_(),
    ]


def test_months_by_local_day(orders):
    day = portable.local_day("at", "Europe/Amsterdam", since=dt.date(2025, 1, 1), until=dt.date(2026, 12, 31))
    month = portable.start_of(day, "month")
    select = exp.select(month.as_("month"), exp.func("sum", exp.column("units")).as_("units")).from_("orders")
    found = {row["month"]: row["units"] for row in orders.rows(select.group_by(month.copy()))}
    expected: dict[dt.date, int] = {}
    for row in orders.orders:
        first = row["at"].astimezone(AMSTERDAM).date().replace(day=1)
        expected[first] = expected.get(first, 0) + (row["units"] or 0)
    assert found == expected


def test_percentiles_by_group(orders):
    select = exp.select(
        exp.column("region"),
        portable.median("amount").as_("p50"),
        portable.percentile("amount", 0.9, exp.column("late")).as_("p90"),
    ).from_("orders")
    found = orders.rows(select.group_by("region"))
    by_region = groups(orders.orders, "region")
    for row in found:
        amounts = values(by_region[row["region"]], "amount")
        late = sorted(values([one for one in by_region[row["region"]] if one["late"]], "amount"))
        assert row["p50"] == close(statistics.median(amounts))
        place = (len(late) - 1) * 0.9
        low = int(place)
        assert row["p90"] == close(late[low] + (late[min(low + 1, len(late) - 1)] - late[low]) * (place - low))


def test_the_last_value_of_each_key(orders):
    inner = exp.select(exp.column("region"), portable.arg_max("cents", ["day", "id"]).as_("last")).from_("orders")
    found = {row["region"]: row["last"] for row in orders.rows(inner.group_by("region"))}
    by_region = groups(orders.orders, "region")
    assert found == {
        region: close(float(max(rows, key=lambda row: (row["day"], row["id"]))["cents"]))
        for region, rows in by_region.items()
    }


def test_a_cte_a_join_and_a_union(orders):
    found = orders.rows(
        """with totals as (select region, sum(units) as units from orders group by region)
        select a.region, a.units, b.n from totals as a
        join (select region, count(*) as n from orders group by region) as b on a.region = b.region
        union all select 'all' as region, sum(units) as units, count(*) as n from orders
        order by region"""
    )
    by_region = groups([row for row in orders.orders if row["region"]], "region")
    expected = [
        {"region": region, "units": sum(values(rows, "units")), "n": len(rows)} for region, rows in by_region.items()
    ]
    everything = {"region": "all", "units": sum(values(orders.orders, "units")), "n": len(orders.orders)}
    assert found == sorted([*expected, everything], key=lambda row: row["region"].encode())


def test_windows(orders):
    found = orders.rows(
        """select id, sum(units) over (partition by region order by id rows between 2 preceding and current row) as s,
        row_number() over (partition by region order by day, id) as r, lag(id) over (order by id) as before
        from orders order by id"""
    )
    by_region = groups(orders.orders, "region")
    for row, source in zip(found, orders.orders, strict=True):
        peers = by_region[source["region"]]
        at = peers.index(source)
        near = values(peers[max(0, at - 2) : at + 1], "units")
        ranked = sorted(peers, key=lambda one: (one["day"], one["id"]))
        assert row["s"] == (sum(near) if near else None)
        assert row["r"] == ranked.index(source) + 1
        assert row["before"] == (source["id"] - 1 if source["id"] else None)


def test_missing_values_sort_in_the_same_place(orders):
    found = orders.rows("select id, units from orders order by units, id")
    expected = sorted(orders.orders, key=lambda row: (row["units"] is not None, row["units"] or 0, row["id"]))
    last = sorted(orders.orders, key=lambda row: (row["units"] is None, row["units"] or 0, row["id"]))
    assert [row["id"] for row in found] in ([row["id"] for row in last], [row["id"] for row in expected])
    assert [row["id"] for row in found] == [row["id"] for row in last]


def test_an_empty_table(bench):
    bench.lay(
        "nothing",
        pa.table({"x": pa.array([], pa.float64()), "n": pa.array([], pa.int64()), "g": pa.array([], pa.string())}),
    )
    whole = bench.table(
        "select count(*) as n, sum(x) as total, max(n) as most, count(*) filter (where x > 1) as some from nothing"
    )
    assert whole.to_pylist() == [{"n": 0, "total": None, "most": None, "some": 0}]
    assert bench.rows("select g, sum(x) as total from nothing group by g") == []
    assert bench.one(portable.median("x"), "nothing") is None


def test_columns_without_any_value(bench):
    bench.lay(
        "blank",
        pa.table(
            {
                "x": pa.array([None] * 3, pa.float64()),
                "g": pa.array(["a", "a", None]),
                "d": pa.array([None] * 3, pa.date32()),
            }
        ),
    )
    found = bench.rows(
        "select g, sum(x) as s, avg(x) as a, count(x) as n, max(d) as d, stddev(x) as v from blank group by g"
    )
    assert sorted(found, key=lambda row: row["g"] or "") == [
        {"g": None, "s": None, "a": None, "n": 0, "d": None, "v": None},
        {"g": "a", "s": None, "a": None, "n": 0, "d": None, "v": None},
    ]


def test_very_large_and_very_small_numbers(bench):
    numbers = [1e300, -1e300, 1e-300, 4.9e-324, 1e300, 0.1, -0.0]
    bench.lay("extreme", pa.table({"x": pa.array(numbers)}))
    found = bench.rows("select sum(x) as s, max(x) as most, min(x) as least, avg(x) as a, count(*) as n from extreme")
    assert found == [
        {"s": close(1e300), "most": 1e300, "least": -1e300, "a": close(1e300 / 7), "n": 7},
    ]
    assert bench.one(portable.percentile("x", 1), "extreme") == 1e300


def test_whole_numbers_keep_every_digit(bench):
    big = 2**53 + 1
    bench.lay("big", pa.table({"x": pa.array([big, big, -(2**62)])}))
    assert bench.rows("select sum(x) as s, min(x) as least, max(x) as most from big") == [
        {"s": 2 * big - 2**62, "least": -(2**62), "most": big}
    ]


def test_a_whole_number_beyond_64_bits_is_the_datas_fault(bench):
    bench.lay("beyond", pa.table({"x": pa.array([2**63 - 1, 2**63 - 1])}))
    with pytest.raises(SourceError):
        bench.rows("select sum(x) as s from beyond")


def test_sums_of_decimals_are_exact_to_the_cent(bench):
    cents = [Decimal("0.10")] * 3 + [Decimal("9999999999.99")] * 4
    bench.lay("money", pa.table({"x": pa.array(cents, pa.decimal128(18, 2)), "q": pa.array([2] * 7)}))
    found = bench.rows(
        "select sum(x) as s, sum(x * q) as d, max(x) as m, count(*) filter (where x > 0.1) as n from money"
    )
    total = float(sum(cents))
    assert found == [
        {
            "s": close(total) if bench.name == "sqlite" else total,
            "d": close(float(sum(cents) * 2)),
            "m": 9999999999.99,
            "n": 4,
        }
    ]


def test_dates_before_1970_and_on_leap_days(bench):
    days = [dt.date(1969, 12, 31), dt.date(1900, 2, 28), dt.date(2024, 2, 29), dt.date(1583, 1, 1), None]
    bench.lay("old", pa.table({"row": pa.array(range(5)), "d": pa.array(days, pa.date32())}))
    found = bench.all(
        "old", next=portable.days_later("d", 1), month=portable.start_of("d", "month"), micros=portable.micros("d")
    )
    epoch = dt.date(1970, 1, 1)
    assert found == {
        "next": [day and day + dt.timedelta(days=1) for day in days],
        "month": [day and day.replace(day=1) for day in days],
        "micros": [day and (day - epoch).days * 86_400_000_000 for day in days],
    }


def test_the_two_days_a_year_that_are_not_24_hours(bench):
    hours = [dt.datetime(2026, 3, 28, 22, tzinfo=UTC) + dt.timedelta(minutes=30 * step) for step in range(60)]
    hours += [dt.datetime(2026, 10, 24, 21, tzinfo=UTC) + dt.timedelta(minutes=30 * step) for step in range(60)]
    bench.lay("dst", pa.table({"at": pa.array(hours, pa.timestamp("us", "UTC"))}))
    day = portable.local_day("at", "Europe/Amsterdam", since=dt.date(2026, 1, 1), until=dt.date(2027, 1, 1))
    select = exp.select(day.as_("day"), exp.Count(this=exp.Star()).as_("n")).from_("dst").group_by(day.copy())
    found = {row["day"]: row["n"] for row in bench.rows(select)}
    assert found[dt.date(2026, 3, 29)] == 46  # 23 hours
    assert found[dt.date(2026, 10, 25)] == 50  # 25 hours
    assert sum(found.values()) == 120


def test_text_in_any_script(bench):
    names = ["Ærø", "zürich", "Zürich", "東京", "a'b", 'say "x"', "", " pad ", "😀", None]
    bench.lay("names", pa.table({"name": pa.array(names), "n": pa.array(range(10))}))
    found = bench.rows("select name, count(*) as n from names group by name")
    assert {row["name"] for row in found} == set(names)
    assert bench.rows("select sum(n) as s from names where name in ('東京', 'a''b', '😀')") == [{"s": 3 + 4 + 8}]
    assert bench.rows("select min(name) as a, max(name) as z from names") == [{"a": "", "z": "😀"}]
    assert bench.rows("select count(*) as n from names where name like 'z%'") == [{"n": 1}]
    assert bench.rows("select sum(length(name)) as n from names") == [{"n": sum(len(name) for name in names if name)}]


def test_odd_column_names(bench):
    odd = ["select", "Order Date", 'has "quotes"', "back`tick", "naïve", "a.b", "100 %", "#hash", "semi;colon", "it's"]
    bench.lay("odd", pa.table({name: pa.array([number]) for number, name in enumerate(odd)}))
    assert list(bench.engine.columns("odd")) == odd
    chosen = [
        exp.func("sum", exp.column(exp.to_identifier(name, quoted=True))).as_(f"c{i}") for i, name in enumerate(odd)
    ]
    assert bench.rows(exp.select(*chosen).from_("odd")) == [{f"c{i}": i for i in range(len(odd))}]


def test_odd_relation_names(bench):
    bench.lay("order log; drop", pa.table({"x": pa.array([1, 2])}))
    assert bench.one(exp.func("sum", exp.column("x")), "order log; drop") == 3


def test_names_are_compared_exactly(bench):
    bench.lay("cased", pa.table({"Amount": pa.array([1.5])}))
    assert bench.rows('select sum("Amount") as total from cased') == [{"total": 1.5}]
    with pytest.raises(UnknownNameError, match="Did you mean 'Amount'"):
        bench.rows("select sum(amount) as total from cased")
    with pytest.raises(UnknownNameError, match="no relation is called 'Cased'"):
        bench.rows('select sum("Amount") as total from "Cased"')


def test_ties_are_broken_by_value(bench):
    bench.lay("ties", pa.table({"k": pa.array([1, 1, 1, 0]), "v": pa.array(["b", "a", None, "z"])}))
    assert bench.one(portable.arg_max("v", "k"), "ties") == "b"
    assert bench.one(portable.arg_min("v", "k"), "ties") == "z"
    assert bench.one(portable.arg_min("v", "k", exp.column("k").eq(1)), "ties") == "a"


SCALARS = [
    ("round(x)", [3.0, -3.0, 0.0, 1.0, None]),
    ("round(x, 1)", [2.5, -2.5, 0.1, 0.5, None]),
    ("cast(x as bigint)", [3, -3, 0, 1, None]),
    ("x / 0", [None] * 5),
    ("x % 2", [0.5, -0.5, 0.125, 0.5, None]),
    ("abs(x) * 2", [5.0, 5.0, 0.25, 1.0, None]),
    ("coalesce(x, 7.5)", [2.5, -2.5, 0.125, 0.5, 7.5]),
    ("case when x > 0 then 'up' when x < 0 then 'down' end", ["up", "down", "up", "up", None]),
    ("x > 0.3", [True, False, False, True, None]),
    ("not x > 0.3", [False, True, True, False, None]),
    ("x is null", [False, False, False, False, True]),
    ("x between 0.125 and 2.5", [True, False, True, True, None]),
    ("x in (2.5, 0.5)", [True, False, False, True, None]),
    ("ln(x)", [math.log(2.5), None, math.log(0.125), math.log(0.5), None]),
    ("log10(x)", [math.log10(2.5), None, math.log10(0.125), math.log10(0.5), None]),
    ("sqrt(x)", [math.sqrt(2.5), None, math.sqrt(0.125), math.sqrt(0.5), None]),
    ("exp(x)", [math.exp(2.5), math.exp(-2.5), math.exp(0.125), math.exp(0.5), None]),
    ("power(x, 2)", [6.25, 6.25, 0.015625, 0.25, None]),
    ("floor(x)", [2.0, -3.0, 0.0, 0.0, None]),
    ("ceil(x)", [3.0, -2.0, 1.0, 1.0, None]),
    ("greatest(x, 1)", [2.5, 1.0, 1.0, 1.0, 1.0]),
    ("least(x, 1)", [1.0, -2.5, 0.125, 0.5, 1.0]),
    ("nullif(x, 0.5)", [2.5, -2.5, 0.125, None, None]),
]


def answers(bench, relation, questions):
    """Ask all in one SELECT, and return each question with its answer."""
    asked = {f"q{i}": parse_one(text, dialect="duckdb") for i, (text, _) in enumerate(questions)}
    found = bench.all(relation, **asked)
    return {text: found[f"q{i}"] for i, (text, _) in enumerate(questions)}


def test_scalar_expressions(bench):
    bench.lay("scalars", pa.table({"row": pa.array(range(5)), "x": pa.array([2.5, -2.5, 0.125, 0.5, None])}))
    expected = {
        text: [close(one) if isinstance(one, float) else one for one in values_there] for text, values_there in SCALARS
    }
    assert answers(bench, "scalars", SCALARS) == expected


TEXTS = [
    ("upper(t)", ["ÅB-C", " X ", None]),
    ("lower(t)", ["åb-c", " x ", None]),
    ("trim(t)", ["Åb-c", "x", None]),
    ("length(t)", [4, 3, None]),
    ("substring(t, 2, 2)", ["b-", "x ", None]),
    ("replace(t, '-', '+')", ["Åb+c", " x ", None]),
    ("t || '!'", ["Åb-c!", " x !", None]),
    ("t like '%b%'", [True, False, None]),
    ("coalesce(t, 'none')", ["Åb-c", " x ", "none"]),
    ("starts_with(t, 'Å')", [True, False, None]),
    ("contains(t, '-')", [True, False, None]),
]


def test_text_expressions(bench):
    bench.lay("phrases", pa.table({"row": pa.array(range(3)), "t": pa.array(["Åb-c", " x ", None])}))
    assert answers(bench, "phrases", TEXTS) == dict(TEXTS)


DATES = [
    ("year(d)", [2026, 1969, None]),
    ("month(d)", [3, 12, None]),
    ("extract(day from d)", [29, 31, None]),
    ("d >= date '2000-01-01'", [True, False, None]),
    ("cast(at as date)", [dt.date(2026, 3, 29), dt.date(1969, 12, 31), None]),
    ("at < timestamptz '2000-01-01 00:00:00+00:00'", [False, True, None]),
    ("date_trunc('quarter', d)", [dt.date(2026, 1, 1), dt.date(1969, 10, 1), None]),
    ("date_diff('day', d, cast(at as date))", [0, 0, None]),
    ("isodow(d)", [7, 3, None]),
    ("dayofweek(d)", [0, 3, None]),
    ("weekofyear(d)", [13, 1, None]),
    ("quarter(d)", [1, 4, None]),
    ("hour(at)", [1, 23, None]),
]


def test_date_expressions(bench):
    moments = [dt.datetime(2026, 3, 29, 1, 30, tzinfo=UTC), dt.datetime(1969, 12, 31, 23, 59, tzinfo=UTC), None]
    bench.lay(
        "calendar",
        pa.table(
            {
                "row": pa.array(range(3)),
                "d": pa.array([moment and moment.date() for moment in moments], pa.date32()),
                "at": pa.array(moments, pa.timestamp("us", "UTC")),
            }
        ),
    )
    assert answers(bench, "calendar", DATES) == dict(DATES)


@pytest.mark.parametrize(
    "text",
    [
        "select * from information_schema.tables",
        "select * from pg_shadow",
        "select pg_read_file('/etc/passwd') as a",
        "select set_config('default_transaction_read_only', 'off', false) as a",
        "select load_extension('x') as a",
        "select readfile('/etc/passwd') as a",
        "select * from sqlite_master",
        "select java_method('java.lang.System', 'getenv', 'HOME') as a",
        "select reflect('java.lang.System', 'exit') as a",
        "select input_file_name() as a",
        "delete from orders",
        "attach database 'x' as y",
    ],
)
def test_no_engine_does_more_than_read_its_relations(bench, text):
    with pytest.raises(DeclarationError):
        bench.engine.query(parse_one(text, dialect="duckdb"))


def test_scans_are_counted_for_each_relation(orders):
    orders.lay("other", pa.table({"region": pa.array(["north"]), "n": pa.array([1])}))
    one = parse_one("select region, sum(amount) as a, count(*) filter (where late) as b from orders group by region")
    counts = orders.engine.scans(one)
    assert counts["orders"] == 1
    assert counts["other"] == 0
    both = parse_one(
        "select count(o.amount) as n, max(b.n) as m from orders as o join other as b on o.region = b.region"
    )
    assert {key: orders.engine.scans(both)[key] for key in ("orders", "other")} == {"orders": 1, "other": 1}
    twice = parse_one(
        "select count(a.amount) as n, max(b.units) as m from orders as a join orders as b on a.id = b.units"
    )
    assert orders.engine.scans(twice)["orders"] == 2


def test_holding_files_or_tables(bench):
    held = {kind for kind in ("file", "table") if bench.engine.holds(kind)}
    assert held == {"duckdb": {"file"}, "spark": {"file", "table"}}.get(bench.name, {"table"})


def test_files_are_refused_where_only_tables_are_held(bench, tmp_path):
    if bench.engine.holds("file"):
        with pytest.raises(Exception, match="lies outside"):
            bench.engine.register("files", [tmp_path / "x.parquet"])
    else:
        with pytest.raises(EnvironmentFaultError, match="open 'duckdb' for them beside this connection"):
            bench.engine.register("files", [tmp_path / "x.parquet"])


def test_a_table_that_is_not_there_says_so(bench):
    with pytest.raises(SourceError, match=r"there is no '?table|holds no tables"):
        bench.engine.attach("gone", "no_such_table")


def test_columns_of_types_that_engines_read_differently_are_named_when_used(bench):
    bench.lay("binary", pa.table({"b": pa.array([b"x"]), "n": pa.array([1])}))
    assert bench.engine.columns("binary") == {"b": "other", "n": "number"}
    assert bench.rows("select * from binary") == [{"n": 1}]
    with pytest.raises(DeclarationError, match="holds binary values"):
        bench.rows("select max(b) as b from binary")
