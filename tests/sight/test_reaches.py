"""How far goals move period by period: the sums that lines of sight know, and what simulation does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sightline.records import Push
from sightline.sight.propagate import simulate
from sightline.sight.reaches import pulls_on
from tests.sight.worlds import effect, metric, world

PLAIN: dict[str, Any] = {"a": metric(), "b": metric(), "goal": metric(cumulative={"of": "b", "over": "12 months"})}


def test_each_period_pulls_on_the_sum_of_twelve_months_once_its_delay_is_over() -> None:
    _, graph, base = world(PLAIN, [effect("a", "b", {2: 5.0})], {"g": ("goal", "2026-12-31")})
    (found,) = pulls_on(graph, base, {"g": ("goal", 12)}, ["a", "c"]).values()
    assert list(found) == ["a"]
    assert found["a"][0].tolist() == pytest.approx([5.0] * 10 + [0.0] * 2)


def test_a_push_that_comes_and_goes_moves_the_goal_as_the_pulls_say() -> None:
    rng = np.random.default_rng(0)
    _, graph, base = world(PLAIN, [effect("a", "b", {1: 0.5})], {"g": ("goal", "2026-12-31")})
    amount = rng.uniform(0, 1, (graph.draws, 12))
    after, _ = simulate(graph, base, [Push("a", amount)])
    pulls = pulls_on(graph, base, {"g": ("goal", 12)}, ["a"])["g"]["a"]
    moved = after.values["goal"][:, base.now + 11] - base.values["goal"][:, base.now + 11]
    assert moved == pytest.approx((pulls * amount).sum(axis=1))


def test_a_goal_whose_date_is_past_is_pulled_by_nothing() -> None:
    _, graph, base = world(PLAIN, [effect("a", "b", {1: 0.5})], {"g": ("goal", "2025-12-31")})
    assert pulls_on(graph, base, {"g": ("goal", 0)}, ["a"])["g"]["a"].shape == (graph.draws, 0)
