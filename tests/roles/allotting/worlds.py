"""Open work and free hours, made up: random, but as enterprises have them."""

from __future__ import annotations

import numpy as np

from sightline.roles.allotting.problem import Problem

KINDS = ("quiet", "busy", "large_items", "everybody")
LOADS = {"quiet": 0.7, "busy": 1.2, "large_items": 1.5, "everybody": 1.3}  # hours of work per free hour


def world(rng: np.random.Generator, items: int, persons: int, kind: str) -> Problem:
    """Return a problem.

    `quiet`: roles of about ten people, less work than hours. `busy`: more work than hours. `large_items`: busy, and an
    item takes a third of somebody's hours. `everybody`: busy, and everybody may do everything. A third of the people
    hold two roles, one in six has no hours, worth per hour goes over two powers of ten, and one pair in ten is worth
    more (a wish), two in ten less (a level that is missing).
    """
    hours = np.clip(np.round(rng.gamma(2.0, 4.0, items) * 4) / 4, 0.5, 40)
    room = rng.choice([1.0, 1.0, 1.0, 0.8, 0.6, 0.0], persons)
    room[0] = 1.0
    if kind == "large_items":
        hours = np.round(hours / hours.mean() * 12 * 4) / 4 + 0.25
    room *= hours.sum() / LOADS[kind] / room.sum()
    if kind == "large_items":
        hours = np.maximum(np.round(hours * (room.mean() / 3 / hours.mean()) * 4) / 4, 0.25)
        room *= hours.sum() / LOADS[kind] / room.sum()
    may = np.ones((items, persons), dtype=bool) if kind == "everybody" else _by_roles(rng, items, persons)
    item, person = np.nonzero(may & (hours[:, None] <= room))
    due = rng.integers(0, 20, items)
    worth = hours * np.maximum(rng.gamma(1.0, 1.0, items), 0.1) * (1 + 2.0 ** (-due / 5))
    pair = worth[item] * rng.choice([1.0, 1.1, 0.9], len(item), p=[0.7, 0.1, 0.2])
    price = 0.5 * float((pair / hours[item]).min()) if len(item) else 0.0
    capacity = room / (1 - 0.3 * rng.random(persons))
    return Problem(hours, capacity, room, item.astype(np.int64), person.astype(np.int64), pair, price)


def _by_roles(rng: np.random.Generator, items: int, persons: int) -> np.ndarray:
    roles = max(2, persons // 10)
    of = rng.integers(0, roles, items)
    holds = np.zeros((persons, roles), dtype=bool)
    holds[np.arange(persons), rng.integers(0, roles, persons)] = True
    second = np.flatnonzero(rng.random(persons) < 1 / 3)
    holds[second, rng.integers(0, roles, len(second))] = True
    return holds[:, of].T
