"""Weights: one in each draw, free of units and of order, and undetermined where the data cannot settle them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.roles.aims import Aim
from sightline.roles.holding import Held
from sightline.roles.weights import state_of, weigh
from tests.roles.support import drawn, line

NAMES = ("a", "b", "c", "d")
BETTER = {"a": "higher", "b": "lower", "c": "higher", "d": "lower"}
GOALS = ("g", "h")


def aim(goal, gap, weight=1.0, **more):
    return Aim(goal, goal, "m", "M", "EUR", "higher", gap, weight, **more)


sizes = st.floats(0.01, 100)
effects = st.floats(-50, 50).filter(lambda size: abs(size) > 0.01)


@st.composite
def cases(draw):
    """A role with up to four metrics, two goals, and lines of sight between some of them."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    held = [Held(one, draw(st.floats(0.05, 1))) for one in sorted(names)]
    aims = {goal: aim(goal, draw(st.floats(0.5, 1000)), draw(st.integers(1, 3))) for goal in GOALS}
    lines = {
        (goal, name): line(goal, name, drawn(draw(effects), seed=place, zeros=draw(st.floats(0, 0.5))), (name, "m"))
        for place, (goal, name) in enumerate((goal, name) for goal in GOALS for name in names)
        if draw(st.booleans())
    }
    moves = {name: draw(sizes) for name in names}
    return held, lines, aims, moves


def weights(held, lines, aims, moves):
    return weigh(held, lines, aims, better=BETTER, sizes=moves)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_weights_sum_to_one_in_each_draw_in_which_anything_moves(case):
    draws = [one.draws for one in weights(*case) if one.draws is not None]
    total = sum(draws, np.zeros(1))
    assert np.all(np.isclose(total, 1, atol=1e-12) | (total == 0))
    assert all((one >= 0).all() for one in draws)


@settings(max_examples=60, deadline=None)
@given(cases(), st.sampled_from(NAMES), st.floats(1e-6, 1e6))
def test_units_do_not_matter(case, name, factor):
    held, lines, aims, moves = case
    others = {
        key: line(key[0], key[1], one.draws * (factor if key[1] == name else 1), ("x", "m"))
        for key, one in lines.items()
    }
    other_moves = {key: size / factor if key == name else size for key, size in moves.items()}
    before, after = weights(held, lines, aims, moves), weights(held, others, aims, other_moves)
    for one, other in zip(before, after, strict=True):
        assert (one.draws is None) == (other.draws is None)
        assert one.draws is None or np.allclose(one.draws, other.draws, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(cases(), st.floats(1e-3, 1e3))
def test_the_unit_of_a_goal_does_not_matter(case, factor):
    held, lines, aims, moves = case
    others = {key: line(*key, one.draws * factor, ("x", "m")) if key[0] == "g" else one for key, one in lines.items()}
    other_aims = {**aims, "g": aim("g", aims["g"].gap * factor, aims["g"].weight)}
    for one, other in zip(weights(*case), weights(held, others, other_aims, moves), strict=True):
        assert one.draws is None or np.allclose(one.draws, other.draws, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_goals_and_lines_does_not_matter(case, rng):
    held, lines, aims, moves = case
    keys, goals = list(lines), list(aims)
    rng.shuffle(keys)
    rng.shuffle(goals)
    after = weights(held, {key: lines[key] for key in keys}, {goal: aims[goal] for goal in goals}, moves)
    for one, other in zip(weights(*case), after, strict=True):
        assert one.draws is None or np.array_equal(one.draws, other.draws)


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from(NAMES), st.floats(1, 10))
def test_more_room_never_lowers_a_weight(case, name, factor):
    held, lines, aims, moves = case
    after = weights(held, lines, aims, {key: size * (factor if key == name else 1) for key, size in moves.items()})
    for one, other in zip(weights(*case), after, strict=True):
        if one.held.metric == name and one.draws is not None:
            assert (other.draws >= one.draws - 1e-12).all()


def test_what_has_no_path_has_no_draws_and_takes_nothing():
    found = weigh(
        [Held("a", 1.0), Held("b", 1.0)], {("g", "a"): line("g", "a", drawn(2.0), ("a", "m"))}, {"g": aim("g", 10.0)},
        better=BETTER, sizes={"a": 1.0, "b": 1.0},
    )  # fmt: skip
    assert found[1].draws is None
    assert (found[0].draws == 1).all()


def test_weights_are_the_shares_worked_out_by_hand():
    lines = {
        ("g", "a"): line("g", "a", np.full(4, 2.0), ("a", "m")),
        ("h", "a"): line("h", "a", np.full(4, -1.0), ("a", "m")),
        ("g", "b"): line("g", "b", np.full(4, -6.0), ("b", "m")),
    }
    aims = {"g": aim("g", 100.0, 3), "h": aim("h", 10.0, 1)}
    a, b = weights([Held("a", 0.5), Held("b", 1.0)], lines, aims, {"a": 5.0, "b": 1.0})
    # a: 0.5 x (3 x 2 x 5 / 100 + 1 x 1 x 5 / 10) = 0.4; b: 3 x 6 x 1 / 100 = 0.18
    assert a.draws == pytest.approx(np.full(4, 0.4 / 0.58))
    assert b.draws == pytest.approx(np.full(4, 0.18 / 0.58))
    assert a.by_goal["h"] == pytest.approx(np.full(4, -0.5))
    assert a.main(aims) == "h"


def test_more_than_the_whole_gap_cannot_be_closed():
    near = {"g": aim("g", 1.0)}
    lines = {(("g"), name): line("g", name, np.full(2, size), (name, "m")) for name, size in (("a", 50.0), ("b", -2.0))}
    a, b = weights([Held("a", 1.0), Held("b", 1.0)], lines, near, {"a": 1.0, "b": 1.0})
    assert a.draws == pytest.approx(b.draws)


@pytest.mark.parametrize("closed", [{"gap": 0.0}, {"gap": -3.0}, {"gap": None}, {"gap": 5.0, "missed": True}])
def test_a_goal_that_is_reached_past_or_unknown_counts_for_nothing(closed):
    aims = {"g": aim("g", closed.pop("gap"), **closed)}
    found = weights([Held("a", 1.0)], {("g", "a"): line("g", "a", drawn(2.0), ("a", "m"))}, aims, {"a": 1.0})
    assert found[0].draws is None
    assert found[0].main(aims) is None


@pytest.mark.parametrize(
    ("draws", "state"),
    [
        (np.linspace(0.3, 0.5, 50), "settled"),
        (np.linspace(0.1, 0.9, 50), "undetermined"),  # a factor of more than three
        (np.where(np.arange(50) < 10, 0.0, 0.4), "undetermined"),  # spans zero
        (np.where(np.arange(50) < 3, 0.0, 0.4), "settled"),
        (np.zeros(50), "settled"),
    ],
)
def test_a_weight_is_undetermined_where_it_spans_zero_or_a_factor_of_three(draws, state):
    assert state_of(draws)[0] == state


def test_the_only_metric_of_a_role_is_not_settled_by_being_alone():
    lines = {("g", "a"): line("g", "a", drawn(2.0, zeros=0.8), ("a", "m"))}
    found = weights([Held("a", 1.0)], lines, {"g": aim("g", 10.0)}, {"a": 1.0})
    assert state_of(found[0].draws)[0] == "undetermined"
