"""How long it takes to land event logs, and how much memory a large one needs.

Landing is the whole way: unpack, read, type, sort, write Parquet. Beside it stands the same log read by expat event by
event, the plain way to read XML in Python, which does less. PM4Py is measured by `bench/peers/pm4py_reader.py`.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.parsers import expat

from bench.table import peak_gigabytes
from sightline.facts import land_log
from sightline.model.declarations import LogMapping, Source

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
LOGS = ("env_permit.xes.gz", "Helpdesk.xes.gz", "BPI_Challenge_2012.xes.gz")
RUNS = 5
LARGE_EVENTS = 1_000_000
LARGE_LIMIT_MB = 1_024.0


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return one row for each reference log that is there, and two for a generated large one."""
    rows: list[dict[str, object]] = []
    for name in LOGS:
        file = DATA / name
        if not file.exists():
            rows.append({"name": f"land {name}", "note": "skipped: the log is not there"})
            continue
        ours, plain = landing_seconds(file, 1 if quick else RUNS), _expat_seconds(file)
        rows.append({"name": f"land {name}", "seconds": ours, "beside": plain, "ratio": ours / plain, "limit": 1.0})
    return rows + _large(LARGE_EVENTS // 20 if quick else LARGE_EVENTS)


def landing_seconds(file: Path, runs: int = RUNS) -> float:
    """Return the least of the seconds that landing `file` took, each time from nothing."""
    taken = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            land_log("log", Source(file=file.name, log=LogMapping()), [file], into=Path(folder), timezone="UTC")
            taken.append(time.perf_counter() - start)
    return min(taken)


def _expat_seconds(file: Path) -> float:
    """Return the seconds to unpack a log and to keep the attributes of its events in dictionaries."""
    start = time.perf_counter()
    events: list[dict[str, str]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name == "event":
            events.append({})
        elif events and "key" in attributes:
            events[-1][attributes["key"]] = attributes.get("value", "")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(gzip.decompress(file.read_bytes()), True)
    return time.perf_counter() - start


def _large(events: int) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.xes.gz"
        write_large(file, events)
        answer = subprocess.run(
            [sys.executable, "-m", "bench.read_logs", "--memory", str(file)],
            check=True, capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        told = json.loads(answer.stdout)
    if told["rows"] != events:
        raise RuntimeError(f"{told['rows']} of {events} events were landed")
    megabytes = told["peak_bytes"] / 2**20
    return [
        {"name": f"land {events:,} generated events", "seconds": told["seconds"]},
        {"name": "peak memory of that", "value": megabytes, "limit": LARGE_LIMIT_MB, "note": "MB, the whole process"},
    ]


def write_large(file: Path, events: int, per_trace: int = 10) -> None:
    """Write a log of so many events, no two alike."""
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=1) as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for trace in range(events // per_trace):
            out.write(f'\t<trace>\n\t\t<string key="concept:name" value="case {trace * 7_919 % events}"/>\n')
            out.write(f'\t\t<float key="amount" value="{trace % 977 + 0.25}"/>\n')
            for step in range(per_trace):
                number = trace * per_trace + step
                second, day = number % 60, number % 28 + 1
                out.write(
                    f'\t\t<event>\n\t\t\t<string key="concept:name" value="step {step}"/>\n'
                    f'\t\t\t<string key="org:resource" value="person {number % 140}"/>\n'
                    f'\t\t\t<string key="lifecycle:transition" value="complete"/>\n'
                    f'\t\t\t<date key="time:timestamp" value="2026-{step + 1:02}-{day:02}T10:{second:02}:00+01:00"/>\n'
                    f'\t\t\t<int key="number" value="{number}"/>\n\t\t</event>\n'
                )
            out.write("\t</trace>\n")
        out.write("</log>\n")


def _memory(file: Path) -> None:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        landed = land_log("log", Source(file=file.name, log=LogMapping()), [file], into=Path(folder), timezone="UTC")
        seconds = time.perf_counter() - start
    peak = peak_gigabytes() * 1024**3
    print(json.dumps({"rows": landed.rows, "seconds": seconds, "peak_bytes": peak}))


if __name__ == "__main__":
    if sys.argv[1] == "--memory":
        _memory(Path(sys.argv[2]))
    else:  # --seconds FILE: how the peers ask
        print(landing_seconds(Path(sys.argv[2])))
