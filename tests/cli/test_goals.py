"""`goals`: one sentence that answers, then every goal with word and shape."""

from __future__ import annotations

import csv
import io

import jsonschema
import pytest

from sightline.cli.documents import GOALS, STATUSES
from sightline.records import STATUSES as RECORDED

KEYS = [
    "goal",
    "metric",
    "period",
    "value",
    "target",
    "by",
    "forecast",
    "low",
    "high",
    "probability",
    "status",
    "owner",
]


def test_the_statuses_are_those_of_the_record():
    assert STATUSES == RECORDED


def test_json_holds_to_its_schema_with_the_published_keys(sightline, workspace):
    printed = sightline("goals", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    jsonschema.validate(printed.json, GOALS.schema(), format_checker=jsonschema.FormatChecker())
    assert [list(row) for row in printed.json["rows"]] == [KEYS, KEYS]


def test_values_targets_and_paths_are_right(sightline, workspace):
    document = sightline("goals", "--format", "json").json
    rows = {row["goal"]: row for row in document["rows"]}
    revenue, on_time = rows["grow_revenue"], rows["reliable_delivery"]
    assert (revenue["period"], revenue["target"], revenue["by"]) == ("2026-09", 13000, "2026-12-31")
    measured = sightline("measure", "revenue", "--since", "2025-10", "--until", "2026-09", "--format", "json").json[
        "rows"
    ]
    values = {row["period"]: row["value"] for row in measured}
    assert revenue["value"] == values["2026-09"]
    about = document["goals"]["grow_revenue"]
    assert about["baseline"] == values["2025-10"]
    assert about["share_done"] == pytest.approx((values["2026-09"] - values["2025-10"]) / (13000 - values["2025-10"]))
    assert revenue["status"] == "on course"
    assert on_time["status"] == "behind"
    assert on_time["owner"] == "operations_manager"
    for row in (revenue, on_time):
        assert row["low"] < row["forecast"] < row["high"]
        assert 0 <= row["probability"] <= 1


def test_the_table_answers_first_in_one_sentence(sightline, workspace):
    printed = sightline("goals")
    assert printed.code == 0
    assert printed.lines[0].startswith("1 of 2 goals is reached or on course; reliable_delivery is behind: ")
    assert "▼ behind" in printed.out
    assert "■ on course" in printed.out
    assert "Ship 95 % of orders on time by March 2027 · operations_manager" in printed.out
    assert "measured in 2026-09 · data to 2026-09-30" in printed.out


def test_one_goal_may_be_named(sightline, workspace):
    rows = sightline("goals", "grow_revenue", "--format", "json").json["rows"]
    assert [row["goal"] for row in rows] == ["grow_revenue"]


def test_an_unknown_goal_is_2_with_the_nearest(sightline, workspace):
    printed = sightline("goals", "grow_revenu")
    assert (printed.code, printed.out) == (2, "")
    assert "Did you mean 'grow_revenue'?" in printed.err


def test_csv_has_the_published_columns(sightline, workspace):
    rows = list(csv.DictReader(io.StringIO(sightline("goals", "--format", "csv").out)))
    assert list(rows[0]) == KEYS
    document = sightline("goals", "--format", "json").json
    assert [float(row["forecast"]) for row in rows] == [row["forecast"] for row in document["rows"]]


def test_a_goal_before_its_data_has_no_data_and_is_not_red(sightline, workspace):
    printed = sightline("--as-of", "2025-09-30", "goals", "--format", "json")
    assert printed.code == 0
    assert {row["status"] for row in printed.json["rows"]} == {"no data"}
    assert {row["value"] for row in printed.json["rows"]} == {None}
    assert "2 have no data" in sightline("--as-of", "2025-09-30", "goals").out


def test_a_model_without_goals_says_what_a_goal_is(sightline, workspace):
    (workspace / "goals.yml").unlink()
    printed = sightline("goals")
    assert printed.code == 0
    assert "Declare one under 'goals:'" in printed.out
