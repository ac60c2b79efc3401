"""Map with durations, variants, throughput and one rule by PM4Py, beside Sightline on the same 10 M events.

Runs in `.venv-peers`: PM4Py is under the AGPL and no part of Sightline. PM4Py works on a data frame that it has read
already; Sightline asks its engine over the landed log of 1 M cases and 20 activities. Both give the
least of two runs in a warm process, one after the other. The maps give the same answer, which is checked: counts,
median and 90 % of each pair. PM4Py's nearest rule asks for some pair within a time, Sightline's for every one.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / ".venv" / "bin" / "python"
EVENTS = 10_000_000
LIMIT = 1 / 10
HOURS = 12
QUESTIONS = ("map", "variants", "times", "rule")


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return one row per question and one for all: Sightline's seconds, PM4Py's, their ratio."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        import numpy as np
        import pandas as pd
        import pm4py
        from pm4py.algo.filtering.pandas.ltl import ltl_checker
    with tempfile.TemporaryDirectory(prefix="sightline-process-") as name:
        events = 100_000 if quick else EVENTS
        ours = json.loads(subprocess.check_output([OURS, "-c", _CODE, name, str(events)], cwd=ROOT, text=True))
        frame = pd.read_parquet(Path(name) / "data" / "log.parquet")
        names = {"case": "case:concept:name", "activity": "concept:name", "time": "time:timestamp"}
        log = pm4py.format_dataframe(frame.rename(columns=names))
        peers: dict[str, Callable[[], object]] = {
            "map": lambda: _waits(pm4py, np, log),
            "variants": lambda: pm4py.get_variants(log),
            "times": lambda: pm4py.get_all_case_durations(log),
            "rule": lambda: ltl_checker.eventually_follows(
                log, ["Activity 3", "Activity 4"], parameters={
                    "positive": True, "enable_timestamp": True, "timestamp_diff_boundaries": [[0, HOURS * 3600]],
                },
            ),
        }  # fmt: skip
        _check_equal(peers["map"](), ours.pop("edges"))
        theirs = {question: _seconds(peers[question]) for question in QUESTIONS}
    rows = [_row(f"{question}, beside PM4Py {pm4py.__version__}", ours[question], theirs[question])
            for question in QUESTIONS]  # fmt: skip
    whole = _row("all four", sum(ours.values()), sum(theirs.values()))
    return [*rows, {**whole, "limit": LIMIT}]


def _waits(pm4py, np, log) -> dict[tuple[str, str], tuple[float, ...]]:
    """Return how often each pair came, and its median and 90 %: one question, as the counts are those of the waits."""
    waits = pm4py.discover_performance_dfg(log, perf_aggregation_key="raw_values")[0]
    return {pair: (len(seconds), *np.percentile(seconds, [50, 90])) for pair, seconds in waits.items()}


def _check_equal(theirs, ours: list[list[object]]) -> None:
    mine = {(a, b): (count, median, p90) for a, b, count, median, p90 in ours}
    same = {tuple(name.lower().replace(" ", "_") for name in pair): pair for pair in theirs}
    if mine.keys() != same.keys():
        raise AssertionError("the maps differ")
    for pair, (count, *mids) in mine.items():
        times, *other = theirs[same[pair]]
        if count != times or any(abs(a - b) > 1e-3 for a, b in zip(mids, other, strict=True)):
            raise AssertionError(f"the maps differ at {pair}")


def _row(name: str, ours: float, theirs: float) -> dict[str, object]:
    note = f"{theirs / ours:.1f} times as fast"
    return {"name": name, "seconds": ours, "beside": theirs, "ratio": ours / theirs, "note": note}


def _seconds(work: Callable[[], object]) -> float:
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        taken = []
        for _ in range(2):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
        return min(taken)


_CODE = """
import json, sys
from pathlib import Path
from bench import process as p, rules
folder = Path(sys.argv[1])
p.make(folder, int(sys.argv[2]))
(folder / "sightline.yml").write_text(p.MODEL.partition("processes:")[0] + "processes:" + rules.PROCESSES)
(folder / "map.yml").write_text("processes:\\n  work: {log: log}\\n")
with p.opened(folder) as engine:
    found = {one: min(p.ask(folder, engine, one)[0] for _ in range(2)) for one in ("map", "variants", "times")}
    found["rule"] = min(rules.ask(folder, engine, "one")[0] for _ in range(2))
    drawn = p.ask(folder, engine, "map")[1]
    edges = [[e.from_, e.to, e.count, e.median_s, e.p90_s] for e in drawn.edges]
    print(json.dumps({**found, "edges": edges}))
"""
