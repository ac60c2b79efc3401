"""Three public logs: each figure of a process agrees with plain SQL, with PM4Py's figures, and in any order of rows.

PM4Py 2.7.23.11 gave the recorded figures (directly-follows graph, variants, start activities, rework cases, median case
duration) once, outside this project; it is under the AGPL and no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from sightline.model.process_metrics import activity_id
from sightline.reading import Reading, read
from sightline.reading.operating import OperatingProcess
from tests.measures.support import make
from tests.support import shared_log


@dataclass(frozen=True)
class Log:
    """A log, and what PM4Py says of it."""

    file: str
    cases: int
    pairs: int
    follows: int
    edge: tuple[str, str, int]
    variants: int
    most: int
    median_s: float
    starts: int
    reworked: tuple[str, int]


LOGS = [
    Log("env_permit.xes.gz", 1_434, 99, 7_143,
        ("T04 Determine confirmation of receipt", "T05 Print and send confirmation of receipt", 1_177),
        116, 713, 2868.5835, 1, ("T06 Determine necessity of stop advice", 59)),
    Log("Helpdesk.xes.gz", 4_580, 55, 16_768, ("Resolve ticket", "Closed", 4_558),
        226, 2_366, 3443836.5, 6, ("Take in charge ticket", 623)),
    Log("BPI_Challenge_2012.xes.gz", 13_087, 125, 249_113,
        ("W_Completeren aanvraag", "W_Completeren aanvraag", 38_004),
        4_366, 3_429, 69857.434, 1, ("W_Completeren aanvraag", 7_367)),
]  # fmt: skip
TEXT = """
sources:
  log: {{file: {path}, log: {mapping}}}
processes:
  every: {{log: log}}
  some:
    log: log
    activities: {{one: {{as: "{one}"}}, other: {{as: "{other}"}}}}
    chain: [one, other]
