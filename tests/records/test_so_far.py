"""What the period under way says, beside the whole ones."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.periods import Calendar, Grain
from sightline.records import ValuesBuilder
from sightline.records.so_far import so_far

CALENDAR = Calendar(grain=Grain.WEEK)
TODAY = date(2026, 5, 8)  # a Friday: 2026-W19 is not over


def values(*rows):
    built = ValuesBuilder(("region",))
    for label, region, value, n in rows:
        period, none = CALENDAR.parse(label), [None]
        built.add(
            {
                "metric": ["time"], "period": [label], "start": [period.start], "end": [period.end], "region": [region],
                "value": [value], "n": [n], "numerator": none, "denominator": none, "fresh_at": none,
            }
        )  # fmt: skip
    return built.build()


def test_a_period_that_is_not_over_counts_by_its_share_of_the_usual_number():
    past = [(f"2026-W{week}", "North", 1.0, 20) for week in range(10, 19)]
    (found,) = so_far(values(*past, ("2026-W19", "North", 3.0, 15)), CALENDAR, TODAY).items()
    assert found[0] == ("time", ("North",))
    assert (found[1].period, found[1].value, found[1].share) == ("2026-W19", 3.0, pytest.approx(0.75))


def test_a_busy_start_counts_as_one_period_at_most():
    past = [(f"2026-W{week}", "North", 1.0, 20) for week in range(10, 19)]
    (found,) = so_far(values(*past, ("2026-W19", "North", 3.0, 90)), CALENDAR, TODAY).values()
    assert found.share == 1.0


@pytest.mark.parametrize(
    "row",
    [
        ("2026-W18", "North", 3.0, 20),  # over
        ("2026-W20", "North", 3.0, 20),  # not begun
        ("2026-W19", "North", None, 0),  # nothing has happened
        ("2026-W19", "South", 3.0, 20),  # nothing is known of what is usual there
    ],
)
def test_what_is_over_or_not_begun_or_empty_says_nothing(row):
    past = [(f"2026-W{week}", "North", 1.0, 20) for week in range(10, 18)]
    assert not so_far(values(*past, row), CALENDAR, TODAY)
