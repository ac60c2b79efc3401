"""Changes and effects as they are written: three figures, alike within a row, never a false zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.cli.sizes import chance, chances, change, full_change, interval, later, percent, step_of
from sightline.cli.terminal import Terminal

WIDE, PLAIN = Terminal(), Terminal(unicode=False)
SIZES = st.floats(1e-5, 1e13).flatmap(lambda size: st.sampled_from([size, -size]))
SCALES = {"": 1.0, "M": 1e6, "bn": 1e9, "T": 1e12}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (11_000.0, "EUR", "+11,000 EUR"),
        (1_234.5, "EUR", "+1,230 EUR"),
        (4_400_000.0, "EUR", "+4.4 M EUR"),
        (999_999.0, "EUR", "+1 M EUR"),
        (-0.0004, "share", "-0.04 points"),
        (0.007, "share", "+0.7 points"),
        (7.0, "percent", "+7 points"),
        (-9.996, "days", "-10 days"),
        (0.00018, "count", "+0.00018"),
        (0.0, "EUR", "0 EUR"),
        (-2e12, "EUR", "-2 T EUR"),
        (1e-9, "days", "+1e-09 days"),
        (None, "EUR", "—"),
        (math.nan, "EUR", "—"),
        (-math.inf, "EUR", "-∞ EUR"),
    ],
)
def test_a_change_has_three_figures_and_its_unit(value, unit, text):
    assert full_change(value, unit, WIDE) == text


def test_signs_have_an_ascii_form():
    assert change(None, "EUR", PLAIN) == "-"
    assert change(math.inf, "EUR", PLAIN) == "inf"


def test_an_interval_is_rounded_like_its_largest_end():
    assert interval(0.904, 12.3, "days", WIDE) == "+0.9 to +12.3"
    assert interval(-0.00001, 0.05, "share", WIDE) == "0 to +5"
    assert interval(None, 1.0, "EUR", WIDE) == "—"


@given(SIZES)
def test_what_is_written_is_the_value_to_three_figures(value):
    number, _, suffix = change(value, "EUR", WIDE).partition(" ")
    assert float(number.replace(",", "")) * SCALES[suffix] == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize(
    ("unit", "sizes", "factor", "words"),
    [
        ("share", [4.4e6], 0.01, "point"),
        ("percent", [1.0], 1.0, "point"),
        ("count", [3.0], 1.0, "unit"),
        ("days", [3.0], 1.0, "day"),
        ("EUR", [12.0], 1.0, "EUR"),
        ("EUR", [0.00018, None], 1e3, "1,000 EUR"),
        ("EUR", [1e-8], 1e6, "1 M EUR"),
        ("EUR/order", [1e-8], 1.0, "EUR/order"),
        ("gas", [1.0], 1.0, "gas"),
    ],
)
def test_effects_are_shown_for_a_handy_amount_of_the_driver(unit, sizes, factor, words):
    step = step_of(unit, sizes)
    assert (step.factor, step.words) == (factor, words)


def test_a_chance_that_draws_cannot_tell_from_certainty_says_so():
    assert [chance(one, WIDE) for one in (0.0, 0.004, 0.34, 0.996, 1.0, None)] == [
        "<1 %", "<1 %", "34 %", ">99 %", ">99 %", "—",
    ]  # fmt: skip


def test_a_chance_before_and_after_is_told_once_where_both_read_the_same():
    assert chances(0.3, 0.52, WIDE) == "30 % → 52 %"
    assert chances(0.3, 0.52, PLAIN) == "30 % -> 52 %"
    assert chances(0.301, 0.302, WIDE) == "30 %"
    assert chances(None, 0.5, WIDE) == "— → 50 %"


def test_shares_of_a_change_keep_two_figures():
    assert [percent(one, WIDE) for one in (0.714, -0.0431, 0.0, None, -1.0)] == [
        "+71 %",
        "-4.3 %",
        "0 %",
        "—",
        "-100 %",
    ]


def test_delays_are_words():
    assert [later(one, "month") for one in (0, 1, 3, None)] == [
        "at once", "1 month later", "3 months later", "at an unknown delay",
    ]  # fmt: skip
