"""Small worlds of cases: who worked on what, with planted differences between cases, teams and people."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sightline.records.cases import TOUCHES, Cases

START = np.datetime64("2025-01-01", "us")
YEAR_US = 365 * 86_400 * 1_000_000


@dataclass(frozen=True)
class World:
    """Cases on the log scale unless `scale` says otherwise; `own` is what each person truly adds."""

    people: int = 20
    teams: int = 2
    each: int = 60
    spread: float = 0.5
    own: dict[int, float] = field(default_factory=dict)
    between: float = 0.0
    shared: int = 1
    hard: frozenset[int] = frozenset()
    scale: str = "log"
    unit: str = "hours"
    heavy: bool = False

    def cases(self, seed: int = 0, factor: float = 1.0) -> Cases:
        rng = np.random.default_rng(seed)
        person = np.repeat(np.arange(self.people), self.each)
        n = len(person)
        own = rng.normal(0, self.between, self.people)
        for one, part in self.own.items():
            own[one] += part
        hard = rng.random(n) < np.where(np.isin(person, list(self.hard)), 0.7, 0.15)
        region = rng.integers(0, 4, n)
        noise = rng.standard_t(3, n) / np.sqrt(3) if self.heavy else rng.standard_normal(n)
        at = START + (rng.random(n) * YEAR_US).astype("timedelta64[us]")
        row, who = self._touched(rng, person)
        part = np.bincount(row, weights=own[who] / self.shared, minlength=n)
        value = self._value(rng, 1.0 + 0.8 * hard + 0.1 * region + part, noise)
        return cases_of(
            value * factor, row, [f"P{one:03d}" for one in who], [f"T{one % self.teams}" for one in who], at=at,
            scale=self.scale, unit=self.unit, kind=np.where(hard, "hard", "easy"),
            region=np.array(["N", "E", "S", "W"])[region],
        )  # fmt: skip

    def _touched(self, rng, person):
        row = np.arange(len(person))
        if self.shared == 1:
            return row, person
        step = rng.integers(1, max(self.people // self.shared, 2), (len(person), self.shared - 1))
        others = (person[:, None] + np.cumsum(step, axis=1)) % self.people
        return np.repeat(row, self.shared), np.hstack([person[:, None], others]).ravel()

    def _value(self, rng, centre, noise):
        if self.scale == "log":
            return np.exp(centre + self.spread * noise)
        if self.scale == "share":
            return (rng.random(len(centre)) < np.clip(centre / 4, 0.02, 0.98)).astype(float)
        if self.scale == "count":
            return rng.poisson(np.maximum(centre, 0.05)).astype(float)
        return centre + self.spread * noise


def cases_of(value, row, person, team, *, at=None, scale="plain", unit="hours", time=None, **attributes) -> Cases:
    """Return cases from plain lists."""
    n = len(value)
    moments = START + np.arange(n) * np.timedelta64(3_600_000_000, "us") if at is None else at
    table = pa.table(
        {
            "case": [f"C{one:06d}" for one in range(n)],
            "at": pa.array(moments, pa.timestamp("us", "UTC")),
            "value": np.asarray(value, dtype=np.float64),
            **{name: pa.array(list(one)) for name, one in attributes.items()},
        }
    )
    nothing = [None] * len(row)
    touches = pa.table([list(row), list(person), list(team), list(time or nothing), nothing], schema=TOUCHES)
    return Cases("hours_each", "Hours each", unit, "lower", scale, table, tuple(attributes), touches)


def shuffled(cases: Cases, seed: int) -> Cases:
    """Return the same cases with their rows and touches in another order."""
    from dataclasses import replace

    rng = np.random.default_rng(seed)
    order = rng.permutation(cases.table.num_rows)
    place = np.argsort(order)
    touches = cases.touches.set_column(0, "row", pa.array(place[cases.touches.column("row").to_numpy()]))
    return replace(
        cases, table=cases.table.take(pa.array(order)), touches=touches.take(pa.array(rng.permutation(len(touches))))
    )
