"""Causes: what was planted is found, what is noise is not, and no person is ever one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.model.declarations import Process
from sightline.operations.causes import causes, difference
from sightline.operations.timelines import attribute_columns
from sightline.records.processes import CASE_OUTCOME_SCHEMA
from tests.operations.cases import DAY, laid, made


def outcomes(violated, rule="r"):
    many = len(violated)
    return pa.table(
        {
            "rule": [rule] * many,
            "case": [f"c{number}" for number in range(many)],
            "outcome": ["violated" if one else "satisfied" for one in violated],
            "at": pa.nulls(many, pa.timestamp("us", tz="UTC")),
            "due": pa.nulls(many, pa.timestamp("us", tz="UTC")),
        },
        schema=CASE_OUTCOME_SCHEMA,
    )


def lines(**attributes):
    many = len(next(iter(attributes.values())))
    return made(("ask",), [[(0, number)] for number in range(many)], now=DAY, attributes=attributes)


def test_a_planted_cause_is_found_with_its_lift():
    # 100 of 200 in the North violate, 40 of 400 elsewhere: half against a tenth
    region = ["North"] * 200 + ["South"] * 400
    violated = [number < 100 for number in range(200)] + [number < 40 for number in range(400)]
    (cause,) = causes(lines(region=region), outcomes(violated), "r")
    assert (cause.attribute, cause.value, cause.cases, cause.of, cause.tried) == ("region", "North", 100, 200, 2)
    assert cause.lift == pytest.approx(5.0)
    assert cause.low < 0.4 < cause.high
    assert cause.q < 1e-20


def test_what_goes_with_most_violations_comes_first():
    rng = np.random.default_rng(3)
    region, size = rng.choice(["North", "South"], 4000), rng.choice(["small", "large"], 4000, p=[0.9, 0.1])
    chance = 0.1 + 0.2 * (region == "North") + 0.2 * (size == "large")
    found = causes(lines(size=size.tolist(), region=region.tolist()), outcomes(rng.random(4000) < chance), "r")
    assert [(one.attribute, one.value) for one in found] == [("region", "North"), ("size", "large")]


def test_noise_is_rarely_a_cause():
    rng = np.random.default_rng(4)
    found = 0
    for _ in range(40):
        noise = {f"a{number}": rng.choice(list("abcdefgh"), 600).tolist() for number in range(10)}
        found += bool(causes(lines(**noise), outcomes(rng.random(600) < 0.3), "r"))
    assert found / 40 <= 0.1 + 2 * np.sqrt(0.1 * 0.9 / 40)  # of the worlds without a cause, one in ten may show one


def test_small_cells_are_not_tried():
    region = ["North"] * 19 + ["South"] * 400
    assert causes(lines(region=region), outcomes([True] * 19 + [False] * 400), "r") == ()
    few = [number < 4 for number in range(400)]
    assert causes(lines(region=["North"] * 200 + ["South"] * 200), outcomes(few), "r") == ()


def test_what_no_case_says_is_no_value():
    region = [None] * 200 + ["South"] * 400
    assert causes(lines(region=region), outcomes([True] * 150 + [False] * 450), "r") == ()


def test_without_outcomes_of_the_rule_there_is_nothing():
    assert causes(lines(region=["North"] * 50), outcomes([True] * 50, "other"), "r") == ()


def test_persons_are_no_attributes(duck):
    process = Process(log="log")
    told = {"region": "North", "chief": "Ann", "responsible": "Bob", "Employee no": "7"}
    events = [("1", "Ask", "2026-01-01T10:00", told)]
    steps, _ = laid(duck, events, process, as_of=date(2026, 1, 31))
    assert attribute_columns(steps, ("chief",)) == {"region": "region"}


def test_the_interval_is_newcombes():
    # Newcombe (1998), table II, example (a): 56/70 and 48/80, 95 %: 0.0524 to 0.3339; at 90 % narrower
    low, high = difference(56, 70, 48, 80)
    assert 0.0524 < low < 0.2 < high < 0.3339


@given(cases=st.integers(0, 40), others=st.integers(0, 40))
def test_the_interval_holds_the_difference_and_turns_with_it(cases, others):
    low, high = difference(cases, 40, others, 40)
    assert -1 <= low <= (cases - others) / 40 <= high <= 1
    assert difference(others, 40, cases, 40) == pytest.approx((-high, -low))
