"""Map with durations, variants and throughput of 10 M events (1 M cases, 20 activities) against SQL written by hand.

By hand means what an analyst would write over the same sorted Parquet file in the same DuckDB with the same threads:
`lead` over each case's events in the order of time and sequence, `string_agg` ordered likewise, and percentiles. The
map stands beside such a query twice: as it is asked by default, counts and percentiles of pairs, and with the number of
cases of each pair and activity. What Sightline does before and after the query counts for
Sightline; landing the log does not. Also the peak of memory, in a process of its own, and the other questions.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVENTS, PER_CASE = 10_000_000, 10
THREADS = 2
LIMIT, LIMIT_MEMORY_GB = 1.3, 2.0
MODEL = """sightline: 1
name: Bench
sources:
  log: {file: data/log.parquet, log: {case: case, activity: activity, time: time, performer: performer, sequence: seq}}
processes:
  work: {log: log}
"""
WINDOW = 'WINDOW w AS (PARTITION BY "case" ORDER BY time, seq)'
PAIRS = f"""SELECT "case", activity, lead(activity) OVER w AS next, epoch_us(lead(time) OVER w) - epoch_us(time) AS wait
    FROM log {WINDOW}"""
WAITS = "quantile_cont(wait, 0.5), quantile_cont(wait, 0.9)"
LASTED = "epoch_us(max(time)) - epoch_us(min(time)) AS lasted"
BY_HAND = {
    "map": [f"SELECT activity, next, count(*), {WAITS} FROM ({PAIRS}) GROUP BY 1, 2"],
    "map with cases": [
        f'SELECT activity, next, count(*), count(DISTINCT "case"), {WAITS} FROM ({PAIRS}) GROUP BY 1, 2',
        'SELECT activity, count(DISTINCT "case") FROM log GROUP BY 1',
    ],
    "variants": [
        f"""SELECT steps, count(*), quantile_cont(lasted, 0.5) FROM (SELECT string_agg(activity, ',' ORDER BY time, seq)
        AS steps, {LASTED} FROM log GROUP BY "case") GROUP BY 1"""
    ],
    "times": [
        f"""SELECT count(*), sum(n), quantile_cont(lasted, 0.5), quantile_cont(lasted, 0.9), quantile_cont(lasted, 0.95)
        FROM (SELECT count(*) AS n, {LASTED} FROM log GROUP BY "case")"""
    ],
}


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return time against SQL by hand, the other questions, and memory."""
    with tempfile.TemporaryDirectory(prefix="sightline-process-") as name:
        folder = Path(name)
        make(folder, 500_000 if quick else EVENTS)
        return [*_against_hand(folder, repeats=2 if quick else 5), *_memory(folder)]


def make(folder: Path, events: int) -> None:
    """Write the log, sorted by case, time and sequence, and the model; land it.

    A case has ten events, one of its seven in a hundred steps out of the usual order; times are whole minutes, so that
    many tie.
    """
    import duckdb

    (folder / "data").mkdir(parents=True, exist_ok=True)
    case = f"(i // {PER_CASE})"
    rows = f"""SELECT 'C' || lpad({case}::VARCHAR, 8, '0') AS "case",
        'Activity ' || (CASE WHEN hash(i) % 100 < 93 THEN i % {PER_CASE} ELSE 10 + hash(i * 7) % 10 END) AS activity,
        (TIMESTAMP '2025-01-01' + to_minutes((({case} * 31) % 500000 + (i % {PER_CASE}) * 480
            + hash(i * 3) % 600)::BIGINT)) AT TIME ZONE 'UTC' AS time,
        'P' || (hash(i * 11) % 50) AS performer, i AS seq FROM range({events}) t(i)"""
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}; SET timezone = 'UTC'; SET enable_progress_bar = false")
        connection.execute(f"""COPY (SELECT * FROM ({rows}) ORDER BY "case", time, seq)
            TO '{folder}/data/log.parquet' (ROW_GROUP_SIZE 122880)""")
    (folder / "sightline.yml").write_text(MODEL, encoding="utf-8")
    with opened_reading(folder) as reading:
        reading.landed()


def opened_reading(folder: Path, engine: object = None):
    from sightline.reading import read
    from sightline.workspace import Workspace

    return read(Workspace(folder), engine=engine)


def opened(folder: Path):
    from sightline.engines import open_engine

    return open_engine("duckdb", allowed=[folder], threads=THREADS)


