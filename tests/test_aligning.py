"""Alignment of a reading: which periods, agreements and activities with a path, and who may be asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from sightline.errors import NotApprovedError, UnknownNameError
from sightline.periods import PeriodError
from sightline.reading import read
from sightline.reading.agreeing import store
from sightline.reading.aligning import with_a_path
from sightline.records.agreements import Agreement
from tests.measures.support import make

MODEL = """
sources:
  staff: {file: data/staff.parquet}
  tickets: {file: data/tickets.parquet}
  log: {file: data/log.parquet, log: {case: case, activity: step, time: at}}
  sales: {file: data/sales.parquet}
people: {source: staff, person: id, role: role}
work: {source: tickets, item: id, performer: who, counts_as: what, effort: hours, opened: opened, closed: closed}
metrics:
  lead_time: {title: Lead, unit: days, better: lower, duration: {process: orders, from: take, to: ship, stat: median}}
  revenue: {title: Revenue, unit: EUR, better: higher, source: sales, time: at, measure: sum(amount)}
effects: [{driver: lead_time, on: revenue, lag: [1, 2]}]
goals: {grow: {statement: Grow, metric: revenue, target: 100, by: 2027-12-31}}
processes:
  orders: {log: log, activities: {take: {}, check: {}, ship: {}, thank: {}}, chain: [take, check, ship, thank]}
roles:
  clerk: {title: Clerk, performs: {orders.check: 1.0}}
"""


@pytest.fixture
def place(tmp_path):
    rng = np.random.default_rng(5)
    tickets, start = [], datetime(2024, 4, 1, 12, tzinfo=UTC)
    for day in range(900):
        when = start + timedelta(days=day)
        for who in range(6):
            what = (
                "orders.check" if rng.random() < (0.8 if when < datetime(2026, 4, 1, tzinfo=UTC) else 0.5) else "filing"
            )
            tickets.append({"id": f"{day}.{who}", "who": f"p{who}", "what": what, "hours": float(rng.gamma(9.0)),
                            "opened": when, "closed": when})  # fmt: skip
    staff = [{"id": f"p{who}", "role": "clerk"} for who in range(6)]
    log = [{"case": "a", "step": step, "at": start} for step in ("take", "check", "ship", "thank")]
    tables = {"staff": staff, "tickets": tickets, "log": log, "sales": [{"at": start, "amount": 1.0}]}
    return make(tmp_path, MODEL, tables, calendar="{fiscal_year_starts: 4}")


@pytest.fixture
def reading(place):
    with read(place, as_of=date(2026, 8, 31)) as one:
        yield one


def clerk(found):
    return next(one for one in found.every if (one.kind, one.name) == ("role", "clerk"))


def test_the_periods_looked_at_are_known_without_looking(reading):
    labels = [one.label for one in reading.aligned_periods()]
    found = reading.align()
    assert (labels[0], labels[-1]) == (found.since, found.until)
    assert [one.label for one in reading.aligned_periods("2026-07", "2026-06")] == ["2026-06", "2026-07"]


def test_it_looks_at_the_fiscal_year_up_to_the_newest_whole_period_against_the_year_before(reading):
    found = reading.align()
    assert (found.since, found.until) == ("2026-04", "2026-08")
    assert (found.baseline[0], found.baseline[-1], len(found.baseline)) == ("2025-04", "2026-03", 12)
    assert clerk(found).state == "drifted"
    assert clerk(found).distance == pytest.approx(0.3, abs=0.05)


def test_periods_of_any_grain_can_be_asked_for(reading):
    found = reading.align("FY2027-Q1", "FY2027-Q1")
    assert (found.since, found.until, len(found.baseline)) == ("FY2027-Q1", "FY2027-Q1", 4)
    assert clerk(found).items == pytest.approx(91 * 6)
    assert reading.align("2025-08", "2025-05").until == "2025-08"


def test_asking_twice_gives_the_same(reading):
    assert reading.align() == reading.align()


@pytest.mark.parametrize(
    ("period", "since"), [("nonsense", None), ("2026-08", "2026-09"), ("2026-08", "FY2027-Q1"), (None, "x")]
)
def test_periods_that_do_not_fit_are_refused(reading, period, since):
    with pytest.raises(PeriodError):
        reading.align(period, since)


def test_an_activity_has_a_path_where_a_declared_way_leads_from_it_to_a_goal(reading):
    assert with_a_path(reading.model) == {"orders.check", "orders.ship"}
    found = reading.align()
    assert [one.activity for one in found.unseen] == ["filing"]
    assert {one.activity: one.path for one in clerk(found).activities} == {"filing": False, "orders.check": True}


def agreement(split, **more):
    given = {"person": None, "version": 1, "previous": None, "reason": "", **more}
    return Agreement(
        "FY2027", date(2026, 4, 1), date(2027, 3, 31), "clerk", "Clerk", given["person"], None, None, (),
        tuple(split.items()), given["version"], given["previous"], given["reason"], "m",
        datetime(2026, 4, 1, tzinfo=UTC),
    )  # fmt: skip


def test_the_agreements_kept_are_what_it_compares_with(place, reading):
    store(place).keep(agreement({"orders.check": 0.5, "filing": 0.5}))
    found = clerk(reading.align())
    assert (found.against, found.state) == ("agreement", "within_noise")
    assert [one.agreed for one in found.activities] == [0.5, 0.5]


def test_an_agreement_for_another_time_is_none(place, reading):
    store(place).keep(agreement({"orders.check": 1.0}))
    assert clerk(reading.align("2025-08", "2025-05")).against == "baseline"


def test_nobody_is_told_of_without_the_approval_of_the_register(reading):
    for persons in ({"p1"}, None):
        with pytest.raises(NotApprovedError):
            reading.align(persons=persons)
    told = reading.align(persons={"p1"}, approved={"alignment"})
    assert [one.name for one in told.every if one.kind == "person"] == ["p1"]
    with pytest.raises(UnknownNameError):
        reading.align(persons={"nobody"}, approved={"alignment"})


def test_without_people_or_work_nothing_is_told_and_it_is_said(tmp_path):
    bare = MODEL.replace(MODEL[MODEL.index("people:") : MODEL.index("metrics:")], "")
    start = datetime(2026, 4, 1, tzinfo=UTC)
    log = [{"case": "a", "step": step, "at": start} for step in ("take", "check", "ship", "thank")]
    with read(
        make(
            tmp_path,
            bare,
            {"log": log, "sales": [{"at": start, "amount": 1.0}], "staff": [{"id": 1}], "tickets": [{"id": 1}]},
        ),
        as_of=date(2026, 4, 30),
    ) as one:
        found = one.align()
    assert found.every == ()
    assert found.words
