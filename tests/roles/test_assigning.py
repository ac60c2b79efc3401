"""Who should take which open work: what counts, what is said, and that nothing else is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.records.assigning import Load, OpenItem, Performer, Proposal, Proposals
from sightline.roles.assigning import Preferences, propose, urgency
from sightline.roles.suiting import Work

TODAY, UNTIL = date(2026, 7, 1), date(2026, 7, 31)
CHECK = Work("check", "check credit", {"analyst": {"credit": 3}})
WORKS = {"check": CHECK, "pick": Work("pick", "pick", {"operator": {}}), "quote": Work("quote", "quote", {})}
TITLES = {"analyst": "Credit analyst", "operator": "Operator", "credit": "Credit risk"}


def item(name, hours=4.0, activity="check", **more):
    return OpenItem(name, activity, hours, **more)


def person(name, capacity=40.0, roles=("analyst",), **more):
    return Performer(name, roles, capacity, **more)


def proposed(items, people, **more):
    rng = np.random.default_rng(0)
    return propose(items, people, WORKS, today=TODAY, until=UNTIL, rng=rng, titles=TITLES, **more)


def who(found):
    return {one.item: one.person for one in found.rows}


def state(found):
    return {one.item: one.state for one in found.rows}


def test_work_goes_to_who_may_do_it_and_has_the_hours():
    found = proposed([item("a"), item("b", activity="pick")], [person("p"), person("q", roles=("operator",))])
    assert who(found) == {"a": "p", "b": "q"}
    assert found.gap == pytest.approx(0.0, abs=1e-6)
    assert found.loads == (Load("p", 40.0, 0.0, 4.0), Load("q", 40.0, 0.0, 4.0))


def test_the_reason_says_hours_role_levels_and_who_else():
    found = proposed([item("a")], [person("p", 40, held=28, levels={"credit": 3}), person("q", 2)])
    assert found.rows[0].reason == (
        "Has 12 h of 40 h free until 2026-07-31; holds Credit analyst, which performs check credit; has the levels "
        "that it needs; one other may do it."
    )


def test_others_than_the_person_read_a_reason_without_levels_wishes_and_counts_that_tell_of_levels():
    skilled = person("p", levels={"credit": 2}, wishes=frozenset({"credit"}))
    found = proposed([item("a")], [skilled, person("q", 2)])
    assert "is 1 level short in Credit risk; wishes to learn Credit risk" in found.rows[0].reason
    assert found.rows[0].open_reason == (
        "Has 40 h of 40 h free until 2026-07-31; holds Credit analyst, which performs check credit."
    )
    many = proposed([item("a")], [person(name, levels={"credit": 3}) for name in "pqrstu"])
    assert many.rows[0].open_reason.endswith("which performs check credit; 5 others may do it.")


@given(
    levels=st.lists(st.integers(0, 5), min_size=1, max_size=6), hours=st.floats(0.5, 60.0),
    wishes=st.sets(st.just("credit")),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_open_reason_says_anything_of_levels_of_fewer_than_five(levels, hours, wishes):
    people = [person(f"p{at}", levels={"credit": one}, wishes=frozenset(wishes)) for at, one in enumerate(levels)]
    for row in proposed([item("a", hours), item("b", hours)], people).rows:
        said = row.open_reason
        assert said
        assert "short in" not in said
        assert "levels" not in said
        assert "wishes" not in said
        if len(people) < 5:
            assert not any(word in said for word in ("lack", "The one who", "other may", "others may"))


@pytest.mark.parametrize(
    ("items", "people", "told", "says"),
    [
        ([item("a", activity="quote")], [person("p")], "nobody", "No role performs 'quote'"),
        ([item("a", activity="unheard")], [person("p")], "nobody", "No role performs 'unheard'"),
        ([item("a", activity="pick")], [person("p")], "nobody", "Nobody holds Operator"),
        ([item("a")], [person("p", levels={"credit": 1})], "nobody", "The one who holds Credit analyst lacks too much"),
        (
            [item("a")],
            [person("p", 0)],
            "no_capacity",
            "The one who may do it has 0 h free until 2026-07-31; it takes 4 h",
        ),
        (
            [item("a")],
            [person("p", 3), person("q", 2)],
            "no_capacity",
            "Of 2 people who may do it none has more than 3 h",
        ),
        ([item("a", None)], [person("p")], "no_hours", "write its hours"),
        ([item("a", -1.0)], [person("p")], "refused", "write more than 0"),
        ([item("a", float("nan"))], [person("p")], "refused", "write more than 0"),
        ([item("a")], [], "nobody", "Nobody holds Credit analyst"),
    ],
)
def test_what_stays_open_says_why(items, people, told, says):
    found = proposed(items, people)
    (row,) = found.rows
    assert (row.person, row.state) == (None, told)
    assert says in row.reason


def test_work_that_is_worth_less_gives_way_and_is_told_so():
    found = proposed([item("a", 6.0, sight=1.0), item("b", 6.0, sight=2.0)], [person("p", 10)])
    assert state(found) == {"a": "full", "b": "proposed"}
    assert "worth more" in next(one.reason for one in found.rows if one.item == "a")


def test_what_is_due_comes_first():
    late, soon, never = (item(n, 6.0, due=d) for n, d in (("z", TODAY), ("y", TODAY + timedelta(9)), ("x", None)))
    found = proposed([never, soon, late], [person("p", 12)])
    assert [one.item for one in found.rows] == ["z", "y", "x"]
    assert who(found) == {"z": "p", "y": "p", "x": None}


def test_no_items_and_nobody_are_answers():
    assert proposed([], [person("p")]).words == "No work is open that nobody has."
    assert proposed([item("a")], []).words == "Nobody holds a role until then, so nothing can be proposed."


def test_a_wish_is_met_where_all_else_is_alike_and_makes_up_for_a_level():
    plain, wishing = person("p", levels={"credit": 3}), person("q", levels={"credit": 2}, wishes=frozenset({"credit"}))
    (row,) = proposed([item("a")], [plain, wishing]).rows
    assert (row.person, row.learns) == ("q", ("credit",))
    assert "is 1 level short in Credit risk; wishes to learn Credit risk" in row.reason
    (row,) = proposed([item("a")], [plain, replace(wishing, wishes=frozenset())]).rows
    assert row.person == "p"


def test_who_has_it_keeps_it_unless_there_is_a_reason():
    held = item("a", holder="q")
    assert state(proposed([held], [person("p"), person("q")])) == {"a": "stays"}
    (row,) = proposed([held], [person("p"), person("q", 1)]).rows
    assert (row.state, row.person, row.holder) == ("proposed", "p", "q")


def test_the_load_is_spread_relative_to_hours_and_beside_what_is_there():
    items = [item(f"i{number}", 2.0) for number in range(12)]
    found = proposed(items, [person("p", 40), person("q", 20), person("r", 40, held=24)])
    after = {one.person: one.after for one in found.loads}
    assert after == {"p": 16.0, "q": 8.0, "r": 24.0}


def test_an_even_load_costs_no_item():
    items = [item(f"i{number}", 5.0, sight=float(number == 0)) for number in range(4)]
    found = proposed(items, [person("p", 20)], preferences=Preferences(even=0.99))
    assert set(state(found).values()) == {"proposed"}


def test_an_unknown_level_is_no_missing_one_and_is_told():
    (row,) = proposed([item("a")], [person("p")]).rows
    assert row.person == "p"
    assert "has no level noted down in Credit risk" in row.reason


def test_somebody_with_two_roles_does_it_by_the_nearer_one():
    works = {"check": Work("check", "check credit", {"analyst": {"credit": 5}, "clerk": {"credit": 2}})}
    found = propose(
        [item("a")], [person("p", roles=("analyst", "clerk"), levels={"credit": 2})], works, today=TODAY, until=UNTIL,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert "holds clerk, which performs check credit" in found.rows[0].reason


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 12), st.integers(0, 5))
def test_nobody_gets_more_than_their_hours_and_the_order_of_the_input_does_not_matter(rng, many, persons):
    items = [item(f"i{n}", rng.choice([1.0, 3.0, 8.0]), activity=rng.choice(["check", "pick"])) for n in range(many)]
    people = [
        person(f"p{n}", rng.choice([0.0, 5.0, 12.0]), rng.choice([("analyst",), ("operator",), ()]))
        for n in range(persons)
    ]
    found = proposed(items, people)
    assert all(one.after <= max(one.capacity, one.before) + 1e-9 for one in found.loads)
    assert [one.person for one in found.loads] == sorted(one.person for one in people)
    assert len(found.rows) == many
    assert all((one.person is None) == (one.state not in ("proposed", "stays")) for one in found.rows)
    assert proposed(items[::-1], people[::-1]) == found


def test_urgency_doubles_and_never_falls_as_the_date_comes_nearer():
    days = [urgency(TODAY + timedelta(n), TODAY) for n in range(-3, 60)]
    assert days == sorted(days, reverse=True)
    assert days[0] == 2.0
    assert days[-1] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("wrong", [{"even": 1.0}, {"wish": -0.1}, {"halving_days": 0}, {"unsighted": 0}])
def test_preferences_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"shares|worth something"):
        Preferences(**wrong)


def test_no_record_of_a_proposal_holds_a_mark_or_a_place_of_a_person():
    names = {one.name for kind in (Proposal, Proposals, Load) for one in fields(kind)}
    assert not names & {"rank", "score", "rating", "percentile", "position", "fit", "suitability"}
