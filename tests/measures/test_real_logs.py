"""Three public logs: what a process measures agrees with plain SQL over the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest

from sightline.reading import Reading, read
from tests.measures.support import assert_same, make
from tests.support import shared_log


@dataclass(frozen=True)
class Log:
    file: str
    events: int
    cases: int
    first: str  # a label that is often followed by `then`
    then: str


LOGS = [
    Log(
        "env_permit.xes.gz",
        8_577,
        1_434,
        "T06 Determine necessity of stop advice",
        "T10 Determine necessity to stop indication",
    ),
    Log("Helpdesk.xes.gz", 21_348, 4_580, "Take in charge ticket", "Resolve ticket"),
    Log("BPI_Challenge_2012.xes.gz", 262_200, 13_087, "W_Completeren aanvraag", "W_Nabellen offertes"),
]
TEXT = """
sources:
  log: {{file: {path}, log: {{}}}}
metrics:
  events: {{title: T, unit: count, better: higher, source: log, time: time, by: [activity], measure: count(*)}}
processes:
  every: {{log: log}}
  pair:
    log: log
    activities: {{first: {{as: "{first}"}}, then: {{as: "{then}"}}}}
    chain: [first, then]
    rules:
      answered: {{response: [first, then]}}
      answered_soon: {{response: [first, then], within: 5 days}}
      preceded: {{precedence: [first, then]}}
      once: {{at_most: {{activity: first, times: 1}}}}
