"""Map with durations, variants and throughput by PM4Py, beside Sightline on the same 10 M events.

Runs in `.venv-peers`: PM4Py is under the AGPL and no part of Sightline. PM4Py works on a data frame that it has read
already; Sightline asks its engine over the landed log of 1 M cases and 20 activities. Both give the
least of two runs in a warm process, one after the other.
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
QUESTIONS = ("map", "variants", "times")


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return one row per question and one for all: Sightline's seconds, PM4Py's, their ratio."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        import pandas as pd
        import pm4py
    with tempfile.TemporaryDirectory(prefix="sightline-process-") as name:
        events = 100_000 if quick else EVENTS
        ours = json.loads(subprocess.check_output([OURS, "-c", _CODE, name, str(events)], cwd=ROOT, text=True))
        frame = pd.read_parquet(Path(name) / "data" / "log.parquet")
        names = {"case": "case:concept:name", "activity": "concept:name", "time": "time:timestamp"}
        log = pm4py.format_dataframe(frame.rename(columns=names))
        peers: dict[str, Callable[[], object]] = {
            "map": lambda: (pm4py.discover_dfg(log), pm4py.discover_performance_dfg(log)),
            "variants": lambda: pm4py.get_variants(log),
            "times": lambda: pm4py.get_all_case_durations(log),
        }
        theirs = {question: _seconds(peers[question]) for question in QUESTIONS}
    rows = [_row(f"{question}, beside PM4Py {pm4py.__version__}", ours[question], theirs[question])
            for question in QUESTIONS]  # fmt: skip
    whole = _row("all three", sum(ours.values()), sum(theirs.values()))
    return [*rows, {**whole, "limit": LIMIT}]


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
from bench import process as p
folder = Path(sys.argv[1])
p.make(folder, int(sys.argv[2]))
with p._opened(folder) as engine:
    print(json.dumps({
        one: min(p.ask(folder, engine, one)[0] for _ in range(2)) for one in ("map", "variants", "times")
    }))
"""
