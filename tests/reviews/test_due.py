"""What a review should decide: risks, failures, drift and open choices, and nothing that is well."""

from __future__ import annotations

from dataclasses import replace

from sightline.reviews.due_part import due
from tests.reviews.support import GROW, KEEP, pack

NOTHING = {"goals": (), "controls": (), "aligned": (), "backlog": (), "promises": ()}


def found(**more):
    return due(*{**NOTHING, **more}.values())


def test_a_goal_that_is_behind_or_unlikely_is_due_with_what_would_bring_most():
    (one,) = found(goals=(GROW, KEEP))
    assert (one.kind, one.about, one.owner) == ("goal", "grow", "boss")
    assert one.words == "It is behind. Its chance is 3 %. What would bring most: Be faster."


def test_a_goal_on_course_with_a_small_chance_is_due():
    assert found(goals=(replace(GROW, status="on course", probability=0.49),))
    assert not found(goals=(replace(GROW, status="on course", probability=0.5),))


def test_a_chance_is_never_said_to_be_nothing():
    (one,) = found(goals=(replace(GROW, probability=0.0),))
    assert "Its chance is under 1 %." in one.words


def test_a_failing_control_is_due_and_one_that_holds_is_not():
    (one,) = found(controls=pack().controls)
    assert (one.about, one.words) == ("four_eyes", "It has failed since 2026-10.")


def test_a_control_that_nobody_looked_at_in_time_is_due():
    (one,) = found(controls=(replace(pack().controls[1], overdue=True),))
    assert "is past" in one.words


def test_initiatives_of_the_best_set_that_nobody_decided_are_due_at_most_three():
    line = pack().backlog[0]
    assert len(found(backlog=tuple(replace(line, initiative=f"i{at}") for at in range(5)))) == 3
    assert not found(backlog=(replace(line, decided=True), replace(line, in_best_set=False)))


def test_a_role_that_drifted_is_due_and_a_unit_is_not():
    drifted = pack().aligned[0]
    assert [one.about for one in found(aligned=(drifted, replace(drifted, kind="unit")))] == ["clerk"]


def test_a_promise_that_brought_less_is_due():
    kept = replace(pack().promises[0], outcome="as promised")
    assert [one.kind for one in found(promises=(*pack().promises, kept))] == ["promise"]
