"""One rule, and twelve rules, over 10 M events (1 M cases, 20 activities) against SQL written by hand.

By hand means what an analyst would write over the same sorted Parquet file in the same DuckDB with the same threads,
for the same four outcomes: the next answer by a window over the two activities, the greatest that any event of a case
says, and the number of all cases. Twelve rules are counted in passes over the log, in seconds and in memory.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.process import EVENTS, THREADS, make, opened, opened_reading
from bench.table import peak_gigabytes

ROOT = Path(__file__).resolve().parents[1]
LIMIT, LIMIT_PASSES, LIMIT_MEMORY_GB = 1.3, 2, 2.0
HOURS = 12
ACTIVITIES = ", ".join(f'a{number}: {{as: "Activity {number}"}}' for number in range(20))
ONE = f"answered_soon: {{response: [a3, a4], within: {HOURS} hours}}"
TWELVE = f"""
      {ONE}
      answered: {{response: [a6, a7]}}
      answered_at_work: {{response: [a1, a2], within: 1 day, calendar: business}}
      prepared: {{precedence: [a1, a5]}}
      ordered: {{chain_order: [a0, a1, a2]}}
      never: {{absence: a19}}
      once: {{at_most: {{activity: a10, times: 1}}}}
      either: {{exclusive: [a11, a12]}}
      eyes: {{four_eyes: [a2, a8]}}
      in_time: {{deadline: {{from: a0, to: a9, within: 4 days}}}}
      batched: {{batching: {{activity: a13, at_least: 5, within: 1 hour}}}}
      back: {{return_to_start: a18}}"""
PROCESSES = f"""
  one:
    log: log
    activities: {{{ACTIVITIES}}}
    chain: [a0, a9]
    rules: {{{ONE}}}
  twelve:
    log: log
    activities: {{{ACTIVITIES}}}
    chain: [a0, a9]
    rules:{TWELVE}
"""
BY_HAND = f"""WITH steps AS (
        SELECT "case", activity = 'Activity 3' AS asks, time, min(CASE WHEN activity = 'Activity 4' THEN time END) OVER
            (PARTITION BY "case" ORDER BY time, seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS answer
        FROM log WHERE activity IN ('Activity 3', 'Activity 4')),
    cases AS (SELECT max(CASE WHEN NOT asks THEN 0 WHEN answer > time + INTERVAL {HOURS} HOURS THEN 3
            WHEN answer IS NOT NULL THEN 1 WHEN time + INTERVAL {HOURS} HOURS < {{now}} THEN 3 ELSE 2 END) AS code
        FROM steps GROUP BY "case")
    SELECT count(*) FILTER (code = 1), count(*) FILTER (code = 3), count(*) FILTER (code = 2),
        (SELECT count(DISTINCT "case") FROM log) FROM cases"""


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return time against SQL by hand, passes, and memory."""
    with tempfile.TemporaryDirectory(prefix="sightline-rules-") as name:
        folder = Path(name)
        make(folder, 500_000 if quick else EVENTS)
        model = folder / "sightline.yml"
        model.write_text(model.read_text(encoding="utf-8") + PROCESSES, encoding="utf-8")
        return [*_timed(folder, repeats=2 if quick else 3), *_memory(folder)]


def ask(folder: Path, engine: object, process: str) -> tuple[float, object]:
    """Return the seconds of the rules of a process, and their outcomes; nothing is found on the shelf."""
    shutil.rmtree(folder / ".sightline" / "readings", ignore_errors=True)
    with opened_reading(folder, engine) as reading:
        asked = reading.process(process)
        began = time.perf_counter()
        answer = asked.rules()
        return time.perf_counter() - began, answer


def _timed(folder: Path, repeats: int) -> list[dict[str, object]]:
    import duckdb

    with opened(folder) as engine, opened_reading(folder) as reading, duckdb.connect() as plain:
        files = [str(file) for file in reading.landed()["log"].files]
        plain.execute(f"SET threads = {THREADS}; SET timezone = 'UTC'; SET enable_progress_bar = false")
        plain.from_parquet(files).create_view("log")
        text = BY_HAND.format(now=f"TIMESTAMPTZ '{reading.as_of}' + INTERVAL 1 SECOND")
        _check_equal(folder, engine, plain.sql(text).fetchall()[0])

        def hand() -> float:
            began = time.perf_counter()
            plain.sql(text).fetchall()
            return time.perf_counter() - began

        pairs = [(ask(folder, engine, "one")[0], hand()) for _ in range(repeats)]  # in turns: busy is busy for both
        seconds, beside = (statistics.median(one) for one in zip(*pairs, strict=True))
        one = {"seconds": seconds, "beside": beside, "ratio": statistics.median(mine / hers for mine, hers in pairs)}
        passes, twelve = _passes(folder, engine)
    return [
        {"name": "one rule over 10 M events against SQL by hand", **one, "limit": LIMIT},
        {"name": "twelve rules over 10 M events", "seconds": twelve},
        {"name": "passes of twelve rules over the log", "value": passes, "limit": LIMIT_PASSES, "note": "scans"},
    ]


def _check_equal(folder: Path, engine: object, theirs: tuple[int, ...]) -> None:
    """Compare the outcomes with those by hand: a benchmark of wrong numbers is none."""
    ((satisfied, violated, pending, cases), (row,)) = theirs, ask(folder, engine, "one")[1]
    mine = (row.satisfied, row.violated, row.pending, row.not_applicable)
    if mine != (satisfied, violated, pending, cases - satisfied - violated - pending):
        raise AssertionError((mine, theirs))


def _passes(folder: Path, engine: object) -> tuple[int, float]:
    """Return the scans of the log in the plans of all queries that twelve rules take, and the seconds."""
    from sightline.operations.outcomes import rule_outcomes

    selects = []
    shutil.rmtree(folder / ".sightline" / "readings", ignore_errors=True)
    with opened_reading(folder, engine) as reading:
        asked = reading.process("twelve")

        def noted(select: object) -> object:
            selects.append(select)
            return asked.ask(select)

        began = time.perf_counter()
        rule_outcomes(asked.steps, asked.steps.process.rules, noted)
        return sum(engine.scans(select)["log"] for select in selects), time.perf_counter() - began


def _memory(folder: Path) -> list[dict[str, object]]:
    """Return the peak of memory of a process that asks for rules and does nothing else."""
    code = "import sys; from bench import rules; rules.peak(*sys.argv[1:])"
    rows: list[dict[str, object]] = []
    for process, limit in (("one", {"limit": LIMIT_MEMORY_GB}), ("twelve", {})):
        made = subprocess.run(
            [sys.executable, "-c", code, str(folder), process], check=True, capture_output=True, text=True, cwd=ROOT
        )
        gigabytes = float(made.stdout.split()[-1])
        rows.append({"name": f"peak memory of {process} rules", "value": gigabytes, "note": "GB", **limit})
    return rows


def peak(folder: str, process: str) -> None:
    """Print the peak of this process's memory after asking for the rules of `process`."""
    with opened(Path(folder)) as engine:
        ask(Path(folder), engine, process)
    print(peak_gigabytes())
