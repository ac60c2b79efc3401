"""Each portable expression, on every engine, against plain Python."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from sqlglot import exp

from sightline.engines import portable

UTC = dt.UTC
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KATHMANDU = "Asia/Kathmandu"
NUMBERS = [3.0, -1.5, 10.25, 0.0, 7.75, -1.5, 1e6]
MOMENTS = [
    dt.datetime(2026, 3, 29, 0, 59, 59, 999999, UTC),  # the last moment of winter time
    dt.datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    dt.datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC),  # the first 02:59:59 of two
    dt.datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    dt.datetime(2025, 12, 31, 22, 59, 59, 999999, UTC),
    dt.datetime(2025, 12, 31, 23, 0, tzinfo=UTC),
    dt.datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
    dt.datetime(1970, 1, 1, tzinfo=UTC),
    dt.datetime(1901, 5, 6, 7, 8, 9, 10, UTC),
    dt.datetime(2024, 2, 29, 12, tzinfo=UTC),
    None,
]
DATES = [
    dt.date(2026, 1, 1),
    dt.date(2026, 1, 4),
    dt.date(2026, 1, 5),
    dt.date(2024, 2, 29),
    dt.date(2023, 12, 31),
    dt.date(1969, 12, 31),
    dt.date(1900, 3, 1),
    None,
]


@pytest.fixture(scope="session")
def numbers(bench):
    bench.lay(
        "numbers",
        {
            "x": pa.array([*NUMBERS, None]),
            "k": pa.array([1, 2, 2, 1, 5, -3, 4, 9]),
            "cents": pa.array([round(value * 100) for value in NUMBERS] + [None], pa.int64()),
            "keep": pa.array([True, True, False, None, True, False, True, True]),
            "empty": pa.array([None] * 8, pa.float64()),
        },
    )
    return bench


@pytest.fixture(scope="session")
def times(bench):
    bench.lay(
        "times",
        {
            "row": pa.array(range(len(MOMENTS))),
            "at": pa.array(MOMENTS, pa.timestamp("us", "UTC")),
            "plain": pa.array([at and at.replace(tzinfo=None) for at in MOMENTS], pa.timestamp("us")),
        },
    )
    return bench


@pytest.fixture(scope="session")
def dates(bench):
    bench.lay("dates", {"row": pa.array(range(len(DATES))), "d": pa.array(DATES, pa.date32())})
    return bench


def test_a_percentile_is_exact_and_interpolated(numbers):
    shares = [0, 0.05, 0.25, 0.5, 0.8, 0.9, 0.95, 1]
    asked = [portable.percentile("x", share).as_(f"p{i}") for i, share in enumerate(shares)]
    (found,) = numbers.rows(exp.select(*asked).from_("numbers"))
    expected = [float(np.percentile(NUMBERS, share * 100)) for share in shares]
    assert list(found.values()) == pytest.approx(expected, rel=1e-12)


def test_a_median_of_some_rows(numbers):
    kept = [value for value, keep in zip(NUMBERS, [1, 1, 0, 0, 1, 0, 1], strict=True) if keep]
    found = numbers.one(portable.median("x", exp.column("keep")), "numbers")
    assert found == pytest.approx(statistics.median(kept), rel=1e-12)


def test_a_median_of_whole_numbers_is_a_float(numbers):
    assert numbers.one(portable.median("k"), "numbers") == 2.0


def test_the_median_of_nothing_is_missing(numbers):
    assert numbers.one(portable.median("empty"), "numbers") is None


def test_a_share_outside_zero_to_one_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        portable.percentile("x", 95)


def test_a_percentile_that_was_parsed_is_the_same(numbers):
    found = numbers.rows("select median(x) as m, quantile_cont(x, 0.9) as p from numbers")
    ordered = numbers.rows("select percentile_cont(0.9) within group (order by x) as p from numbers")
    expected = float(np.percentile(NUMBERS, 90))
    assert found == [{"m": 3.0, "p": pytest.approx(expected, rel=1e-12)}]
    assert ordered == [{"p": pytest.approx(expected, rel=1e-12)}]


def test_standard_deviation_is_that_of_a_sample(numbers):
    expected = statistics.stdev(NUMBERS)
    assert numbers.one(portable.stddev("x"), "numbers") == pytest.approx(expected, rel=1e-12)
    one_row = exp.column("k").eq(5)
    assert numbers.one(portable.stddev("x", one_row), "numbers") is None


def test_counting_where_leaves_out_what_is_not_known(numbers):
    assert numbers.one(portable.count_where(exp.column("keep")), "numbers") == 5
    assert numbers.one(portable.count_where(exp.column("k").eq(77)), "numbers") == 0


def test_a_sum_where_nothing_is_is_missing(numbers):
    assert numbers.one(portable.sum_where("cents", exp.column("keep")), "numbers") == 300 - 150 + 775 + 100_000_000
    assert numbers.one(portable.sum_where("cents", exp.column("k").eq(9)), "numbers") is None


def test_conditions_add_up(numbers):
    both = portable.where(portable.count_where(exp.column("keep")), exp.column("k").eq(2))
    assert numbers.one(both, "numbers") == 1


def test_a_boolean_sum_of_nothing_known_is_missing(numbers):
    assert numbers.one(portable.boolean_sum("keep"), "numbers") == 5
    unknown = portable.where(portable.boolean_sum("keep"), exp.column("keep").is_(exp.null()))
    assert numbers.one(unknown, "numbers") is None


def test_arg_max_takes_the_greatest_value_of_a_tie(numbers):
    assert numbers.one(portable.arg_max("cents", "k"), "numbers") == 775  # k = 9 has no value
    tied = exp.column("k").eq(2)
    assert numbers.one(portable.arg_max("x", "k", tied), "numbers") == 10.25
    assert numbers.one(portable.arg_min("x", "k", tied), "numbers") == -1.5


def test_arg_min_with_several_keys(numbers):
    assert numbers.one(portable.arg_min("x", ["keep", "k"]), "numbers") == -1.5
    assert numbers.one(portable.arg_max("x", ["keep", "k"]), "numbers") == 7.75
    assert numbers.one(portable.arg_max("x", "empty"), "numbers") is None


def test_a_sequence_follows_its_keys(numbers):
    numbers.lay("letters", {
        "case": pa.array([1, 1, 1, 2, 2]), "letter": pa.array(["b", "c", "a", "y", "x"]),
        "at": pa.array([5, 5, 3, 1, 1]), "seq": pa.array([1, 2, 9, 7, 4]),
    })  # fmt: skip
    made = portable.sequence("letter", "at", "seq").as_("made")
    by_case = (
        exp.select(exp.column("case", quoted=True), made).from_("letters").group_by(exp.column("case", quoted=True))
    )
    assert {row["case"]: row["made"] for row in numbers.rows(by_case)} == {1: "abc", 2: "xy"}


def test_bits_are_joined(numbers):
    numbers.lay("marks", {"mark": pa.array([1, 4, 1 << 60])})
    assert numbers.one(portable.bits("mark"), "marks") == (1 << 60) + 5


def test_division_by_zero_is_missing(numbers):
    numbers.lay("pairs", {"row": pa.array([0, 1, 2, 3]), "a": pa.array([7, -7, 7, None]), "b": pa.array([2, 2, 0, 1])})
    found = numbers.all(
        "pairs",
        true=portable.safe_div("a", "b"),
        whole=portable.int_div("a", "b"),
        parsed=exp.column("a") / exp.column("b"),
        rest=exp.column("a") % exp.column("b"),
    )
    assert found == {
        "true": [3.5, -3.5, None, None],
        "whole": [3, -3, None, None],
        "parsed": [3.5, -3.5, None, None],
        "rest": [1, -1, None, None],
    }


def test_text_is_joined_and_missing_stays_missing(bench):
    bench.lay(
        "texts",
        {
            "row": pa.array([0, 1, 2]),
            "a": pa.array(["é", "x", None]),
            "b": pa.array(["ß", None, "y"]),
            "n": pa.array([1, 2, 3]),
        },
    )
    found = bench.all("texts", whole=portable.concat("a", exp.Literal.string("-"), "b", "n"))
    assert found == {"whole": ["é-ß1", None, None]}


def test_micros_are_exact(times):
    epoch = dt.datetime(1970, 1, 1, tzinfo=UTC)
    expected = [at and (at - epoch) // dt.timedelta(microseconds=1) for at in MOMENTS]
    found = times.all("times", at=portable.micros("at"), plain=portable.micros("plain"))
    assert found == {"at": expected, "plain": expected}


def test_the_day_of_a_moment(times):
    expected = [at and at.date() for at in MOMENTS]
    assert times.all("times", d=portable.day("at"), p=portable.day("plain")) == {"d": expected, "p": expected}


def test_the_local_day_is_what_a_clock_there_shows(times):
    zones = ["Europe/Amsterdam", "Asia/Kathmandu", "America/New_York", "UTC", "Australia/Lord_Howe"]
    range_of_moments = {"since": dt.date(1900, 1, 1), "until": dt.date(2027, 1, 1)}
    found = times.all("times", **{zone: portable.local_day("at", zone, **range_of_moments) for zone in zones})
    assert found == {zone: [at and at.astimezone(ZoneInfo(zone)).date() for at in MOMENTS] for zone in zones}


def test_transitions_are_found_to_the_second():
    first, found = portable.transitions("Europe/Amsterdam", since=dt.date(2026, 1, 1), until=dt.date(2027, 1, 1))
    assert first == 3600
    assert found == [
        (dt.datetime(2026, 3, 29, 1, tzinfo=UTC), 7200),
        (dt.datetime(2026, 10, 25, 1, tzinfo=UTC), 3600),
    ]


def test_seconds_between_are_signed_and_fractional(times):
    times.lay(
        "spans",
        {
            "row": pa.array([0, 1, 2]),
            "a": pa.array([MOMENTS[6], MOMENTS[1], None], pa.timestamp("us", "UTC")),
            "b": pa.array([MOMENTS[7], MOMENTS[0], MOMENTS[0]], pa.timestamp("us", "UTC")),
        },
    )
    found = times.all("spans", s=portable.seconds_between("a", "b"))
    assert found == {"s": [1e-6, -1e-6, None]}


def test_a_bucket_is_half_open(times):
    edges = [
        dt.datetime(2025, 12, 31, 23, tzinfo=UTC),
        dt.date(2026, 3, 29),
        dt.datetime(2026, 3, 29, 1, tzinfo=UTC),
        dt.date(2026, 10, 25),
    ]
    found = times.all("times", b=portable.bucket("at", edges))
    assert found["b"] == [1, 2, None, None, None, 0, None, None, None, None, None]


def test_many_buckets_cut_local_months(times):
    edges = [dt.datetime(2023 + month // 12, month % 12 + 1, 1, tzinfo=AMSTERDAM) for month in range(48)]
    found = times.all("times", b=portable.bucket("at", edges))
    local = [at and at.astimezone(AMSTERDAM) for at in MOMENTS]
    expected = [at and (at.year - 2023) * 12 + at.month - 1 for at in local]
    assert found["b"] == [index if index is not None and 0 <= index < 47 else None for index in expected]


def test_buckets_of_dates(dates):
    found = dates.all(
        "dates", b=portable.bucket("d", [dt.date(2023, 12, 31), dt.date(2024, 1, 1), dt.date(2026, 1, 4)])
    )
    assert found["b"] == [1, None, None, 1, 0, None, None, None]


@pytest.mark.parametrize("edges", [[], [dt.date(2026, 1, 1)], [dt.date(2026, 1, 1), dt.date(2026, 1, 1)]])
def test_edges_that_do_not_rise_are_refused(edges):
    with pytest.raises(ValueError, match="each later than the one before"):
        portable.bucket("at", edges)


def _start(day: dt.date, grain: str, first: int) -> dt.date:
    if grain == "week":
        return day - dt.timedelta(days=(day.weekday() - first) % 7)
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[grain]
    return day.replace(month=month, day=1)


def test_the_start_of_a_grain(dates):
    cases = [("week", "monday", 0), ("week", "sunday", 6), ("week", "saturday", 5)]
    cases += [(grain, "monday", 0) for grain in ("month", "quarter", "year")]
    asked = {f"{grain} {starts}": portable.start_of("d", grain, week_starts=starts) for grain, starts, _ in cases}
    expected = {
        f"{grain} {starts}": [day and _start(day, grain, first) for day in DATES] for grain, starts, first in cases
    }
    assert dates.all("dates", **asked) == expected


def test_the_start_of_a_day_is_the_day(dates):
    assert dates.all("dates", s=portable.start_of("d", "day"))["s"] == DATES


@pytest.mark.parametrize(("grain", "starts"), [("hour", "monday"), ("week", "friday")])
def test_an_unknown_grain_or_week_is_refused(grain, starts):
    with pytest.raises(ValueError, match=r"a (grain|week) "):
        portable.start_of("d", grain, week_starts=starts)


def test_a_date_trunc_that_was_parsed_gives_a_date(times):
    found = times.rows("select date_trunc('month', at) as m from times order by row")
    assert [row["m"] for row in found] == [at and at.date().replace(day=1) for at in MOMENTS]


def test_days_later(dates):
    shifts = [-400, -1, 0, 1, 366]
    found = dates.all("dates", **{str(days): portable.days_later("d", days) for days in shifts})
    assert found == {str(days): [day and day + dt.timedelta(days=days) for day in DATES] for days in shifts}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", MOMENTS[1]),
        ("plain", MOMENTS[1].replace(tzinfo=None)),
        ("at", dt.datetime(2026, 3, 29, 3, tzinfo=AMSTERDAM)),
    ],
)
def test_comparing_with_a_constant_moment(times, column, value):
    later = portable.count_where(exp.GTE(this=exp.column(column), expression=portable.literal(value)))
    assert times.one(later, "times") == 3


def test_comparing_with_a_constant_date(dates):
    later = portable.count_where(exp.GTE(this=exp.column("d"), expression=portable.literal(dt.date(2024, 2, 29))))
    assert dates.one(later, "dates") == 4


def test_functions_outside_their_domain_are_missing(numbers):
    found = numbers.rows("select sum(ln(x)) as l, sum(sqrt(x)) as s, sum(log10(x)) as t from numbers")
    positive = [value for value in NUMBERS if value > 0]
    assert found == [
        {
            "l": pytest.approx(sum(map(math.log, positive)), rel=1e-12),
            "s": pytest.approx(sum(map(math.sqrt, positive)), rel=1e-12),
            "t": pytest.approx(sum(map(math.log10, positive)), rel=1e-12),
        }
    ]
