"""Expressions: what may stand in them, and what they are told when not."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.model.expressions import (
    ExpressionError,
    columns_of,
    formula_inputs,
    formula_lags,
    is_reserved,
    parse_aggregate,
    parse_formula,
    parse_scalar,
)

AGGREGATES = (
    "count(*)", "sum(amount)", "count(*) filter (where shipped_at <= promised_at)", "sum(amount) / nullif(count(*), 0)",
    "count(distinct customer)", "avg(case when kind in ('a', 'b') then amount else 0 end)", "median(amount)",
    "max(cast(amount as double))", "100.0 * sum(amount) filter (where kind like 'a%') / sum(amount)",
    "avg(date_diff('day', shipped_at, promised_at))", "stddev(amount)", "sum(coalesce(amount, 0))", 'sum("amount")',
    "count_if(amount > 3)", "min(date_trunc('month', shipped_at))", "sum(amount) filter (where kind is not null)",
)  # fmt: skip
REFUSED = (
    "read_csv('x')", "sum((select 1))", "(select max(a) from t)", "sum(a) over (partition by b)", "max(getenv('HOME'))",
    "sum(t.amount)", "max(current_date)", "max(now())", "count(distinct a, b)", "sum(a order by b)",
    "sum(a[1])", "max(?)",
    "max($1)", "count(* exclude a)", "max(columns('a'))", "sum(list_sum([1]))", "max(a::int[])",
    "max(a at time zone 'x')",
    "sum(log(a))", "max(random())", "sum(a) within group (order by b)", "max({'a': 1})", "max(x -> y)", "any_value(a)",
    "sum(a) filter (where exists (select 1))", "sum(a) filter (where b in (select 1))", "max(current_setting('x'))",
    "max(date_part('dow', a))", "sum(extract(dow from a))", "count()", "max(unnest(a))", "max(pg_read_file('x'))",
)  # fmt: skip
UNREADABLE = (
    "", "  ", "sum(", "sum(a))", "sum(a) b c", "sum(a); drop table t", "sum(a) as x", "pragma version",
    "'open", "sum(a +)",
    "select 1", "copy t to 'x'", "attach 'x'", "install httpfs", "(" * 900, "1" + "+1" * 700, "set x = 1",
)  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    with duckdb.connect() as connection:
        times = "timestamp '2026-01-01 23:00' as shipped_at, timestamp '2026-01-02 01:00' as promised_at"
        connection.execute(f"create table t as select 1.5 as amount, 'a' as kind, 'c' as customer, {times}")
        yield connection


@pytest.mark.parametrize("text", AGGREGATES)
def test_an_allowed_aggregate_runs(rows, text):
    sql = parse_aggregate(text).sql("duckdb")
    assert len(rows.execute(f"select {sql} from t").fetchall()) == 1


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_on_the_list_is_refused(text):
    with pytest.raises(ExpressionError) as caught:
        parse_aggregate(text)
    assert caught.value.code == "SL404"
    assert caught.value.fix


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize("parse", [parse_aggregate, parse_scalar, parse_formula])
def test_what_cannot_be_read_is_refused(text, parse):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.code in ("SL403", "SL404")


@pytest.mark.parametrize(
    "text", ["amount", "sum(a) + b", "sum(sum(a))", "sum(a) filter (where sum(b) > 1)", "1", "lower(a)"]
)
def test_a_measure_needs_exactly_one_aggregate_round_each_column(text):
    with pytest.raises(ExpressionError) as caught:
        parse_aggregate(text)
    assert caught.value.code == "SL405"


def test_a_filter_is_asked_of_one_row():
    assert columns_of(parse_scalar("region = 'north' and amount > 3 or region is null")) == ("region", "amount")
    with pytest.raises(ExpressionError) as caught:
        parse_scalar("sum(a) > 3")
    assert caught.value.code == "SL405"


def test_a_formula_names_metrics_and_looks_back():
    tree = parse_formula("orders * lag(o2c.lead_time, 2) + lag(lag(orders, 1), 3) - o2c.pick.waiting")
    assert formula_inputs(tree) == ("orders", "o2c.lead_time", "o2c.pick.waiting")
    assert formula_lags(tree) == {"orders": {0, 4}, "o2c.lead_time": {2}, "o2c.pick.waiting": {0}}


@pytest.mark.parametrize(
    "text", ["sum(a)", "lag(a, -1)", "lag(a, b)", "lag(a, 1.5)", "a.b.c.d", "'a' * 2", "a in (1)", "a || b"]
)
def test_a_formula_holds_metrics_and_numbers_only(text):
    with pytest.raises(ExpressionError):
        parse_formula(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("sum(amount) / quantity", "quantity"),
        ("max(getenv('HOME'))", "getenv"),
        ("sum(t.amount)", "t.amount"),
        ("sum(amount) +\n  other", "other"),
        ("sum(a) b", "b"),
    ],
)
def test_the_part_at_fault_is_marked(text, part):
    with pytest.raises(ExpressionError) as caught:
        parse_aggregate(text)
    assert text[caught.value.start : caught.value.end] == part


def test_an_unknown_function_offers_the_nearest():
    with pytest.raises(ExpressionError) as caught:
        parse_aggregate("summ(amount)")
    assert caught.value.fix.startswith("Did you mean 'sum'?")


def test_a_difference_of_dates_counts_boundaries_on_every_engine():
    tree = parse_aggregate("avg(date_diff('day', a, b))")
    assert tree.sql("spark") == "AVG(DATEDIFF(DAY, DATE_TRUNC('DAY', a), DATE_TRUNC('DAY', b)))"
    with duckdb.connect() as connection:
        sql = (
            tree.sql("duckdb")
            .replace(" a)", " timestamp '2026-01-01 23:00')")
            .replace(" b)", " timestamp '2026-01-02 01:00')")
        )
        assert connection.execute(f"select {sql}").fetchone() == (1.0,)


def test_what_is_handed_out_may_be_changed():
    first = parse_aggregate("sum(a)")
    first.set("this", None)
    assert parse_aggregate("sum(a)").sql() == "SUM(a)"


def test_words_of_sql_cannot_name_metrics():
    names = ("case", "lag", "null", "revenue", "order", "count", "current_date")
    assert [name for name in names if is_reserved(name)] == ["case", "null", "current_date"]


@settings(max_examples=400, deadline=None)
@given(text=st.text(alphabet="ab(),.*+-/<>='\"$?:;[]{}|@ \n01sumcountfilterwhr", max_size=30))
def test_any_text_is_parsed_or_refused_and_what_is_parsed_is_on_the_list(text):
    for parse in (parse_aggregate, parse_scalar, parse_formula):
        try:
            tree = parse(text)
        except ExpressionError as error:
            inside = 0 <= error.start <= error.end <= len(text) + 1
        else:
            inside = parse(tree.sql("duckdb")).sql("duckdb") == tree.sql("duckdb")
        assert inside
