"""`deviations`: the dearest first, what it costs, who answers; the filters, and what has no price."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pytest

from sightline.cli.completing import role_names
from sightline.cli.documents import DEVIATIONS
from sightline.measures import Problem
from sightline.records.deviations import Deviation

SLOW = Deviation(
    "a1", "chart", "order_to_cash", "check_in_time", None, "credit_check_time", (("region", "North"),),
    datetime(2026, 5, 3, 22, tzinfo=UTC), None, "signal", "credit_analyst", "grow_service", 880_000.0, 450_000.0,
    1_300_000.0, 0.275, 0.99, {"grow_service": 880_000.0},
    sentence="Receipt to credit check in North is 0.87 days above its baseline since 2026-W18; it costs grow_service "
    "880,000 EUR, 28 % of what is to go.", words="The limits are provisional.",
)  # fmt: skip
LATE = replace(
    SLOW, deviation="b2", kind="deadline", rule="ship_in_time", case="SO1", metric=None, segment=(), outcome="pending",
    due=datetime(2026, 5, 11, tzinfo=UTC), owner="operations_manager", price=2_900.0, low=2_000.0, high=4_000.0,
    price_share=0.0009, probability=0.97, prices={"grow_service": 2_900.0}, sentence="SO1 will miss 'Ship'.",
)  # fmt: skip
UNPRICED = replace(
    LATE, deviation="c3", kind="rule", process="service_request", rule="one_visit", case=None, outcome="violated",
    due=None, owner="field_engineer", goal=None, price=None, low=None, high=None, price_share=None, prices={},
    sentence="'One visit is enough' was violated by 13 cases.",
)  # fmt: skip


@pytest.fixture
def queue(reading):
    found = [SLOW, LATE, UNPRICED]
    type(reading).deviations = lambda _self: tuple(found)
    yield found
    del type(reading).deviations


def test_json_holds_to_its_schema_with_the_published_keys(sightline, queue):
    printed = sightline("deviations", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    jsonschema.validate(printed.json, DEVIATIONS.schema(), format_checker=jsonschema.FormatChecker())
    assert [row["deviation"] for row in printed.json["rows"]] == ["a1", "b2", "c3"]
    assert printed.json["total"] == {"count": 3, "priced": 2}
    first = printed.json["deviations"]["a1"]
    assert (first["kind"], first["unit"], first["segment"]) == ("chart", "EUR", {"region": "North"})
    assert printed.json["deviations"]["c3"]["unit"] is None


def test_csv_has_the_columns_of_the_rows(sightline, queue):
    rows = list(csv.reader(io.StringIO(sightline("deviations", "--format", "csv").out)))
    assert rows[0] == DEVIATIONS.names()
    assert rows[3][7:11] == ["", "", "", ""]


def test_the_table_says_the_dearest_first_and_a_dash_where_there_is_no_price(sightline, queue):
    printed = sightline("deviations")
    assert printed.lines[0].startswith("3 deviations, the dearest first: Receipt to credit check in North")
    assert "880,000 EUR" in printed.out
    assert "'One visit is enough' was violated by 13 cases." in printed.out
    assert "27.5 %" not in printed.out  # two figures are enough
    assert "2026-05-04" in printed.out


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--process", "service_request"), ["c3"]),
        (("--owner", "credit_analyst"), ["a1"]),
        (("--goal", "grow_service"), ["a1", "b2"]),
        (("--goal", "free_cash"), []),
        (("--top", "1"), ["a1"]),
    ],
)
def test_filters_choose(sightline, queue, words, ids):
    printed = sightline("deviations", *words, "--format", "json")
    assert [row["deviation"] for row in printed.json["rows"]] == ids


def test_the_sentence_says_what_was_asked_for(sightline, queue):
    assert sightline("deviations", "--owner", "field_engineer").lines[0] == (
        "1 deviation for field_engineer, none with a line of sight to a goal."
    )
    assert sightline("deviations", "--goal", "free_cash").lines[0] == "No deviations that cost free_cash."


def test_what_is_left_out_is_counted(sightline, queue):
    assert "and 2 more: --top 3" in sightline("deviations", "--top", "1").out


@pytest.mark.parametrize("option", ["--process", "--owner", "--goal"])
def test_an_unknown_name_is_refused_with_the_nearest(sightline, queue, option):
    printed = sightline("deviations", option, "grow_servce")
    assert printed.code == 2
    assert "grow_servce" in printed.err


def test_a_log_that_cannot_be_read_makes_the_answer_partial(sightline, queue, reading):
    reading.problems = (
        Problem("no file is there.", "order_to_cash.cases", "order_log", "orders.parquet", "Put it back."),
    )
    printed = sightline("deviations")
    assert printed.code == 4
    assert "No values of order_to_cash.cases." in printed.err
    assert sightline("deviations", "--process", "service_request").code == 0


@pytest.mark.parametrize("width", ["80", "120"])
def test_the_table_fits_the_line(sightline, queue, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    assert max(len(line) for line in sightline("deviations").lines) <= int(width)


def test_roles_complete(workspace):
    (workspace / "roles.yml").write_text("roles:\n  clerk: {title: Clerk}\n", encoding="utf-8")
    assert role_names(workspace)["clerk"] == "Clerk"


def test_the_state_is_that_of_the_exception_that_it_belongs_to(sightline, queue, monkeypatch):
    known = {"order_to_cash.check_in_time@region=North": "in_action"}
    monkeypatch.setattr("sightline.cli.deviation_table.exception_states", lambda _root: known)
    rows = sightline("deviations", "--format", "json").json["rows"]
    assert [row["state"] for row in rows] == ["in_action", "new", "new"]
    assert "in action" in sightline("deviations", "--format", "table").out
    past = sightline("--as-of", "2026-05-04", "deviations", "--format", "json").json["rows"]
    assert {row["state"] for row in past} == {"new"}


def test_without_records_nothing_is_asked_of_the_app(sightline, queue, monkeypatch):
    monkeypatch.setattr("sightline.cli.serving.held_back", lambda: pytest.fail("the app was asked for"))
    assert {row["state"] for row in sightline("deviations", "--format", "json").json["rows"]} == {"new"}
