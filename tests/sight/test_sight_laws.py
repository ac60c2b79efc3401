"""Laws of the line of sight, over random graphs: they hold whatever the numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.model import Model
from sightline.records import EffectRecord, LineOfSight, Paths, Shift
from sightline.sight.graph import MetricGraph, metric_graph
from sightline.sight.lines import lines_of_sight
from sightline.sight.propagate import fill, simulate
from sightline.sight.sensitivity import Linear, sweep
from tests.sight.worlds import DRAWS, PAST, effect, metric, model, paths, world

GOAL = {"g": ("goal", "2026-09-30")}
AHEAD = 9  # periods from January to September 2026
NAMES = ("a", "b", "c", "d")
quick = settings(deadline=None, max_examples=40)


def sizes(low: float = -2.0, high: float = 2.0) -> st.SearchStrategy[np.ndarray]:
    return st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).uniform(low, high, DRAWS))


@st.composite
def effects(draw: st.DrawFn, *, feedback: bool = False) -> list[EffectRecord]:
    """Return effects among a, b, c, d and the goal: along the alphabet, and back only with a lag."""
    order = (*NAMES, "goal")
    pairs = [(one, other) for at, one in enumerate(order) for other in order[at + 1 :]]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=6))
    found = [effect(*pair, {draw(st.integers(0, 3)): draw(sizes()), 4: draw(sizes())}) for pair in chosen]
    if feedback:
        found.append(effect("goal", "a", {draw(st.integers(1, 3)): draw(sizes(-0.5, 0.5))}))
        found.append(effect("b", "b", {1: draw(sizes(-0.5, 0.5))}))
    return found


def built(given_: Sequence[EffectRecord], **more: object) -> tuple[Model, MetricGraph, Paths]:
    metrics = {name: metric() for name in (*NAMES, "goal")}
    return world(metrics, given_, GOAL, levels={"goal": 1_000.0}, **more)  # type: ignore[arg-type]  # passed on


def line(given_: Sequence[EffectRecord], origin: str = "a", **more: object) -> LineOfSight:
    declared, graph, base = built(given_, **more)
    (found,) = lines_of_sight(declared, graph, base, (), goal="g", from_=origin, paths=10_000)
    return found


def draws(found: LineOfSight) -> np.ndarray:
    assert found.draws is not None
    return found.draws


@quick
@given(sizes(), sizes(), sizes(), st.integers(0, 3))
def test_parallel_paths_add(one: np.ndarray, two: np.ndarray, three: np.ndarray, lag: int) -> None:
    upper = [effect("a", "b", {lag: one}), effect("b", "goal", {1: two})]
    direct = [effect("a", "goal", {0: three})]
    together = line([*upper, *direct])
    assert draws(together) == pytest.approx(draws(line(upper)) + draws(line(direct)))
    assert len(together.paths) == 2


@quick
@given(sizes(), sizes())
def test_along_a_chain_slopes_multiply(one: np.ndarray, two: np.ndarray) -> None:
    chain = [effect("a", "b", {2: one}), effect("b", "goal", {1: two})]
    _, graph, _ = built(chain)
    first, second = (edge.beta.sum(axis=1) for edge in graph.edges if edge.beta is not None)
    assert draws(line(chain)) == pytest.approx(first * second)


@quick
@given(effects())
def test_no_path_means_zero_not_missing(given_: list[EffectRecord]) -> None:
    kept = [one for one in given_ if one.driver != "a"]
    found = line(kept)
    assert (found.per_unit, found.low, found.high, found.probability) == (0.0, 0.0, 0.0, 0.0)
    assert found.paths == ()
    assert found.words == "No declared path leads from T to T."


@quick
@given(effects(), st.floats(0.01, 100), st.sampled_from(NAMES))
def test_a_unit_rescales_the_slope_and_nothing_else(given_: list[EffectRecord], factor: float, name: str) -> None:
    """Measured in units that are `factor` times smaller, numbers of that metric are `factor` times larger."""

    def rescaled(one: EffectRecord) -> EffectRecord:
        up = factor if one.on == name else 1.0
        down = factor if one.driver == name else 1.0
        assert one.draws is not None
        return replace(one, draws=one.draws * (up / down))

    again = [rescaled(one) for one in given_]
    for origin in NAMES:
        expected = draws(line(given_, origin)) / (factor if origin == name else 1.0)
        assert draws(line(again, origin)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@quick
@given(effects(feedback=True), st.randoms(use_true_random=False))
def test_the_order_of_metrics_and_effects_changes_nothing(given_: list[EffectRecord], random: object) -> None:
    metrics = {name: metric() for name in (*NAMES, "goal")}
    shuffled, names = list(given_), list(metrics)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    random.shuffle(names)  # type: ignore[attr-defined]  # likewise
    found = []
    for order, records in ((list(metrics), given_), (names, shuffled)):
        declared = model({name: metrics[name] for name in order}, GOAL)
        graph = metric_graph(declared, records, {}, draws=DRAWS)
        base = fill(graph, paths(dict.fromkeys(metrics, 100.0)))
        found.append(lines_of_sight(declared, graph, base, (), goal="g", from_="a")[0])
    assert np.array_equal(draws(found[0]), draws(found[1]))
    assert [path.nodes for path in found[0].paths] == [path.nodes for path in found[1].paths]


@quick
@given(effects())
def test_all_paths_add_up_to_the_whole(given_: list[EffectRecord]) -> None:
    declared, graph, base = built(given_, draws=1)
    for origin in NAMES:
        (found,) = lines_of_sight(declared, graph, base, (), goal="g", from_=origin, paths=10_000)
        assert found.more == 0
        assert sum(path.per_unit for path in found.paths) == pytest.approx(found.per_unit, abs=1e-9)


@quick
@given(effects(feedback=True), st.sampled_from(NAMES), st.floats(-3, 3))
def test_the_sweep_back_is_the_difference_forward(given_: list[EffectRecord], name: str, amount: float) -> None:
    """The difference of two simulations equals the adjoint on linear graphs, with feedback too."""
    _, graph, base = built(given_)
    far = Paths(base.periods, base.now, {key: array + 1e6 for key, array in base.values.items()})
    after, _ = simulate(graph, far, [Shift(name, "add", amount, "")])
    forward = (after.values["goal"] - far.values["goal"])[:, PAST + AHEAD - 1]
    reach = sweep(Linear(graph, base), "goal", AHEAD).get(name, np.zeros((DRAWS, AHEAD)))
    expected = amount * reach.sum(axis=1)
    assert np.abs(forward - expected).max() <= 1e-8 * max(1.0, np.abs(expected).max(), 1.0)


@quick
@given(st.lists(st.floats(0.5, 3), min_size=3, max_size=3), st.sampled_from(["x", "y", "z"]))
def test_a_small_change_through_formulas_and_windows_is_the_slope(levels: list[float], name: str) -> None:
    metrics = {
        "x": metric(), "y": metric(), "z": metric(), "ratio": metric(formula="x * y / lag(z, 1)"),
        "goal": metric(cumulative={"of": "ratio", "over": "6 months"}),
    }  # fmt: skip
    known = dict(zip(("x", "y", "z"), levels, strict=True))
    _, graph, base = world(metrics, [], GOAL, levels=known, draws=1)
    step = 1e-6
    after, _ = simulate(graph, base, [Shift(name, "add", step, "")])
    forward = (after.values["goal"] - base.values["goal"])[:, PAST + AHEAD - 1] / step
    reach = sweep(Linear(graph, base), "goal", AHEAD)[name]
    assert forward == pytest.approx(reach.sum(axis=1), rel=1e-4)
