"""Three public logs: the outcomes of rules are those of plain SQL, in any order of rows, and `.violations` agrees."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from sightline.reading import Reading, read
from sightline.records.processes import OUTCOMES
from tests.measures.support import make
from tests.operations.test_rule_outcomes import AS_OF, FIXED, PROCESSES, some_log
from tests.support import shared_log


@dataclass(frozen=True)
class Log:
    file: str
    first: str  # often followed by `then`
    then: str
    last: str  # closes a case


LOGS = [
    Log("env_permit.xes.gz", "T06 Determine necessity of stop advice",
        "T10 Determine necessity to stop indication", "T16 Report reasons to hold request"),
    Log("Helpdesk.xes.gz", "Take in charge ticket", "Resolve ticket", "Closed"),
    Log("BPI_Challenge_2012.xes.gz", "W_Completeren aanvraag", "W_Nabellen offertes", "W_Valideren aanvraag"),
]  # fmt: skip
TEXT = """
sources:
  log: {{file: {path}, log: {{}}}}
processes:
  p:
    log: log
    activities: {{first: {{as: "{first}"}}, then: {{as: "{then}"}}, last: {{as: "{last}"}}}}
    chain: [first, then, last]
    rules:
      answered: {{response: [first, then]}}
      answered_soon: {{response: [first, then], within: 5 days}}
      preceded: {{precedence: [first, then]}}
      ordered: {{chain_order: [first, then, last]}}
      never: {{absence: last}}
      once: {{at_most: {{activity: first, times: 1}}}}
      either: {{exclusive: [first, last]}}
      eyes: {{four_eyes: [first, then]}}
      in_time: {{deadline: {{from: first, to: then, within: 5 days}}}}
      back: {{return_to_start: then}}
"""
HOUR_US = 3_600_000_000
# one row a case, from which plain SQL reads every outcome; `now` is the end of the reading in microseconds
CASES = """
WITH own AS (
    SELECT "case" AS k, epoch_us(time) AS t, performer AS who,
        CASE activity WHEN '{first}' THEN 'a' WHEN '{then}' THEN 'b' ELSE 'c' END AS s,
        row_number() OVER (PARTITION BY "case" ORDER BY time, seq) AS n
    FROM log WHERE activity IN ('{first}', '{then}', '{last}')),
steps AS (SELECT k, list({{'s': s, 't': t, 'n': n, 'who': who}} ORDER BY n) AS e FROM own GROUP BY k),
parts AS (SELECT k, e, [x for x in e if x.s = 'a'] AS a, [x for x in e if x.s = 'b'] AS b,
    [x for x in e if x.s = 'c'] AS c FROM steps)
