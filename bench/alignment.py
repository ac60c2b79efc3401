"""How long it takes to compare the work of 10,000 people with what was agreed, over 41 activities and 24 periods.

Each person closes about ten items a month, of the ten or so activities of one of a hundred roles; five roles drift in
the last twelve months. Everybody is looked at: all roles, units and persons, with intervals, causes, and moves.
"""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pyarrow as pa

from bench.table import peak_gigabytes
from sightline.periods import Calendar
from sightline.records.people import Assignment, Assignments
from sightline.records.work import DONE, Done
from sightline.roles.alignment import Asked, aligned

PEOPLE, ROLES, ACTIVITIES, MONTHS = 10_000, 100, 41, 24
DRIFTING = 5
ITEMS_A_MONTH = 10
LIMIT_S, LIMIT_GB = 15.0, 4.0


def world(people: int, roles: int) -> tuple[Done, Assignments, list, frozenset[str]]:
    rng = np.random.default_rng(7)
    calendar = Calendar()
    first = calendar.parse("2024-01")
    periods = [calendar.shift(first, step) for step in range(MONTHS)]
    splits = np.zeros((roles, 2, ACTIVITIES))
    for role in range(roles):
        own = rng.choice(ACTIVITIES, 10, replace=False)
        splits[role, 0, own] = splits[role, 1, own] = rng.dirichlet(np.full(10, 2.0))
        if role < DRIFTING:
            splits[role, 1, own] = 0.8 * splits[role, 0, own]
            splits[role, 1, own[0]] += 0.2
    role = np.arange(people) % roles
    late = np.arange(MONTHS) >= MONTHS // 2
    shares = splits[np.repeat(role, MONTHS), np.tile(late, people).astype(int)]
    counts = rng.multinomial(rng.poisson(ITEMS_A_MONTH, people * MONTHS), shares)
    row, activity = np.nonzero(counts)
    items = counts[row, activity]
    hours = rng.gamma(items * 8.0) * 13.8 / 8
    names = pa.array([f"p{number:05d}" for number in range(people)])
    columns = [
        names.take(pa.array(row // MONTHS)),
        pa.array([f"a{at:02d}" for at in range(ACTIVITIES)]).take(pa.array(activity)),
        pa.array([one.label for one in periods]).take(pa.array(row % MONTHS)), pa.array(hours), pa.array(items),
    ]  # fmt: skip
    every = tuple(
        Assignment(f"p{number:05d}", f"r{role[number]:03d}", date(2020, 1, 1), None, None, f"u{number % 25:02d}")
        for number in range(people)
    )
    drifting = frozenset(f"r{one:03d}" for one in range(DRIFTING))
    return Done(pa.table(columns, DONE), "hours"), Assignments(every), periods, drifting


def run(*, quick: bool) -> list[dict]:
    people, roles = (500, 10) if quick else (PEOPLE, ROLES)
    done, assignments, periods, drifting = world(people, roles)
    asked = Asked(periods, MONTHS // 2, no_path=frozenset({"a00", "a01"}), persons=None)
    start = time.perf_counter()
    found = aligned(done, assignments, asked, rng=np.random.default_rng(1))
    seconds = time.perf_counter() - start
    named = {one.name for one in found.every if one.kind == "role" and one.state == "drifted"}
    missed, wrong = len(drifting - named), len(named - drifting)
    persons = [one for one in found.every if one.kind == "person"]
    innocent = [one for one in persons if one.role not in drifting]
    flagged = sum(one.state == "drifted" for one in innocent)
    size = f"{people:,} people, {roles} roles, {done.table.num_rows:,} cells"
    return [
        {"name": f"alignment of {size}", "seconds": seconds, "value": seconds, "limit": LIMIT_S,
         "note": f"{len(found.moves)} moves"},
        {"name": "alignment: peak memory in GB", "value": peak_gigabytes(), "limit": LIMIT_GB},
        {"name": "alignment: drifting roles missed, others named", "value": missed + wrong, "limit": 1},
        {"name": "alignment: persons named in roles that did not drift", "value": flagged / max(len(innocent), 1),
         "limit": 0.01, "note": f"{flagged} of {len(innocent):,}"},
    ]  # fmt: skip
