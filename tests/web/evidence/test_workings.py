"""Duty 4: from what a person downloads, each of their figures comes out again to 1e-9."""

from __future__ import annotations

import csv
import io
import math

import pytest

from tests.web.evidence.house import METRIC, WHERE, approve, move_in, signed
from tests.web.house import person_of
from tests.web.people import signed_in

Z90 = 1.6448536269514722


@pytest.fixture(autouse=True)
def house(records):
    move_in()
    approve()
    approve("on_time_share")


def again(rows: list[dict], told: dict[str, float], scale: str) -> dict[str, float]:
    """Every figure computed from the cases and the parameters by the formula that stands in the file."""
    back = math.exp if scale == "log" else float
    apart = (lambda one: math.exp(one) - 1) if scale == "log" else float
    weight = [float(row["weight"]) for row in rows]
    squares, whole = math.fsum(one**2 for one in weight), math.fsum(weight)

    def mean(*names: str) -> float:
        return math.fsum(w * float(row[name]) for w, row in zip(weight, rows, strict=True) for name in names) / whole

    rest = [float(row["y"]) - float(row["expected"]) - float(row["taken"]) for row in rows]
    own = math.fsum(w * one for w, one in zip(weight, rest, strict=True)) / squares
    kept = told["tau2"] * squares / (told["tau2"] * squares + told["sigma2"])
    part, error = own * kept, math.sqrt(told["variance"] + (1 - kept) ** 2 * told["team_variance"])
    return {
        "value": back(told["centre"] + part), "low": back(told["centre"] + part - Z90 * error),
        "high": back(told["centre"] + part + Z90 * error), "team_value": back(told["centre"]),
        "effect": apart(part), "effect low": apart(part - Z90 * error), "effect high": apart(part + Z90 * error),
        "reliability": kept, "cases": whole, "expected": back(mean("expected")),
        "next_value": back(mean("expected", "taken") + part * squares / whole),
        "funnel low": back(told["centre"] - told["funnel_half"]),
        "funnel high": back(told["centre"] + told["funnel_half"]),
    }  # fmt: skip


def stored(metric: str) -> dict[str, float]:
    """The figures as the page gave them."""
    found = {}
    for row in signed(1).get(f"/roles/people/p1/evidence/{metric}.json").json()["rows"]:
        name = row["figure"]
        keys = ("value", "low", "high") if name == "value" else (name, f"{name} low", f"{name} high")
        parts = zip(keys, ("value", "low", "high"), strict=True)
        found |= {key: row[part] for key, part in parts if row[part] is not None}
    return found


@pytest.mark.parametrize("metric", [METRIC, "on_time_share"])
def test_from_the_json_each_figure_comes_out_again(metric):
    found = signed(1).get(f"/roles/people/p1/evidence/{metric}/workings.json").json()
    told = {**found["parameters"], **found["parameters"]["person"]}
    computed = again(found["rows"], told, told["scale"])
    page = stored(metric)
    assert set(page) == set(computed)
    for name, value in page.items():
        assert value == pytest.approx(computed[name], rel=1e-9), name


@pytest.mark.parametrize("metric", [METRIC, "on_time_share"])
def test_from_the_file_alone_the_value_and_its_interval_come_out_again(metric):
    text = signed(1).get(f"/roles/people/p1/evidence/{metric}/workings.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    told = {name.removeprefix("parameter "): float(value) for name, value in rows[0].items() if "parameter" in name}
    computed = again(rows, told | {"funnel_half": 0.0}, rows[0]["scale"])
    page = stored(metric)
    for name in ("value", "low", "high", "effect", "reliability", "expected", "team_value", "next_value"):
        assert page[name] == pytest.approx(computed[name], rel=1e-9), name
    assert {row["person"] for row in rows} == {"p1"}
    assert rows[0]["taken_by"] == person_of(1).email


def test_of_others_the_workings_say_nothing_but_what_was_estimated_of_all():
    found = signed(1).get(f"{WHERE}/workings.json").json()
    assert {row["person"] for row in found["rows"]} == {"p1"}
    assert set(found["parameters"]["teams"]) == {"service"}
    assert found["formula"] == "evidence 1"


def test_ids_of_cases_are_the_persons_own_and_of_those_who_may_see_cases():
    def first(client) -> str:
        return client.get(f"{WHERE}/workings.json").json()["rows"][0]["case"]

    signed(1).get(WHERE)
    assert first(signed(1)).startswith("C0")
    assert first(signed(2)) == "case 1"
    account = person_of(2)
    account.duties = ["operations_manager"]
    account.save()
    assert first(signed_in(account)).startswith("C0")


def test_workings_of_another_are_closed_until_the_figure_is_open():
    for form in ("", ".json", ".csv"):
        assert signed(2).get(f"{WHERE}/workings{form}").status_code == 404
    signed(1).get(WHERE)
    for form in ("", ".json", ".csv"):
        assert signed(2).get(f"{WHERE}/workings{form}").status_code == 200
