"""Role goals: from lines of sight to what a role agrees upon, with targets, counter-metrics and the path in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.roles.goals import MOST, role_goals
from sightline.roles.movable import Movable
from tests.roles.support import EFFECTS, MODEL, MOVES, basis, drawn, line, lines, model, scaled, statuses


def of(derived, role):
    return next(one for one in derived.roles if one.role == role)


def told(derived, role, metric):
    found = of(derived, role)
    return next(one for one in (*found.goals, *found.more) if one.metric == metric)


@pytest.fixture(scope="module")
def derived():
    return role_goals(basis())


def test_a_role_agrees_upon_what_moves_a_goal(derived):
    assert [one.metric for one in of(derived, "clerk").goals] == ["check"]
    assert [one.metric for one in of(derived, "head").goals] == ["sales", "late", "check"]


def test_what_leads_nowhere_weighs_nothing_and_says_so(derived):
    calls = told(derived, "clerk", "calls")
    assert (calls.state, calls.weight, calls.target) == ("no_path", 0.0, None)
    assert "leads from Calls to a goal" in calls.words


def test_an_activity_without_a_path_weighs_nothing(derived):
    filed = told(derived, "clerk", "p.file")
    assert (filed.state, filed.weight) == ("no_path", 0.0)
    assert dict(of(derived, "clerk").activities) == {"p.check": 1.0, "p.file": 0.0}


def test_a_role_that_holds_nothing_is_told_what_to_declare(derived):
    assert of(derived, "idler").goals == ()
    assert of(derived, "idler").words.startswith("It holds nothing")


def test_the_path_is_told_in_words(derived):
    check = told(derived, "clerk", "check")
    assert check.words.startswith(
        "Lower Check time (through 'check') lowers Late share, which raises Sales, 2 months later."
    )
    assert check.path == ("check", "late", "sales")
    assert (check.support, check.grade, check.n) == ("supported", "correlational", 30)


def test_the_goals_own_metric_is_told_as_such(derived):
    assert told(derived, "head", "sales").words.startswith("Sales is what the goal is measured by.")


def test_what_else_it_moves_and_what_it_works_against_is_said():
    against = line("pay", "late", drawn(+5.0, seed=3), ("late", "cash"))
    found = told(role_goals(basis(lines=(*lines()[:-1], against))), "head", "late")
    assert "It works against “Pay”." in found.words
    assert "It also moves “Pay”." in told(role_goals(basis()), "head", "late").words


def test_a_weight_that_the_data_cannot_settle_is_not_agreed_upon():
    shaky = line("grow", "check", drawn(-10.0, zeros=0.5), ("check", "late", "sales"), support="cannot_say")
    found = role_goals(basis(lines=(shaky, *lines()[1:])))
    check = told(found, "clerk", "check")
    assert (check.state, check.weight, check.low) == ("undetermined", None, 0.0)
    assert of(found, "clerk").goals == ()
    assert "cannot settle" in of(found, "clerk").words


def test_a_line_that_cannot_be_told_leaves_the_weight_undetermined():
    unknown = replace(lines()[0], per_unit=None, low=None, high=None, draws=None, words="It cannot be said.")
    check = told(role_goals(basis(lines=(unknown, *lines()[1:]))), "clerk", "check")
    assert (check.state, check.weight, check.low, check.high) == ("undetermined", None, None, None)


def test_a_metric_with_too_little_past_is_undetermined_not_weightless():
    moves = {**MOVES, "check": Movable(0.0, 3.0, 2, "Its past has 2 changes: too few to say how far.")}
    check = told(role_goals(basis(moves=moves)), "clerk", "check")
    assert check.state == "undetermined"
    assert "too few to say" in check.words


def test_a_goal_that_is_reached_asks_for_nothing():
    found = role_goals(basis(statuses=statuses(grow=-5.0)))
    check = told(found, "clerk", "check")
    assert (check.state, check.weight, check.target) == ("settled", 0.0, None)
    assert "“Grow” is reached" in check.words
    assert found.targets[0].words == "“Grow” is reached: nothing is to go."


def test_at_most_five_goals_and_none_that_is_too_light():
    names = [f"m{at}" for at in range(7)]
    metrics = "".join(
        f"  {one}: {{title: {one}, unit: count, better: higher, source: sales, time: day, measure: count(*)}}\n"
        for one in names
    )
    held = ", ".join(f"{one}: 1.0" for one in names)
    text = MODEL.replace("goals:\n", metrics + "goals:\n", 1).replace("Idler}", f"Idler, accountable: {{{held}}}}}")
    sizes = [30, 20, 15, 12, 11, 10, 0.5]
    more = [line("grow", one, drawn(size, seed=8), (one, "sales")) for one, size in zip(names, sizes, strict=True)]
    moves = {**MOVES, **{one: Movable(1.0, 10.0, 36) for one in names}}
    found = of(role_goals(basis(model=model(text), lines=(*lines(), *more), moves=moves)), "idler")
    assert [one.metric for one in found.goals] == names[:MOST]
    assert [one.metric for one in found.more] == names[MOST:]


def test_the_order_of_roles_metrics_and_lines_does_not_matter():
    head, roles = MODEL.split("roles:\n")
    turned = head + "roles:\n" + "\n".join(reversed(roles.strip("\n").split("\n"))) + "\n"
    one, other = role_goals(basis()), role_goals(basis(model=model(turned), lines=tuple(reversed(lines()))))
    for role in one.roles:
        mine = of(other, role.role)
        assert [goal.metric for goal in role.goals] == [goal.metric for goal in mine.goals]
        assert [goal.target for goal in role.goals] == [goal.target for goal in mine.goals]
        assert all(np.array_equal(a.draws, b.draws) for a, b in zip(role.goals, mine.goals, strict=True))
    assert {part for each in one.targets for part in each.parts} == {
        part for each in other.targets for part in each.parts
    }


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-4, 1e4))
def test_the_unit_of_a_metric_changes_its_target_and_nothing_else(factor):
    rescaled = tuple(scaled(one, factor) if one.from_ == "check" else one for one in lines())
    moves = {**MOVES, "check": Movable(1.0 / factor, 3.0 / factor, 36)}
    one, other = role_goals(basis()), role_goals(basis(lines=rescaled, moves=moves))
    for role in one.roles:
        for goal, same in zip(role.goals, of(other, role.role).goals, strict=True):
            assert goal.metric == same.metric
            assert same.weight == pytest.approx(goal.weight)
            assert same.contribution == pytest.approx(goal.contribution)
            assert same.target * (factor if goal.metric == "check" else 1) == pytest.approx(goal.target)


def test_what_gets_worse_is_the_counter_metric():
    worse = (*EFFECTS, replace(EFFECTS[0], driver="check", on="cash", per_unit=3.0))  # less checking, less cash
    found = told(role_goals(basis(effects=worse)), "clerk", "check")
    assert found.counter == "cash"
    assert found.counter_why == "Cash gets worse when Check time gets better."


def test_a_goal_that_it_works_against_is_the_counter_metric():
    against = line("pay", "late", drawn(+5.0, seed=3), ("late", "cash"))
    found = told(role_goals(basis(lines=(*lines()[:-1], against), effects=EFFECTS[:2])), "head", "late")
    assert (found.counter, found.counter_why) == ("cash", "Late share works against the goal “Pay”.")


def test_a_sibling_of_another_side_is_the_counter_metric_unless_it_moves_along():
    beside = told(role_goals(basis(effects=EFFECTS[1:])), "clerk", "check")
    assert beside.counter == "late"
    assert "tells the quality" in beside.counter_why
    along = told(role_goals(basis()), "clerk", "check")
    assert along.counter == "p.rework"  # late moves along with it, and guards nothing


def test_an_activity_moves_a_metric_that_the_role_does_not_answer_for():
    text = MODEL.replace("accountable: {check: 0.75, calls: 1.0}", "accountable: {calls: 1.0}")
    check = told(role_goals(basis(model=model(text))), "clerk", "check")
    assert (check.share, check.activities) == (1.0, ("p.check",))
    assert check.path[0] == "p.check"
    assert check.words.startswith("Lower Check time (through 'check') lowers Late share")
