"""Evidence and alignment from the log to the answer: 10,000 people over 10 M events, read out of the engine.

A million cases of ten events each, by three to ten of 10,000 people with two assignments each. Asked in a process that
does nothing else: how a role's and each person's work compares with the year before, what the lead time of a case says
(all who touched it share it), and what the time before one activity says. Landing the log does not count.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import people_facts

ROOT = Path(__file__).resolve().parents[1]
EVENTS, PEOPLE, THREADS = 10_000_000, 10_000, 2
LIMIT_SECONDS, LIMIT_MEMORY_GB = 60.0, 4.0
MODEL = """sightline: 1
name: Bench
sources:
  staff: {file: data/staff.csv}
  log: {file: data/log.parquet, log: {case: case, activity: activity, time: time, performer: performer, sequence: seq}}
people: {source: staff, person: person, role: role, unit: role, manager: manager, capacity: fte, from: since, to: until}
processes:
  work:
    log: log
    activities: {begin: {as: Activity 0}, check: {as: Activity 4}, end: {as: Activity 9}}
    chain: [begin, end]
"""


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds of each answer, the sum, and the peak of memory."""
    with tempfile.TemporaryDirectory(prefix="sightline-whole-") as name:
        folder, share = Path(name), 50 if quick else 1
        make(folder, events=EVENTS // share, people=PEOPLE // share)
        code = "import sys; from pathlib import Path; from bench import people_whole as p; p.work(Path(sys.argv[1]))"
        made = subprocess.run([sys.executable, "-c", code, name], check=True, capture_output=True, text=True, cwd=ROOT)
        *lines, gigabytes = made.stdout.splitlines()
        parts = [(title, float(seconds)) for title, seconds in (line.rsplit(" ", 1) for line in lines)]
        whole = sum(seconds for _, seconds in parts)
        return [
            *({"name": title, "seconds": seconds} for title, seconds in parts),
            {"name": "evidence and alignment, all of it", "seconds": whole, "value": whole, "limit": LIMIT_SECONDS},
            {"name": "peak memory", "value": float(gigabytes), "limit": LIMIT_MEMORY_GB, "note": "GB"},
        ]


def make(folder: Path, *, events: int, people: int) -> None:
    """Write people and a log whose cases run from Activity 0 to Activity 9 by way of others; land the log."""
    import duckdb

    people_facts.make(folder, events=10, tickets=10, people=people)
    moment = "(TIMESTAMP '2025-01-01' + to_minutes((((i // 10) * 31) % 1000000 + (i % 10) * 480)::BIGINT))"
    log = f"""SELECT 'C' || lpad((i // 10)::VARCHAR, 8, '0') AS "case",
        'Activity ' || CASE i % 10 WHEN 0 THEN 0 WHEN 9 THEN 9 ELSE 1 + hash(i) % 8 END AS activity,
        ({moment} + to_seconds((hash(i * 3) % 20000)::BIGINT)) AT TIME ZONE 'UTC' AS time,
        'P' || lpad(((hash(i // 10) + hash(i * 11) % 8) % {people})::VARCHAR, 6, '0') AS performer, i AS seq
        FROM range({events}) t(i)"""
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}; SET timezone = 'UTC'; SET enable_progress_bar = false")
        connection.execute(f"COPY ({log}) TO '{folder}/data/log.parquet' (ROW_GROUP_SIZE 122880)")
    (folder / "sightline.yml").write_text(MODEL, encoding="utf-8")
    from bench.process import opened_reading

    with opened_reading(folder) as reading:
        reading.landed()


def work(folder: Path) -> None:
    """Ask everything once, and print how long each took and the peak of memory."""
    from bench.process import opened, opened_reading
    from bench.table import peak_gigabytes

    def told(metric: str) -> object:
        reading.evidence(metric)
        found = reading.evidence(metric, "P000777", approved={metric})
        if found.withheld or found.person is None:  # then the time says nothing
            raise SystemExit(found.withheld or found.words)
        return found

    with opened(folder) as engine, opened_reading(folder, engine) as reading:
        for title, ask in (
            ("alignment of all roles, units and persons", lambda: reading.align(persons=None, approved={"alignment"})),
            ("evidence: lead time, a million cases shared by many", lambda: told("work.lead_time")),
            ("evidence: waiting before one activity", lambda: told("work.check.waiting")),
        ):
            began = time.perf_counter()
            ask()
            print(title, time.perf_counter() - began)
    print(peak_gigabytes())
