"""Evidence of some days alone: the cases of those days with who worked on them, and nothing of the others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.reading.within import within
from tests.roles.evidence.support import World, cases_of

ZONES = ("UTC", "Europe/Amsterdam", "Pacific/Auckland")
DAYS = st.dates(date(2024, 12, 25), date(2025, 1, 10))


def rows_of(cases) -> list[tuple]:
    """Each case with what was said of it and who touched it, as plain Python."""
    table, touches = cases.table.to_pylist(), cases.touches.to_pylist()
    who = [[] for _ in table]
    for one in touches:
        who[one["row"]].append((one["person"], one["team"]))
    return [(row["case"], row["value"], tuple(sorted(those))) for row, those in zip(table, who, strict=True)]


@given(
    hours=st.lists(st.integers(-100, 300), min_size=1, max_size=30), zone=st.sampled_from(ZONES),
    since=st.none() | DAYS, until=st.none() | DAYS, shared=st.booleans(),
)  # fmt: skip
def test_what_is_kept_are_the_cases_of_those_days_where_the_enterprise_is(hours, zone, since, until, shared):
    at = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=one) for one in hours]
    row = [place for place in range(len(at)) for _ in range(1 + (shared and place % 2))]
    cases = cases_of(
        np.arange(len(at)), row, [f"P{place}" for place in range(len(row))], ["T"] * len(row),
        at=np.array([one.replace(tzinfo=None) for one in at], "datetime64[us]"),
    )  # fmt: skip
    local = [one.astimezone(ZoneInfo(zone)).date() for one in at]
    expected = [
        each for each, day in zip(rows_of(cases), local, strict=True)
        if (since is None or day >= since) and (until is None or day < until)
    ]  # fmt: skip
    found = within(cases, since, until, zone)
    assert rows_of(found) == expected
    assert found.touches.schema == cases.touches.schema


def test_without_bounds_the_cases_are_those_that_came():
    cases = World().cases()
    assert within(cases, None, None, "UTC") is cases


@pytest.mark.parametrize("since", [date(2030, 1, 1)])
def test_of_days_without_cases_nothing_is_left_and_nothing_breaks(since):
    assert rows_of(within(World().cases(), since, None, "UTC")) == []
