"""`controls`: what fails first said, then what was counted and accepted; the exit code says whether one fails."""

from __future__ import annotations

import csv
import io

import jsonschema
import pytest

from sightline.cli.completing import control_names
from sightline.cli.documents import DOCUMENTS
from tests.measures.support import make
from tests.operations.test_controls import LOG, MODEL, STOCK


@pytest.fixture
def place(tmp_path, monkeypatch):
    make(tmp_path, MODEL, {"log": LOG, "stock": STOCK})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_newest_period_is_shown_with_what_fails(place, sightline):
    printed = sightline("controls")
    assert printed.lines[0] == "1 of 4 controls fails in 2026-03, so far: Strict."
    assert printed.code == 1
    assert "Cases: d" in printed.out


def test_where_none_fails_it_ends_well(place, sightline):
    printed = sightline("controls", "eyes", "lid")
    assert printed.code == 0
    assert printed.lines[0] == "No control of 2 fails in 2026-03, so far."


def test_json_and_csv_hold_every_period_asked_for(place, sightline):
    printed = sightline("controls", "--since", "2026-01", "--format", "json")
    jsonschema.validate(printed.json, DOCUMENTS["controls"].schema())
    assert len(printed.json["rows"]) == 12
    rows = list(csv.DictReader(io.StringIO(sightline("controls", "--all", "--format", "csv").out)))
    assert len(rows) == 4 * 12
    assert {row["outcome"] for row in rows} == {"pass", "fail", "not_tested"}


def test_an_unknown_control_gives_the_nearest(place, sightline):
    printed = sightline("controls", "eye")
    assert printed.code == 2
    assert "Did you mean 'eyes'?" in printed.err


def test_a_model_without_controls_says_how_to_begin(tmp_path, monkeypatch, sightline):
    make(tmp_path, MODEL.partition("controls:")[0], {"log": LOG, "stock": STOCK})
    monkeypatch.chdir(tmp_path)
    assert sightline("controls").lines[0].startswith("The model declares no controls")


def test_names_are_completed(place):
    assert control_names(place) == {"eyes": "No goods unchecked", "strict": "", "prompt": "", "lid": ""}
