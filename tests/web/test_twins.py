"""Twins: what a value is written as, whatever kind it is of."""

from __future__ import annotations

import json

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