def ask(folder: Path, engine: object, question: str) -> tuple[float, object]:
    """Return the seconds of one question to a process, and its answer; nothing is found on the shelf."""
    shutil.rmtree(folder / ".sightline" / "readings", ignore_errors=True)
    with opened_reading(folder, engine) as reading:
        process = reading.process("work")
        began = time.perf_counter()
        answer = process.map(cases=True) if question == "map with cases" else getattr(process, question)()
        return time.perf_counter() - began, answer


def _in_turns(work: Callable[[], float], other: Callable[[], float], repeats: int) -> tuple[float, float, float]:
    """Return the median seconds of each and the median ratio, in turns, so that a busy machine is busy for both."""
    pairs = [(work(), other()) for _ in range(repeats)]
    middle = (statistics.median(one) for one in zip(*pairs, strict=True))
    return (*middle, statistics.median(one / beside for one, beside in pairs))


def _against_hand(folder: Path, repeats: int) -> list[dict[str, object]]:
    import duckdb

    rows: list[dict[str, object]] = []
    with opened(folder) as engine, opened_reading(folder) as reading, duckdb.connect() as plain:
        files = [str(file) for file in reading.landed()["log"].files]
        plain.execute(f"SET threads = {THREADS}; SET timezone = 'UTC'; SET enable_progress_bar = false")
        plain.from_parquet(files).create_view("log")
        _check_equal(folder, engine, plain)

        def hand(texts: list[str]) -> float:
            began = time.perf_counter()
            for text in texts:
                plain.sql(text).to_arrow_table()
            return time.perf_counter() - began

        for name, texts in BY_HAND.items():
            figures = _in_turns(
                lambda name=name: ask(folder, engine, name)[0], lambda texts=texts: hand(texts), repeats
            )
            row = dict(zip(("seconds", "beside", "ratio"), figures, strict=True))
            rows.append({"name": f"{name} of 10 M events against SQL by hand", **row, "limit": LIMIT})
        rows += [
            {"name": f"{question} of 10 M events", "seconds": ask(folder, engine, question)[0]}
            for question in ("rework", "handovers", "waiting")
        ]
    return rows


def _check_equal(folder: Path, engine: object, plain: object) -> None:
    """Compare the answers with those by hand: a benchmark of wrong numbers is none."""
    pairs, cases = (plain.sql(text).fetchall() for text in BY_HAND["map with cases"])
    drawn = ask(folder, engine, "map with cases")[1]
    mine = {(one.from_, one.to): (one.count, one.cases, one.median_s, one.p90_s) for one in drawn.edges}
    theirs = {(_id(a), _id(b)): (n, c, *(round(one) / 1e6 for one in waits)) for a, b, n, c, *waits in pairs if b}
    if mine != theirs or {one.activity: one.cases for one in drawn.nodes} != {_id(name): n for name, n in cases}:
        raise AssertionError("the maps differ")
    variants = {tuple(map(_id, steps.split(","))): n for steps, n, _ in plain.sql(BY_HAND["variants"][0]).fetchall()}
    if {one.activities: one.cases for one in ask(folder, engine, "variants")[1]} != variants:
        raise AssertionError("the variants differ")
    times = ask(folder, engine, "times")[1]
    ((cases_, events, *took),) = plain.sql(BY_HAND["times"][0]).fetchall()
    mine_too = (times.cases, times.events, times.p50_s, times.p90_s, times.p95_s)
    if mine_too != (cases_, events, *(round(one) / 1e6 for one in took)):
        raise AssertionError("the times differ")


def _id(label: str) -> str:
    return label.lower().replace(" ", "_")


def _memory(folder: Path) -> list[dict[str, object]]:
    """Return the peak of memory of a process that asks one question and does nothing else."""
    code = (
        "import sys; from pathlib import Path; from bench import process as p, table\n"
        "folder = Path(sys.argv[1])\n"
        "with p.opened(folder) as engine: p.ask(folder, engine, sys.argv[2])\n"
        "print(table.peak_gigabytes())"
    )
    rows: list[dict[str, object]] = []
    for question in ("map", "variants", "times", "waiting"):
        made = subprocess.run(
            [sys.executable, "-c", code, str(folder), question], check=True, capture_output=True, text=True, cwd=ROOT
        )
        gigabytes = float(made.stdout.split()[-1])
        rows.append({"name": f"peak memory of {question}", "value": gigabytes, "limit": LIMIT_MEMORY_GB, "note": "GB"})
    return rows
