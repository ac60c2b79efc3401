"""Handing out open work: how far under the best possible, at most, and how long it takes.

Four kinds of made-up enterprises (see `tests/roles/allotting/worlds.py`): less work than hours, more work than hours,
few large items each, everybody may do everything. `value` is the gap to the bound in percent.
"""

import time

import numpy as np
from tests.roles.allotting.worlds import KINDS, world

from sightline.roles.allotting.solve import solved

SIZES = ((1_000, 100, 1.0, 10.0), (5_000, 200, 2.0, 30.0))


def run(*, quick):
    solved(world(np.random.default_rng(0), 40, 8, "busy"), np.random.default_rng(0))  # compiles once
    rows = []
    for items, persons, percent, seconds in SIZES[:1] if quick else SIZES:
        for kind in KINDS:
            for seed in range(1 if quick else 3):
                rows += one(items, persons, kind, seed, percent, seconds)
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
