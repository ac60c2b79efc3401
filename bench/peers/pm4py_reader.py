"""PM4Py's default reader on the reference logs, beside Sightline's landing of the same files.

Runs in `.venv-peers`: PM4Py is under the AGPL and no part of Sightline. Both give the least of some runs in a warm
process, one after the other. Landing also sorts the log and writes it as Parquet; PM4Py hands over a data frame.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
LOGS = ("env_permit.xes.gz", "Helpdesk.xes.gz", "BPI_Challenge_2012.xes.gz")
OURS = ROOT / ".venv" / "bin" / "python"
RUNS = 5
LIMIT = 1 / 5


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return one row for each reference log that is there: Sightline's seconds, PM4Py's, their ratio."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        import pm4py
    rows: list[dict[str, object]] = []
    for name in LOGS:
        file = DATA / name
        if not file.exists():
            rows.append({"name": f"read {name}", "note": "skipped: the log is not there"})
            continue
        peer = min(_seconds(pm4py, file) for _ in range(1 if quick else RUNS))
        ours = float(subprocess.check_output([OURS, "-m", "bench.read_logs", "--seconds", file], cwd=ROOT, text=True))
        rows.append({
            "name": f"land {name}, beside PM4Py {pm4py.__version__}",
            "seconds": ours, "beside": peer, "ratio": ours / peer, "limit": LIMIT,
            "note": f"{peer / ours:.1f} times as fast",
        })  # fmt: skip
    return rows


def _seconds(pm4py: object, file: Path) -> float:
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        pm4py.read_xes(str(file))  # type: ignore[attr-defined]  # a module of another environment
        return time.perf_counter() - start


if __name__ == "__main__":
    for row in run():
        print(*(f"{key} {value:.3f}" if isinstance(value, float) else value for key, value in row.items()))
