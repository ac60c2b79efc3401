"""Agreeing with people: who holds the role, who leads, whose past work counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from sightline.errors import UnknownNameError
from sightline.reading.agreeing import Wish, agree
from sightline.records.people import Assignment, Assignments
from sightline.roles.agreements import AgreementError
from sightline.roles.goals import role_goals
from tests.roles.support import basis, model

PEOPLE = Assignments(
    (
        Assignment("p1", "clerk", None, None, "p9"),
        Assignment("p1", "head", date(2027, 2, 1), None, "p8"),
        Assignment("p2", "clerk", None, date(2026, 12, 31), "p7"),
        Assignment("p3", "clerk", None, None, "p9"),
        Assignment("p4", "idler", None, None),
    )
)


@pytest.fixture
def reading(tmp_path):
    goals = role_goals(basis()).roles
    return SimpleNamespace(
        model=model(), roles=lambda *_: goals, as_of=datetime(2026, 12, 31, tzinfo=UTC),
        workspace=SimpleNamespace(state=tmp_path),
    )  # fmt: skip


def agreed(reading, **wish):
    return [one.agreement for one in agree(reading, Wish("2027-01", **wish), people=PEOPLE)]


def test_a_person_agrees_with_the_one_who_leads_in_that_role(reading):
    (one,) = agreed(reading, person="p1")
    assert (one.role, one.person, one.manager, one.team) == ("clerk", "p1", "p9", "office")


def test_a_team_agrees_with_the_one_who_leads_all_of_it(reading):
    (one,) = agreed(reading, role="clerk")
    assert (one.person, one.manager) == (None, "p9")  # p7 led nobody any more


def test_roles_are_those_of_the_first_day_of_the_period(reading):
    found = agree(reading, Wish("2027-02", person="p1"), people=PEOPLE)
    assert [one.role for one in found] == ["clerk", "head"]
    with pytest.raises(AgreementError, match="p1 holds clerk"):
        agree(reading, Wish("2027-01", role="head", person="p1"), people=PEOPLE)


def test_somebody_without_a_role_and_somebody_unknown_are_told(reading):
    with pytest.raises(AgreementError, match="p2 holds no role"):
        agree(reading, Wish("2027-01", person="p2"), people=PEOPLE)
    with pytest.raises(UnknownNameError, match="p5"):
        agree(reading, Wish("2027-01", person="p5"), people=PEOPLE)


def test_what_one_role_cannot_agree_upon_does_not_keep_the_others(reading):
    found = agree(reading, Wish("2027-01"), people=PEOPLE)
    assert [(one.role, one.fault is None, one.new) for one in found] == [
        ("clerk", True, True), ("head", True, True), ("idler", False, False),
    ]  # fmt: skip
