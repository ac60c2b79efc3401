"""`sight`: both directions, the strongest first, path by path where both ends are named."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import jsonschema
import pytest

from sightline.cli.documents import SIGHT
from sightline.cli.documents.ahead import ORIGINS
from sightline.measures import Problem
from sightline.records import SightPath
from sightline.records.sight import LINE_COLUMNS, Origin
from tests.cli import ahead


def _first(printed) -> str:
    return " ".join(printed.out.split("\n\n")[0].split())


def test_the_origins_of_the_document_are_those_of_the_record():
    assert Origin.__args__ == ORIGINS


def test_json_holds_to_its_schema_with_the_published_keys(sightline, reading):
    printed = sightline("sight", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    jsonschema.validate(printed.json, SIGHT.schema(), format_checker=jsonschema.FormatChecker())
    assert {tuple(row) for row in printed.json["rows"]} == {LINE_COLUMNS}
    about = printed.json["lines"]["on_time_share > grow_service"]
    assert [link["on"] for link in about["paths"][0]["links"]] == [
        "renewal_rate", "service_revenue", "service_revenue_12m",
    ]  # fmt: skip
    assert about["goal_unit"] == "EUR"


def test_the_question_reaches_the_reading(sightline, reading):
    sightline("sight", "--goal", "grow_service", "--from", "on_time_share", "--paths", "3")
    sightline("sight")
    assert reading.asked == [("grow_service", "on_time_share", 3), (None, None, 5)]


def test_a_goal_is_answered_with_its_strongest_line(sightline, reading):
    assert _first(sightline("sight", "--goal", "grow_service")) == (
        "2 things move grow_service; of 1 other the data cannot say; the strongest is on_time_share, by +300,000 EUR "
        "per point (90 %: +210,000 to +380,000)."
    )


def test_an_origin_is_answered_with_the_goal_it_moves_most(sightline, reading):
    printed = sightline("sight", "--from", "on_time_share")
    assert _first(printed).startswith("on_time_share moves 1 of 2 goals; most of all grow_service, by +300,000 EUR")
    assert "No path leads there." in printed.out


def test_both_ends_show_each_effect_on_the_way(sightline, reading):
    printed = sightline("sight", "--goal", "grow_service", "--from", "on_time_share")
    assert "+0.7 points" in printed.out
    assert "+44,000 EUR" in printed.out
    assert "2 further paths not shown (--paths)" in printed.out
    assert "3 months later" in " ".join(printed.out.split())


def test_what_the_data_cannot_say_moves_nothing(sightline, reading):
    printed = sightline("sight", "--goal", "grow_service", "--from", "portal_share")
    assert _first(printed).startswith("portal_share has a line of sight to grow_service, but the data cannot say")


def test_no_path_is_said_in_words(sightline, reading):
    printed = sightline("sight", "--goal", "free_cash", "--from", "on_time_share")
    assert printed.code == 0
    assert printed.lines == ["on_time_share has no line of sight to free_cash. No path leads there."]


def test_a_past_date_says_so_instead_of_a_number(sightline, reading):
    words = "The goal's date is past: nothing moves it any more."
    reading.lines = tuple(
        replace(one, per_unit=None, low=None, high=None, share_of_gap=None, words=words) for one in ahead.LINES[:2]
    )
    assert _first(sightline("sight", "--goal", "grow_service")) == (
        f"Nothing can be said of how far anything moves grow_service. {words}"
    )


def test_the_goals_own_metric_is_no_line_of_sight_to_it(sightline, reading):
    itself = SightPath(("service_revenue_12m",), (), 1.0, 0)
    own = ahead.line("grow_service", "service_revenue_12m", 1.0, 1.0, 1.0, paths=(itself,))
    reading.lines = (own, *ahead.LINES)
    printed = sightline("sight", "--goal", "grow_service")
    assert _first(printed).startswith("2 things move grow_service;")
    assert len(sightline("sight", "--goal", "grow_service", "--format", "json").json["rows"]) == 4


def test_what_is_the_same_for_all_of_a_kind_is_said_once(sightline, reading):
    reading.lines = tuple(replace(ahead.LINES[1], from_=f"order_to_cash.{name}") for name in ("pick", "ship"))
    printed = sightline("sight", "--goal", "grow_service")
    assert printed.out.count("one day longer") == 1


def test_an_origin_without_any_path_is_answered_in_one_sentence(sightline, reading):
    reading.lines = tuple(replace(ahead.LINES[3], goal=goal) for goal in ("free_cash", "gain_share"))
    assert sightline("sight", "--from", "on_time_share").lines == [
        "on_time_share has no line of sight to any goal. No path leads there."
    ]


def test_a_goal_that_nothing_moves_says_what_to_declare(sightline, reading):
    printed = sightline("sight", "--goal", "gain_share")
    assert printed.lines == ["Nothing has a line of sight to gain_share: declare what moves it under 'effects:'."]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--goal", "grow_servic"], "Did you mean 'grow_service'?"),
        (["--from", "on_time_shar"], "Did you mean 'on_time_share'?"),
        (["--paths", "0"], "--paths"),
        (["grow_service"], "unexpected"),
    ],
)
def test_what_is_not_known_is_2_with_the_nearest_name(sightline, reading, words, said):
    printed = sightline("sight", *words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err


def test_a_goal_whose_metric_cannot_be_measured_is_3_without_an_answer(sightline, reading):
    reading.problems = (Problem("the file is gone.", "service_revenue_12m", "ledger", "ledger.csv", "Put it back."),)
    printed = sightline("sight", "--goal", "grow_service")
    assert (printed.code, printed.out) == (3, "")
    assert "the file is gone." in printed.err


def test_csv_has_the_published_columns(sightline, reading):
    rows = list(csv.DictReader(io.StringIO(sightline("sight", "--format", "csv").out)))
    assert tuple(rows[0]) == LINE_COLUMNS
    assert rows[0]["path"] == "on_time_share > renewal_rate > service_revenue > service_revenue_12m"
    assert rows[3]["per_unit"] == ""


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--goal", "grow_service"],
        ["--from", "on_time_share"],
        ["--goal", "grow_service", "--from", "on_time_share"],
    ],
)
def test_lines_fit_the_terminal(sightline, reading, monkeypatch, width, words):
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(len(line) for line in sightline("sight", *words).lines) <= width
