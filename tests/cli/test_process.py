"""`process`: a sentence that answers, rows with the published keys, and what does not count said."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pyarrow as pa
import pytest

from sightline.cli.documents import DOCUMENTS
from sightline.records.processes import Times
from tests.measures.support import make

TEXT = """
sources:
  log: {file: data/log.parquet, log: {case: case, activity: step, time: at, performer: who, sequence: row}}
processes:
  orders:
    title: Orders
    log: log
    activities: {receive: {as: Receive}, check: {as: Check}, ship: {as: Ship}}
    chain: [receive, check, ship]
    rules:
      check_once: {title: Orders are checked once, at_most: {activity: check, times: 1}, owner: clerk}
      in_time: {deadline: {from: receive, to: ship, within: 12 hours}}
roles:
  clerk: {title: Clerk}
"""
VIEWS = {
    "process": [],
    "process-map": ["--map"],
    "process-variants": ["--variants"],
    "process-times": ["--times"],
    "process-rework": ["--rework"],
    "process-handovers": ["--handovers"],
    "process-waiting": ["--waiting"],
    "process-rules": ["--rules"],
    "process-deadlines": ["--deadlines"],
}


def rows() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for case, steps in enumerate(["Receive Check Ship", "Receive Check Check Ship", "Receive Check Ship", "Receive"]):
        at = datetime(2026, 7, 1, 8, tzinfo=UTC) + timedelta(days=case)
        for step in [*steps.split(), "Noise"]:
            who = ("Ann", "Ben")[len(found) % 2]
            found.append({"case": f"c{case}", "step": step, "at": at, "who": who, "row": len(found)})
            at += timedelta(hours=5)
    return found


@pytest.fixture
def orders(tmp_path, monkeypatch) -> Path:
    workspace = make(tmp_path / "orders", TEXT, {"log": rows()})
    monkeypatch.chdir(workspace.root)
    return workspace.root


@pytest.mark.parametrize("name", VIEWS)
def test_json_holds_to_its_schema_with_the_published_keys(sightline, orders, name):
    printed = sightline("process", "orders", *VIEWS[name], "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    document = DOCUMENTS[name]
    jsonschema.validate(printed.json, document.schema(), format_checker=jsonschema.FormatChecker())
    assert {tuple(row) for row in printed.json["rows"]} == {tuple(document.names())}
    assert printed.json["left_out"] == {"later": 0, "undeclared": 4}


def test_the_map_the_variants_and_the_times(sightline, orders):
    hours = 3600.0
    shown = sightline("process", "orders", "--map", "--format", "json").json
    assert {(row["from"], row["to"]): row["count"] for row in shown["rows"]} == {
        ("receive", "check"): 3, ("check", "ship"): 3, ("check", "check"): 1,
    }  # fmt: skip
    assert {(row["median_s"], row["p90_s"]) for row in shown["rows"]} == {(5 * hours, 5 * hours)}
    variants = sightline("process", "orders", "--variants", "--format", "json").json
    assert [(row["activities"], row["cases"], row["median_s"]) for row in variants["rows"]] == [
        (["receive", "check", "ship"], 2, 10 * hours),
        (["receive"], 1, None),
        (["receive", "check", "check", "ship"], 1, 15 * hours),
    ]
    (times,) = sightline("process", "orders", "--times", "--format", "json").json["rows"]
    assert [times[name] for name in ("cases", "open", "events")] == [4, 1, 11]
    assert [times[name] / hours for name in ("p50_s", "p90_s", "p95_s")] == [10, 14, 14.5]


def test_rules_tell_their_outcomes_their_definition_and_their_owner(sightline, orders):
    shown = sightline("process", "orders", "--rules", "--format", "json").json
    assert [tuple(row.values()) for row in shown["rows"]] == [("check_once", 2, 1, 0, 1), ("in_time", 2, 2, 0, 0)]
    assert shown["rules"][0] == {
        "title": "Orders are checked once", "definition": "No case has a Check more than once.", "owner": "clerk",
    }  # fmt: skip
    printed = " ".join(sightline("process", "orders", "--rules").out.split())
    assert "check_once: No case has a Check more than once. Owner: clerk." in printed


def test_a_rule_that_the_log_cannot_be_asked_takes_no_other_down(sightline, orders):
    every = "  every: {log: log, rules: {no_flight: {absence: fly}, no_check: {absence: check}}}\nroles:"
    model = orders / "sightline.yml"
    model.write_text(model.read_text().replace("roles:", every))
    shown = sightline("process", "every", "--rules", "--format", "json").json
    assert [(row["rule"], row["violated"]) for row in shown["rows"]] == [("no_check", 3)]
    assert [one["rule"] for one in shown["unsound"]] == ["no_flight"]
    assert "no_flight cannot be told: no activity is called 'fly'." in sightline("process", "every", "--rules").out


def test_deadlines_say_what_they_rest_on(sightline, orders):
    shown = sightline("process", "orders", "--deadlines", "--format", "json").json
    assert [(row["from"], row["to"], row["n"], row["p80_s"], row["declared_s"]) for row in shown["rows"]] == [
        ("receive", "ship", 0, None, 12 * 3600.0),
        ("receive", "check", 0, None, None),
        ("check", "ship", 0, None, None),
    ]
    assert shown["words"][0] == "No period that is over has 5 cases with both."


def test_csv_has_one_line_per_variant(sightline, orders):
    printed = sightline("process", "orders", "--variants", "--top", "2", "--format", "csv")
    head, first, second = csv.reader(io.StringIO(printed.out))
    assert head == ["activities", "cases", "share", "median_s"]
    assert first == ["receive > check > ship", "2", "0.5", "36000.0"]
    assert second[-1] == ""


def test_the_answer_comes_first_and_ends_with_what_is_left_out(sightline, orders):
    printed = sightline("process", "orders")
    assert printed.out.startswith("Orders: 4 cases, 1 of them open, with 11 events. Half of the closed")
    assert "receive → check → ship" in printed.out
    assert printed.lines[-1] == "Left out: 4 events of activities that the model does not declare."


@pytest.mark.parametrize("words", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("width", [80, 120])
def test_tables_fit_their_terminal(sightline, orders, monkeypatch, words, width):
    monkeypatch.setenv("COLUMNS", str(width))
    printed = sightline("process", "orders", *words)
    assert printed.code == 0
    assert max(map(len, printed.lines)) <= width


def test_events_later_than_the_reading_are_told(sightline, orders):
    printed = sightline("--as-of", "2026-07-01", "process", "orders", "--times")
    assert printed.lines[-2].startswith("Left out: 11 events later than 2026-07-01, 1 event of activities")


def test_an_unknown_process_offers_the_nearest(sightline, orders):
    printed = sightline("process", "order")
    assert printed.code == 2
    assert "no process is called 'order'. fix: Did you mean 'orders'?" in " ".join(printed.err.split())


def test_one_question_at_a_time(sightline, orders):
    printed = sightline("process", "orders", "--map", "--times")
    assert printed.code == 2
    assert "ask one at a time" in printed.err


def test_a_log_that_cannot_be_read_is_an_environment_fault(sightline, orders):
    (orders / "data" / "log.parquet").unlink()
    printed = sightline("process", "orders")
    assert printed.code == 3
    assert printed.out == ""


def test_a_process_without_cases_says_so(sightline, tmp_path, monkeypatch):
    workspace = make(tmp_path / "none", TEXT.replace("{as: Receive}", "{as: Other}").replace("Check", "No")
                     .replace("Ship", "Nor"), {"log": rows()})  # fmt: skip
    monkeypatch.chdir(workspace.root)
    for words in VIEWS.values():
        assert sightline("process", "orders", *words).code == 0
    assert "the log holds no case of it" in sightline("process", "orders").out
    assert sightline("process", "orders", "--times", "--format", "json").json["rows"][0]["p50_s"] is None


def test_a_long_variant_is_cut_in_the_table_alone(sightline, tmp_path, monkeypatch):
    at = datetime(2026, 7, 1, tzinfo=UTC)
    long = [{"case": "a", "step": "Check", "at": at, "who": None, "row": row} for row in range(1_000)]
    monkeypatch.chdir(make(tmp_path / "long", TEXT, {"log": long}).root)
    printed = sightline("process", "orders", "--variants")
    assert "(1,000 in all)" in printed.out
    assert len(printed.lines) < 20
    (row,) = sightline("process", "orders", "--variants", "--format", "json").json["rows"]
    assert row["activities"] == ["check"] * 1_000


def test_a_log_without_events_says_so(sightline, tmp_path, monkeypatch):
    empty = pa.Table.from_pylist(rows()).slice(0, 0)
    monkeypatch.chdir(make(tmp_path / "empty", TEXT, {"log": empty}).root)
    printed = sightline("process", "orders")
    assert printed.code == 0
    assert printed.out.startswith("Orders: the log holds no case of it up to")


def test_without_a_closed_case_nothing_says_how_long_one_takes():
    from sightline.cli.process_tables import About, throughput
    from sightline.cli.terminal import Terminal
    from sightline.records.processes import LeftOut

    about = About("Orders", LeftOut(0, 0), datetime(2026, 7, 1, tzinfo=UTC).date())
    said = " ".join(throughput(about, Times("orders", 2, 2, 5, None, None, None), Terminal()))
    assert said.endswith("None is closed, so nothing says how long one takes.")
