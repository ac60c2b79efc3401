"""Numbers as people type them, in their own way of writing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sightline_web.portfolio.amounts import amount_typed
from sightline_web.shell.formats import LOCALES, Formats
from sightline_web.shell.typed import number, written


@pytest.mark.parametrize(
    ("text", "english", "dutch"),
    [
        ("12", 12, 12),
        ("-3", -3, -3),
        ("\N{MINUS SIGN}3,5", -3.5, -3.5),
        ("+1.5", 1.5, 1.5),
        ("1,5", 1.5, 1.5),
        (".5", 0.5, 0.5),
        ("5,", 5, 5),
        ("1.234,5", 1234.5, 1234.5),
        ("1,234.5", 1234.5, 1234.5),
        ("1.234.567", 1_234_567, 1_234_567),
        ("1,234,567.25", 1_234_567.25, 1_234_567.25),
        ("1 234,5", 1234.5, 1234.5),
        ("1\N{NARROW NO-BREAK SPACE}234", 1234, 1234),
        ("1'234.5", 1234.5, 1234.5),
        ("1.234", 1.234, 1234),
        ("1,234", 1234, 1.234),
        ("0.125", 0.125, 0.125),
        ("0,125", 0.125, 0.125),
        ("1234.567", 1234.567, 1234.567),
        ("12.34.5", None, None),
        ("1.23.456", None, None),
        ("1,234.567,8", None, None),
        ("1.234,567.8", None, None),
        ("", None, None),
        (".", None, None),
        ("-", None, None),
        ("twelve", None, None),
        ("1e5", None, None),
        ("inf", None, None),
        ("nan", None, None),
        ("9" * 400, None, None),
        ("٣", None, None),
    ],
)
def test_a_number_is_read_as_it_is_written(text, english, dutch):
    assert (number(text, "en"), number(text, "nl")) == (english, dutch)


@given(value=st.integers(-10_000_000, 10_000_000).map(lambda cents: cents / 100), locale=st.sampled_from(LOCALES))
def test_what_a_page_writes_can_be_typed(value, locale):
    from babel.numbers import format_decimal

    assert number(str(format_decimal(value, format="#,##0.00", locale=locale)), locale) == pytest.approx(value)


@given(value=st.integers(-9_999_999, 9_999_999), locale=st.sampled_from(LOCALES))
def test_whole_numbers_of_a_page_can_be_typed(value, locale):
    assert number(Formats(locale).count(value), locale) == value


@given(value=st.floats(allow_nan=False, allow_infinity=False), locale=st.sampled_from(LOCALES))
@example(value=1.125, locale="nl")
@example(value=1.125, locale="en")
@example(value=1234.0, locale="nl")
def test_a_number_that_a_form_is_filled_with_is_read_as_the_same_number(value, locale):
    assert number(written(value, locale), locale) == value


def test_a_form_is_filled_as_its_reader_writes():
    assert [written(1234.125, locale) for locale in ("en", "nl")] == ["1234.125", "1234,125"]


def test_an_amount_in_an_address_means_the_same_to_every_reader():
    assert [amount_typed(text) for text in ("800.000", "800,000", "1.234.567", "1.234.567,50", "1.25M", "0,5")] == [
        800_000, 800_000, 1_234_567, 1_234_567.5, 1_250_000, 0.5,
    ]  # fmt: skip
