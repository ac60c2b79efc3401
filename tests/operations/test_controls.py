"""A control is the same figure as everybody's: it passes, fails or was not tested, with the cases that show it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from sightline.operations.controls import EVIDENCE
from sightline.periods import PeriodError
from sightline.records.controls import ControlResult
from tests.measures.support import make, reading, values

MODEL = """
sources:
  log: {file: data/log.parquet, log: {case: case, activity: activity, time: time, sequence: seq}}
  stock: {file: data/stock.parquet}
metrics:
  level: {title: Level, unit: count, better: lower, source: stock, time: day, measure: max(level)}
processes:
  work:
    log: log
    activities: {ask: {}, check: {}, ship: {}}
    chain: [ask, ship]
    rules:
      checked: {precedence: [check, ship]}
      soon: {response: [ask, ship], within: 5 days}
roles:
  officer: {title: Officer}
controls:
  eyes: {title: No goods unchecked, enforces: work.checked, owner: officer, tolerates: 1, review: 2026-03-01}
  strict: {enforces: work.checked}
  prompt: {enforces: work.soon, tolerates: 0}
  lid: {metric: level, at_most: 10, at_least: 2, owner: officer}
"""


def event(case: str, activity: str, day: int, *, hour: int = 9, month: int = 1) -> dict[str, object]:
    return {
        "case": case,
        "activity": activity,
        "time": datetime(2026, month, day, hour, tzinfo=UTC),
        "seq": day * 24 + hour,
    }


def order(case: str, day: int, *, checked: bool, month: int = 1) -> list[dict[str, object]]:
    steps = ["ask", *(["check"] if checked else []), "ship"]
    return [event(case, step, day, hour=9 + number, month=month) for number, step in enumerate(steps)]


LOG = [
    *order("a", 5, checked=True), *order("b", 6, checked=False), *order("c", 7, checked=False),
    *order("d", 3, checked=False, month=3), event("e", "ask", 30, month=3),
]  # fmt: skip
STOCK = [{"day": datetime(2026, 1, 5).date(), "level": 12}, {"day": datetime(2026, 3, 5).date(), "level": 4}]  # noqa: DTZ001 -- days


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> dict[tuple[str, str], ControlResult]:
    """The controls from January on, asked once."""
    return results(tmp_path_factory.mktemp("year"), since="2026-01")


def results(folder: Path, *, log=LOG, stock=STOCK, **asked: str) -> dict[tuple[str, str], ControlResult]:
    workspace = make(folder, MODEL, {"log": log, "stock": stock})
    with reading(workspace) as found:
        return {(one.control, one.period.label): one for one in found.controls(**asked)}


def test_a_rule_fails_above_its_tolerance_and_names_the_cases(year):
    january, march = year["eyes", "2026-01"], year["eyes", "2026-03"]
    assert (january.outcome, january.value, january.tolerates, january.cases) == ("fail", 2, 1, 3)
    assert january.evidence == ("c", "b"), "the newest first"
    assert (march.outcome, march.value, march.evidence) == ("pass", 1, ("d",))


def test_without_a_tolerance_none_is_accepted(year):
    assert (year["strict", "2026-03"].outcome, year["strict", "2026-03"].tolerates) == ("fail", 0)


def test_a_period_without_cases_was_not_tested(year):
    february = year["eyes", "2026-02"]
    assert (february.outcome, february.failing_since) == ("not_tested", None)
    assert february.words


def test_a_limit_is_held_from_both_sides(tmp_path):
    found = results(tmp_path, since="2026-01")
    outcomes = {label: found["lid", label].outcome for label in ("2026-01", "2026-02", "2026-03")}
    assert outcomes == {"2026-01": "fail", "2026-02": "not_tested", "2026-03": "pass"}
    low = results(tmp_path / "low", stock=[{**STOCK[1], "level": 1}], since="2026-03")
    assert low["lid", "2026-03"].outcome == "fail"


def test_what_still_adds_up_to_a_floor_is_not_held_against_a_period_under_way(tmp_path):
    text = MODEL.replace("measure: max(level)", "measure: sum(level)").replace(
        "at_most: 10, at_least: 2", "at_least: 13"
    )
    workspace = make(tmp_path, text, {"log": LOG, "stock": STOCK})
    with reading(workspace) as found:
        lid = {one.period.label: one for one in found.controls(since="2026-01") if one.control == "lid"}
    assert lid["2026-01"].outcome == "fail"
    assert (lid["2026-03"].outcome, lid["2026-03"].value) == ("not_tested", 4)


def test_a_rule_that_was_settled_in_no_case_was_not_tested(tmp_path):
    """Nobody is named in the log, so that no pair of eyes could be the same."""
    text = MODEL.replace("checked: {precedence: [check, ship]}", "checked: {four_eyes: [check, ship]}")
    workspace = make(tmp_path, text, {"log": LOG, "stock": STOCK})
    with reading(workspace) as found:
        outcomes = {one.outcome for one in found.controls(since="2026-01") if one.control == "eyes"}
    assert outcomes == {"not_tested"}


def test_since_when_it_fails_does_not_depend_on_what_is_asked(tmp_path):
    assert results(tmp_path, since="2026-03")["strict", "2026-03"].failing_since == "2026-01"


def test_the_day_of_the_review_is_not_past_it(tmp_path):
    text = MODEL.replace("review: 2026-03-01", "review: 2026-03-30")
    with reading(make(tmp_path, text, {"log": LOG, "stock": STOCK})) as found:
        assert not any(one.overdue for one in found.controls())


def test_one_rule_that_cannot_be_asked_leaves_the_evidence_of_the_others(tmp_path):
    text = MODEL.replace(
        "soon: {response: [ask, ship], within: 5 days}", "soon: {response: [ask, nothing], within: 5 days}"
    )
    text = text.replace("ship: {}}", "ship: {}, nothing: {}}")
    with reading(make(tmp_path, text, {"log": LOG, "stock": STOCK})) as found:
        eyes = {one.period.label: one for one in found.controls(since="2026-01") if one.control == "eyes"}
    assert eyes["2026-01"].evidence == ("c", "b")


def test_a_failure_goes_on_over_a_period_that_was_not_tested(year):
    assert [year["strict", f"2026-0{month}"].failing_since for month in (1, 2, 3)] == ["2026-01", None, "2026-01"]


def test_the_period_under_way_says_so_and_what_is_open_now(year):
    newest = year["prompt", "2026-03"]
    assert (newest.so_far, newest.pending) == (True, 1)
    assert year["prompt", "2026-02"].pending is None


def test_a_review_that_is_past_is_overdue(year):
    assert year["eyes", "2026-03"].overdue
    assert not year["lid", "2026-03"].overdue


def test_the_twelve_newest_periods_are_looked_at_unless_told(tmp_path):
    found = results(tmp_path)
    assert next(label for control, label in found if control == "eyes") == "2025-04"
    assert len(found) == 4 * 12
    with pytest.raises(PeriodError):
        results(tmp_path / "wrong", since="once")


def test_a_log_that_cannot_be_read_is_not_tested_and_takes_no_other_control_down(tmp_path):
    workspace = make(tmp_path, MODEL, {"log": LOG, "stock": STOCK})
    (tmp_path / "data/log.parquet").unlink()
    with reading(workspace) as found:
        outcomes = {one.control: one.outcome for one in found.controls(since="2026-03", until="2026-03")}
    assert outcomes == {"eyes": "not_tested", "strict": "not_tested", "prompt": "not_tested", "lid": "pass"}


@pytest.mark.parametrize("seed", range(2))
def test_a_control_the_metric_the_rule_and_plain_sql_never_disagree(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 -- data for a test
    log = []
    for number in range(200):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(130_000))
        for place in range(chance.randrange(1, 6)):
            at += timedelta(minutes=chance.randrange(6_000))
            what = chance.choice(["ask", "check", "ship", "ship"])
            log.append({"case": f"c{number}", "activity": what, "time": at, "seq": place})
    workspace = make(tmp_path, MODEL, {"log": log, "stock": STOCK})
    with reading(workspace) as found:
        controls = {one.period.label: one for one in found.controls(since="2026-01") if one.control == "strict"}
        counted = values(found, "work.checked.violations", since="2026-01")
        rules = {one.rule: one for one in found.process("work").rules()}
    path = tmp_path / "data/log.parquet"
    by_hand = dict(
        duckdb.sql(f"""SELECT strftime(day, '%Y-%m'), COUNT(*) FROM (SELECT "case", MIN(time) AS day FROM (
            SELECT *, COUNT(*) FILTER (activity = 'check') OVER (PARTITION BY "case" ORDER BY time, seq
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS checks FROM '{path}')
            WHERE activity = 'ship' AND checks = 0 GROUP BY 1) GROUP BY 1""").fetchall()
    )  # fmt: skip
    assert {label: one.value for label, one in controls.items()} == counted
    assert {label: int(value) for label, value in counted.items() if value} == by_hand
    assert sum(value or 0 for value in counted.values()) == rules["checked"].violated
    assert {label: len(one.evidence) for label, one in controls.items() if one.evidence} == {
        label: min(many, EVIDENCE) for label, many in by_hand.items()
    }
