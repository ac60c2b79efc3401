"""Open work, capabilities and ways ahead of a reading, out of tables."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sightline.errors import NotApprovedError, SourceError, UnknownNameError
from sightline.periods import PeriodError
from sightline.reading import read
from sightline.records.development import Aspiration, Gap
from tests.measures.support import make

MODEL = """
sources:
  staff: {file: data/staff.parquet}
  tickets: {file: data/tickets.parquet}
  levels: {file: data/levels.csv}
  log: {file: data/log.parquet, log: {case: case, activity: step, time: at, performer: by}}
people: {source: staff, person: id, role: role, from: since, to: until, capacity: fte}
work:
  {source: tickets, item: id, performer: who, counts_as: what, effort: hours, opened: opened, closed: closed, due: due}
skills: {source: levels, person: who, capability: what, level: level, on: on}
capabilities: {credit: {title: Credit risk}}
roles:
  clerk: {title: Clerk, performs: {orders.check: 1.0}, needs: {credit: 2}, leads_to: [lead]}
  lead: {title: Lead, performs: {orders.ship: 1.0}, needs: {credit: 4}}
processes:
  orders: {log: log, activities: {check: {title: Check orders}, ship: {}}}
"""
LEVELS = "who,what,level,on\na,credit,2,2026-01-01\na,credit,3,2026-06-01\nb,credit,1,2026-01-01\nb,credits,1,\n"


def at(month, day):
    return datetime(2026, month, day, 12, tzinfo=UTC)


def staff(person, role, since=date(2025, 1, 1), until=None):
    return {"id": person, "role": role, "since": since, "until": until, "fte": 1.0}


def ticket(number, who, what, hours, opened, closed=None, due=None):
    return {
        "id": f"t{number}", "who": who, "what": what, "hours": hours, "opened": opened, "closed": closed, "due": due
    }  # fmt: skip


TICKETS = [
    ticket(1, "a", "orders.check", 2.0, at(5, 1), at(5, 2)),
    ticket(2, "a", "filing", 3.0, at(5, 1), at(6, 2)),
    ticket(3, None, "orders.check", 4.0, at(6, 1), due=at(7, 3)),
    ticket(4, None, "filing", None, at(6, 1)),
    ticket(5, "a", "orders.ship", 6.0, at(6, 1)),
    ticket(6, None, "magic", 1.0, at(6, 1)),
]
STAFF = [staff("a", "clerk"), staff("b", "clerk"), staff("c", "lead", until=date(2026, 6, 1))]
LOG = [
    {"case": "1", "step": "check", "at": at(6, 30), "by": "a"},
    {"case": "1", "step": "ship", "at": at(6, 30), "by": "c"},
]


@pytest.fixture
def reading(tmp_path):
    files = {"staff": STAFF, "tickets": TICKETS, "log": LOG}
    workspace = make(tmp_path, MODEL, files)
    (workspace.root / "data" / "levels.csv").write_text(LEVELS, encoding="utf-8")
    with read(workspace, as_of=date(2026, 6, 30)) as opened:
        yield opened


def test_open_work_goes_to_who_may_do_it_by_role_or_by_what_their_role_did(reading):
    found = reading.assign()
    rows = {one.item: one for one in found.rows}
    assert list(rows) == ["t3", "t4", "t6"]
    assert (rows["t3"].person, rows["t3"].able) == ("a", 2)  # the other one lacks a level, which weighs more
    assert (rows["t4"].hours, rows["t4"].roles) == (3.0, ("clerk",))
    assert "half of such items take up to 3.0 h" in rows["t4"].reason
    assert (rows["t6"].state, rows["t6"].roles) == ("nobody", ())
    assert found.until == date(2026, 7, 28)
    assert "6 h of open work that people have already" in found.words


def test_handed_out_anew_also_what_somebody_has(reading):
    rows = {one.item: one for one in reading.assign(anew=True).rows}
    assert (rows["t5"].holder, rows["t5"].person, rows["t5"].state) == ("a", None, "nobody")
    assert rows["t5"].reason == "Nobody holds Lead until 2026-07-28."


def test_a_wish_counts_where_its_owner_shared_it_for_that(reading):
    wish = Aspiration("a", "capability", "credit", frozenset({"assigning"}))
    row = next(one for one in reading.assign(aspirations=[wish]).rows if one.item == "t3")
    assert (row.person, row.learns) == ("a", ("credit",))
    kept = Aspiration("a", "capability", "credit", frozenset({"conversation"}))
    row = next(one for one in reading.assign(aspirations=[kept]).rows if one.item == "t3")
    assert row.learns == ()


def test_levels_count_only_of_those_of_whom_they_may(reading):
    row = next(one for one in reading.assign(levels_of=()).rows if one.item == "t3")
    assert "has no level noted down in" in row.reason
    row = next(one for one in reading.assign(levels_of={"b"}).rows if one.item == "t3")
    assert (row.person, "has no level noted down in" in row.reason) == ("a", True)  # the other lacks one


@pytest.mark.parametrize("until", [date(2026, 6, 30), "2026-06", date(2027, 12, 1)])
def test_a_horizon_that_is_past_or_far_is_refused(reading, until):
    with pytest.raises(PeriodError, match=r"past|more than a year ahead"):
        reading.assign(until)


def test_a_period_says_its_last_day(reading):
    assert reading.assign("2026-08").until == date(2026, 8, 31)


def test_levels_are_the_newest_and_what_is_not_declared_is_told(reading):
    skills = reading.skills()
    assert skills.of("a", date(2026, 6, 30)) == {"credit": 3}
    assert [one.kind for one in skills.misfits] == ["unknown_capability"]


def test_coverage_knows_who_did_it_by_work_and_by_logs(reading):
    by = {one.activity: one for one in reading.coverage().activities}
    assert (by["orders.check"].title, by["orders.check"].holders, by["orders.check"].doers) == ("Check orders", 2, 1)
    assert (by["orders.ship"].holders, by["orders.ship"].exposure) == (0, "nobody")
    assert (by["filing"].roles, by["filing"].exposure) == (("clerk",), "one")


def test_one_person_is_told_of_where_that_is_approved(reading):
    with pytest.raises(NotApprovedError, match="no approved entry"):
        reading.development("a")
    found = reading.development("a", approved={"capabilities"})
    assert found.gaps == (("clerk", (Gap("credit", 2, 3),)),)
    assert [(one.start, one.to, one.levels) for one in found.careers] == [("clerk", "lead", 1)]
    with pytest.raises(UnknownNameError, match="nobody"):
        reading.development("nobody", approved={"capabilities"})


def test_careers_and_stays_of_groups(reading):
    assert [one.to for one in reading.careers("clerk")] == ["lead"]
    with pytest.raises(UnknownNameError, match="clerc"):
        reading.careers("clerc")
    assert all(not one.points for one in reading.retention())


def test_a_column_that_is_not_there_is_said(tmp_path):
    workspace = make(tmp_path, MODEL.replace("level: level", "level: lvl"), {"staff": STAFF})
    (workspace.root / "data" / "levels.csv").write_text(LEVELS, encoding="utf-8")
    with read(workspace, as_of=date(2026, 6, 30)) as opened, pytest.raises(SourceError, match="lvl"):
        opened.skills()


def test_without_declarations_there_are_answers(tmp_path):
    with read(make(tmp_path, "", {}), as_of=date(2026, 6, 30)) as opened:
        assert opened.assign().words.startswith("No work is open")
        assert opened.coverage().words.startswith("The model declares no activities. No levels are noted down")
        assert opened.retention() == ()
