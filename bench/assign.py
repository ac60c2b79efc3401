"""Handing out open work: how far under the best possible, at most, and how long it takes.

Four kinds of made-up enterprises (see `tests/roles/allotting/worlds.py`): less work than hours, more work than hours,
few large items each, everybody may do everything. `value` is the gap to the bound in percent.
"""

import time
from datetime import date, timedelta

import numpy as np
from tests.roles.allotting.worlds import KINDS, world

from sightline.records.assigning import OpenItem, Performer
from sightline.roles.allotting.solve import solved
from sightline.roles.assigning import propose
from sightline.roles.suiting import Work

SIZES = ((1_000, 100, 1.0, 10.0), (5_000, 200, 2.0, 30.0))


def run(*, quick):
    solved(world(np.random.default_rng(0), 40, 8, "busy"), np.random.default_rng(0))  # compiles once
    rows = []
    for items, persons, percent, seconds in SIZES[:1] if quick else SIZES:
        for kind in KINDS:
            for seed in range(1 if quick else 3):
                rows += one(items, persons, kind, seed, percent, seconds)
        rows += whole(items, persons, percent, seconds)
    return rows


def one(items, persons, kind, seed, percent, seconds):
    problem = world(np.random.default_rng(seed), items, persons, kind)
    start = time.perf_counter()
    found = solved(problem, np.random.default_rng(0))
    taken = time.perf_counter() - start
    name = f"assign {items:,} x {persons}, {kind.replace('_', ' ')}, {seed + 1}"
    fits = "" if problem.fits(found.chosen) else "DOES NOT FIT; "
    note = f"{fits}{len(problem.item):,} pairs; {(found.chosen >= 0).mean():.0%} of the items go to somebody"
    return [
        {"name": f"{name}: percent under the bound", "value": found.gap * 100, "limit": percent, "note": note},
        {"name": f"{name}: seconds", "seconds": taken, "value": taken, "limit": seconds},
    ]


def whole(items, persons, percent, seconds):
    """Return the same for records in and records with reasons out."""
    rng, today = np.random.default_rng(7), date(2026, 7, 1)
    roles = persons // 10
    works = {f"a{at}": Work(f"a{at}", f"work {at}", {f"r{at % roles}": {"skill": 3}}) for at in range(3 * roles)}
    opened = [
        OpenItem(
            f"i{at}", f"a{rng.integers(3 * roles)}", int(rng.integers(1, 60)) / 4,
            today + timedelta(int(rng.integers(-3, 30))), float(rng.gamma(1.0)),
        )
        for at in range(items)
    ]  # fmt: skip
    each = sum(one.hours for one in opened) / 1.2 / persons
    people = [
        Performer(
            f"p{at}", tuple({f"r{rng.integers(roles)}" for _ in range(1 + int(rng.random() < 1 / 3))}),
            each * float(rng.choice([0.0, 0.6, 1.0, 1.3])), 0.1 * each, {"skill": int(rng.integers(1, 5))},
            frozenset({"skill"} if rng.random() < 0.1 else ()),
        )
        for at in range(persons)
    ]  # fmt: skip
    start = time.perf_counter()
    found = propose(
        opened, people, works, today=today, until=today + timedelta(28), rng=np.random.default_rng(0)
    )  # fmt: skip
    taken = time.perf_counter() - start
    name = f"assign {items:,} x {persons}, with levels, wishes and reasons"
    return [
        {"name": f"{name}: percent under the bound", "value": found.gap * 100, "limit": percent, "note": found.words},
        {"name": f"{name}: seconds", "seconds": taken, "value": taken, "limit": seconds},
    ]
