"""Where roles lead: shortest ways, what is to be learnt, circles."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.model.declarations import Role
from sightline.records.development import Gap, Lesson
from sightline.roles.careers import careers_from, gaps_of


def role(leads_to=(), **needs):
    return Role(title="R", leads_to=tuple(leads_to), needs=needs)


def test_a_step_says_what_is_to_be_learnt_and_what_was_learnt_stays():
    roles = {"a": role("b", x=1), "b": role("c", x=3, y=1), "c": role(x=3, y=2)}
    careers = careers_from(roles, "a")
    assert [(one.to, [step.role for step in one.steps]) for one in careers] == [("b", ["b"]), ("c", ["b", "c"])]
    assert [step.learn for step in careers[1].steps] == [
        (Lesson("x", 1, 3), Lesson("y", None, 1)), (Lesson("y", 1, 2),)
    ]  # fmt: skip
    assert careers[1].levels == 4


def test_circles_and_roles_that_are_not_declared_are_no_trouble():
    roles = {"a": role(("b", "a")), "b": role(("a", "elsewhere"))}
    assert [one.to for one in careers_from(roles, "a")] == ["b", "elsewhere"]
    assert careers_from(roles, "unheard") == ()


def test_of_equally_short_ways_the_one_with_less_to_learn():
    roles = {"a": role(("hard", "soft"), x=1), "hard": role(["top"], y=5), "soft": role(["top"], x=2), "top": role(x=3)}
    assert [step.role for step in careers_from(roles, "a")[-1].steps] == ["soft", "top"]
    # who has y already may as well go the other way
    assert [step.role for step in careers_from(roles, "a", {"y": 5, "x": 3})[-1].steps] == ["hard", "top"]


def test_what_is_learnt_early_counts_where_it_serves_later():
    roles = {
        "a": role(("wide", "narrow")), "wide": role(["top"], x=2), "narrow": role(["top"], z=1), "top": role(x=2)
    }  # fmt: skip
    assert [step.role for step in careers_from(roles, "a")[-1].steps] == ["wide", "top"]


@st.composite
def ladders(draw):
    names = "abcde"
    levels = st.integers(1, 3)
    return {
        name: role(draw(st.lists(st.sampled_from(names), max_size=3, unique=True)), x=draw(levels), y=draw(levels))
        for name in names
    }


@settings(max_examples=60, deadline=None)
@given(ladders())
def test_ways_are_the_shortest_with_least_to_learn_by_trying_all(roles):
    def price(way):
        have, total = dict(roles["a"].needs), 0
        for name in way[1:]:
            for capability, need in roles[name].needs.items():
                total += max(need - have.get(capability, 0), 0)
                have[capability] = max(have.get(capability, 0), need)
        return len(way), total

    best = {}
    for size in range(1, len(roles)):
        for rest in permutations([name for name in roles if name != "a"], size):
            way = ("a", *rest)
            if all(after in roles[name].leads_to for name, after in pairwise(way)):
                best[way[-1]] = min(best.get(way[-1], (99, 99)), price(way))
    found = {one.to: (len(one.steps) + 1, one.levels) for one in careers_from(roles, "a")}
    assert found == best


def test_a_gap_that_nobody_knows_is_no_gap_of_everything():
    gaps = gaps_of(role(x=3, y=2), {"x": 1})
    assert gaps == (Gap("x", 3, 1), Gap("y", 2, None))
    assert [one.missing for one in gaps] == [2, None]


@pytest.mark.parametrize("has", [3, 4])
def test_enough_and_more_than_enough_are_no_gap(has):
    (gap,) = gaps_of(role(x=3), {"x": has})
    assert gap.missing == 0
