"""`effects`: what the data say of each, sizes that mean something, suggestions that are only that."""

from __future__ import annotations

import csv
import io

import jsonschema
import pytest

from sightline.cli.documents import EFFECTS, SUGGESTIONS
from sightline.cli.documents.ahead import GRADES, KINDS, PARTS, SUPPORTS
from sightline.measures import Problem
from sightline.records import effects
from sightline.records.change import PartKind
from sightline.records.effects import EFFECT_COLUMNS


def _holds(document, schema) -> None:
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())


def test_the_words_of_the_document_are_those_of_the_records():
    assert SUPPORTS == effects.SUPPORTS
    assert GRADES == effects.GRADES
    assert effects.EffectKind.__args__ == KINDS
    assert PartKind.__args__ == PARTS


def test_json_holds_to_its_schema_with_the_published_keys(sightline, reading):
    printed = sightline("effects", "--format", "json")
    assert (printed.code, printed.err) == (0, "")
    _holds(printed.json, EFFECTS.schema())
    assert {tuple(row) for row in printed.json["rows"]} == {EFFECT_COLUMNS}
    about = printed.json["effects"]["renewal_rate > service_revenue"]
    assert about["panel"]["per_unit"] == 1.1e6
    assert about["window"] == [0, 3]
    assert about["driver_unit"] == "share"


def test_json_stays_per_unit_where_the_table_is_per_point(sightline, reading):
    rows = sightline("effects", "--format", "json").json["rows"]
    assert next(row for row in rows if row["driver"] == "renewal_rate")["per_unit"] == 4.4e6
    assert "+44,000 EUR" in sightline("effects").out


def test_the_table_answers_first_and_counts_each_standing_once(sightline, reading):
    printed = sightline("effects")
    sentence = " ".join(printed.out.split("\n\n")[0].split())
    assert sentence == (
        "Of 7 declared effects the data support 3, suggest 1 and cannot say of 2; 1 is assumed until they can; "
        "1 more is exact, by formula."
    )


def test_what_the_data_cannot_say_is_quiet_and_not_hidden(sightline, reading):
    printed = sightline("effects")
    assert "○ cannot say  portal_share" in printed.out
    assert "The data cannot tell it from none." in printed.out


def test_a_metric_chooses_the_effects_that_start_or_end_there(sightline, reading):
    rows = sightline("effects", "renewal_rate", "--format", "json").json["rows"]
    assert {(row["driver"], row["on"]) for row in rows} == {
        ("on_time_share", "renewal_rate"), ("renewal_rate", "service_revenue"), ("portal_share", "renewal_rate"),
        ("outages", "renewal_rate"),
    }  # fmt: skip


def test_a_metric_without_effects_says_so(sightline, reading):
    printed = sightline("effects", "recommendation")
    assert printed.code == 0
    assert printed.lines[0].startswith("No effect starts or ends at recommendation.")


def test_an_unknown_metric_is_2_with_the_nearest(sightline, reading):
    printed = sightline("effects", "renewal_rat")
    assert (printed.code, printed.out) == (2, "")
    assert "Did you mean 'renewal_rate'?" in printed.err


def test_csv_has_the_published_columns_and_every_digit(sightline, reading):
    rows = list(csv.DictReader(io.StringIO(sightline("effects", "--format", "csv").out)))
    assert tuple(rows[0]) == EFFECT_COLUMNS
    assert float(rows[3]["per_unit"]) == 0.00018
    assert rows[4]["lag"] == ""


def test_no_effects_at_all_says_what_to_declare(sightline, reading):
    reading.effects_ = ()
    assert sightline("effects").lines[0].startswith("The model declares no effects. Declare one")


def test_a_metric_that_cannot_be_measured_makes_the_answer_partial(sightline, reading):
    reading.problems = (Problem("the file is gone.", "pipeline", "orders", "orders.csv", "Put it back."),)
    printed = sightline("effects")
    assert printed.code == 4
    assert "the file is gone." in printed.err
    assert "No values of pipeline." in printed.err
    assert printed.out


def test_suggestions_are_called_so_with_how_many_were_tried(sightline, reading):
    printed = sightline("effects", "--suggest")
    assert printed.code == 0
    assert (
        printed.lines[0] == "Of 812 undeclared pairs tried, 1 stands out from chance; expect 8 % of such to be false."
    )
    assert "These are suggestions" in printed.out
    document = sightline("effects", "--suggest", "--format", "json").json
    _holds(document, SUGGESTIONS.schema())
    assert document["rows"] == [
        {"driver": "training_hours", "on": "attrition", "lag": 2, "p": 0.0004, "q": 0.08, "tried": 812, "n": 144}
    ]


def test_no_suggestion_is_an_answer(sightline, reading):
    reading.suggestions_ = ()
    assert sightline("effects", "--suggest").lines == ["No undeclared pair of metrics stands out from chance."]
    assert sightline("effects", "--suggest", "orders").lines == [
        "No undeclared pair of metrics with orders stands out from chance."
    ]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("words", [[], ["--suggest"]])
def test_lines_fit_the_terminal(sightline, reading, monkeypatch, width, words):
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(len(line) for line in sightline("effects", *words).lines) <= width
