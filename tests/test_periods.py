"""Laws and worked examples of calendars, periods and spans."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sightline.periods import Calendar, Grain, Period, PeriodError, Span

ZONES = (
    "UTC",
    "Europe/Amsterdam",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "America/Havana",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
grains = st.sampled_from(list(Grain))
calendars = st.builds(
    Calendar,
    grain=grains,
    fiscal_year_starts=st.integers(1, 12),
    week_starts=st.sampled_from(["monday", "sunday", "saturday"]),
    timezone=st.sampled_from(ZONES),
    weeks=st.sampled_from([None, "4-4-5", "4-5-4", "5-4-4"]),
)


@given(calendars, days, grains)
def test_each_day_is_in_the_period_that_is_said_to_hold_it(calendar, day, grain):
    assert day in calendar.period_of(day, grain)


@given(calendars, days, grains)
def test_periods_tile_time(calendar, day, grain):
    period = calendar.period_of(day, grain)
    assert calendar.period_of(period.start, grain) == period
    assert calendar.period_of(period.end - timedelta(days=1), grain) == period
    assert calendar.period_of(period.end, grain).start == period.end


@given(calendars, days, grains)
def test_a_label_names_its_period_alone(calendar, day, grain):
    period = calendar.period_of(day, grain)
    assert calendar.parse(period.label) == period


@given(calendars, days, grains, st.integers(-500, 500))
def test_a_shift_and_its_opposite_cancel(calendar, day, grain, n):
    assume(grain != Grain.YEAR or abs(n) < 200)
    period = calendar.period_of(day, grain)
    assert calendar.shift(calendar.shift(period, n), -n) == period


@given(calendars, days, grains, st.integers(0, 60))
def test_between_counts_both_ends(calendar, day, grain, n):
    first = calendar.period_of(day, grain)
    last = calendar.shift(first, n)
    periods = calendar.between(first, last)
    assert len(periods) == n + 1
    assert all(left.end == right.start for left, right in pairwise(periods))
    assert calendar.covering(first.start, last.end, grain) == periods
    assert n == 0 or calendar.between(last, first) == []


@given(calendars, days, grains, grains)
def test_what_rolls_up_nests(calendar, day, fine, coarse):
    if calendar.rolls_up(fine, coarse):
        inner, outer = calendar.period_of(day, fine), calendar.period_of(day, coarse)
        assert outer.start <= inner.start
        assert inner.end <= outer.end


@given(calendars, days)
def test_a_year_has_12_months_and_4_quarters(calendar, day):
    year = calendar.period_of(day, Grain.YEAR)
    assert len(calendar.covering(year.start, year.end, Grain.MONTH)) == 12
    assert len(calendar.covering(year.start, year.end, Grain.QUARTER)) == 4


@given(days)
def test_weeks_from_monday_are_iso_weeks(day):
    year, week, _ = day.isocalendar()
    assert Calendar().period_of(day, Grain.WEEK).label == f"{year}-W{week:02}"


@given(days, st.integers(1, 12), st.sampled_from(["monday", "sunday", "saturday"]))
def test_a_445_year_ends_on_the_last_closing_weekday(day, month, week_starts):
    calendar = Calendar(fiscal_year_starts=month, week_starts=week_starts, weeks="4-4-5")
    year = calendar.period_of(day, Grain.YEAR)
    closing = year.end - timedelta(days=1)
    assert year.days in (364, 371)
    assert closing.month == (month - 2) % 12 + 1
    assert (closing + timedelta(days=7)).month != closing.month
    assert (
        closing.strftime("%A").lower() == {"monday": "sunday", "sunday": "saturday", "saturday": "friday"}[week_starts]
    )
    assert year.label == f"FY{closing.year}"


@given(st.sampled_from(ZONES), days)
def test_a_day_starts_at_the_first_instant_of_its_date(zone, day):
    start = Calendar(timezone=zone).instant(day)
    local = start.astimezone(ZoneInfo(zone))
    assert start.tzinfo is UTC
    assert (start - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() < day <= local.date()


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("UTC", date(2026, 7, 1), datetime(2026, 7, 1, tzinfo=UTC)),
        ("Europe/Amsterdam", date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("Europe/Amsterdam", date(2026, 3, 30), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, tzinfo=UTC)),  # 00:00 became 01:00
        ("America/Sao_Paulo", date(2018, 2, 18), datetime(2018, 2, 18, 3, tzinfo=UTC)),  # 24:00 became 23:00
        ("Asia/Beirut", date(2022, 3, 27), datetime(2022, 3, 26, 22, tzinfo=UTC)),  # 00:00 became 01:00
        ("America/Havana", date(2022, 11, 6), datetime(2022, 11, 6, 4, tzinfo=UTC)),  # 01:00 became 00:00 again
        ("America/St_Johns", date(2010, 11, 7), datetime(2010, 11, 7, 2, 30, tzinfo=UTC)),  # 00:01 became 23:01
        ("America/Toronto", date(1919, 3, 31), datetime(1919, 3, 31, 4, 30, tzinfo=UTC)),  # 23:30 became 00:30
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10, tzinfo=UTC)),  # the day was left out
        ("Pacific/Apia", date(2011, 12, 31), datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_days_start_right_where_clocks_change(zone, day, instant):
    assert Calendar(timezone=zone).instant(day) == instant


def period(label, **kind):
    return Calendar(**kind).parse(label)


def tried(function, *arguments):
    try:
        return function(*arguments)
    except PeriodError as error:
        return error


@pytest.mark.parametrize(
    ("label", "kind", "start", "end"),
    [
        ("2026", {}, date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q3", {}, date(2026, 7, 1), date(2026, 10, 1)),
        ("2026-07", {}, date(2026, 7, 1), date(2026, 8, 1)),
        ("2026-12", {"fiscal_year_starts": 4}, date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-W31", {}, date(2026, 7, 27), date(2026, 8, 3)),
        ("2020-W53", {}, date(2020, 12, 28), date(2021, 1, 4)),
        ("2026-W53", {}, date(2026, 12, 28), date(2027, 1, 4)),
        ("2026-W01", {}, date(2025, 12, 29), date(2026, 1, 5)),
        ("2026-W01", {"week_starts": "sunday"}, date(2026, 1, 4), date(2026, 1, 11)),
        ("2026-07-15", {}, date(2026, 7, 15), date(2026, 7, 16)),
        ("FY2027", {"fiscal_year_starts": 4}, date(2026, 4, 1), date(2027, 4, 1)),
        ("FY2027-Q1", {"fiscal_year_starts": 4}, date(2026, 4, 1), date(2026, 7, 1)),
        ("FY2027-Q4", {"fiscal_year_starts": 4}, date(2027, 1, 1), date(2027, 4, 1)),
        ("FY2026-Q1", {"fiscal_year_starts": 12}, date(2025, 12, 1), date(2026, 3, 1)),
    ],
)
def test_labels_name_these_days(label, kind, start, end):
    assert period(label, **kind) == Period(start, end, period(label, **kind).grain, label)


RETAIL = {"fiscal_year_starts": 2, "week_starts": "sunday", "weeks": "4-4-5"}


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("FY2026", date(2025, 1, 26), date(2026, 2, 1)),  # 53 weeks: 31 January 2026 is a Saturday
        ("FY2027", date(2026, 2, 1), date(2027, 1, 31)),
        ("FY2027-P01", date(2026, 2, 1), date(2026, 3, 1)),
        ("FY2027-P03", date(2026, 3, 29), date(2026, 5, 3)),
        ("FY2027-Q2", date(2026, 5, 3), date(2026, 8, 2)),
        ("FY2026-P12", date(2025, 12, 21), date(2026, 2, 1)),  # 5 weeks and the 53rd
        ("FY2026-Q4", date(2025, 10, 26), date(2026, 2, 1)),
    ],
)
def test_a_year_that_ends_on_the_last_saturday_of_january(label, start, end):
    named = period(label, **RETAIL)
    assert (named.start, named.end) == (start, end)


def test_about_every_sixth_445_year_has_53_weeks():
    calendar = Calendar(**RETAIL)
    years = calendar.between(calendar.parse("FY2001"), calendar.parse("FY2400"))
    assert sum(year.days == 371 for year in years) == 71  # 400 Gregorian years are 20,871 weeks


@pytest.mark.parametrize(
    ("label", "kind", "says"),
    [
        ("2026-Q3", {"fiscal_year_starts": 4}, "Write it like 'FY2027-Q2'."),
        ("2026", {"fiscal_year_starts": 4}, "Write it like 'FY2026'."),
        ("FY2027-Q1", {}, "Write it like '2027-Q1'."),
        ("2026-07", RETAIL, "Write it like 'FY2027-P06'."),
        ("FY2027-P03", {}, "Write it like '2027-03'."),
        ("2027-W53", {}, "Weeks run from W01"),
        ("2026-W00", {}, "Weeks run from W01"),
        ("2026-13", {}, "Months run from 01 to 12."),
        ("2026-00", {}, "Months run from 01 to 12."),
        ("FY2027-P13", RETAIL, "Months run"),
        ("2026-02-29", {}, "Write a day that exists"),
        ("9999", {}, "Write a year from 0002 to 9998."),
        ("0000", {}, "Write a year from 0002 to 9998."),
        ("2026-Q5", {}, "'2026', '2026-Q3', '2026-07', '2026-W29', '2026-07-15'"),
        ("July", {"fiscal_year_starts": 4}, "'FY2027', 'FY2027-Q2', '2026-07'"),
        ("", {}, "names no period"),
        ("٢٠٢٦", {}, "names no period"),
    ],
)
def test_a_label_that_names_nothing_says_how_to_write_it(label, kind, says):
    with pytest.raises(PeriodError) as caught:
        period(label, **kind)
    assert says in str(caught.value)


@given(calendars, st.text(max_size=12) | st.from_regex(r"(FY)?[0-9]{4}(-[QPW]?[0-9]{1,2}){0,2}", fullmatch=True))
def test_any_text_is_a_period_or_a_period_error(calendar, text):
    named = tried(calendar.parse, text)
    assert named.fix if isinstance(named, PeriodError) else named.label == text.strip()


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize("kind", [{}, {"fiscal_year_starts": 6}, {"weeks": "4-4-5"}])
def test_the_ends_of_time_give_a_period_or_a_period_error(day, grain, kind):
    calendar = Calendar(timezone="Asia/Tokyo", **kind)
    found = tried(calendar.period_of, day, grain)
    assert "years 1 to 9999" in str(found) if isinstance(found, PeriodError) else day in found
    with pytest.raises(PeriodError):
        calendar.instant(date.min)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ({"fiscal_year_starts": 13}, "1 to 12"),
        ({"week_starts": "friday"}, "monday"),
        ({"weeks": "5-5-3"}, "4-4-5"),
        ({"timezone": "Europe/Amsterdm"}, "Did you mean 'Europe/Amsterdam'?"),
        ({"timezone": ""}, "IANA"),
        ({"timezone": "../etc/passwd"}, "IANA"),
    ],
)
def test_a_calendar_refuses_what_it_cannot_keep(kind, says):
    with pytest.raises(PeriodError) as caught:
        Calendar(**kind)
    assert says in str(caught.value)


def test_weeks_roll_up_to_months_only_where_months_are_made_of_weeks():
    assert not Calendar().rolls_up(Grain.WEEK, Grain.MONTH)
    assert not Calendar().rolls_up(Grain.WEEK, Grain.YEAR)
    assert Calendar(weeks="4-4-5").rolls_up(Grain.WEEK, Grain.MONTH)
    assert Calendar().rolls_up(Grain.MONTH, Grain.QUARTER)
    assert not Calendar().rolls_up(Grain.QUARTER, Grain.MONTH)
    assert Calendar().rolls_up(Grain.DAY, Grain.WEEK)


def test_between_refuses_two_grains():
    calendar = Calendar()
    with pytest.raises(PeriodError, match="one grain"):
        calendar.between(calendar.parse("2026-07"), calendar.parse("2026-Q3"))


def test_grains_are_ordered_by_size():
    assert [g for g in Grain if g.finer_or_equal(Grain.MONTH)] == [Grain.DAY, Grain.WEEK, Grain.MONTH]


@pytest.mark.parametrize(
    ("text", "seconds"), [("90 minutes", 5_400), ("1.5 hours", 5_400), ("2 days", 172_800), ("1 week", 604_800)]
)
def test_fixed_spans_have_seconds(text, seconds):
    assert Span.parse(text).seconds == seconds


@pytest.mark.parametrize(
    ("text", "day", "then"),
    [
        ("1 month", date(2026, 1, 31), date(2026, 2, 28)),
        ("12 months", date(2024, 2, 29), date(2025, 2, 28)),
        ("1 quarter", date(2026, 11, 30), date(2027, 2, 28)),
        ("2 weeks", date(2026, 12, 28), date(2027, 1, 11)),
        ("48 hours", date(2026, 1, 1), date(2026, 1, 3)),
    ],
)
def test_spans_add_to_dates(text, day, then):
    assert Span.parse(text).add_to(day) == then


def test_spans_count_periods():
    assert Span.parse("12 months").periods(Grain.MONTH) == 12
    assert Span.parse("1 year").periods(Grain.QUARTER) == 4
    assert Span.parse("5 months").periods(Grain.QUARTER) is None
    assert Span.parse("14 days").periods(Grain.WEEK) == 2
    assert Span.parse("14 days").periods(Grain.MONTH) is None


@pytest.mark.parametrize(
    "text", ["", "days", "2", "2 dys", "-2 days", "1.5 months", "two days", "2 days ago", "1e3 days"]
)
def test_a_span_that_is_none_says_how_to_write_it(text):
    with pytest.raises(PeriodError) as caught:
        Span.parse(text)
    assert caught.value.fix


@given(st.integers(1, 500), st.sampled_from(["minute", "hour", "day", "week", "month", "quarter", "year"]))
def test_a_span_reads_back_as_it_is_written(count, unit):
    span = Span(float(count), unit)
    assert Span.parse(str(span)) == span


def test_varying_spans_have_no_seconds_and_hours_no_dates():
    with pytest.raises(PeriodError, match="no fixed length"):
        _ = Span.parse("1 month").seconds
    with pytest.raises(PeriodError, match="whole number of days"):
        Span.parse("5 hours").add_to(date(2026, 1, 1))
    with pytest.raises(PeriodError, match="years 1 to 9999"):
        Span.parse("9000 years").add_to(date(2026, 1, 1))
