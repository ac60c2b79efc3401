"""Memory over 100 M events (10 M cases) with an engine that is given 4 GB: does it spill, and does it end?

Run when named. Each question is asked in a process of its own; the log takes some 3 GB of disk and minutes to land.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import process, rules
from bench.table import peak_gigabytes

ROOT = Path(__file__).resolve().parents[1]
EVENTS = 100_000_000
MEMORY = "4GB"
LIMIT_GB = 6.0  # what the engine is given, and what Python and Arrow need beside it


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds and the peak of memory of landing and of each question."""
    with tempfile.TemporaryDirectory(prefix="sightline-large-") as name:
        folder = Path(name)
        events = 1_000_000 if quick else EVENTS
        rows = [_apart(folder, "land", str(events))]
        model = folder / "sightline.yml"
        model.write_text(model.read_text(encoding="utf-8") + rules.PROCESSES, encoding="utf-8")
        return [*rows, *(_apart(folder, one) for one in ("map", "variants", "times", "rule", "waiting"))]


def _apart(folder: Path, question: str, *given: str) -> dict[str, object]:
    code = "import sys; from bench import process_large; process_large.work(*sys.argv[1:])"
    made = subprocess.run(
        [sys.executable, "-c", code, str(folder), question, *given], check=False, capture_output=True, text=True,
        cwd=ROOT, env=os.environ | {"SIGHTLINE_MEMORY": MEMORY},
    )  # fmt: skip
    if made.returncode:
        raise AssertionError(f"{question} died: {made.stderr[-2000:]}")
    seconds, gigabytes = map(float, made.stdout.split()[-2:])
    row = {"name": f"peak memory of {question}, 100 M events", "seconds": seconds, "value": gigabytes, "note": "GB"}
    return row if question == "land" else {**row, "limit": LIMIT_GB}


def work(folder: str, question: str, events: str = "") -> None:
    """Do one thing and print how long it took and what it needed."""
    place, began = Path(folder), time.perf_counter()
    if question == "land":
        process.make(place, int(events))
    else:
        with process.opened(place) as engine:
            rules.ask(place, engine, "one") if question == "rule" else process.ask(place, engine, question)
    print(time.perf_counter() - began, peak_gigabytes())