"""
MONTH = "strftime(timezone('Europe/Amsterdam', {}), '%Y-%m')"
PLACED = 'SELECT *, row_number() OVER (PARTITION BY "case" ORDER BY time, seq) AS place FROM log'


@pytest.fixture(scope="module", params=LOGS, ids=lambda log: log.file.split(".")[0])
def log(request: pytest.FixtureRequest) -> Log:
    found: Log = request.param
    return found


@pytest.fixture(scope="module")
def opened(log: Log, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    path = shared_log(log.file)
    text = TEXT.format(path=path, first=log.first, then=log.then)
    workspace = make(tmp_path_factory.mktemp("real"), text, {}, calendar="{timezone: Europe/Amsterdam}")
    with read(workspace) as reading:
        yield reading


@pytest.fixture(scope="module")
def plain(opened: Reading) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    files = [str(file) for file in opened.landed()["log"].files]
    connection.execute("SET timezone = 'UTC'")
    connection.from_parquet(files).create_view("log")
    return connection


def _measured(reading: Reading, metric: str, by: tuple[str, ...] = ()) -> dict[object, float | None]:
    rows = [row for row in reading.measure(by=by).rows() if row["metric"] == metric]
    return {(row["period"], *(row[name] for name in by)) if by else row["period"]: row["value"] for row in rows}


def _asked(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[object, float]:
    rows = connection.execute(sql).fetchall()
    return {(tuple(row[:-1]) if len(row) > 2 else row[0]): row[-1] for row in rows}


def test_every_event_counts_once(log: Log, opened: Reading, plain: duckdb.DuckDBPyConnection):
    found = _measured(opened, "events")
    assert sum(value or 0 for value in found.values()) == log.events
    assert_same(found, _asked(plain, f"SELECT {MONTH.format('time')}, count(*) FROM log GROUP BY 1"))


def test_every_case_counts_once_in_the_month_it_begins(log: Log, opened: Reading, plain: duckdb.DuckDBPyConnection):
    found = _measured(opened, "every.cases")
    assert sum(value or 0 for value in found.values()) == log.cases
    begun = 'SELECT "case", min(time) AS moment FROM log GROUP BY 1'
    expected = _asked(plain, f"SELECT {MONTH.format('moment')}, count(*) FROM ({begun}) GROUP BY 1")
    assert_same({key: value for key, value in found.items() if value}, expected)


def test_activities_are_counted_by_month(opened: Reading, plain: duckdb.DuckDBPyConnection):
    found = {key: value for key, value in _measured(opened, "events", ("activity",)).items() if value is not None}
    assert_same(found, _asked(plain, f"SELECT {MONTH.format('time')}, activity, count(*) FROM log GROUP BY ALL"))


def test_lead_time_and_rework_of_cases(opened: Reading, plain: duckdb.DuckDBPyConnection):
    cases = """SELECT "case", max(time) AS moment, (epoch_us(max(time)) - epoch_us(min(time))) / 86400e6 AS days,
        (count(*) > count(DISTINCT activity))::INT AS again FROM log GROUP BY 1"""
    days = _asked(plain, f"SELECT {MONTH.format('moment')}, median(days) FROM ({cases}) GROUP BY 1")
    again = _asked(plain, f"SELECT {MONTH.format('moment')}, avg(again) FROM ({cases}) GROUP BY 1")
    assert_same(_measured(opened, "every.lead_time"), days)
    assert_same(_measured(opened, "every.rework"), again)


def test_counts_and_durations_of_a_pair(log: Log, opened: Reading, plain: duckdb.DuckDBPyConnection):
    count = f"SELECT {MONTH.format('time')}, count(*) FROM log WHERE activity = '{log.first}' GROUP BY 1"
    assert_same(_nonzero(_measured(opened, "pair.first.count")), _asked(plain, count))
    waits = f"""
        WITH ordered AS (
            SELECT activity, time, start, lag(time) OVER (PARTITION BY "case" ORDER BY time, seq) AS before FROM log
            WHERE activity IN ('{log.first}', '{log.then}'))
        SELECT {MONTH.format("time")}, median(greatest(epoch_us(coalesce(start, time)) - epoch_us(before), 0)) / 3600e6
        FROM ordered WHERE activity = '{log.then}' AND before IS NOT NULL GROUP BY 1"""
    assert_same(_measured(opened, "pair.then.waiting"), _asked(plain, waits))
    lead = f"""
        WITH placed AS ({PLACED}),
        begun AS (SELECT "case", min(place) AS p, min(time) AS t FROM placed WHERE activity = '{log.first}' GROUP BY 1),
        ended AS (SELECT placed."case", min(place) AS p, min(time) AS t, any_value(begun.t) AS begun FROM placed
            JOIN begun ON placed."case" = begun."case" AND place > begun.p WHERE activity = '{log.then}' GROUP BY 1)
        SELECT {MONTH.format("t")}, median(epoch_us(t) - epoch_us(begun)) / 86400e6 FROM ended GROUP BY 1"""
    assert_same(_measured(opened, "pair.lead_time"), _asked(plain, lead))


@pytest.mark.parametrize("rule", ["answered", "answered_soon", "preceded", "once"])
def test_rules_name_as_many_cases_as_plain_sql(log: Log, opened: Reading, plain: duckdb.DuckDBPyConnection, rule: str):
    now = opened.as_of.strftime("%Y-%m-%d %H:%M:%S%z")
    later = (
        f"""EXISTS (FROM placed b WHERE b."case" = a."case" AND b.place > a.place AND b.activity = '{log.then}' {{}})"""
    )
    wrong = {
        "answered": f"""activity = '{log.first}' AND NOT {later.format("")} AND "case" IN
            (SELECT "case" FROM log WHERE activity = '{log.then}')""",
        "answered_soon": f"""activity = '{log.first}' AND NOT {later.format("AND b.time <= a.time + INTERVAL 120 HOUR")}
            AND (a.time + INTERVAL 120 HOUR <= '{now}'::TIMESTAMPTZ + INTERVAL 1 SECOND OR {later.format("")})""",
        "preceded": f"""activity = '{log.then}' AND NOT EXISTS (FROM placed b WHERE b."case" = a."case"
            AND b.place < a.place AND b.activity = '{log.first}')""",
        "once": f"""activity = '{log.first}' AND EXISTS (FROM placed b WHERE b."case" = a."case"
            AND b.place < a.place AND b.activity = '{log.first}')""",
    }[rule]
    sql = f"""WITH placed AS ({PLACED}),
        violated AS (SELECT "case", min(time) AS moment FROM placed a WHERE {wrong} GROUP BY 1)
        SELECT {MONTH.format("moment")}, count(*) FROM violated GROUP BY 1"""
    expected = _asked(plain, sql)
    assert_same(_nonzero(_measured(opened, f"pair.{rule}.violations")), expected)
    assert expected or rule != "answered_soon"


def test_the_whole_log_is_measured_in_one_scan(opened: Reading):
    plan = opened._plan([(name, ()) for name in opened.model.metric_ids()], None, None, None)
    assert [opened.answers.engine("log").scans(query.select)["log"] for query in plan.queries] == [1]


def _nonzero(values: dict[object, float | None]) -> dict[object, float]:
    return {key: value for key, value in values.items() if value}
