"""How long people stay: published figures, other programs, late entry, and that nothing is told of few."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from sightline.records.people import Assignment, Assignments
from sightline.records.retention import RetentionCurve, RetentionPoint
from sightline.roles.retention import LEAST, kaplan_meier, retention, stays

DAY, SINCE = date(2026, 6, 30), date(2023, 1, 1)
# Freireich and others (1963), remission under 6-MP, in weeks; below 0: not watched any longer
WEEKS = (6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
SHARES = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
ERRORS = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}


def arrays(rows):
    entry, leave, left = (np.array(one, dtype=np.float64) for one in zip(*rows, strict=True))
    return entry, leave, left.astype(bool)


def test_the_published_example_with_its_greenwood_errors():
    found = kaplan_meier(*arrays([(0, abs(one), one > 0) for one in WEEKS]))
    assert dict(zip(found.at.tolist(), found.share.round(4).tolist(), strict=True)) == SHARES
    for at, share, low, high in zip(found.at, found.share, found.low, found.high, strict=True):
        wide = 1.6449 * ERRORS[int(at)] / (share * abs(np.log(share)))
        assert low == pytest.approx(share ** np.exp(wide), abs=2e-3)
        assert high == pytest.approx(share ** np.exp(-wide), abs=2e-3)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=2, max_size=40))
def test_without_late_entry_it_is_the_empirical_survival_function(rows):
    leave, left = np.array([one for one, _ in rows], dtype=float), np.array([one for _, one in rows])
    found = kaplan_meier(np.zeros(len(rows)), leave, left)
    other = ecdf(CensoredData(uncensored=leave[left], right=leave[~left])).sf
    assert found.share == pytest.approx(np.array([other.evaluate(one) for one in found.at]))
    assert np.all((found.low <= found.share) & (found.share <= found.high))


def test_late_entry_by_hand():
    # at 3: three of four are watched (the fourth came at 4); at 6: two of them and the late one
    found = kaplan_meier(*arrays([(0, 3, True), (0, 8, False), (1, 6, True), (4, 7, False)]))
    assert found.at_risk.tolist() == [3.0, 3.0]
    assert found.share.tolist() == pytest.approx([2 / 3, 4 / 9])


def test_late_entry_gives_back_what_was_there_where_leavers_are_forgotten():
    rng = np.random.default_rng(4)
    length, begun = rng.exponential(30, 20_000), rng.uniform(0, 60, 20_000)
    kept = length > begun  # who left before we looked is in no table
    found = kaplan_meier(begun[kept], length[kept], np.ones(kept.sum(), dtype=bool), least=500)
    place = np.searchsorted(found.at, 30.0)
    assert found.share[place] == pytest.approx(np.exp(-(30.0 - found.at[0]) / 30), rel=0.05)
    naive = kaplan_meier(np.zeros(kept.sum()), length[kept], np.ones(kept.sum(), dtype=bool))
    assert naive.share[np.searchsorted(naive.at, 30.0)] > 0.55  # e to the -1 is 0.37


def staff(many, *, gone=4, role="clerk", unit="office", start=date(2022, 1, 1)):
    """Return people who began month by month; every so many-th leaves after a year and some."""
    for number in range(many):
        since = start + timedelta(days=30 * number)
        until = since + timedelta(days=400 + 10 * number) if number % gone == 0 else None
        until = until if until is not None and SINCE <= until <= DAY else None
        yield Assignment(f"{role}{number}", role, since, until, unit=unit)


def test_a_curve_has_people_points_and_an_interval():
    (curve,) = retention(Assignments(tuple(staff(40))), "role", day=DAY, watched_since=SINCE)
    assert (curve.by, curve.group, curve.people) == ("role", "clerk", 40)
    assert all(one.at_risk >= LEAST for one in curve.points)
    assert [one.months for one in curve.points] == sorted({one.months for one in curve.points})
    assert all(one.low <= one.share <= one.high for one in curve.points)
    assert curve.points[0].share == 1.0 > curve.points[-1].share
    assert "watched since 2023-01-01" in curve.words


def test_where_few_are_watched_at_one_length_of_stay_months_count_from_the_watching():
    spread = tuple(
        Assignment(f"p{n}", "clerk", date(2004 + n, 1, 1), date(2024, 1 + n, 1) if n % 3 == 0 else None)
        for n in range(12)
    )
    (curve,) = retention(Assignments(spread), "role", day=DAY, watched_since=SINCE)
    assert (curve.scale, curve.left) == ("watch", 4)
    assert curve.points[0].at_risk == 12
    assert "months since somebody was first watched" in curve.words


def test_fewer_than_ten_people_are_not_told():
    (curve,) = retention(Assignments(tuple(staff(9, gone=2))), "unit", day=DAY, watched_since=SINCE)
    assert (curve.people, curve.left, curve.points, curve.median_months) == (9, None, (), None)
    assert curve.words == "Fewer than 10 people: nothing is told."


def test_nobody_left_is_an_answer():
    stayed = tuple(replace(one, until=None) for one in staff(12))
    (curve,) = retention(Assignments(stayed), "role", day=DAY, watched_since=SINCE)
    assert (curve.points, curve.left) == ((), 0)
    assert curve.words.endswith("none of them left.")


def test_a_change_of_role_ends_the_watching_and_not_the_stay():
    people = Assignments((
        Assignment("a", "clerk", date(2023, 1, 1), date(2024, 1, 1), unit="office"),
        Assignment("a", "analyst", date(2024, 1, 2), date(2025, 1, 1), unit="office"),
        Assignment("b", "clerk", date(2023, 1, 1), None, unit="office"),
    ))  # fmt: skip
    by_role = {(one.group, one.left) for one in stays(people, "role", day=DAY, watched_since=SINCE)}
    assert by_role == {("clerk", False), ("analyst", True)}
    (first, second) = stays(people, "unit", day=DAY, watched_since=SINCE)
    assert (first.exit, first.left, second.left) == (732.0, True, False)


def test_who_began_before_the_table_remembers_enters_late():
    people = Assignments((Assignment("a", "clerk", date(2022, 1, 1), date(2024, 1, 1)),))
    (one,) = stays(people, "role", day=DAY, watched_since=SINCE)
    assert (one.entry, one.exit, one.left) == (365.0, 731.0, True)


def test_no_record_of_a_curve_knows_a_person():
    names = {one.name for kind in (RetentionCurve, RetentionPoint) for one in fields(kind)}
    assert not names & {"person", "persons", "who", "risk", "chance", "flight_risk"}
