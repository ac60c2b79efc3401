"""People and work as facts: 10,000 people over 10 M events, and over a million tickets.

Who holds which role and how much of each activity each person did in each of twelve months, with the memory of a
process that asks all of it and does nothing else. It is a third of what evidence and alignment may take in all (60 s,
4 GB); landing the log does not count.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVENTS, TICKETS, PEOPLE, THREADS = 10_000_000, 1_000_000, 10_000, 2
LIMIT_SECONDS, LIMIT_MEMORY_GB = 20.0, 2.0
MODEL = """sightline: 1
name: Bench
sources:
  staff: {file: data/staff.csv}
  tickets: {file: data/tickets.parquet}
  log: {file: data/log.parquet, log: {case: case, activity: activity, time: time, performer: performer, sequence: seq}}
people: {source: staff, person: person, role: role, manager: manager, capacity: fte, from: since, to: until}
work: {source: tickets, item: item, performer: performer, counts_as: activity, effort: hours, closed: closed}
processes:
  work: {log: log}
"""


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds of each answer, the sum, and the peak of memory."""
    with tempfile.TemporaryDirectory(prefix="sightline-people-") as name:
        folder, share = Path(name), 50 if quick else 1
        make(folder, events=EVENTS // share, tickets=TICKETS // share, people=PEOPLE // share)
        code = "import sys; from pathlib import Path; from bench import people_facts as p; p.work(Path(sys.argv[1]))"
        made = subprocess.run([sys.executable, "-c", code, name], check=True, capture_output=True, text=True, cwd=ROOT)
        *lines, rows, gigabytes = made.stdout.splitlines()
        parts = [(title, float(seconds)) for title, seconds in (line.rsplit(" ", 1) for line in lines)]
        whole = sum(seconds for _, seconds in parts)
        return [
            *({"name": f"{title}, {PEOPLE:,} people", "seconds": seconds} for title, seconds in parts),
            {"name": "all of it", "seconds": whole, "value": whole, "limit": LIMIT_SECONDS, "note": f"{rows} rows"},
            {"name": "peak memory", "value": float(gigabytes), "limit": LIMIT_MEMORY_GB, "note": "GB"},
        ]


def make(folder: Path, *, events: int, tickets: int, people: int) -> None:
    """Write people with two assignments each, tickets, and a log of ten events a case; land the log."""
    import duckdb

    (folder / "data").mkdir(parents=True)
    who = f"'P' || lpad((hash(i * 11) % {people + people // 50})::VARCHAR, 6, '0')"  # one in fifty is nobody known
    moment = "(TIMESTAMP '2025-01-01' + to_minutes((({0} * 31) % 500000 + (i % 10) * 480)::BIGINT)) AT TIME ZONE 'UTC'"
    log = f"""SELECT 'C' || lpad((i // 10)::VARCHAR, 8, '0') AS "case", 'Activity ' || hash(i) % 20 AS activity,
        {moment.format("(i // 10)")} AS time, {who} AS performer, i AS seq FROM range({events}) t(i)"""
    items = f"""SELECT 'T' || i AS item, 'Activity ' || hash(i) % 20 AS activity, {who} AS performer,
        {moment.format("i")} AS closed, (hash(i * 5) % 80) / 8 AS hours FROM range({tickets}) t(i)"""
    staff = f"""SELECT 'P' || lpad((i // 2)::VARCHAR, 6, '0') AS person, 'role_' || (i // 2) % 40 AS role,
        'P' || lpad((i // 16)::VARCHAR, 6, '0') AS manager, 1 - 0.2 * (i % 3) AS fte,
        CASE WHEN i % 2 = 0 THEN DATE '2020-01-01' ELSE DATE '2025-07-01' END AS since,
        CASE WHEN i % 2 = 0 THEN DATE '2025-06-30' END AS until FROM range(16, {2 * people}) t(i)"""
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}; SET timezone = 'UTC'; SET enable_progress_bar = false")
        connection.execute(f"""COPY (SELECT * FROM ({log}) ORDER BY "case", time, seq)
            TO '{folder}/data/log.parquet' (ROW_GROUP_SIZE 122880)""")
        connection.execute(f"COPY ({items}) TO '{folder}/data/tickets.parquet'")
        connection.execute(f"COPY ({staff}) TO '{folder}/data/staff.csv' (HEADER)")
    (folder / "sightline.yml").write_text(MODEL, encoding="utf-8")
    from bench.process import opened_reading

    with opened_reading(folder) as reading:
        reading.landed()


def work(folder: Path) -> None:
    """Ask everything once, and print how long each took, how many rows came out and the peak of memory."""
    from bench.process import opened, opened_reading
    from bench.table import peak_gigabytes

    with opened(folder) as engine, opened_reading(folder, engine) as reading:
        rows = 0
        for title, ask in (
            ("who holds which role", lambda: reading.people().every),
            ("cases by person and activity, 10 M events", lambda: reading.done(out_of="logs").table),
            ("hours by person and activity, 1 M tickets", lambda: reading.done().table),
            ("all items of work, 1 M tickets", lambda: reading.work().table),
        ):
            began = time.perf_counter()
            rows += len(ask())
            print(title, time.perf_counter() - began)
    print(f"{rows:,}")
    print(peak_gigabytes())
