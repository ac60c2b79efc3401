"""People, roles and work: the drift of one role, hard cases that are not slow people, and nobody else."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from tests.example.panel import Tables

ROLE_HOURS = """
    select role, activity, opened_at >= '2026-05-01' as late, sum(hours)
    from tickets join people on assignee = person_id
        and opened_at::date between since and coalesce(until, date '2099-01-01')
    group by all
"""


@pytest.fixture(scope="module")
def mixes(tables: Tables) -> dict[tuple[str, bool], dict[str, float]]:
    hours: dict[tuple[str, bool], dict[str, float]] = defaultdict(dict)
    for role, activity, late, total in tables.rows(ROLE_HOURS):
        hours[role, late][activity.removeprefix("order_to_cash.")] = total
    return hours


def shares(hours: dict[str, float]) -> dict[str, float]:
    return {name: value / sum(hours.values()) for name, value in hours.items()}


def mix(truth: dict[str, Any], which: str) -> dict[str, float]:
    return dict(zip(truth["drift"]["activities"], truth["drift"][which], strict=True))


def variation(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(abs(one.get(name, 0) - other.get(name, 0)) for name in one | other) / 2


def test_there_are_140_people_in_12_roles_and_5_units(tables):
    people, roles, units = tables.rows(
        "select count(distinct person_id), count(distinct role), count(distinct unit) from people"
    )[0]
    assert (people, roles, units) == (140, 12, 5)
    assert tables.one("select count(distinct display_name) from person_names") == 140


def test_assignments_of_a_person_never_overlap_and_have_a_history(tables):
    overlaps = tables.one("""
        select count(*) from people a join people b using (person_id)
        where a.since < b.since and coalesce(a.until, date '2099-01-01') >= b.since
    """)
    assert overlaps == 0
    assert tables.one("select count(*) from people where until is not null") >= 15
    assert tables.one("select count(*) from (select person_id from people group by 1 having count(*) > 1)") >= 3


def test_managers_are_people_and_do_not_manage_themselves(tables):
    assert tables.one("select count(*) from people where manager_id = person_id") == 0
    unknown = "select count(*) from people where manager_id not in (select person_id from people)"
    assert tables.one(unknown) == 0


@pytest.mark.parametrize("table", ["order_events", "service_events"])
def test_performers_hold_a_role_on_the_day_they_act(tables, table):
    strangers = tables.one(f"""
        select count(*) from {table} left join people on employee = person_id
            and happened_at::date between since and coalesce(until, date '2099-01-01')
        where employee is not null and person_id is null
    """)
    assert strangers == 0


def test_each_step_is_done_by_one_role(tables):
    steps = tables.rows("""
        select step, count(distinct role) from order_events join people on employee = person_id
            and happened_at::date between since and coalesce(until, date '2099-01-01')
        group by 1
    """)
    assert len(steps) == 7
    assert {count for _, count in steps} == {1}


def test_the_credit_analysts_work_drifts_by_the_planted_variation(mixes, truth):
    before, after = (shares(mixes["credit_analyst", late]) for late in (False, True))
    assert before == pytest.approx(mix(truth, "agreed"), abs=0.02)
    assert after == pytest.approx(mix(truth, "actual"), abs=0.035)
    assert variation(before, after) == pytest.approx(truth["drift"]["total_variation"], abs=0.03)


def test_the_drift_splits_into_demand_and_assignment(tables, mixes, truth):
    drift = truth["drift"]
    rows = tables.rows(f"""
        select replace(activity, 'order_to_cash.', ''), opened_at >= '2026-05-01', sum(hours) from tickets
        where assignee in {tuple(drift["outside_performers"])} group by all
    """)
    outside = {(name, late): hours for name, late, hours in rows}
    implied = {}
    for name in drift["activities"]:
        own_before, own_after = (mixes["credit_analyst", late][name] for late in (False, True))
        all_before, all_after = (
            own + outside.get((name, late), 0) for own, late in ((own_before, False), (own_after, True))
        )
        implied[name] = own_before / all_before * all_after
    before, after = (shares(mixes["credit_analyst", late]) for late in (False, True))
    assert variation(before, shares(implied)) == pytest.approx(drift["demand"], abs=0.03)
    assert variation(shares(implied), after) == pytest.approx(drift["assignment"], abs=0.035)
    assert drift["demand"] + drift["assignment"] == pytest.approx(drift["total_variation"], abs=1e-6)


def test_no_other_roles_work_drifts_beyond_chance(tables):
    """Total variation of tickets by activity against shuffled months: no role but one stands out."""
    rows = tables.rows("""
        select role, activity, opened_at >= '2026-05-01' from tickets join people on assignee = person_id
            and opened_at::date between since and coalesce(until, date '2099-01-01')
    """)
    rng = np.random.default_rng(5)
    flagged = set()
    for role in {role for role, _, _ in rows}:
        activity = np.unique([a for r, a, _ in rows if r == role], return_inverse=True)[1]
        late = np.array([flag for r, _, flag in rows if r == role])

        def distance(marks: np.ndarray, activity: np.ndarray = activity) -> float:
            after, before = (np.bincount(activity[m], minlength=9) / m.sum() for m in (marks, ~marks))
            return float(np.abs(after - before).sum() / 2)

        chance = [distance(rng.permutation(late)) for _ in range(200)]
        if distance(late) > np.quantile(chance, 0.95):
            flagged.add(role)
    assert flagged == {"credit_analyst"}


def test_outside_firms_are_in_no_table_of_people(tables, truth):
    strangers = tables.rows(
        "select distinct assignee from tickets where assignee not in (select person_id from people)"
    )
    assert sorted(row[0] for row in strangers) == truth["drift"]["outside_performers"]


@pytest.fixture(scope="module")
def person_effects(tables: Tables) -> dict[str, tuple[float, float, int]]:
    """Residual log hours of each engineer after machine and severity: mean, its error, cases."""
    rows = tables.rows("select engineer, machine, severity, ln(repair_hours) from visits")
    cells: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _, machine, severity, value in rows:
        cells[machine, severity].append(value)
    mean = {cell: float(np.mean(values)) for cell, values in cells.items()}
    rest: dict[str, list[float]] = defaultdict(list)
    for engineer, machine, severity, value in rows:
        rest[engineer].append(value - mean[machine, severity])
    return {who: (float(np.mean(r)), float(np.std(r) / np.sqrt(len(r))), len(r)) for who, r in rest.items()}


def test_people_with_hard_cases_look_slow_and_are_not(tables, truth, person_effects):
    hard = truth["people"]["hard_cases"]
    raw = dict(tables.rows("select engineer, avg(repair_hours) from visits group by 1"))
    usual = np.median(list(raw.values()))
    for who in hard:
        effect, error, cases = person_effects[who]
        assert cases >= 100
        assert raw[who] > 1.15 * usual
        assert abs(effect) < 3 * error


def test_only_the_two_declared_people_differ(truth, person_effects):
    true = truth["people"]["true_effects"]
    assert sorted(np.sign(size) for size in true.values()) == [-1, 1]
    for who, size in true.items():
        effect, error, _ = person_effects[who]
        assert abs(effect - size) < 3 * error + 0.03
        assert abs(effect) > 4 * error
    others = [effect / error for who, (effect, error, n) in person_effects.items() if who not in true and n >= 30]
    assert max(map(abs, others)) < 3.5
    assert 0.6 < np.std(others) < 1.4


def test_skills_name_what_roles_need(tables):
    assert tables.one("select count(distinct person_id) from skills") == 140
    assert tables.rows("select min(level), max(level) from skills") == [(1, 5)]
