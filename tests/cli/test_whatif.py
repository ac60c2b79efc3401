"""`whatif`: every goal beside its forecast, and the reverse question."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import jsonschema
import pytest

from sightline.cli.documents import LEVERS, WHATIF
from sightline.measures import Problem
from tests.cli import ahead

KEYS = ["goal", "metric", "before", "after", "change", "low", "high", "probability_before", "probability_after"]
LEVER_KEYS = ["goal", "metric", "needed", "low", "high", "now", "reach", "probability", "best"]


def _first(printed) -> str:
    return " ".join(printed.out.split("\n\n")[0].split())


def test_json_holds_to_its_schema_with_the_published_keys(sightline, reading):
    printed = sightline("whatif", "on_time_share=+2pp", "lead_time=-10%", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    jsonschema.validate(printed.json, WHATIF.schema(), format_checker=jsonschema.FormatChecker())
    assert [list(row) for row in printed.json["rows"]] == [KEYS] * 5
    assert printed.json["shifts"] == [
        {"metric": "on_time_share", "how": "add", "amount": 0.02, "text": "+2pp"},
        {"metric": "lead_time", "how": "factor", "amount": 0.9, "text": "-10%"},
    ]
    assert printed.json["goals"]["grow_service"]["after_high"] == 30.5e6


def test_the_table_answers_first_in_one_sentence(sightline, reading):
    printed = sightline("whatif", "on_time_share=95%")
    assert _first(printed).startswith(
        "With on_time_share=95%, from now on, 1 of 5 goals moves; the chance of grow_service goes from 3 % to 11 % "
        "(+600,000 EUR by 2028-03-31)."
    )
    assert "A share was held within 0 and 1." in printed.out
    assert "3 % → 11 %" in printed.out
    assert "No path leads there." in printed.out


@pytest.mark.parametrize(
    ("change", "said"), [(0.0, "no goal moves"), (None, "it cannot be said what any goal would do")]
)
def test_it_says_when_no_goal_moves_and_when_nothing_can_be_said(sightline, reading, monkeypatch, change, said):
    def whatif(shifts):
        found = ahead.scenario(shifts)
        return replace(found, goals=tuple(replace(one, change=change, low=change, high=change) for one in found.goals))

    monkeypatch.setattr(reading, "whatif", whatif)
    assert said in _first(sightline("whatif", "lead_time=-10%"))


def test_a_goal_that_cannot_be_measured_makes_the_answer_partial(sightline, reading):
    reading.problems = (Problem("the file is gone.", "market_share", "market", "market.csv", "Put it back."),)
    printed = sightline("whatif", "lead_time=-10%", "--format", "csv")
    assert printed.code == 4
    assert "No values of market_share." in printed.err
    assert len(printed.lines) == 6


def test_csv_has_the_published_columns(sightline, reading):
    rows = list(csv.DictReader(io.StringIO(sightline("whatif", "lead_time=-10%", "--format", "csv").out)))
    assert list(rows[0]) == KEYS
    assert (rows[0]["change"], rows[3]["before"]) == ("600000.0", "")


@pytest.mark.parametrize(
    "text", ["on_time_share", "on_time_share=", "lead_time=+2pp", "lead_time=soon", "=+1", "lead_time+2"]
)
def test_a_text_that_says_no_change_is_2_with_the_forms(sightline, reading, text):
    printed = sightline("whatif", text)
    assert (printed.code, printed.out) == (2, "")
    assert "metric=-10%" in printed.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["on_time_shar=+2pp"], "Did you mean 'on_time_share'?"),
        (["--reach", "grow_servic"], "Did you mean 'grow_service'?"),
        (["--reach", "grow_service", "lead_time=-10%"], "takes no change"),
        (["--probability", "0.8", "lead_time=-10%"], "goes with --reach"),
        (["--reach", "grow_service", "--probability", "80"], "--probability"),
        ([], "say what changes"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_right(sightline, reading, words, said):
    printed = sightline("whatif", *words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err


def test_the_reverse_question_answers_with_the_smallest_plausible_change(sightline, reading):
    printed = sightline("whatif", "--reach", "grow_service", "--probability", "0.7")
    assert _first(printed) == (
        "1 metric alone brings grow_service to 70 %; the smallest change against what is plausible is on_time_share "
        "+7 points."
    )
    assert "none suffices" in printed.out


def test_levers_hold_to_their_schema(sightline, reading):
    document = sightline("whatif", "--reach", "grow_service", "--format", "json").json
    jsonschema.validate(document, LEVERS.schema(), format_checker=jsonschema.FormatChecker())
    assert [list(row) for row in document["rows"]] == [LEVER_KEYS] * 2
    assert document["levers"]["portal_share"] == {"unit": "share", "words": "None suffices."}


def test_it_says_when_no_metric_alone_suffices(sightline, reading):
    reading.levers_ = ahead.LEVERS[1:]
    assert _first(sightline("whatif", "--reach", "grow_service")) == (
        "No metric alone brings grow_service to 80 %: the best is portal_share, and +6 points, as far as it plausibly "
        "goes, makes 12 %."
    )


def test_it_says_when_nothing_needs_to_move(sightline, reading):
    first = ahead.LEVERS[0]
    reading.levers_ = (type(first)("grow_service", "on_time_share", "share", 0.0, None, None, 0.8, 0.1, 0.8, 0.9, ""),)
    assert "nothing needs to move" in _first(sightline("whatif", "--reach", "grow_service"))


def test_it_says_when_nothing_leads_there(sightline, reading):
    reading.levers_ = ()
    assert sightline("whatif", "--reach", "grow_service").lines[0].startswith("Nothing has a line of sight")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("words", [["on_time_share=+2pp"], ["--reach", "grow_service"]])
def test_lines_fit_the_terminal(sightline, reading, monkeypatch, width, words):
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(len(line) for line in sightline("whatif", *words).lines) <= width
