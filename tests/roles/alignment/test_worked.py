"""For which role work counts: the one held at the end of its period, or those that perform it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from sightline.records.people import Assignment, Assignments
from sightline.records.work import DONE, Done
from sightline.roles.alignment.worked import NOBODY, worked
from tests.roles.alignment.worlds import months

PERIODS = months(3)


def done(*rows):
    table = pa.table([pa.array(one, kind.type) for one, kind in zip(zip(*rows, strict=True), DONE, strict=True)], DONE)
    return Done(table, "hours")


def by_role(work):
    found = {}
    for role, period, amount, items in zip(work.role, work.period, work.amount, work.items, strict=True):
        key = ("outside" if role < 0 else work.roles[role], int(period))
        was = found.get(key, (0.0, 0.0))
        found[key] = (was[0] + float(amount), was[1] + float(items))
    return found


def test_work_counts_for_the_role_held_at_the_end_of_its_period():
    people = Assignments((
        Assignment("ann", "clerk", None, date(2025, 2, 10)), Assignment("ann", "chief", date(2025, 2, 11), None),
    ))  # fmt: skip
    work = worked(done(*(("ann", "a", one.label, 5.0, 2) for one in PERIODS)), people, PERIODS, {})
    assert by_role(work) == {("clerk", 0): (5, 2), ("chief", 1): (5, 2), ("chief", 2): (5, 2)}


def test_the_work_of_somebody_who_left_within_a_period_counts_for_what_was_held_in_it():
    people = Assignments((Assignment("ann", "clerk", None, date(2025, 2, 10)),))
    work = worked(done(*(("ann", "a", one.label, 5.0, 2) for one in PERIODS)), people, PERIODS, {})
    assert by_role(work) == {("clerk", 0): (5, 2), ("clerk", 1): (5, 2), ("outside", 2): (5, 2)}


def test_of_several_roles_it_counts_for_the_one_that_performs_it_else_by_capacity():
    people = Assignments((
        Assignment("ann", "clerk", None, None, capacity=0.25), Assignment("ann", "driver", None, None, capacity=0.75),
    ))  # fmt: skip
    rows = [("ann", "drive", "2025-01", 8.0, 4), ("ann", "admin", "2025-02", 8.0, 4)]
    work = worked(done(*rows), people, PERIODS, {"driver": frozenset({"drive"})})
    assert by_role(work) == {("driver", 0): (8, 4), ("clerk", 1): (2, 1), ("driver", 1): (6, 3)}


def test_two_roles_without_capacity_have_it_in_equal_parts():
    people = Assignments(tuple(Assignment("ann", one, None, None, capacity=0.0) for one in ("clerk", "driver")))
    work = worked(done(("ann", "a", "2025-01", 8.0, 4)), people, PERIODS, {})
    assert by_role(work) == {("clerk", 0): (4, 2), ("driver", 0): (4, 2)}


def test_who_is_not_known_and_who_is_not_named_are_outside():
    people = Assignments((Assignment("ann", "clerk", None, None),))
    work = worked(done(("bob", "a", "2025-01", 8.0, 4), (None, "a", "2025-01", 1.0, 1)), people, PERIODS, {})
    assert by_role(work) == {("outside", 0): (9, 5)}
    assert work.performers == (NOBODY, "bob")


@pytest.mark.parametrize("amount", [0.0, -1.0, float("nan"), float("inf"), None])
def test_rows_without_an_amount_do_not_count(amount):
    people = Assignments((Assignment("ann", "clerk", None, None),))
    work = worked(done(("ann", "a", "2025-01", amount, 4), ("ann", "a", "2024-12", 8.0, 4)), people, PERIODS, {})
    assert len(work.amount) == 0


def test_nothing_is_lost_where_roles_share_work():
    rng = np.random.default_rng(1)
    people = Assignments(tuple(
        Assignment(f"p{n}", role, None, None, capacity=float(rng.random()))
        for n in range(20) for role in rng.choice(["a", "b", "c"], 2, replace=False).tolist()
    ))  # fmt: skip
    rows = [(f"p{rng.integers(25)}", f"k{rng.integers(4)}", "2025-02", float(rng.random() + 1), 3) for _ in range(200)]
    work = worked(done(*rows), people, PERIODS, {"a": frozenset({"k1"})})
    assert work.amount.sum() == pytest.approx(sum(row[3] for row in rows))
    assert work.items.sum() == pytest.approx(600)
