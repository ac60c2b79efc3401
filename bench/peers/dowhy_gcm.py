"""A causal graph of 1,000 metrics in DoWhy's gcm, beside Sightline's forward pass over the same graph.

Runs in `.venv-peers`. DoWhy draws 1,000 samples of one period: it has neither periods nor lags, and its mechanisms are
linear, as ours are. Ours works the graph with draws of every effect. What is compared is the time for one value of one
metric in one draw. Fitting and compiling do not count; both give the least of some runs, one after the other.
"""

from __future__ import annotations

import subprocess
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / ".venv" / "bin" / "python"
NODES, PERIODS, DRAWS, IN_DEGREE, ROWS = 1_000, 24, 1_000, 3, 100
RUNS = 3
LIMIT = 1 / 100


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return one row: nanoseconds for each value, Sightline's beside DoWhy's."""
    from importlib.metadata import version

    nodes, runs = (100, 1) if quick else (NODES, RUNS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = _peer(nodes, runs) / (nodes * DRAWS)
    command = [OURS, "-m", "bench.sight", str(nodes), str(PERIODS), str(runs)]
    said = subprocess.check_output(command, cwd=ROOT, text=True).split()
    ours = float(said[0]) / (nodes * PERIODS * DRAWS)
    return [{
        "name": f"one value of {nodes:,} metrics, beside DoWhy {version('dowhy')} (ns)",
        "seconds": ours * 1e9, "beside": peer * 1e9, "ratio": ours / peer, "limit": LIMIT,
        "note": f"{peer / ours:,.0f} times as fast",
    }]  # fmt: skip


def _peer(nodes: int, runs: int) -> float:
    """Return the seconds in which DoWhy draws samples of a fitted graph."""
    import networkx as nx
    import numpy as np
    import pandas as pd
    from dowhy import gcm

    gcm.config.disable_progress_bars()
    rng = np.random.default_rng(0)
    causes = [
        rng.choice(node, size=min(node, int(rng.poisson(IN_DEGREE))), replace=False) if node else np.zeros(0, dtype=int)
        for node in range(nodes)
    ]
    values = rng.standard_normal((ROWS, nodes))
    for node, drivers in enumerate(causes):
        values[:, node] += 0.3 * values[:, drivers].sum(axis=1)
    model = gcm.StructuralCausalModel(nx.DiGraph())
    model.graph.add_nodes_from(range(nodes))
    model.graph.add_edges_from((int(driver), node) for node, drivers in enumerate(causes) for driver in drivers)
    for node, drivers in enumerate(causes):
        regression = gcm.AdditiveNoiseModel(gcm.ml.create_linear_regressor())
        model.set_causal_mechanism(node, regression if len(drivers) else gcm.EmpiricalDistribution())
    gcm.fit(model, pd.DataFrame(values, columns=range(nodes)))

    def drawn() -> float:
        began = time.perf_counter()
        gcm.draw_samples(model, DRAWS)
        return time.perf_counter() - began

    return min(drawn() for _ in range(runs))


if __name__ == "__main__":
    for row in run():
        print(*(f"{key} {value:.3f}" if isinstance(value, float) else value for key, value in row.items()))
