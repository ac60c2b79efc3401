"""Made-up people with attributes."""

from __future__ import annotations

import random

ATTRIBUTES = ("unit", "role", "region", "contract")
VALUES = {
    "unit": ("sales", "finance", "logistics", "service", "technology", "people"),
    "role": ("analyst", "clerk", "manager", "engineer", "operator"),
    "region": ("North", "South", "East", "West"),
    "contract": ("full", "part", "fixed"),
}


def population(seed: int, many: int = 240) -> dict[str, dict[str, str]]:
    """Return people whose attributes are unevenly spread, so that small groups abound."""
    chance = random.Random(seed)  # noqa: S311 -- made-up people
    return {
        f"P{number:03}": {
            name: chance.choices(values, [1 / (place + 1) for place in range(len(values))])[0]
            for name, values in VALUES.items()
        }
        for number in range(many)
    }


def any_filter(chance: random.Random) -> dict[str, str]:
    """Return a filter of up to four attributes."""
    chosen = chance.sample(ATTRIBUTES, chance.randint(0, 4))
    return {name: chance.choice(VALUES[name]) for name in chosen}


def matching(people: dict[str, dict[str, str]], asked: dict[str, str]) -> frozenset[str]:
    """Return the people of a filter."""
    return frozenset(who for who, has in people.items() if all(has[name] == value for name, value in asked.items()))
