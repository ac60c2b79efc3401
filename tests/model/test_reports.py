"""Findings for people, programs, code scanning and pull requests."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sightline.model import load
from sightline.model.findings import Finding
from sightline.model.reports import render_github, render_json, render_sarif, render_text

TEXT = "sightline: 1\nname: X\ncurency: EUR\ncalendar: {grain: monthly}\n"
FOUND = load({"sightline.yml": TEXT}).findings


def test_text_shows_place_line_caret_and_fix():
    assert render_text(FOUND) == (
        "sightline.yml:3:1: error SL201: no section is called 'curency'.\n"
        "    3 | curency: EUR\n"
        "      | ^^^^^^^\n"
        "      Did you mean 'currency'?\n"
        "sightline.yml:4:19: error SL204: 'grain' is 'monthly'; "
        "it must be 'day', 'week', 'month', 'quarter' or 'year'.\n"
        "    4 | calendar: {grain: monthly}\n"
        "      |                   ^^^^^^^\n"
        "      Did you mean 'month'?\n"
    )


def test_colour_adds_nothing_but_colour():
    assert "\x1b[1;31merror SL201\x1b[0m" in render_text(FOUND, color=True)


def test_a_long_line_is_cut_round_the_fault_and_wide_characters_keep_the_caret_in_place():
    line = "x" * 300 + "日本 fault" + "y" * 300
    column = line.index("fault") + 1
    one = Finding("a.yml", 1, column, "SL101", "error", "Bad.", None, line, column + 5)
    _, shown, marks = render_text([one]).rstrip("\n").split("\n")
    assert len(shown) < 130
    assert "fault" in shown
    assert len(marks) == len(shown[: shown.index("fault")]) + 2 + 5  # two characters are two cells wide


def test_a_terminal_is_not_obeyed():
    one = Finding("a.yml", 1, 1, "SL111", "error", "Bad.", None, "a: \x1b[2J\x07", 2)
    assert "\x1b" not in render_text([one])


def test_json_rows_have_the_words_of_the_contract():
    rows = json.loads(render_json(FOUND))
    assert [row["code"] for row in rows] == ["SL201", "SL204"]
    assert {"file", "line", "column", "code", "severity", "message"} <= set(rows[0])
    assert (rows[1]["line"], rows[1]["column"], rows[1]["end_column"]) == (4, 19, 26)


def test_sarif_names_rules_places_and_levels():
    document = json.loads(render_sarif(FOUND, version="1.2"))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("sightline", "1.2")
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startColumn"] < place["region"]["endColumn"]
        assert result["level"] in ("error", "warning")
    assert json.loads(render_sarif(()))["runs"][0]["results"] == []


def test_sarif_addresses_are_escaped():
    one = Finding("a folder/ü%.yml", 1, 1, "SL101", "error", "Bad.")
    place = json.loads(render_sarif([one]))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20folder/%C3%BC%25.yml"


def test_github_annotations():
    one = Finding("a,b:c.yml", 3, 4, "SL501", "warning", "50 %\nof it.", "Mend it.", "", 6)
    assert (
        render_github([one])
        == "::warning file=a%2Cb%3Ac.yml,line=3,col=4,endColumn=6,title=SL501::50 %25%0Aof it. Mend it.\n"
    )


@given(message=st.text(max_size=40), file=st.text(min_size=1, max_size=20))
def test_no_message_breaks_out_of_its_annotation(message, file):
    text = render_github([Finding(file, 1, 1, "SL101", "error", message)])
    assert text.count("\n") == 1
    assert "\r" not in text
    place = text.split("::")[1]
    assert place.count(",") == 4
