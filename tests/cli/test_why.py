"""`why`: the sentence first, parts that add up, and what is not explained never hidden."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import jsonschema
import pytest

from sightline.cli.documents import WHY
from sightline.errors import EstimateError
from sightline.measures import Problem
from sightline.records.change import PART_COLUMNS, ChangePart
from tests.cli import ahead


def test_json_holds_to_its_schema_with_the_published_keys(sightline, reading):
    printed = sightline("why", "service_revenue_12m", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    jsonschema.validate(printed.json, WHY.schema(), format_checker=jsonschema.FormatChecker())
    assert {tuple(row) for row in printed.json["rows"]} == {PART_COLUMNS}


def test_parts_and_residual_add_up_to_the_total(sightline, reading):
    document = sightline("why", "service_revenue_12m", "--format", "json").json
    parts = math.fsum(row["contribution"] for row in document["rows"] if row["part"] != "residual")
    assert parts + document["residual"] == pytest.approx(document["total"])
    assert document["after"] - document["before"] == pytest.approx(document["total"])
    assert len(document["parts"]) == len(document["rows"])


def test_the_table_answers_first_and_ends_with_the_whole(sightline, reading):
    printed = sightline("why", "service_revenue_12m")
    assert printed.lines[0] == ahead.WHY.sentence
    assert "2025-10 27.1 M → 2026-10 26.4 M EUR" in printed.out
    assert "Credit checks in North took 1.7 days longer" in printed.out
    assert "-20,000 EUR  +2.9 %  not explained" in printed.out
    assert "-700,000 EUR  +100 %  the whole change" in printed.out


def test_a_large_residual_is_said_first_and_once(sightline, reading):
    residual = ChangePart("service_revenue_12m", None, None, "residual", -20_000.0, -20_000.0, -20_000.0, 0.029)
    reading.why_ = replace(ahead.WHY, parts=(residual, *ahead.WHY.parts))
    printed = sightline("why", "service_revenue_12m")
    rows = printed.out.split("\n\n")[1].splitlines()
    assert "not explained" in rows[1]
    assert printed.out.count("not explained  ") == 0
    assert sum("EUR  +2.9 %  not explained" in line for line in printed.lines) == 1


def test_many_parts_are_shown_as_a_few_and_the_rest_together(sightline, reading):
    small = tuple(replace(ahead.WHY.parts[1], contribution=-1000.0, low=-1000.0, high=-1000.0) for _ in range(30))
    reading.why_ = replace(ahead.WHY, parts=(*ahead.WHY.parts, *small), total=-730_000.0)
    printed = sightline("why", "service_revenue_12m")
    assert "-25,000 EUR  +3.4 %  25 smaller parts" in printed.out
    assert len(sightline("why", "service_revenue_12m", "--format", "json").json["rows"]) == 33


def test_the_question_reaches_the_reading(sightline, reading):
    sightline("why", "revenue", "--from", "2025-10", "--to", "2026-10", "--by", "region")
    sightline("why", "revenue")
    assert reading.asked == [("revenue", "2025-10", "2026-10", "region"), ("revenue", None, None, None)]


def test_a_period_without_data_is_4_with_cause_and_fix(sightline, reading):
    reading.why_ = EstimateError("revenue has no value in 2019-01.", fix="The first with a value is 2023-11.")
    printed = sightline("why", "revenue", "--from", "2019-01")
    assert (printed.code, printed.out) == (4, "")
    assert "revenue has no value in 2019-01." in printed.err
    assert "fix:   The first with a value is 2023-11." in printed.err


def test_a_source_that_cannot_be_read_is_told_as_the_cause(sightline, reading):
    reading.why_ = EstimateError("revenue has no value in 2026-10.")
    reading.problems = (Problem("the file is gone.", "revenue", "orders", "orders.csv", "Put it back."),)
    printed = sightline("why", "revenue")
    assert (printed.code, printed.out) == (3, "")
    assert "the file is gone." in printed.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["revnue"], "Did you mean 'revenue'?"),
        (["revenue", "--from", "July"], "Periods are written like"),
        (["revenue", "--from", "FY2026-Q1"], "FY2026-Q1 is a quarter, and changes are explained from month to month."),
        (["revenue", "--from", "2026-10", "--to", "2026-10"], "is not before"),
        (["revenue", "--from", "2026-10", "--to", "2025-10"], "is not before"),
        ([], "METRIC"),
    ],
)
def test_what_is_not_known_is_2_with_the_fix(sightline, reading, words, said):
    printed = sightline("why", *words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err
    assert reading.asked == []


def test_csv_has_the_published_columns(sightline, reading):
    rows = list(csv.DictReader(io.StringIO(sightline("why", "revenue", "--format", "csv").out)))
    assert tuple(rows[0]) == PART_COLUMNS
    assert [row["segment"] for row in rows] == ["North", "", ""]


@pytest.mark.parametrize("width", [80, 120])
def test_lines_fit_the_terminal(sightline, reading, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(len(line) for line in sightline("why", "service_revenue_12m").lines) <= width
