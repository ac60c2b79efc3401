"""Twins: what a value is written as, whatever kind it is of."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType

from django.utils.safestring import mark_safe

from sightline_web.languages.marks import later
from sightline_web.shell.twins import csv_text, json_twin


def test_a_text_is_a_text_however_it_was_marked():
    row = {"safe": mark_safe("<b>"), "later": later("Goals")}
    told = json.loads(json_twin({"fix": later("Goals"), "rows": [row]}).content)
    assert told == {"fix": "Goals", "rows": [{"safe": "<b>", "later": "Goals"}]}
    assert csv_text([row]) == "safe,later\r\n<b>,Goals\r\n"


def test_a_key_and_a_row_have_a_line_of_their_own():
    text = json_twin({"n": None, "rows": [{"a": 1.0, "b": float("nan")}, {}], "none": []}).content.decode()
    assert text == '{\n "n": null,\n "rows": [\n  {"a":1.0,"b":null},\n  {}\n ],\n "none": []\n}\n'


def test_moments_are_the_same_in_both_twins_whatever_their_zone_and_fraction():
    moments = [
        datetime(2026, 9, 1, 8, 30, tzinfo=UTC), None, datetime(2026, 9, 1, 8, 30, 0, 250_000, tzinfo=UTC),
        datetime(2026, 9, 1, 8, 30, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 9, 1, 8, 30),  # noqa: DTZ001 -- one without a zone
    ]  # fmt: skip
    written = [
        "2026-09-01T08:30:00Z", None, "2026-09-01T08:30:00.250000Z", "2026-09-01T08:30:00+02:00", "2026-09-01T08:30:00",
    ]  # fmt: skip
    rows = [{"at": each} for each in moments]
    assert [row["at"] for row in json.loads(json_twin({"rows": rows}).content)["rows"]] == written
    assert csv_text(rows).split("\r\n")[1:-1] == [each or '""' for each in written]
    assert [datetime.fromisoformat(each) for each in written if each] == [each for each in moments if each]


def test_numbers_that_are_not_finite_are_no_numbers_in_either():
    rows = [{"x": 1.5}, {"x": math.inf}, {"x": None}, {"x": 3}]
    assert [row["x"] for row in json.loads(json_twin({"rows": rows}).content)["rows"]] == [1.5, None, None, 3]
    assert csv_text(rows) == 'x\r\n1.5\r\n""\r\n""\r\n3\r\n'


def test_lists_and_mappings_are_one_cell():
    row = {"cases": ("a", 1), "segment": MappingProxyType({"region": "North"}), "set": {2}, "day": date(2026, 9, 1)}
    assert csv_text([row]) == 'cases,segment,set,day\r\na; 1,"{""region"": ""North""}",2,2026-09-01\r\n'
    told = json.loads(json_twin({"rows": [row]}).content)["rows"]
    assert told == [{"cases": ["a", 1], "segment": {"region": "North"}, "set": [2], "day": "2026-09-01"}]
