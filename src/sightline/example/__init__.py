"""The example enterprise, Halden Parts: a seeded world with planted truths that tells one story.

`make_example` writes a complete workspace: an operating model, 36 months of data, and `truth.json` beside them.
Nothing in it is real. The order of reading is `planted.py` (what is true), `effects.py` (the latent simulation),
the tables (`orders.py`, `service.py`, `contracts.py`, `snapshots.py`, `people.py`, `work.py`), and `build.py`.
"""

from __future__ import annotations

from sightline.example.demo import DEMO_MARK, demo_people, demo_team, mark_demo
from sightline.example.make import is_example, make_example, remove_example
from sightline.example.planted import Planted
from sightline.example.world import DEFAULT_CASES, DEFAULT_SEED

__all__ = [
    "DEFAULT_CASES",
    "DEFAULT_SEED",
    "DEMO_MARK",
    "Planted",
    "demo_people",
    "demo_team",
    "is_example",
    "make_example",
    "mark_demo",
    "remove_example",
]
