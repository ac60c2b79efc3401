"""Small enterprises whose truth is known: items of work drawn one by one, or in batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from sightline.periods import Calendar
from sightline.records.people import Assignment, Assignments
from sightline.records.work import DONE, Done
from sightline.roles.alignment import Asked, aligned

CALENDAR = Calendar()
NAMES = ("audit", "billing", "calls", "dunning", "errands", "filing")


def months(many):
    return CALENDAR.between(CALENDAR.parse("2025-01"), CALENDAR.shift(CALENDAR.parse("2025-01"), many - 1))


@dataclass
class World:
    """Rows of work and of people, gathered role by role."""

    rng: np.random.Generator
    before: int = 6
    now: int = 3
    spread: float = 0.35
    rows: list = field(default_factory=list)
    people: list = field(default_factory=list)

    @property
    def periods(self):
        return months(self.before + self.now)

    def role(self, name, split, *, people=6, items=10, later=None, unit=None, batches=0.0, known=True):
        """Add people who do `items` items a month each, split as told; from the first month looked at on as `later`."""
        for number in range(people):
            person = f"{name}{number}"
            if known:
                self.people.append(Assignment(person, name, date(2020, 1, 1), None, None, unit))
            self.person(person, split, items=items, later=later, batches=batches)
        return self

    def person(self, person, split, *, items=10, later=None, batches=0.0):
        for at, period in enumerate(self.periods):
            shares = np.array(later if later is not None and at >= self.before else split)
            if batches:
                shares = self.rng.dirichlet(shares * (1 / batches - 1))
            for kind, count in enumerate(self.rng.multinomial(self.rng.poisson(items), shares)):
                self.work(person, NAMES[kind], period.label, int(count))
        return self

    def work(self, person, activity, period, items, hours=None):
        if items:
            shape = items / self.spread**2
            drawn = self.rng.gamma(shape) * self.spread**2 * 8 if hours is None else hours
            self.rows.append((person, activity, period, float(drawn), items))
        return self

    @property
    def done(self):
        columns = list(zip(*self.rows, strict=True)) or [[]] * len(DONE)
        return Done(
            pa.table([pa.array(one, kind.type) for one, kind in zip(columns, DONE, strict=True)], DONE), "hours"
        )

    def aligned(self, seed=1, **asked):
        asked = {"draws": 600, "redraws": 200, "persons": ()} | asked
        before = asked.pop("before", self.before)
        return aligned(
            asked.pop("done", None) or self.done, Assignments(tuple(self.people)),
            Asked(self.periods[self.before - before :], before, **asked), rng=np.random.default_rng(seed),
        )  # fmt: skip


def one(found, name, kind="role"):
    return next(each for each in found.every if (each.kind, each.name) == (kind, name))
