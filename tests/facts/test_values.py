"""Kinds of values and moments in time, one rule at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import SourceError
from sightline.facts.instants import localize, to_instants, zone_of
from sightline.facts.kinds import GUESS, Kind, Tally, cast


def kind_of(*values, decimal="."):
    tally = Tally("x", decimal)
    for value in values:  # one batch each: a kind must not depend on how a file was cut
        tally.see(pa.array([value], pa.string()), pa.array([1]), GUESS, "file")
    whole = Tally("x", decimal)
    whole.see(pa.array(values, pa.string()), pa.array(range(len(values))), GUESS, "file")
    assert tally.decide() is whole.decide()
    return whole.decide()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-2", "+3", "0", None], Kind.INTEGER),
        (["1", "NA", "n/a", "", "NULL"], Kind.INTEGER),
        (["01", "2"], Kind.TEXT),
        (["123456789012345678"], Kind.INTEGER),
        (["1234567890123456789", "1"], Kind.TEXT),
        (["1234567890123456789", "0.5"], Kind.NUMBER),
        (["1.", ".5", "1e5", "-1E-5"], Kind.NUMBER),
        (["00.5"], Kind.TEXT),
        (["nan", "1"], Kind.NUMBER),
        (["nan"], Kind.TEXT),
        (["nan", "x"], Kind.TEXT),
        (["1,5"], Kind.TEXT),
        (["0x10"], Kind.TEXT),
        (["true", "FALSE"], Kind.BOOLEAN),
        (["true", "1"], Kind.TEXT),
        (["2026-02-28"], Kind.DATE),
        (["2026-02-30"], Kind.TEXT),
        (["2026-02-28", "2026-02-28 10:00"], Kind.TIMESTAMP),
        (["2026-02-28T10:00:00.123456789"], Kind.TIMESTAMP),
        (["2026-02-28T10:00Z", "2026-02-28 10:00"], Kind.INSTANT),
        (["2026-02-28T25:00Z"], Kind.TEXT),
        (["20260228"], Kind.INTEGER),
        ([" 5 ", "6"], Kind.INTEGER),
        ([None, ""], Kind.TEXT),
    ],
)
def test_the_kind_fits_all_values(values, kind):
    assert kind_of(*values) is kind


def test_a_decimal_comma_parts_the_broken_part():
    assert kind_of("1,5", "1.234,5", decimal=",") is Kind.NUMBER
    assert kind_of("1.5", decimal=",") is Kind.TEXT
    found = cast(pa.array(["1,5", "1.234,5", "-2"]), Kind.NUMBER, timezone="UTC", decimal=",")
    assert found.values.to_pylist() == [1.5, 1234.5, -2.0]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_float_is_read_back_to_the_last_bit(values):
    texts = [repr(value) for value in values]
    found = cast(pa.array(texts), Kind.NUMBER, timezone="UTC")
    assert kind_of(*texts) is Kind.NUMBER
    assert found.values.to_pylist() == values
    assert found.bad is None


@pytest.mark.parametrize(
    ("text", "utc", "offset"),
    [
        ("2026-07-01T10:00:00+02:00", "2026-07-01T08:00:00", 120),
        ("2026-07-01 10:00:00.25 -0330", "2026-07-01T13:30:00.250", -210),
        ("2026-07-01T10:00+02", "2026-07-01T08:00:00", 120),
        ("2026-07-01T10:00:00Z", "2026-07-01T10:00:00", 0),
        ("2026-07-01T10:00:00.123456789z", "2026-07-01T10:00:00.123456", 0),
        ("2026-07-01T10:00:00,5+00:00", "2026-07-01T10:00:00.500", 0),
        (" 2026-07-01 10:00 ", "2026-07-01T08:00:00", None),
        ("2026-07-01", "2026-06-30T22:00:00", None),
        ("2026-03-29 02:30", "2026-03-29T01:30:00", None),  # the hour that spring leaves out
        ("2026-10-25 02:30", "2026-10-25T00:30:00", None),  # the hour that autumn repeats: the first
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00", 60),  # the second, as its offset says
        ("1 July 2026", None, None),
        ("2026-07-01T10", None, None),
        ("2026-02-30T10:00Z", None, None),
        ("2026-07-01T10:00:00+99:99", None, None),
        ("", None, None),
    ],
)
def test_a_text_is_a_moment_or_nothing(text, utc, offset):
    for texts in ([text], [text, "2026-07-01", "2026-07-01T10:00Z"]):  # alone, and among others
        found = to_instants(pa.array(texts), "Europe/Amsterdam")
        expected = None if utc is None else datetime.fromisoformat(utc).replace(tzinfo=UTC)
        assert (found.times[0].as_py(), found.offsets[0].as_py()) == (expected, offset)


ZONES = st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])


@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), min_size=1), ZONES)  # noqa: DTZ001 -- wall clocks
def test_wall_clocks_become_moments_as_python_reads_them(values, zone):
    found = localize(pa.array(values, pa.timestamp("us")), zone).to_pylist()
    assert found == [value.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for value in values]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 -- wall clocks
def test_every_offset_is_kept(value, minutes):
    sign = "-" if minutes < 0 else "+"
    text = f"{value.isoformat()}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    found = to_instants(pa.array([text]), "UTC")
    assert found.times[0].as_py() == value.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    assert found.offsets[0].as_py() == minutes


def test_a_zone_that_does_not_exist_is_told():
    with pytest.raises(SourceError, match="no time zone is called 'Europe/Atlantis'"):
        zone_of("Europe/Atlantis")
