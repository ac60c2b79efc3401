"""Shipments and their promises: the share on time follows the mean lead time of the month it is measured in.

An order counts as on time when it ships by the end of the promised day. All orders that ship in one month are held
until that month is complete, then exactly the planted share is late: those that took longest, with some luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.example.effects import LEAD_REFERENCE, baseline, noise
from sightline.example.orders import RECEIVE, SHIP, Orders, elapsed_days
from sightline.example.panel import Panel
from sightline.example.planted import effect
from sightline.example.world import DAY, END, ORIGIN, REGIONS, Bools, Floats, Ints, Streams, month_of

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Shipments:
    """Orders that left the warehouse; times in local minutes, `promised` the last minute of the promised day."""

    number: Ints
    region: Ints
    segment: Ints
    category: Ints
    cents: Ints
    ordered: Ints
    shipped: Ints
    promised: Ints

    def pick(self, rows: Bools | Ints) -> Shipments:
        """Return some of the shipments."""
        return Shipments(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def joined(self, other: Shipments) -> Shipments:
        """Return these and the other's."""
        return Shipments(*(
            np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__dataclass_fields__
        ))  # fmt: skip


def shipped(orders: Orders) -> Shipments:
    """Return the first shipments of one month's orders that leave before the data end; nothing is promised yet."""
    gone = orders.times[:, SHIP] < END
    ordered, left = orders.times[gone, RECEIVE], orders.times[gone, SHIP]
    return Shipments(orders.number[gone], orders.region[gone], orders.segment[gone], orders.category[gone],
                     orders.cents[gone], ordered, left, left)  # fmt: skip


@dataclass(slots=True)
class Promises:
    """Gives shipments their promised days, month by month, and keeps what has yet to ship."""

    streams: Streams
    wanted: Floats  # on-time share without the effect of lead time, regions x months
    waiting: Shipments | None = None

    @classmethod
    def begin(cls, streams: Streams) -> Promises:
        """Return promises with the planted noise and season of the on-time share."""
        return cls(streams, baseline("on_time_share") + noise(streams, "on_time_share"))

    def close(self, month: int, arrivals: Shipments, panel: Panel) -> Shipments:
        """Return all shipments of `month`, promised, in order of shipment; the later ones wait."""
        pool = arrivals if self.waiting is None else self.waiting.joined(arrivals)
        now = month_of(pool.shipped) == month
        self.waiting = pool.pick(~now)
        batch = pool.pick(now)
        batch = batch.pick(np.lexsort((batch.number, batch.shipped)))
        lead = elapsed_days(batch.ordered, batch.shipped)
        months = np.full(len(lead), month)
        panel.lead.add(batch.region, months, lead)
        rng = self.streams.of(f"promises:{month}")
        late = self._late(rng, month, batch, lead)
        panel.on_time.add(batch.region, months, (~late).astype(np.float64))
        batch.promised[:] = _promise(rng, batch, late)
        return batch

    def _late(self, rng: np.random.Generator, month: int, batch: Shipments, lead: Floats) -> Bools:
        per_day = effect("lead_time", "on_time_share").per_unit
        same_day = batch.ordered // DAY == batch.shipped // DAY
        score = np.where(same_day, -np.inf, lead + 1.1 * rng.standard_normal(len(lead)))
        late = np.zeros(len(lead), dtype=np.bool_)
        for region in range(len(REGIONS)):
            here = np.flatnonzero(batch.region == region)
            if len(here) == 0:
                continue
            share = self.wanted[region, month] + per_day * (lead[here].mean() - LEAD_REFERENCE[region])
            count = int(np.rint((1 - np.clip(share, 0.0, 1.0)) * len(here)))
            late[here[np.argsort(-score[here], kind="stable")[:count]]] = True
        return late


def _promise(rng: np.random.Generator, batch: Shipments, late: Bools) -> Ints:
    """Return the last local minute of the promised day: before the shipment where it is late, never on a weekend."""
    day = batch.shipped // DAY
    early = rng.choice(4, size=len(day), p=(0.34, 0.33, 0.21, 0.12))
    short = rng.choice((1, 2), size=len(day), p=(0.7, 0.3))
    promised = np.where(late, day - short, day + early)
    weekday = (promised + ORIGIN.weekday()) % 7
    over = np.where(weekday >= SATURDAY, np.where(late, SATURDAY - 1 - weekday, 7 - weekday), 0)
    return np.asarray(np.maximum(promised + over, batch.ordered // DAY) * DAY + DAY - 1, dtype=np.int64)
