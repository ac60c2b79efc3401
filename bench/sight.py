"""Lines of sight on a graph of 10,000 metrics: values forward, and slopes back from 20 goals to all that moves them.

Mean in-degree 3, lags 0 to 6, 24 periods, 1,000 draws; drivers lie among the 2,000 metrics before, so that half of the
graph leads to a goal. Compiling, once for an installation, does not count. Seconds are the least of some runs; memory
is the peak of a process that does nothing else.
"""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from bench.table import peak_gigabytes

ROOT = Path(__file__).resolve().parents[1]
NODES, PERIODS, DRAWS, GOALS = 10_000, 24, 1_000, 20
IN_DEGREE, LONGEST, NEAR = 3, 6, 2_000
LIMITS = {"forward": 1.0, "long run": 2.0, "all lags": 8.0}
LIMIT_GB = 1.0


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds of three sweeps, and the peak of memory of a process that makes them."""
    nodes, runs = (500, 1) if quick else (NODES, 3)
    command = [sys.executable, "-m", "bench.sight", str(nodes), str(PERIODS), str(runs)]
    said = subprocess.check_output(command, cwd=ROOT, text=True).split()
    figures = [float(word) for word in said]
    took = dict(zip(LIMITS, zip(figures[0:6:2], figures[1:6:2], strict=True), strict=True))
    size = f"{nodes:,} metrics x {PERIODS} periods x {DRAWS:,} draws"
    titles = {
        "forward": f"forward, {size}",
        "long run": f"back from {GOALS} goals, all lags passed",
        "all lags": f"back from {GOALS} goals at their dates",
    }
    rows: list[dict[str, object]] = [
        {"name": titles[name], "value": wall, "limit": LIMITS[name], "note": f"seconds; {processor:.2f} of processor"}
        for name, (wall, processor) in took.items()
    ]
    return [*rows, {"name": "peak memory of these", "value": figures[-1], "limit": LIMIT_GB, "note": "GB"}]


def graph(nodes: int, *, seed: int = 0):
    """Return a random graph in which edges lead from earlier nodes to later ones."""
    from sightline.sight.kernels import WIDTH, Slopes
    from sightline.sight.large import LargeGraph

    rng = np.random.default_rng(seed)
    degrees = np.minimum(rng.poisson(IN_DEGREE, nodes), np.arange(nodes))
    ends = np.repeat(np.arange(nodes), degrees)
    driver = rng.integers(np.maximum(0, ends - NEAR), ends).astype(np.int32)
    first = np.concatenate([[0], np.cumsum(degrees)]).astype(np.int32)
    lag = rng.integers(0, LONGEST + 1, len(ends)).astype(np.int32)
    coefficient = np.empty((-(-DRAWS // WIDTH), len(ends), WIDTH), dtype=np.float32)
    for block in coefficient:
        block[:] = 0.3 * rng.standard_normal(block.shape, dtype=np.float32)
    return LargeGraph(Slopes(first, driver, lag, np.ones((len(ends), 1), dtype=np.float32), coefficient), DRAWS)


def seconds(nodes: int, periods: int, runs: int) -> list[float]:
    """Return the least seconds of forward, long run and all lags: by the clock, then of both processors together."""
    small, large = graph(50), graph(nodes)
    goals = range(nodes - GOALS, nodes)
    everything = [(node, 0) for node in range(nodes)]

    def forward(one, shown) -> None:
        shift = np.zeros((one.nodes, periods), dtype=np.float32)
        shift[: one.nodes // 100 + 1] = 1.0
        one.forward(shift, shown)

    forward(small, [49])  # compiles
    ways = (
        lambda: forward(large, goals),
        lambda: [large.long_run(goal).shape for goal in goals],
        lambda: [large.backward(goal, periods, everything).shape for goal in goals],
    )
    timed = ([_timed(way) for _ in range(runs)] for way in ways)
    return [min(figures) for runs_of_one in timed for figures in zip(*runs_of_one, strict=True)]


def _timed(way) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    way()
    return time.perf_counter() - began, time.process_time() - worked


if __name__ == "__main__":
    print(*seconds(*(int(word) for word in sys.argv[1:])))
    print(peak_gigabytes())
