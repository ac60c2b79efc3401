"""Whatever two figures of work are asked for, by role or unit and by periods, their difference isolates nobody."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from sightline.periods import Calendar
from sightline.records.people import Assignment, Assignments
from sightline.records.work import DONE, Done
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.looking import WHOLE, withheld
from sightline.roles.alignment.thin import THIN, without_thin
from sightline.roles.alignment.worked import OUTSIDE, worked
from tests.roles.alignment.test_whole import SPLIT
from tests.roles.alignment.worlds import World, one

PAIRS, WORLDS, MONTHS, K = 10_000, 5, 6, 5
CALENDAR = Calendar()
PERIODS = CALENDAR.between(CALENDAR.parse("2026-01"), CALENDAR.parse("2026-06"))
WINDOWS = [(first, last) for first in range(MONTHS) for last in range(first, MONTHS)]


def enterprise(seed: int) -> tuple[Done, Assignments]:
    """Three roles in three units; in some months many of a role are away."""
    chance = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    people, rows = [], []
    for number in range(40):
        role, unit = f"r{number % 3}", f"u{chance.randrange(3)}"
        people.append(Assignment(f"p{number}", role, date(2020, 1, 1), None, None, unit))
    for month, period in enumerate(PERIODS):
        away = {f"r{role}": chance.choice([0.1, 0.1, 0.8]) for role in range(3)}
        rows += [
            (each.person, "filing", period.label, 1.0 + month, 2)
            for each in people if chance.random() > away[each.role]
        ]  # fmt: skip
    columns = list(zip(*rows, strict=True))
    table = pa.table([pa.array(column, kind.type) for column, kind in zip(columns, DONE, strict=True)], DONE)
    return Done(table, "hours"), Assignments(tuple(people))


def figures(seed: int, *, thinned: bool) -> dict[tuple[str, str, int, int], frozenset[tuple[str, int]]]:
    """Return whose work of which period stands behind each figure that is told, by subject and window."""
    done, people = enterprise(seed)
    found = {}
    for first, last in WINDOWS:
        work = worked(done, people, PERIODS[first : last + 1], {})
        work = without_thin(work) if thinned else work
        hidden = withheld(Ledger(work, 0))
        subjects = [("role", name, work.role == at) for at, name in enumerate(work.roles)]
        subjects += [("unit", name, work.unit == at) for at, name in enumerate(work.units)] if thinned else []
        for kind, name, here in (*subjects, (*WHOLE, work.role != OUTSIDE)):
            if (kind, name) not in hidden and here.any():
                cells = zip(work.performer[here].tolist(), (work.period[here] + first).tolist(), strict=True)
                found[kind, name, first, last] = frozenset((work.performers[who], when) for who, when in cells)
    return found


def isolated(found, chance: random.Random, pairs: int) -> tuple[int, int]:
    """Return how many of random pairs can be subtracted, and how many of those tell of one to four people."""
    keys = sorted(found)
    nested = told = 0
    for _ in range(pairs):
        less, more = (found[chance.choice(keys)] for _ in range(2))
        if less < more:
            nested += 1
            told += 0 < len({who for who, _ in more - less}) < K
    return nested, told


def test_ten_thousand_random_pairs_of_filters_isolate_nobody():
    chance = random.Random(7)  # noqa: S311 -- repeatable, not secret
    sums = [isolated(figures(seed, thinned=True), chance, PAIRS // WORLDS) for seed in range(WORLDS)]
    assert sum(nested for nested, _ in sums) > PAIRS / 50  # or the test says nothing
    assert sum(told for _, told in sums) == 0


def test_without_leaving_thin_periods_out_such_pairs_give_people_away():
    chance = random.Random(7)  # noqa: S311 -- likewise
    assert sum(isolated(figures(seed, thinned=False), chance, 1_000)[1] for seed in range(WORLDS)) > 0


def test_a_figure_of_a_month_in_which_two_of_a_role_worked_is_in_none():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT, people=8, unit="office")
    away = {f"clerk{number}" for number in range(2, 8)}
    world.rows = [row for row in world.rows if row[0] not in away or row[2] != "2025-08"]
    found = world.aligned()
    assert THIN in found.words
    assert [each.items for each in found.points if (each.name, each.period) == ("clerk", "2025-08")] == [0]
    assert one(found, "clerk").state == "within_noise"


def test_a_unit_that_is_small_in_one_month_is_withheld_and_says_why():
    world = (
        World(np.random.default_rng(1)).role("clerk", SPLIT, people=8, unit="office").role("driver", SPLIT, people=8)
    )
    world.people = [
        Assignment(each.person, each.role, each.since, None, None, "yard") if each.person == "clerk7" else each
        for each in world.people
    ]
    found = one(world.aligned(), "yard", "unit")
    assert found.state == "withheld"


@pytest.mark.parametrize("seed", range(3))
def test_what_nobody_is_small_in_stays_whole(seed):
    world = World(np.random.default_rng(seed)).role("clerk", SPLIT).role("driver", SPLIT)
    work = worked(world.done, Assignments(tuple(world.people)), world.periods, {})
    assert without_thin(work) is work
