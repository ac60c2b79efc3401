"""A thousand kills of a process that lands, seals and merges live events: how many are lost or doubled.

Twenty workspaces, fifty kills each at random moments; after each kill the sender begins with the batch that was
acknowledged last. What is counted then is what a reader sees, and what the folder holds without its manifest.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from tests.facts.live.lives import killed, names, names_in_files, put_in_order, wanted

from sightline.facts.live.checking import check
from sightline.facts.live.store import open_store

ROUNDS, ROUNDS_QUICK, KILLS = 20, 1, 50


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return what was acknowledged, and what of it was lost, doubled or left in disorder; each at most none."""
    began, rounds = time.perf_counter(), ROUNDS_QUICK if quick else ROUNDS
    acknowledged = lost = doubled = disorder = 0
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="sightline-bench-") as folder:
            state = Path(folder) / "state"
            chance = random.Random(number)  # noqa: S311 -- moments to kill at
            due = wanted(killed(state, Path(folder) / "told", kills=KILLS, chance=chance) + 1)
            store = open_store(state)
            before = names(store)
            put_in_order(state)
            files, found = names_in_files(store.folder), check(state)
            store.close()
            acknowledged += len(due)
            lost += len(due - set(before)) + len(due - set(files))
            doubled += sum(count - 1 for counted in (before, files) for count in counted.values())
            disorder += len(found.missing) + len(found.damaged) + len(found.foreign) + found.plans + (not found.sound)
    note = f"{rounds * KILLS:,} kills in {time.perf_counter() - began:.0f} s"
    return [
        {"name": "events acknowledged", "value": acknowledged, "note": note},
        {"name": "of them lost", "value": lost, "limit": 0},
        {"name": "doubled", "value": doubled, "limit": 0},
        {"name": "files missing, damaged, not named, not ended", "value": disorder, "limit": 0},
    ]
