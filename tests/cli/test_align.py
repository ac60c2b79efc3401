"""`align`: who drifted first said, then a line for each, and of one role or person the detail."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest

from sightline.cli.documents import DOCUMENTS
from sightline.errors import UnknownNameError
from sightline.periods import PeriodError
from sightline.records.alignment import Agreed
from tests.cli.ahead import FakeReading, stand_in
from tests.roles.alignment.worlds import World

SPLIT, LATER = (0.5, 0.3, 0.2), (0.3, 0.3, 0.4)


class Fake(FakeReading):
    def align(self, period, _, *, persons=(), approved=()):
        assert not persons or "alignment" in approved
        if period == "2099":
            raise PeriodError("'2099' names no period.", fix="Periods are written like '2026-07'.")
        if "nobody" in persons:
            raise UnknownNameError("person", "nobody", ("clerk0",))
        world = World(np.random.default_rng(4)).role("clerk", SPLIT, later=LATER, people=9, items=14)
        world.role("driver", (0.2, 0.8), people=8).role("chief", (1.0,), people=2)
        world.person("X1", (0, 0, 1.0), items=60).person("X2", (1.0,), items=60)
        return world.aligned(
            persons=persons, titles={"clerk": "Clerks"}, no_path=frozenset({"calls"}), agreed=self.agreed
        )


@pytest.fixture
def reading(monkeypatch):
    model = SimpleNamespace(
        roles={"clerk": 1, "driver": 1, "chief": 1}, hash="x" * 64, settings=SimpleNamespace(name="Test")
    )
    fake = Fake(model=model)
    fake.agreed = Agreed()
    return stand_in(monkeypatch, fake)


def test_who_drifted_is_said_first_and_each_has_a_line(reading, sightline):
    printed = sightline("align")
    assert printed.lines[0] == "1 of 2 roles drifted beyond chance in 2025-07 to 2025-09: Clerks."
    assert printed.code == 0
    lines = {line.split()[0]: line for line in printed.lines if line}
    assert "drifted" in lines["clerk"]
    assert "as before" in lines["driver"]
    assert "withheld" in lines["chief"]
    assert "groups of fewer than five people" in printed.out
    assert "compared with that of 2025-01 to 2025-06" in printed.out


def test_a_role_is_shown_with_causes_activities_time_and_moves(reading, sightline):
    printed = sightline("align", "--role", "clerk")
    said = " ".join(printed.out.split())
    for words in ("Other work came:", "The same work was given to others:", "Nothing is left unexplained."):
        assert words in said
    assert "calls" in said
    assert "2025-08" in said
    assert "For whoever assigns the work: these moves would bring clerk from" in said
    assert "of calls from Clerks to X1" in said
    assert not [line for line in printed.lines if line.startswith("driver")]


def test_a_person_comes_by_id_and_nobody_else(reading, sightline):
    printed = sightline("align", "--role", "clerk", "--person", "clerk1", "--purpose", "a talk", "--format", "json")
    rows = printed.json["rows"]
    assert [(row["kind"], row["name"]) for row in rows] == [("role", "clerk"), ("person", "clerk1")]


def test_json_and_csv_hold_what_was_found(reading, sightline):
    printed = sightline("align", "--person", "clerk1", "--purpose", "a talk", "--format", "json")
    jsonschema.validate(printed.json, DOCUMENTS["align"].schema())
    clerk = next(row for row in printed.json["rows"] if row["name"] == "clerk")
    causes = ("demand", "assignment", "goals", "residual")
    assert sum(clerk[cause] for cause in causes) == pytest.approx(clerk["distance"])
    assert clerk["own"] is None
    assert {part["cause"] for part in printed.json["parts"] if part["name"] == "clerk"} == set(causes)
    assert printed.json["moves"]
    rows = list(csv.DictReader(io.StringIO(sightline("align", "--format", "csv").out)))
    assert [row["name"] for row in rows] == ["chief", "clerk", "driver"]


def test_what_was_agreed_is_called_so(reading, sightline):
    reading.agreed = Agreed(start={"clerk": {"audit": 0.3, "billing": 0.3, "calls": 0.4}})
    printed = sightline("align", "--role", "clerk")
    assert "as agreed" in printed.out
    assert "No role of 2 drifted beyond chance" in printed.lines[0]
    assert "Where nothing was agreed" not in printed.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--person", "clerk1"], "--person and --purpose go together"),
        (["--purpose", "a talk"], "--person and --purpose go together"),
        (["--person", "clerk1", "--purpose", " "], "--person and --purpose go together"),
        (["--role", "clrk"], "Did you mean 'clerk'?"), (["--period", "2099"], "'2099' names no period."),
        (["--person", "nobody", "--purpose", "a talk"], "no person is called 'nobody'"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_2(reading, sightline, words, said):
    printed = sightline("align", *words)
    assert printed.code == 2
    assert said in printed.err


def test_the_table_fits_a_narrow_terminal(reading, sightline, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert (
        max(
            len(line)
            for line in sightline("align", "--role", "clerk", "--person", "clerk1", "--purpose", "a talk").lines
        )
        <= 80
    )
