"""Large graphs: the compiled kernel against a plain reference, and against the small-graph sweep."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from sightline.errors import DeclarationError
from sightline.records import Paths
from sightline.sight.kernels import WIDTH, Slopes
from sightline.sight.large import LargeGraph, large_graph
from sightline.sight.lines import lines_of_sight
from sightline.sight.sensitivity import Linear, sweep
from sightline.sight.totals import Totals
from tests.sight.worlds import effect, metric, world

NODES, PERIODS, DRAWS = 60, 9, 150
GOALS = {"g": ("goal", "2026-09-30")}


def random_graph(seed: int = 0, *, steady: bool = True, feedback: bool = False) -> LargeGraph:
    """Return a random graph; edges lead from lower to higher nodes, but for lagged ones where asked."""
    rng = np.random.default_rng(seed)
    first, driver, lag = [0], [], []
    for node in range(NODES):
        for _ in range(min(node, int(rng.poisson(3)))):
            driver.append(int(rng.integers(0, node)))
            lag.append(int(rng.integers(0, 7)))
        if feedback and node % 7 == 3:
            driver.append(int(rng.integers(node, NODES)))
            lag.append(int(rng.integers(1, 7)))
        first.append(len(driver))
    edges, blocks = len(driver), -(-DRAWS // WIDTH)
    coefficient = rng.uniform(-0.6, 0.6, (blocks, edges, WIDTH)).astype(np.float32)
    scale = np.ones((edges, 1)) if steady else rng.uniform(0.5, 1.5, (edges, PERIODS))
    arrays = (np.array(values, dtype=np.int32) for values in (first, driver, lag))
    return LargeGraph(Slopes(*arrays, scale.astype(np.float32), coefficient), DRAWS)


def slope(graph: LargeGraph, edge: int, t: int) -> np.ndarray:
    scale = graph.slopes.scale
    betas = graph.slopes.coefficient[:, edge].reshape(-1)[:DRAWS].astype(np.float64)
    return betas * float(scale[edge, t if scale.shape[1] > 1 else 0])


def forward(graph: LargeGraph, shift: np.ndarray) -> np.ndarray:
    """Return nodes x periods x draws, worked out plainly in double precision."""
    values = np.zeros((NODES, PERIODS, DRAWS))
    for t in range(PERIODS):
        for node in range(NODES):
            values[node, t] = shift[node, t]
            for edge in range(graph.slopes.first[node], graph.slopes.first[node + 1]):
                before = t - graph.slopes.lag[edge]
                if before >= 0:
                    values[node, t] += slope(graph, edge, t) * values[graph.slopes.driver[edge], before]
    return values


def same(found: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.abs(found - expected).max() <= 1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("steady", [True, False])
@pytest.mark.parametrize("feedback", [True, False])
def test_values_are_those_of_a_plain_reference(*, steady: bool, feedback: bool) -> None:
    graph = random_graph(1, steady=steady, feedback=feedback)
    shift = np.random.default_rng(2).uniform(0, 1, (NODES, PERIODS)).astype(np.float32)
    keep = [NODES - 1, 5, 30]
    assert same(graph.forward(shift, keep), forward(graph, shift)[keep])


@pytest.mark.parametrize("steady", [True, False])
@pytest.mark.parametrize("feedback", [True, False])
@pytest.mark.parametrize("start", [0, 4])
def test_the_sweep_back_is_the_difference_forward(*, steady: bool, feedback: bool, start: int) -> None:
    graph = random_graph(3, steady=steady, feedback=feedback)
    goal, wanted = NODES - 2, [20, 3, NODES - 2]
    expected = []
    for node in wanted:
        shift = np.zeros((NODES, PERIODS))
        shift[node, start:] = 1.0
        expected.append(forward(graph, shift)[goal, -1])
    assert same(graph.backward(goal, PERIODS, [(node, start) for node in wanted]), np.array(expected))


def test_once_all_lags_have_passed_the_date_does_not_matter() -> None:
    graph = random_graph(4)
    goal = NODES - 1
    far = graph.backward(goal, 400, [(node, 0) for node in range(NODES)])
    assert same(graph.long_run(goal), far)


def test_a_graph_that_feeds_itself_has_no_long_run() -> None:
    with pytest.raises(DeclarationError, match="may be no end"):
        random_graph(5, feedback=True).long_run(NODES - 1)


def test_compiled_and_plain_lines_of_sight_agree() -> None:
    rng = np.random.default_rng(6)
    metrics = {
        "a": metric(), "b": metric(), "c": metric(), "ratio": metric(formula="a * b / lag(c, 1)"),
        "sum": metric(cumulative={"of": "ratio", "over": "6 months"}), "goal": metric(),
    }  # fmt: skip
    effects = [
        effect("a", "b", {0: rng.normal(size=50), 2: rng.normal(size=50)}, draws=50),
        effect("sum", "goal", {1: rng.normal(size=50)}, draws=50),
        effect("goal", "a", {1: 0.1 * rng.normal(size=50)}, draws=50),
    ]
    _, graph, base = world(metrics, effects, GOALS, draws=50)
    linear = Linear(graph, base)
    wanted = [(name, start) for name in metrics for start in (0, 3)]
    compiled, plain = (Totals(linear, large=size).on("goal", 9, wanted) for size in (0, 1e99))
    for pair in wanted:
        assert np.allclose(compiled[pair], plain[pair], rtol=1e-5, atol=1e-5 * np.abs(plain[pair]).max())
    assert sweep(linear, "goal", 9).keys() == set(metrics)


def test_what_cannot_be_said_cannot_be_said_compiled_either() -> None:
    metrics = {"a": metric(), "b": metric(), "z": metric(), "goal": metric(formula="a * b")}
    _, graph, base = world(metrics, [effect("z", "a", {0: 1.0})], GOALS)
    blind = Paths(base.periods, base.now, {**base.values, "b": np.full_like(base.values["b"], np.nan)})
    found = Totals(Linear(graph, blind), large=0).on("goal", 9, [("a", 0), ("z", 0), ("b", 0)])
    assert np.isnan(found["a", 0]).all()
    assert np.isnan(found["z", 0]).all()


def test_a_small_graph_compiles_nothing() -> None:
    code = (
        "import sys; from tests.sight.worlds import effect, metric, world\n"
        "from sightline.sight.lines import lines_of_sight\n"
        "declared, graph, base = world({'a': metric(), 'g': metric()}, [effect('a', 'g', {0: 1.0})],"
        " {'g': ('g', '2026-09-30')})\n"
        "assert lines_of_sight(declared, graph, base, (), goal='g')\n"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_model_of_many_metrics_has_lines_from_all_of_them() -> None:
    """A chain that is longer than any way that is searched for: its far end still has a line and a way."""
    names = [f"m{at:04}" for at in range(300)]
    metrics = {name: metric() for name in names}
    effects = [effect(one, other, {0: 1.0}) for one, other in pairwise(names)]
    declared, graph, base = world(metrics, effects, {"g": (names[-1], "2026-09-30")})
    found = lines_of_sight(declared, graph, base, (), goal="g")
    assert len(found) == 300
    assert all(line.per_unit == pytest.approx(1.0) and line.paths for line in found)
    assert large_graph(Linear(graph, base))[0].nodes == 300
