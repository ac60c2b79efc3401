"""What came since a reading is counted with what it found, costs the same on average, and leaves with the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sightline_web.changes import Change
from sightline_web.deviations import Deviation
from sightline_web.live.deviating import Deviating
from sightline_web.processes import Process, Rule

AS_OF = datetime(2026, 5, 4, tzinfo=UTC)
NORTH = (("region", "North"),)
PROCESSES = {"buy": Process("buy", "Buy", "orders", rules={"soon": Rule("soon", "Sent within a day", "chief")})}


def found(segment=(), *, count: int = 4, kind: str = "rule", name: str = "d") -> Deviation:
    return Deviation(
        name, kind, "buy", "soon", None, None, segment, AS_OF - timedelta(days=3), None, "violated", "chief", "quick",
        8.0, 6.0, 10.0, 0.2, 1.0, {"quick": 8.0}, sentence="Four cases were late.", cases=("a", "b"), count=count,
    )  # fmt: skip


def change(case: str, outcome: str = "violated", *, hours: float = 1, segment=NORTH) -> Change:
    return Change("buy", "soon", case, outcome, AS_OF + timedelta(hours=hours), segment)


@pytest.fixture
def deviating() -> Deviating:
    return Deviating()


def test_a_case_is_counted_with_its_segment_where_that_stands_out_and_with_all_others_where_not(deviating):
    deviating.renew([found(name="all"), found(NORTH, name="north")], PROCESSES, AS_OF)
    told = {
        one.deviation: one for one in deviating.take([change("x"), change("y", segment=(("region", "South"),))], AS_OF)
    }
    assert {name: one.count for name, one in told.items()} == {"all": 5, "north": 5}
    north = told["north"]
    assert (north.price, north.low, north.high, north.price_share) == (10.0, 7.5, 12.5, 0.25)
    assert (north.cases, north.prices) == (("x", "a", "b"), {"quick": 10.0})
    assert north.sentence == "Four cases were late; 1 more since."


def test_the_first_case_of_a_rule_is_told_without_a_price(deviating):
    deviating.renew([], PROCESSES, AS_OF)
    (one,) = deviating.take([change("x", hours=2)], AS_OF)
    assert (one.case, one.price, one.owner) == ("x", None, "chief")
    assert one.sentence == "Sent within a day: 1 case violates this."
    (one,) = deviating.take([change("y", hours=3)], AS_OF)
    assert (one.case, one.count, one.cases, one.since) == (None, 2, ("y", "x"), AS_OF + timedelta(hours=2))


def test_a_chart_of_the_same_rule_is_offered_with_it(deviating):
    chart = found(NORTH, kind="chart", name="chart")
    deviating.renew([chart], PROCESSES, AS_OF)
    assert [one.deviation for one in deviating.take([change("x")], AS_OF)] == ["chart", "buy.soon"]


def test_the_same_twice_is_one(deviating):
    deviating.renew([found()], PROCESSES, AS_OF)
    assert len(deviating.take([change("x"), change("x")], AS_OF)) == 1
    assert deviating.take([change("x")], AS_OF) == ()
    assert deviating.all()[0].count == 5


def test_a_correction_takes_a_case_out_again(deviating):
    deviating.renew([found()], PROCESSES, AS_OF)
    deviating.take([change("x")], AS_OF)
    assert deviating.take([change("x", "satisfied")], AS_OF) == (found(),)
    assert deviating.take([change("x", "satisfied")], AS_OF) == ()


def test_what_a_reading_counted_leaves_its_seven_days_meanwhile(deviating):
    deviating.renew([found(count=14)], PROCESSES, AS_OF)
    new = [change(str(each), hours=24 * 3.5) for each in range(7)]
    (one,) = deviating.take(new, AS_OF + timedelta(days=3.5))
    assert (one.count, one.price) == (14, 8.0)  # as many came as went
    (one,) = deviating.take([change("x", hours=24 * 9)], AS_OF + timedelta(days=9))
    assert (one.count, round(one.price, 6)) == (8, round(8.0 * 8 / 14, 6))


def test_the_next_reading_takes_over_what_was_violated_until_its_moment(deviating):
    deviating.renew([found()], PROCESSES, AS_OF)
    deviating.take([change("x", hours=1), change("y", hours=30)], AS_OF)
    exact = replace(found(count=5), price=9.0)
    deviating.renew([exact], PROCESSES, AS_OF + timedelta(hours=12))
    (one,) = deviating.all()
    assert (one.count, round(one.price, 6)) == (6, round(9.0 * 6 / 5, 6))
