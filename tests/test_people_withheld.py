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
    assert [(each.metric, each.source) for each in reading.problems] == [(None, "staff")]  # a remark: it is measured
    assert "'pay'" in str(reading.problems[0])
    assert "fewer than 5 people" in str(reading.problems[0])


def test_a_formula_over_them_hides_the_same(reading):
    found = by_unit(reading, "pay_each")
    assert (found["sales"][0], found["finance"][0], found["board"][0]) == (100.0, None, None)


CROSSED = TEXT.replace("by: [unit]", "by: [unit, region]")
TWO_WAY = {("sales", "North"): 2, ("sales", "South"): 10, ("service", "North"): 3, ("service", "South"): 8}
GOAL = """
goals:
  board_pay: {statement: Fair pay, metric: pay, target: 100, by: 2026-12-31, where: {unit: board}}
  all_pay: {statement: Fair pay, metric: pay, target: 100, by: 2026-12-31}
"""


def written(tmp_path, text, rows) -> Reading:
    workspace = make(tmp_path, text, {})
    lines = ["person_id,role,unit,region,since,pay"]
    lines += [f"P{number},clerk,{unit},{region},2026-03-05,100" for number, (unit, region) in enumerate(rows)]
    (workspace.root / "data" / "staff.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(workspace, as_of=date(2026, 4, 30))


def test_a_row_of_two_dimensions_less_its_parts_tells_of_nobody(tmp_path):
    """Both small cells come to five, but each unit's total is known, too."""
    reading = written(tmp_path, CROSSED, [cell for cell, many in TWO_WAY.items() for _ in range(many)])
    units = by_unit(reading, "pay")
    assert {unit: value for unit, (value, _) in units.items()} == {"sales": 1200.0, "service": 1100.0}
    cells = {
        (row["unit"], row["region"]): row["value"]
        for row in reading.measure(["pay"], by=["unit", "region"]).rows()
        if row["period"] == "2026-03"
    }
    assert set(cells) == set(TWO_WAY)
    assert set(cells.values()) == {None}


def test_a_formula_of_two_metrics_over_three_people_is_not_about_six(tmp_path):
    reading = written(tmp_path, TEXT, [("sales", "North")] * 12 + [("service", "North")] * 9 + [("board", "North")] * 3)
    assert by_unit(reading, "pay_each")["board"] == (None, None)
    assert by_unit(reading, "pay_each")["sales"] == (100.0, 24)


def test_where_a_goal_stands_is_not_told_of_two_people(tmp_path):
    rows = [("sales", "North")] * 12 + [("board", "North")] * 2
    board, every = written(tmp_path, TEXT + GOAL, rows).statuses()
    assert board.value is None
    assert every.value == 1400.0
