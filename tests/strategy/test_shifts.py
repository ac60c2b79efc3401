import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import SightlineError, UnknownNameError
from sightline.strategy.shifts import ShiftError, parse_shift

UNITS = {"on_time_share": "share", "fill": "percent", "lead_time": "days", "orders": "count", "price": "EUR"}


def unit_of(metric):
    if metric not in UNITS:
        raise UnknownNameError("metric", metric, UNITS)
    return UNITS[metric]


@pytest.mark.parametrize(
    ("text", "how", "amount", "shown"),
    [
        ("on_time_share=+2pp", "add", 0.02, "+2pp"),
        ("fill=-2pp", "add", -2.0, "-2pp"),
        ("lead_time=-10%", "factor", 0.9, "-10%"),
        ("orders=+120", "add", 120.0, "+120"),
        ("price=x1.1", "factor", 1.1, "x1.1"),
        ("on_time_share=0.95", "set", 0.95, "=0.95"),
        ("on_time_share=95%", "set", 0.95, "=95%"),
        ("fill=95%", "set", 95.0, "=95%"),
        ("price=1.5M", "set", 1_500_000.0, "=1.5M"),
        ("price=60M EUR", "set", 60_000_000.0, "=60M EUR"),
        ("price=1,200.50", "set", 1_200.5, "=1,200.50"),
        (" lead_time = -0.5 days ", "add", -0.5, "-0.5 days"),
        ("on_time_share=\N{MINUS SIGN}2pp", "add", -0.02, "\N{MINUS SIGN}2pp"),
    ],
)
def test_a_shift_is_read_as_it_is_meant(text, how, amount, shown):
    shift = parse_shift(text, unit_of)
    assert (shift.how, shift.amount, shift.text) == (how, amount, shown)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("orders", "says no shift"),
        ("orders=", "says no shift"),
        ("=3", "says no shift"),
        ("orders=many", "says no shift"),
        ("orders=+-3", "says no shift"),
        ("orders=1,5", "ends in ',5'"),
        ("orders=nan", "says no shift"),
        ("orders=1e999", "ends in 'e999'"),
        ("orders=-150%", "takes away more than all of it"),
        ("orders=95%", "the metric is no share"),
        ("lead_time=+2pp", "is in percentage points, and the metric is in days"),
        ("lead_time=+2 weeks", "ends in 'weeks', and the metric is in days"),
        ("on_time_share=2pp", "without a sign"),
        ("on_time_share=95", "sets a share to more than 1"),
        ("fill=101", "sets a share to more than 100"),
        ("price=x2 EUR", "a factor has no unit 'EUR'"),
        ("price=" + "9" * 500, "says no shift"),
    ],
)
def test_what_is_no_shift_is_refused_with_cause_and_forms(text, why):
    with pytest.raises(ShiftError) as caught:
        parse_shift(text, unit_of)
    assert why in caught.value.cause
    assert "metric=+120" in caught.value.fix
    assert len(caught.value.cause) < 200


def test_an_unknown_metric_is_named_with_its_neighbour():
    with pytest.raises(UnknownNameError) as caught:
        parse_shift("order=+2", unit_of)
    assert "Did you mean 'orders'?" in caught.value.fix


@given(metric=st.sampled_from([*UNITS, "x"]), change=st.text(max_size=30))
def test_any_text_is_a_shift_or_an_error_of_ours(metric, change):
    try:
        shift = parse_shift(f"{metric}={change}", unit_of)
    except SightlineError:
        return
    assert abs(shift.amount) < float("inf")


@given(st.text(alphabet="0123456789+-x*%=.,_kMpbn EUR", max_size=20))
def test_what_looks_like_a_shift_never_breaks_the_reader(change):
    try:
        shift = parse_shift(f"price={change}", unit_of)
    except SightlineError:
        return
    assert shift.how in ("add", "factor", "set")
