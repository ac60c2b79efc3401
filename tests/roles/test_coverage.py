"""Where one departure would hurt, in numbers that are about nobody alone."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pyarrow as pa
import pytest

from sightline.model import load
from sightline.records.development import (
    ActivityCoverage,
    Aspiration,
    Coverage,
    RoleNeed,
    Skill,
    Skills,
    shared_wishes,
)
from sightline.records.people import Assignment, Assignments
from sightline.records.work import DONE, Done
from sightline.roles.coverage import coverage, doers_of

DAY = date(2026, 7, 1)
MODEL = """
sightline: 1
name: Test
sources: {log: {file: a.csv, log: {case: c, activity: a, time: t}}}
processes: {sales: {log: log, activities: {check: {}, pick: {}, ship: {}, file: {}}}}
capabilities: {credit: {title: Credit}}
roles:
  analyst: {title: Analyst, performs: {sales.check: 1}, needs: {credit: 3}}
  operator: {title: Operator, performs: {sales.pick: 1}}
  driver: {title: Driver, performs: {sales.ship: 1}}
"""


def model():
    loaded = load({"sightline.yml": MODEL})
    assert loaded.model is not None, loaded.errors
    return loaded.model


def people(**roles):
    """Return so many people in each role."""
    return Assignments(tuple(
        Assignment(f"{role[0]}{number}", role, None, None) for role, many in roles.items() for number in range(many)
    ))  # fmt: skip


def done(**by):
    """Return who did how many hours of `sales.ACTIVITY`."""
    rows = [
        {"person": person, "activity": f"sales.{name}", "period": "2026-06", "amount": hours, "items": 1}
        for name, amounts in by.items() for person, hours in amounts.items()
    ]  # fmt: skip
    return Done(pa.Table.from_pylist(rows, DONE), "hours")


def levels(**of):
    return Skills(tuple(Skill(person, "credit", level) for person, level in sorted(of.items())))


def told(staff, skills=None, work=None):
    found = coverage(
        model(),
        staff,
        skills or Skills(),
        doers_of(work, staff.persons) if work else {},
        day=DAY,
        titles={"analyst": "Analyst"},
    )
    return {one.activity.removeprefix("sales."): one for one in found.activities}, found


def test_one_holder_and_none_are_said():
    by, found = told(people(analyst=5, operator=1))
    assert {name: (one.holders, one.exposure) for name, one in by.items()} == {
        "check": (5, "covered"), "pick": (1, "one"), "ship": (0, "nobody"), "file": (0, "unknown"),
    }  # fmt: skip
    assert "With that one it stops" in by["pick"].words.replace("with", "With")
    assert by["ship"].words == "Nobody holds driver: the post is empty."
    assert found.words.startswith("2 of 3 activities hang on one person or nobody: sales.pick and sales.ship.")


def test_who_holds_the_role_and_does_not_do_it_is_not_ready():
    by, _ = told(people(analyst=6), work=done(check={"a0": 90.0}))
    assert (by["check"].doers, by["check"].ready, by["check"].exposure, by["check"].half) == (1, 1, "one", 1)
    assert by["check"].words == "Of 6 who hold Analyst one could go on with it: let a second one learn it."


def test_who_is_known_to_lack_a_level_is_not_ready_and_who_is_not_known_is():
    by, _ = told(people(analyst=6), levels(a0=3, a1=2, a2=2, a3=1, a4=1, a5=2))
    assert (by["check"].ready, by["check"].exposure) == (1, "one")
    by, _ = told(people(analyst=6), levels(a0=3, a1=2, a2=2, a3=1, a4=1))
    assert by["check"].ready == 2


def test_levels_of_fewer_than_five_people_are_told_nowhere():
    short, fine = (told(people(analyst=4), levels(a0=3, a1=3, a2=3, a3=last)) for last in (1, 3))
    assert short == fine
    (need,) = short[1].needs
    assert (need.holders, need.known, need.enough, need.short) == (4, None, None, None)


def test_what_a_role_lacks_is_counted():
    _, found = told(people(analyst=6), levels(a0=3, a1=4, a2=2, a3=1, a4=3))
    (need,) = found.needs
    assert (need.needed, need.holders, need.known, need.enough, need.short) == (3, 6, 5, 3, 2)


def test_that_all_lack_it_is_told_of_nobody():
    _, found = told(people(analyst=6), levels(a0=1, a1=1, a2=1, a3=1, a4=1))
    assert found.needs[0].short is None


def test_half_of_the_work_and_work_by_outsiders():
    by, _ = told(people(analyst=5), work=done(check={"a0": 30.0, "a1": 25.0, "a2": 25.0, "X901": 20.0}))
    assert (by["check"].half, by["check"].outside) == (2, pytest.approx(0.2))
    assert by["check"].words.endswith("20% of it was done by people whom the table of people does not know.")


def test_work_that_no_role_performs_belongs_to_who_did_it():
    by, _ = told(people(operator=3, analyst=3), work=done(file={"o0": 50.0, "o1": 50.0, "a0": 2.0}))
    assert (by["file"].roles, by["file"].doers, by["file"].exposure) == (("operator",), 2, "covered")


def test_a_wish_is_used_only_for_what_its_owner_shared_it_for():
    wishes = (
        Aspiration("p", "capability", "credit", frozenset({"assigning"})),
        Aspiration("q", "capability", "credit", frozenset({"conversation"})),
        Aspiration("r", "capability", "credit"),
        Aspiration("p", "role", "analyst", frozenset({"assigning"})),
    )
    assert shared_wishes(wishes, "assigning") == {"p": frozenset({"credit"})}
    assert shared_wishes(wishes, "career") == {}


def test_no_record_of_roles_and_activities_names_a_person():
    names = {one.name for kind in (ActivityCoverage, RoleNeed, Coverage) for one in fields(kind)}
    assert not names & {"person", "persons", "who", "carried_by", "best", "rank"}
