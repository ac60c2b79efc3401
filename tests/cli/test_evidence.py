"""`evidence`: the bar first, teams, nobody by name; one person with a purpose alone."""

from __future__ import annotations

import io
from types import SimpleNamespace

import jsonschema
import pytest

from sightline.cli.documents import DOCUMENTS
from sightline.cli.evidence_table import _teams
from sightline.cli.terminal import terminal_for
from sightline.records.evidence import TeamValue
from tests.measures.support import make
from tests.roles.evidence.support import World

MODEL = """
sources: {visits: {file: data/visits.parquet, performer: who, case: visit}}
metrics:
  hours: {title: Hours, unit: hours, better: lower, source: visits, time: at, by: [kind], measure: avg(took)}
  total: {title: Total, unit: hours, better: lower, source: visits, time: at, measure: sum(took)}
"""


def table(seed=1, people=12):
    cases = World(people=people, each=40, own={3 % people: 0.6}).cases(seed)
    found = cases.table.rename_columns(["visit", "at", "took", "kind", "region"])
    return found.append_column("who", cases.touches.column("person"))


@pytest.fixture
def place(tmp_path, monkeypatch):
    make(tmp_path, MODEL, {"visits": table()})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_bar_comes_first_and_nobody_is_named(place, sightline):
    printed = sightline("evidence", "hours")
    assert printed.code == 0
    assert printed.lines[0].startswith("Hours: Of the differences between cases,")
    assert "480 cases of 12 people." in printed.out
    assert "not known" in printed.out
    assert "P0" not in printed.out


def test_one_person_is_told_of_with_a_purpose(place, sightline):
    printed = sightline("evidence", "hours", "--person", "P003", "--purpose", "Talk in May", "--raw")
    assert printed.code == 0
    assert "P003 (asked for: Talk in May)" in printed.out
    assert "An average case:" in printed.out
    assert "unadjusted" in printed.out
    assert "P004" not in printed.out


@pytest.mark.parametrize(
    "asked", [["--person", "P003"], ["--purpose", "x"], ["--raw"], ["--person", "P003", "--purpose", " "]]
)
def test_a_person_without_a_purpose_is_wrong_usage(place, sightline, asked):
    printed = sightline("evidence", "hours", *asked)
    assert printed.code == 2
    assert "P003" not in printed.out


def test_json_holds_to_its_schema_with_and_without_a_person(place, sightline):
    for more in ([], ["--person", "P003", "--purpose", "why"], ["--person", "nobody", "--purpose", "why"]):
        printed = sightline("evidence", "hours", *more, "--format", "json")
        jsonschema.validate(printed.json, DOCUMENTS["evidence"].schema())
        assert printed.json["bar"]["person"] > 0
        assert (printed.json["person"] is None) == (not more)


def test_csv_holds_teams_alone(place, sightline):
    printed = sightline("evidence", "hours", "--format", "csv")
    assert printed.lines == ["team,people,n,value,low,high,words"]  # nothing says who belongs to which unit


def test_teams_are_shown_with_their_interval_and_small_ones_are_withheld():
    teams = (
        TeamValue("north", 12, 480, 2.0, 1.8, 2.3),
        TeamValue("south", None, None, None, None, None, "Fewer than 5 people."),
    )
    lines = list(_teams(SimpleNamespace(teams=teams, unit="hours"), terminal_for(io.StringIO(), no_color=True)))
    assert "1.8 hours to 2.3 hours" in "\n".join(lines)
    assert "withheld" in "\n".join(lines)


def test_what_is_withheld_says_why_and_ends_as_partial(tmp_path, monkeypatch, sightline):
    make(tmp_path, MODEL, {"visits": table(people=3)})
    monkeypatch.chdir(tmp_path)
    printed = sightline("evidence", "hours")
    assert printed.code == 4
    assert printed.lines[0].startswith("Nothing is shown of Hours: 3 of 3 people have 10 cases or more.")
    jsonschema.validate(sightline("evidence", "hours", "--format", "json").json, DOCUMENTS["evidence"].schema())


def test_a_metric_that_says_nothing_of_one_case_gives_the_way_out(place, sightline):
    printed = sightline("evidence", "total")
    assert printed.code == 4
    assert "measure: avg(X)" in printed.err
