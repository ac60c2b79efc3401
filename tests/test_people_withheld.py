"""What a reading says of people: never of fewer than five."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.reading import Reading, read
from tests.measures.support import make

TEXT = """
sources:
  staff: {file: data/staff.csv}
people: {source: staff, person: person_id, role: role, unit: unit, from: since}
metrics:
  joiners: {title: Joiners, unit: count, better: higher, source: staff, time: since, by: [unit], measure: count(*)}
  pay: {title: Pay, unit: EUR, better: higher, source: staff, time: since, by: [unit], measure: sum(pay)}
  pay_each: {title: Pay each, unit: EUR, better: higher, formula: pay / joiners}
"""
UNITS = {"sales": 12, "finance": 7, "board": 2}


@pytest.fixture
def reading(tmp_path) -> Reading:
    workspace = make(tmp_path, TEXT, {})
    people = [(unit, number) for unit, many in UNITS.items() for number in range(many)]
    lines = ["person_id,role,unit,since,pay"]
    lines += [f"{unit}{number},clerk,{unit},2026-03-{number + 1:02},100" for unit, number in people]
    (workspace.root / "data" / "staff.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(workspace, as_of=date(2026, 4, 30))


def by_unit(reading, metric):
    return {row["unit"]: (row["value"], row["n"]) for row in reading.measure([metric], by=["unit"]).rows()
            if row["period"] == "2026-03"}  # fmt: skip


def test_a_unit_of_two_has_no_figure_and_nor_has_the_one_that_would_tell_of_it(reading):
    assert by_unit(reading, "pay") == {"sales": (1200.0, 12), "finance": (None, None), "board": (None, None)}
    whole = {row["period"]: row["value"] for row in reading.measure(["pay"]).rows()}
    assert whole["2026-03"] == 2100.0


def test_how_many_they_are_is_not_told_either(reading):
    assert by_unit(reading, "joiners") == {"sales": (12.0, 12), "finance": (None, None), "board": (None, None)}


def test_why_there_is_none_is_said(reading):
    by_unit(reading, "pay")
    assert [each.metric for each in reading.problems] == ["pay"]
    assert "fewer than 5 people" in str(reading.problems[0])


def test_a_formula_over_them_hides_the_same(reading):
    found = by_unit(reading, "pay_each")
    assert (found["sales"][0], found["finance"][0], found["board"][0]) == (100.0, None, None)
