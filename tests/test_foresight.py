"""What follows from the measured values, on the example: effects, lines of sight, outlooks, explained changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sightline.errors import UnknownNameError
from sightline.reading import Reading, estimating, read
from sightline.workspace import Workspace
from tests.halden import copy_of_halden

pytestmark = pytest.mark.xdist_group("foresight")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copy_of_halden(tmp_path_factory, tmp_path_factory.mktemp("foresight") / "halden-parts")


@pytest.fixture(scope="module")
def reading(folder):
    with read(Workspace(folder)) as found:
        yield found


@pytest.fixture(scope="module")
def truth(folder: Path):
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def declared(reading: Reading):
    return {(one.driver, one.on): one for one in reading.effects() if one.kind != "exact"}


def test_every_planted_effect_lies_in_its_interval(reading, truth):
    found = declared(reading)
    outside = {
        (edge["driver"], edge["on"]): (edge["per_unit_company"], found[edge["driver"], edge["on"]])
        for edge in truth["effects"]
        if not found[edge["driver"], edge["on"]].low
        <= edge["per_unit_company"]
        <= found[edge["driver"], edge["on"]].high
    }
    assert len(truth["effects"]) == 14
    assert outside == {}


def test_no_null_effect_is_supported_and_every_real_one_is_with_its_delay(reading, truth):
    found = declared(reading)
    for edge in truth["effects"]:
        record = found[edge["driver"], edge["on"]]
        if edge["null"]:
            assert record.support != "supported", record
        else:
            assert (record.support, record.lag) == ("supported", edge["lag"])


def test_every_estimate_carries_interval_grade_and_sample_size(reading):
    for one in declared(reading).values():
        assert one.low <= one.per_unit <= one.high
        assert one.grade == "correlational"
        assert one.n >= 100
        assert one.series == 4


def test_formulas_give_exact_effects(reading):
    exact = {(one.driver, one.on): one for one in reading.effects() if one.kind == "exact"}
    sums = exact["service_revenue", "revenue"]
    assert (sums.per_unit, sums.low, sums.high, sums.probability, sums.grade) == (1.0, 1.0, 1.0, 1.0, None)


def test_a_day_of_credit_checking_costs_what_was_planted(reading, truth):
    (line,) = reading.sight("grow_service", "credit_check_time")
    months = 12  # the goal sums twelve months, and the way there is shorter than the time to its date
    assert line.low <= 4 * months * truth["chain"]["per_day_per_month"] <= line.high  # a day in each of four regions
    assert line.paths[0].nodes == (
        "credit_check_time", "lead_time", "on_time_share", "renewal_rate", "service_revenue", "service_revenue_12m",
    )  # fmt: skip
    assert line.arrives == truth["chain"]["lag"]


def test_the_favourite_of_the_committee_has_no_supported_line_of_sight(reading):
    lines = {line.from_: line for line in reading.sight("grow_service")}
    assert lines["automate_credit_check"].support == "supported"
    favourite = lines.get("customer_portal")
    assert favourite is None or favourite.support == "cannot_say"


def test_goals_carry_a_forecast_and_a_probability(reading):
    goals = {one.goal: one for one in reading.goals()}
    assert set(goals) == set(reading.model.goals)
    for one in goals.values():
        assert one.low <= one.forecast <= one.high
        assert 0.0 <= one.probability <= 1.0
    assert goals["grow_service"].probability < 0.2  # the story: this goal is at risk


def test_a_sum_over_twelve_months_is_forecast_from_joint_paths(reading):
    view = reading.ahead.estimates.view()
    monthly, yearly = view.paths.values["service_revenue"], view.paths.values["service_revenue_12m"]
    at = view.paths.now + 3
    assert np.allclose(yearly[:, at], monthly[:, at - 11 : at + 1].sum(axis=1))


def test_a_second_reading_of_the_same_facts_estimates_nothing_anew(folder, reading, monkeypatch):
    first = reading.goals(), declared(reading)

    def refuse(*_, **__):
        raise AssertionError("computed anew")

    monkeypatch.setattr(estimating, "forecast", refuse)
    monkeypatch.setattr(estimating.effects_of, "estimate", refuse)
    with read(Workspace(folder)) as again:
        assert again.goals() == first[0]
        second = declared(again)
    assert {key: (one.per_unit, one.low, one.high, one.words) for key, one in second.items()} == {
        key: (one.per_unit, one.low, one.high, one.words) for key, one in first[1].items()
    }
    assert all(np.array_equal(second[key].draws, one.draws) for key, one in first[1].items())


@pytest.mark.parametrize("metric", ["service_revenue_12m", "renewal_rate", "on_time_share", "lead_time"])
def test_the_cause_of_the_story_is_the_top_line_of_why(reading, truth, metric):
    why = reading.why(metric)
    assert (why.from_, why.to) == ("2025-10", "2026-10")
    top = next(part for part in why.parts if part.part != "residual")
    assert (top.metric, top.segment) == (truth["slow_step"]["metric"], truth["slow_step"]["region"])
    assert sum(part.contribution for part in why.parts if part.part != "residual") + why.residual == pytest.approx(
        why.total, abs=1e-9 * max(abs(why.total), abs(why.before) * 1e-6)
    )


def test_what_nobody_declared_is_suggested_behind_a_false_discovery_control(reading):
    found = reading.suggestions()
    pairs = {(edge.driver, edge.on) for edge in reading.model.effects}
    assert ("pipeline", "parts_revenue", 2) in {(one.driver, one.on, one.lag) for one in found}  # orders become parts
    assert all((one.driver, one.on) not in pairs and one.q <= 0.10 and one.tried > 500 for one in found)


@pytest.mark.thorough
def test_probabilities_on_the_past_of_the_workspace_are_calibrated(reading):
    found = reading.calibration()
    assert found.series > 60
    assert found.brier < 0.75 * found.base
    off = [abs(one.said - one.came) * one.count for one in found.bins if one.count]
    assert sum(off) / found.forecasts < 0.05
    assert 0.8 < found.coverage < 0.97


def test_a_change_of_nothing_changes_nothing(reading):
    answer = reading.whatif(["lead_time=+0"])
    assert [(one.change, one.before.probability == one.after.probability) for one in answer.goals] == [(0.0, True)] * 5


def test_what_if_agrees_with_the_line_of_sight_where_nothing_is_bounded(reading):
    (line,) = reading.sight("grow_service", "credit_check_time")
    answer = {one.goal: one for one in reading.whatif(["credit_check_time=-0.1"]).goals}
    assert answer["grow_service"].change == pytest.approx(-0.1 * line.per_unit, rel=0.02)
    assert answer["grow_service"].low < answer["grow_service"].change < answer["grow_service"].high
    assert answer["free_cash"].change == 0.0


def test_faster_credit_checks_make_the_goal_more_likely(reading):
    answer = reading.whatif(["credit_check_time=-30%", "on_time_share=+1pp"])
    grow = next(one for one in answer.goals if one.goal == "grow_service")
    assert grow.after.probability > grow.before.probability
    assert [shift.text for shift in answer.shifts] == ["-30%", "+1pp"]


def test_what_it_takes_really_reaches_the_goal(reading):
    levers = {one.metric: one for one in reading.levers("free_cash", probability=0.7)}
    needed = levers["invoice_delay"].needed
    assert needed < 0
    assert abs(needed) <= levers["invoice_delay"].reach
    answer = {one.goal: one for one in reading.whatif([f"invoice_delay={needed:+f}"]).goals}
    assert answer["free_cash"].after.probability == pytest.approx(0.7, abs=0.02)


def test_no_lever_alone_saves_the_goal_at_risk_and_that_is_said(reading):
    levers = reading.levers("grow_service", probability=0.9)
    assert len(levers) > 3
    assert {one.needed for one in levers} == {None}
    assert all("Not enough alone" in one.words for one in levers)


def test_unknown_names_are_answered_with_the_nearest(reading):
    with pytest.raises(UnknownNameError, match="grow_servic"):
        reading.sight("grow_servic")
    with pytest.raises(UnknownNameError) as caught:
        reading.sight("grow_service", "lead_tim")
    assert "lead_time" in caught.value.fix


def test_before_there_are_data_nothing_is_claimed(folder):
    with read(Workspace(folder), as_of=date(2020, 1, 31)) as early:
        assert {one.probability for one in early.goals()} == {None}
        assert {one.support for one in declared(early).values()} == {"cannot_say"}
        guessed = [
            line
            for line in early.sight("grow_service")
            if any(link.kind == "estimated" for link in line.paths[0].links)
        ]
        assert len(guessed) > 10
        assert {line.support for line in guessed} == {"cannot_say"}
