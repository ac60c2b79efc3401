"""What is open and who is there, out of items of work and dated assignments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pyarrow as pa
import pytest

from sightline.model.declarations import Role
from sightline.periods import WorkingTime
from sightline.records.assigning import Performer
from sightline.records.development import Skill, Skills
from sightline.records.people import Assignment, Assignments
from sightline.records.work import ITEMS, WorkItems
from sightline.roles.open_work import Opened, Stretch, open_work, performers, sight_per_hour, works

TODAY = date(2026, 7, 3)  # a Friday
PEOPLE = Assignments((
    Assignment("a", "clerk", date(2025, 1, 1), None),
    Assignment("b", "clerk", date(2025, 1, 1), date(2026, 6, 30)),
    Assignment("c", "clerk", date(2026, 7, 10), None, capacity=0.5),
    Assignment("c", "lead", date(2025, 1, 1), date(2026, 7, 7), capacity=0.25),
    Assignment("d", "clerk", None, None, capacity=0.0),
))  # fmt: skip


def row(item, performer=None, activity="check", effort=4.0, **more):
    return {"item": item, "performer": performer, "activity": activity, "effort": effort, **more}


def opened(*rows, anew=False, sights=None):
    table = pa.Table.from_pylist(list(rows), ITEMS)
    return open_work(WorkItems(table), PEOPLE, today=TODAY, timezone="Europe/Amsterdam", sights=sights or {}, anew=anew)


def test_open_is_what_nobody_has_and_what_somebody_has_who_is_gone():
    closed = datetime(2026, 7, 1, tzinfo=UTC)
    found = opened(row("1"), row("2", "b"), row("3", "a"), row("4", "x901"), row("5", None, closed=closed))
    assert [(one.item, one.holder) for one in found.items] == [("1", None), ("2", None)]
    assert "b has it, and holds no role any more" in found.items[1].words
    assert found.held == {"a": 4.0}
    assert "4 h of open work that people have already" in found.words
    assert "1 item is with people whom the table of people does not know" in found.words


def test_asked_anew_what_people_have_is_open_and_takes_no_hours():
    found = opened(row("3", "a"), anew=True)
    assert ([(one.item, one.holder) for one in found.items], found.held) == ([("3", "a")], {})


def test_hours_that_are_not_noted_down_are_what_such_items_took():
    done = [row(f"d{n}", "a", effort=float(n), closed=datetime(2026, 6, n, tzinfo=UTC)) for n in (1, 2, 9)]
    known, unknown = opened(*done, row("1", effort=None), row("2", activity="file", effort=None)).items
    assert (known.hours, known.estimated) == (2.0, True)
    assert "half of such items take up to 2.0 h" in known.words
    assert unknown.hours is None


def test_a_due_moment_has_its_day_where_the_enterprise_is():
    (item,) = opened(row("1", due=datetime(2026, 7, 5, 22, 30, tzinfo=UTC)), sights={"check": 2.0}).items
    assert (item.due, item.sight) == (date(2026, 7, 6), 2.0)


def test_hours_are_those_of_working_days_and_of_the_assignments_that_hold_on_them():
    working = WorkingTime(holidays=(date(2026, 7, 9),))
    stretch = Stretch(TODAY, date(2026, 7, 12), working, hours=10.0)
    assert [day.day for day in stretch.days] == [6, 7, 8, 10]
    skills = Skills((Skill("a", "credit", 3),))
    found = performers(PEOPLE, Opened((), {"a": 5.0}), skills, {"c": frozenset({"credit"})}, stretch)
    assert found == (
        Performer("a", ("clerk",), 40.0, 5.0, {"credit": 3}),
        Performer("c", ("clerk", "lead"), 2 * 2.5 + 5.0, 0.0, {}, frozenset({"credit"})),
        Performer("d", ("clerk",), 0.0),
    )


def test_works_hold_what_each_role_needs():
    roles = {"clerk": Role(title="Clerk", needs={"credit": 2}), "lead": Role(title="Lead")}
    found = works(roles, {"check": (("clerk", "lead", "gone"), True), "file": ((), False)}, {"check": "Check it"})
    assert (found["check"].title, found["check"].needs) == ("Check it", {"clerk": {"credit": 2}, "lead": {}})
    assert (found["file"].needs, found["file"].declared) == ({}, False)


def line(activity, share, unit, goal="g", origin="activity"):
    return SimpleNamespace(from_=activity, share_of_gap=share, unit=unit, goal=goal, origin=origin)


def test_a_day_longer_is_spread_over_the_hours_of_a_period_and_once_more_over_one_item():
    lines = [
        line("check", -0.2, "one day longer"), line("check", 0.1, "one day longer", goal="h"),
        line("file", 0.5, "done once more"), line("ship", None, "one day longer"),
        line("m", 1.0, "EUR", origin="metric"),
        line("unseen", 1.0, "one day longer"),
    ]  # fmt: skip
    hours = {"check": (100.0, 4.0), "file": (50.0, 5.0)}
    found = sight_per_hour(lines, {"g": 1.0, "h": 2.0}, lambda name: hours.get(name, (0.0, 0.0)))
    assert found == {"check": pytest.approx((0.2 + 0.1 * 2) / 100), "file": pytest.approx(0.1)}
