"""Laws and worked examples of units and of how values are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import DeclarationError
from sightline.units import Unit, UnitError, format_change, format_value, parse_unit

WORDS = ["EUR", "USD", "kEUR", "days", "hours", "share", "percent", "count", "order", "kWh", "months", "story points"]
words = st.sampled_from(WORDS)
units = st.builds(
    lambda over, under: parse_unit("*".join(over) + "".join(f"/{word}" for word in under)),
    st.lists(words, min_size=1, max_size=3),
    st.lists(words, max_size=2),
)
ONE = parse_unit("count")


@given(units, units, units)
def test_units_are_a_commutative_group(a, b, c):
    assert ((a * b) * c).compatible(a * (b * c))
    assert (a * b).compatible(b * a)
    assert (a * ONE).compatible(a)
    assert (a / a).compatible(ONE)
    assert (a / b * b).compatible(a)


@given(units, units)
def test_a_product_reads_back_as_it_is_written(a, b):
    for unit in (a * b, a / b):
        assert parse_unit(unit.symbol).compatible(unit)


@given(units, st.integers(-3, 3))
def test_powers_are_repeated_products(unit, n):
    assert (unit**n * unit).compatible(unit ** (n + 1))


@given(units, units, st.floats(-1e6, 1e6))
def test_a_factor_there_and_back_cancels(a, b, value):
    if a.same_dimension(b):
        assert math.isclose(value * a.factor_to(b) * b.factor_to(a), value, rel_tol=1e-9)
    else:
        with pytest.raises(UnitError):
            a.factor_to(b)


def test_values_add_only_in_one_unit_of_one_scale():
    days, hours = parse_unit("days"), parse_unit("hours")
    assert days.same_dimension(hours)
    assert not days.compatible(hours)
    assert days.compatible(parse_unit("day"))
    assert not parse_unit("share").compatible(parse_unit("percent"))
    assert not parse_unit("EUR").same_dimension(parse_unit("USD"))
    assert not parse_unit("EUR").compatible(parse_unit("kEUR"))
    assert not parse_unit("months").same_dimension(days)


def test_orders_times_value_per_order_is_money():
    assert (parse_unit("orders") * parse_unit("EUR/order")).compatible(parse_unit("EUR"))
    assert (parse_unit("count") * parse_unit("EUR")).symbol == "EUR"
    assert (parse_unit("EUR") / parse_unit("EUR")).symbol == "count"
    assert (parse_unit("EUR") / parse_unit("day")).symbol == "EUR/day"
    assert parse_unit("EUR per order").compatible(parse_unit("EUR/order"))


def test_a_word_of_the_enterprise_is_a_dimension_of_its_own():
    assert parse_unit("kWh") == Unit("kWh", (("kWh", 1),), 1.0)
    assert parse_unit("FTE").dimensions == (("FTE", 1),)
    assert parse_unit("gas").dimensions == (("gas", 1),)
    assert parse_unit("m²").dimensions == (("m", 2),)


@pytest.mark.parametrize("text", ["", " ", "/", "EUR/", "EUR//order", "*", "12", "EUR^", "EUR^0", "EUR;"])
def test_a_text_that_is_no_unit_says_how_to_write_one(text):
    with pytest.raises(DeclarationError) as caught:
        parse_unit(text)
    assert "EUR/order" in str(caught.value)


@given(st.text(max_size=20))
def test_any_text_is_a_unit_or_a_unit_error(text):
    try:
        unit = parse_unit(text)
    except UnitError:
        return
    assert unit.symbol == text.strip()
    assert unit.scale > 0


@pytest.mark.parametrize(
    ("value", "unit", "kind", "text"),
    [
        (52_400_000, "EUR", {"compact": True}, "52.4 M EUR"),
        (52_400_000, "EUR", {}, "52,400,000.00 EUR"),
        (999_950, "EUR", {"compact": True}, "1.0 M EUR"),
        (999_949, "EUR", {"compact": True}, "999.9 k EUR"),
        (999.5, "count", {"compact": True}, "999.5"),
        (999.96, "count", {"compact": True}, "1.0 k"),
        (12.5, "EUR/order", {}, "12.50 EUR/order"),
        (999.4, "EUR", {"compact": True}, "999.40 EUR"),
        (-1_234.5, "EUR", {}, "-1,234.50 EUR"),
        (3.2e12, "EUR", {"compact": True}, "3.2 T EUR"),
        (4.1e9, "EUR", {"compact": True}, "4.1 bn EUR"),
        (0.131, "share", {}, "13.1 %"),
        (13.1, "percent", {}, "13.1 %"),
        (0.00004, "share", {}, "0.004 %"),
        (0.0, "share", {}, "0.0 %"),
        (0.02, "share", {"signed": True}, "+2.0 points"),
        (2.9, "days", {}, "2.9 days"),
        (3, "days", {}, "3.0 days"),
        (0.0031, "days", {}, "0.0031 days"),
        (1.7, "days", {"signed": True}, "+1.7 days"),
        (0, "EUR", {"signed": True}, "0.00 EUR"),
        (-0.0, "days", {}, "0.0 days"),
        (41_230, "count", {}, "41,230"),
        (41_230, "count", {"compact": True}, "41.2 k"),
        (3, "orders", {}, "3 orders"),
        (3.25, "orders", {}, "3.2 orders"),
        (None, "EUR", {}, "—"),
        (math.nan, "share", {}, "—"),
        (math.inf, "EUR", {}, "∞ EUR"),
        (-math.inf, "count", {"compact": True}, "-∞"),
        (1e300, "EUR", {}, "1e+300 EUR"),
    ],
)
def test_values_are_written_for_people(value, unit, kind, text):
    assert format_value(value, unit, **kind) == text


@given(st.floats(), units, st.booleans(), st.booleans())
def test_every_number_can_be_written(value, unit, compact, signed):
    text = format_value(value, unit, compact=compact, signed=signed)
    assert 0 < len(text.split(" ")[0]) <= 22
    assert (text == "—") == math.isnan(value)
    assert text.startswith("-") == (value < 0)


def test_changes_are_written_in_percent():
    assert format_change(0.031) == "+3.1 %"
    assert format_change(-0.5) == "-50.0 %"
    assert format_change(None) == "—"