"""
PLACED = """SELECT *, lead(activity) OVER w AS next, (epoch_us(lead(time) OVER w) - epoch_us(time)) / 1e6 AS wait,
    lag(activity) OVER w AS before, lag(performer) OVER w AS other,
    (epoch_us(time) - epoch_us(lag(time) OVER w)) / 1e6 AS waited,
    FROM {log} WINDOW w AS (PARTITION BY "case" ORDER BY time, seq)"""


@pytest.fixture(scope="module", params=LOGS, ids=lambda log: log.file.split(".")[0])
def log(request: pytest.FixtureRequest) -> Log:
    found: Log = request.param
    return found


@pytest.fixture(scope="module")
def opened(log: Log, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    names = {"one": log.reworked[0], "other": log.edge[1] if log.edge[1] != log.reworked[0] else "W_Afhandelen leads"}
    text = TEXT.format(path=shared_log(log.file), mapping="{}", **names)
    with read(make(tmp_path_factory.mktemp("real"), text, {})) as reading:
        yield reading


@pytest.fixture(scope="module")
def process(opened: Reading) -> OperatingProcess:
    return opened.process("every")


@pytest.fixture(scope="module")
def plain(opened: Reading) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET timezone = 'UTC'")
    connection.from_parquet([str(file) for file in opened.landed()["log"].files]).create_view("log")
    return connection


def asked(connection: duckdb.DuckDBPyConnection, sql: str, log: str = "log") -> list[tuple[Any, ...]]:
    return connection.execute(f"WITH placed AS ({PLACED.format(log=log)}) {sql}").fetchall()


def near(*values: float | None) -> list[object]:
    return [None if value is None else pytest.approx(value, rel=1e-9, abs=2e-6) for value in values]


def test_the_map(log: Log, process: OperatingProcess, plain: duckdb.DuckDBPyConnection):
    drawn = process.map(cases=True)
    edges = {(one.from_, one.to): one for one in drawn.edges}
    rows = asked(plain, """SELECT activity, next, count(*), count(DISTINCT "case"), quantile_cont(wait, 0.5),
        quantile_cont(wait, 0.9) FROM placed WHERE next IS NOT NULL GROUP BY ALL""")  # fmt: skip
    assert {
        pair: (one.count, one.cases, *near(one.median_s, one.p90_s)) for pair, one in edges.items()
    } == {(activity_id(a), activity_id(b)): (n, cases, *near(*waits)) for a, b, n, cases, *waits in rows}  # fmt: skip
    nodes = asked(plain, """SELECT activity, count(*), count(DISTINCT "case"), count(*) FILTER (before IS NULL),
        count(*) FILTER (next IS NULL) FROM placed GROUP BY ALL""")  # fmt: skip
    assert {(one.activity, one.count, one.cases, one.begins, one.ends) for one in drawn.nodes} == {
        (activity_id(name), *counts) for name, *counts in nodes
    }
    assert (len(edges), sum(one.count for one in drawn.edges), drawn.cases) == (log.pairs, log.follows, log.cases)
    assert edges[activity_id(log.edge[0]), activity_id(log.edge[1])].count == log.edge[2]
    assert sum(one.begins > 0 for one in drawn.nodes) == log.starts


def test_the_variants(log: Log, process: OperatingProcess, plain: duckdb.DuckDBPyConnection):
    variants = process.variants()
    rows = asked(plain, """SELECT steps, count(*), median(took) FROM (SELECT list(activity ORDER BY time, seq) steps,
        (epoch_us(max(time)) - epoch_us(min(time))) / 1e6 took FROM log GROUP BY "case") GROUP BY ALL""")  # fmt: skip
    expected = {tuple(activity_id(one) for one in steps): (cases, *near(took)) for steps, cases, took in rows}
    assert {one.activities: (one.cases, *near(one.median_s)) for one in variants} == expected
    assert (len(variants), variants[0].cases) == (log.variants, log.most)
    assert [(-one.cases, one.activities) for one in variants] == sorted(
        (-one.cases, one.activities) for one in variants
    )
    assert sum(one.share for one in variants) == pytest.approx(1)


def test_the_times(log: Log, process: OperatingProcess, plain: duckdb.DuckDBPyConnection):
    times = process.times()
    ((cases, events, *took),) = asked(plain, """SELECT count(*), sum(n), quantile_cont(took, 0.5),
        quantile_cont(took, 0.9), quantile_cont(took, 0.95) FROM (SELECT count(*) AS n,
        (epoch_us(max(time)) - epoch_us(min(time))) / 1e6 AS took FROM log GROUP BY "case")""")  # fmt: skip
    assert (times.cases, times.open, times.events) == (cases, 0, events)
    assert [times.p50_s, times.p90_s, times.p95_s] == near(*took)
    assert times.p50_s == pytest.approx(log.median_s, abs=1e-3)


def test_the_rework(log: Log, process: OperatingProcess, plain: duckdb.DuckDBPyConnection):
    counted = """SELECT activity, "case", count(*) AS n, count(*) FILTER (before = activity) AS loops FROM placed
        GROUP BY ALL"""
    again = "count(*) FILTER (n > 1), sum(n - 1), sum(loops)"
    rows = asked(plain, f"SELECT activity, {again} FROM ({counted}) GROUP BY ALL")
    found = {one.activity: (one.cases, one.extra, one.at_once) for one in process.rework()}
    assert found == {activity_id(name): tuple(counts) for name, *counts in rows if counts[0]}
    assert found[activity_id(log.reworked[0])][0] == log.reworked[1]


def test_the_hand_overs(process: OperatingProcess, plain: duckdb.DuckDBPyConnection):
    rows = asked(plain, """SELECT before, activity, count(*), count(*) FILTER (performer <> other),
        median(waited) FILTER (performer <> other), median(waited) FILTER (performer = other) FROM placed
        WHERE before IS NOT NULL AND performer IS NOT NULL AND other IS NOT NULL GROUP BY ALL""")  # fmt: skip
    found = process.handovers()
    assert {
        (one.from_, one.to): (one.count, one.handed_over, *near(one.median_s, one.median_same_s)) for one in found
    } == {(activity_id(a), activity_id(b)): (n, passed, *near(*waits)) for a, b, n, passed, *waits in rows}  # fmt: skip


def test_the_waiting_adds_up(process: OperatingProcess, plain: duckdb.DuckDBPyConnection):
    rows = asked(plain, "SELECT activity, count(waited), sum(waited) FROM placed GROUP BY ALL HAVING count(waited) > 0")
    found = {one.activity: one for one in process.waiting()}
    assert {name: one.count for name, one in found.items()} == {activity_id(name): n for name, n, _ in rows}
    for name, count, waited in rows:
        one = found[activity_id(name)]
        assert one.total_s == pytest.approx(waited, abs=0.001 * count)
        parts = (one.closed_s, one.queue_s or 0, one.handover_s or 0, one.other_s)
        assert sum(parts) == pytest.approx(one.total_s)
        assert min(parts) >= 0


def test_a_process_of_two_activities(log: Log, opened: Reading, plain: duckdb.DuckDBPyConnection):
    process = opened.process("some")
    one, other = (process.steps.process.activities[name].as_ for name in ("one", "other"))
    own = f"(SELECT * FROM log WHERE activity IN ('{one}', '{other}'))"
    rows = asked(plain, "SELECT activity, next, count(*) FROM placed WHERE next IS NOT NULL GROUP BY ALL", own)
    ids = {one: "one", other: "other"}
    assert {(e.from_, e.to): e.count for e in process.map().edges} == {(ids[a], ids[b]): n for a, b, n in rows}
    ((cases, closed, middle),) = asked(plain, f"""SELECT count(*), count(ended), median(ended - begun) FROM (SELECT
        epoch_us(min(time)) / 1e6 AS begun, epoch_us(min(time) FILTER (activity = '{other}')) / 1e6 AS ended
        FROM {own} GROUP BY "case")""")  # fmt: skip
    times = process.times()
    assert (times.cases, times.open) == (cases, cases - closed)
    assert [times.p50_s] == near(middle)
    strange = plain.execute(f"SELECT count(*) FROM log WHERE activity NOT IN ('{one}', '{other}')").fetchone()
    assert (process.left_out().undeclared,) == strange


def test_the_order_of_rows_changes_nothing(
    log: Log, process: OperatingProcess, plain: duckdb.DuckDBPyConnection, tmp_path
):
    (tmp_path / "data").mkdir()
    plain.execute(f"""COPY (SELECT "case", activity, time, performer, seq FROM log ORDER BY hash(seq * 7 + 3))
        TO '{tmp_path}/data/log.parquet'""")  # fmt: skip
    mapping = "{case: case, activity: activity, time: time, performer: performer, sequence: seq}"
    text = TEXT.format(path="data/log.parquet", mapping=mapping, one="a", other="b")
    with read(make(tmp_path, text, {})) as reading:
        agree(reading.process("every"), process)


@pytest.mark.spark
@pytest.mark.thorough
def test_spark_says_the_same(spark, duck):
    found = []
    for desk in (duck, spark):
        text = TEXT.format(path=shared_log(LOGS[0].file), mapping="{}", one="a", other="b")
        with read(make(desk.new(), text, {}), engine=desk.engine) as reading:
            process = reading.process("every")
            found.append({question: getattr(process, question)() for question in QUESTIONS[:3]})
    assert found[0] == found[1]


QUESTIONS = ("map", "variants", "times", "rework", "handovers", "waiting")


def agree(one: OperatingProcess, other: OperatingProcess) -> None:
    for question in QUESTIONS:
        assert getattr(one, question)() == getattr(other, question)(), question