SELECT {wrong} AS wrong, {owing} AS owing, {applies} AS applies, count(*) FROM parts GROUP BY ALL"""


def some(name: str, steps: str, condition: str) -> str:
    return f"len([{name} for {name} in {steps} if {condition}]) > 0"


LIMIT = 120 * HOUR_US
LATER, SOON = some("y", "b", "y.n > x.n"), some("y", "b", f"y.n > x.n AND y.t - x.t <= {LIMIT}")
UNANSWERED = some("x", "a", f"NOT {LATER}")
NEXT = "[y for y in b if y.n > a[1].n]"
CLOSED = some("y", "c", "y.n > a[1].n")
LAPSED = f"(len({NEXT}) = 0 AND {some('y', 'c', f'y.n > a[1].n AND y.t - a[1].t <= {LIMIT}')})"
LATE = f"CASE WHEN len({NEXT}) > 0 THEN {NEXT}[1].t - a[1].t > {LIMIT} ELSE a[1].t + {LIMIT} <= {{now}} END"
FOLLOWED = some("x", "b", "len(e) > x.n AND e[x.n + 1].s <> 'a'")  # by something else
KNOWN = "[x.who for x in {} if x.who IS NOT NULL]"
SQL = {  # violated, pending, applies
    "answered": (f"{UNANSWERED} AND len(c) > 0", UNANSWERED, "len(a) > 0"),
    "answered_soon": (
        some("x", "a", f"NOT {SOON} AND ({LATER} OR x.t + {LIMIT} <= {{now}})"),
        some("x", "a", f"NOT {LATER} AND x.t + {LIMIT} > {{now}}"),
        "len(a) > 0",
    ),
    "preceded": ("len(b) > 0 AND (len(a) = 0 OR a[1].n > b[1].n)", "FALSE", "len(b) > 0"),
    "ordered": (
        some("x", "e", some("y", "e", "y.n < x.n AND y.s > x.s")),
        "FALSE",
        "len(list_distinct([x.s for x in e])) > 1",
    ),
    "never": ("len(c) > 0", "FALSE", "TRUE"),
    "once": ("len(a) > 1", "FALSE", "len(a) > 0"),
    "either": ("len(a) > 0 AND len(c) > 0", "FALSE", "len(a) > 0 OR len(c) > 0"),
    "eyes": (
        f"len(list_intersect({KNOWN.format('a')}, {KNOWN.format('b')})) > 0",
        "FALSE",
        f"len({KNOWN.format('a')}) > 0 AND len({KNOWN.format('b')}) > 0",
    ),
    "in_time": (
        f"len(a) > 0 AND {LATE} AND NOT {LAPSED}",
        f"len(a) > 0 AND len({NEXT}) = 0 AND a[1].t + {LIMIT} > {{now}} AND NOT {CLOSED}",
        f"len(a) > 0 AND NOT {LAPSED}",
    ),
    "back": (
        f"{FOLLOWED} OR e[-1].s = 'b' AND len(c) > 0",
        "e[-1].s = 'b'",
        "len(b) > 0",
    ),
}


@pytest.fixture(scope="module", params=LOGS, ids=lambda log: log.file.split(".")[0])
def log(request: pytest.FixtureRequest) -> Log:
    found: Log = request.param
    return found


@pytest.fixture(scope="module")
def opened(log: Log, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    text = TEXT.format(path=shared_log(log.file), first=log.first, then=log.then, last=log.last)
    with read(make(tmp_path_factory.mktemp("real"), text, {})) as reading:
        yield reading


def plain_outcomes(opened: Reading, log: Log, rule: str) -> dict[str, int]:
    connection = duckdb.connect()
    connection.execute("SET timezone = 'UTC'")
    connection.from_parquet([str(file) for file in opened.landed()["log"].files]).create_view("log")
    now = int(opened.model.calendar.instant(date.fromordinal(opened.last_day.toordinal() + 1)).timestamp()) * 1_000_000
    wrong, owing, applies = (part.format(now=now) for part in SQL[rule])
    sql = CASES.format(first=log.first, then=log.then, last=log.last, wrong=wrong, owing=owing, applies=applies)
    counts = dict.fromkeys(OUTCOMES, 0)
    for violated, pending, its_business, count in connection.execute(sql).fetchall():
        name = "violated" if violated else "pending" if pending else "satisfied" if its_business else "not_applicable"
        counts[name] += count
    return counts


def test_outcomes_of_every_rule_are_those_of_plain_sql(opened: Reading, log: Log):
    found = {row.rule: {name: getattr(row, name) for name in OUTCOMES} for row in opened.process("p").rules()}
    assert found == {rule: plain_outcomes(opened, log, rule) for rule in SQL}
    assert sum(counts["violated"] > 0 for counts in found.values()) >= 7


def test_as_many_cases_are_violated_as_the_metric_counts(opened: Reading):
    rules = opened.process("p").rules()
    assert {row.rule: row.violated for row in rules} == violations(opened, [row.rule for row in rules])


def test_the_order_of_rows_in_the_file_changes_nothing(opened: Reading, log: Log, tmp_path: Path):
    whole = pq.read_table([str(file) for file in opened.landed()["log"].files])
    columns = ["case", "activity", "time", "seq", "performer"]
    backwards = whole.select(columns).take(list(reversed(range(whole.num_rows))))
    text = TEXT.format(path="data/log.parquet", first=log.first, then=log.then, last=log.last).replace(
        "log: {}", "log: {case: case, activity: activity, time: time, sequence: seq, performer: performer}"
    )
    with read(make(tmp_path, text, {"log": backwards})) as reading:
        assert reading.process("p").rules() == opened.process("p").rules()


def violations(reading: Reading, rules: list[str]) -> dict[str, int]:
    rows = reading.measure([f"p.{rule}.violations" for rule in rules]).rows()
    found = dict.fromkeys(rules, 0)
    for row in rows:
        found[row["metric"].split(".")[1]] += int(row["value"] or 0)
    return found


def random_log() -> tuple[str, list[dict[str, object]]]:
    """Return a model of all rules, and a log for it."""
    process = PROCESSES["chained"].model_dump(by_alias=True, exclude_defaults=True, mode="json")
    rules = {name: rule.model_dump(by_alias=True, exclude_defaults=True, mode="json") for name, rule in FIXED.items()}
    mapping = "{case: case, activity: activity, time: at, performer: performer, sequence: seq}"
    text = f"""
sources: {{log: {{WHERE, log: {mapping}}}}}
processes: {{p: {json.dumps({**process, "rules": rules})}}}
"""
    return text, [
        {"case": event.case, "activity": event.activity, "at": event.at, "performer": event.performer, "seq": event.seq}
        for event in some_log(60, 11)
    ]


def test_on_a_random_log_too(tmp_path: Path):
    text, rows = random_log()
    with read(make(tmp_path, text.replace("WHERE", "file: data/log.parquet"), {"log": rows}), as_of=AS_OF) as reading:
        found = {row.rule: row.violated for row in reading.process("p").rules()}
        assert found == violations(reading, list(FIXED))
        assert sum(count > 0 for count in found.values()) > 12


def test_a_log_that_is_a_table_of_a_database_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text, rows = random_log()
    path = tmp_path / "log.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute('CREATE TABLE log ("case" TEXT, activity TEXT, at TIMESTAMP, performer TEXT, seq INTEGER)')
        values = [(*(row[key] for key in ("case", "activity")), f"{row['at']:%Y-%m-%d %H:%M:%S}",
                   row["performer"], row["seq"]) for row in rows]  # fmt: skip
        connection.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?)", values)
    monkeypatch.setenv("LOG_DATABASE", str(path))
    head = "engine: logs\nconnections: {logs: {driver: sqlite, address_from: LOG_DATABASE}}\n"
    files = make(tmp_path / "files", text.replace("WHERE", "file: data/log.parquet"), {"log": rows})
    lite = make(tmp_path / "lite", head + text.replace("WHERE", "table: log"), {})
    with read(files, as_of=AS_OF) as one, read(lite, as_of=AS_OF) as other:
        here, there = one.process("p"), other.process("p")
        assert here.rules() == there.rules()
        assert here.drift() == there.drift()
        assert here.case_outcomes() == there.case_outcomes()
        assert here.deadlines() == there.deadlines()
