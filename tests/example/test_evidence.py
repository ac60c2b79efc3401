"""On the example enterprise: who gets the hard machines is not beyond the funnel, the two who truly differ are."""

from __future__ import annotations

import csv
import shutil
from datetime import date

import numpy as np
import pytest

from sightline.errors import EstimateError, NotApprovedError, UnknownNameError
from sightline.reading import read
from sightline.records.people import Assignment, Assignments
from sightline.workspace import Workspace

APPROVED = frozenset({"repair_hours"})


@pytest.fixture(scope="module")
def staff(halden):
    with (halden / "data" / "people.csv").open(encoding="utf-8") as file:
        rows = [
            Assignment(
                row["person_id"], row["role"], date.fromisoformat(row["since"]),
                date.fromisoformat(row["until"]) if row["until"] else None, row["manager_id"], row["unit"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return Assignments(tuple(sorted(rows, key=lambda one: (one.person, one.since))))


@pytest.fixture(scope="module")
def base(halden, tmp_path_factory):
    folder = shutil.copytree(halden, tmp_path_factory.mktemp("evidence") / "halden")  # the other tests' stays as it was
    with read(Workspace.find(folder)) as found:
        yield found


def beyond(base, staff, metric):
    worked = base._evidencing.worked(metric, assignments=staff)
    seen = [one for one, looked_at in zip(worked.known.people, worked.looked_at, strict=True) if looked_at]
    return {seen[one] for one in np.flatnonzero(worked.funnel.beyond)}


def test_only_the_two_true_effects_are_beyond_the_funnel(base, staff, truth):
    planted = truth["people"]
    assert beyond(base, staff, "repair_hours") == set(planted["true_effects"])
    for person in planted["hard_cases"]:
        found = base.evidence("repair_hours", person, assignments=staff, approved=APPROVED).person
        assert not found.beyond
        assert found.expected > 1.2 * found.value  # the cases are hard, and that is said
        assert any("Had the cases been average" in words and "%" in words for words in found.words)


def test_the_size_of_a_true_effect_lies_in_its_interval(base, staff, truth):
    for person, size in truth["people"]["true_effects"].items():
        found = base.evidence("repair_hours", person, assignments=staff, approved=APPROVED).person
        assert np.log1p(found.effect_low) <= size <= np.log1p(found.effect_high)
        assert found.state == "shown"
        assert len(found.cases) == found.n


@pytest.mark.parametrize("metric", ["lead_time", "order_to_cash.lead_time", "first_time_fix", "credit_check_time"])
def test_where_nobody_differs_nobody_is_beyond(base, staff, metric):
    assert beyond(base, staff, metric) == set()
    assert base.evidence(metric, assignments=staff).bar.person < 0.03


def test_the_summary_names_nobody(base, staff):
    found = base.evidence("repair_hours", assignments=staff)
    assert found.person is None
    assert [one.team for one in found.teams] == ["service"]
    assert found.teams[0].low < found.teams[0].value < found.teams[0].high
    assert found.bar.case_mix > 0.25
    assert found.bar.person < 0.05
    assert "P0" not in repr(found)


def test_a_person_is_asked_about_with_an_approved_metric_alone(base, staff):
    with pytest.raises(NotApprovedError, match="no approved entry of the register"):
        base.evidence("repair_hours", "P070", assignments=staff, approved={"lead_time"})
    with pytest.raises(NotApprovedError):
        base.evidence_workings("repair_hours", assignments=staff)


def test_what_says_nothing_of_one_case_is_refused(base):
    for metric in ("orders", "revenue", "order_to_cash.cases", "order_to_cash.on_time"):
        with pytest.raises(EstimateError, match="says nothing of one"):
            base.evidence(metric)
    with pytest.raises(UnknownNameError):
        base.evidence("repair_hour")
    with pytest.raises(UnknownNameError):
        base.evidence("lead_time", goal="none")


def test_all_workings_hold_all_cases(base, staff):
    found = base.evidence_workings("repair_hours", assignments=staff, approved=APPROVED)
    assert found.cases.num_rows == base.evidence("repair_hours", assignments=staff).n
    assert found.parameters["formula"] == found.formula


def test_the_same_question_gets_the_same_answer(base, staff):
    asked = [
        base.evidence("first_time_fix", "P070", assignments=staff, approved={"first_time_fix"}).person for _ in range(2)
    ]
    assert asked[0].charts == asked[1].charts
    assert [one.kind for one in asked[0].charts] == ["xmr", "cusum"]


def test_left_out_the_people_of_the_model_say_who_belongs_to_which_team(base, staff):
    found = base.evidence("repair_hours")
    assert "matched" in [one.name for one in found.checks]
    assert found.teams == base.evidence("repair_hours", assignments=staff).teams


def test_without_people_all_are_one_team_and_nobody_is_unmatched(base, monkeypatch):
    monkeypatch.setitem(base.__dict__, "_staff", None)
    found = base.evidence("repair_hours")
    assert "matched" not in [one.name for one in found.checks]
    assert found.bar.team == 0.0


def test_it_can_be_asked_of_some_days_alone(base, staff):
    since, until = date(2025, 4, 1), date(2025, 10, 1)
    person = next(
        one
        for one in sorted(staff.persons)
        if base.evidence("repair_hours", one, assignments=staff, approved=APPROVED).person.state == "shown"
    )
    asked = {"assignments": staff, "approved": APPROVED}
    whole = base.evidence("repair_hours", person, **asked).person
    parts = [
        base.evidence("repair_hours", person, since=first, until=last, **asked).person
        for first, last in ((None, since), (since, until), (until, None))
    ]
    assert sum(one.n for one in parts) == pytest.approx(whole.n)
    assert set().union(*(one.cases for one in parts)) == set(whole.cases)
    shown = [one for one in parts if one.state == "shown"]
    assert shown
    for one in shown:
        assert one.workings.cases.num_rows == len(one.cases)


def test_metrics_that_say_something_of_one_case_are_known_without_asking_for_cases(base):
    found = base.evidence_metrics()
    assert {"repair_hours", "first_time_fix", "lead_time", "order_to_cash.lead_time", "on_time_share"} <= set(found)
    assert not {"revenue", "receivables", "orders"} & set(found)
    for name in base.model.metrics:
        if name not in found:
            with pytest.raises(EstimateError):
                base.evidence(name)
