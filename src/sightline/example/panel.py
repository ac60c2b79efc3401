"""What the orders written so far add up to, regions x months: the measured values that move other metrics."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sightline.example.orders import CANCEL, CHECK, INVOICE, NEVER, PAY, RECEIVE, SHIP, Orders, elapsed_days
from sightline.example.world import END, MONTHS, REGIONS, SEGMENTS, Floats, Ints, month_of

SHAPE = (len(REGIONS), MONTHS)


def _grid() -> Floats:
    return np.zeros(SHAPE)


@dataclass(slots=True)
class Mean:
    """A mean per region and month out of running sums."""

    total: Floats = field(default_factory=_grid)
    count: Floats = field(default_factory=_grid)

    def add(self, region: Ints, month: Ints, values: Floats) -> None:
        """Add one value per event."""
        cell = region * MONTHS + month
        self.total += np.bincount(cell, weights=values, minlength=self.total.size).reshape(SHAPE)
        self.count += np.bincount(cell, minlength=self.total.size).reshape(SHAPE)

    def values(self, default: Floats) -> Floats:
        """Return the means; where a cell is empty, `default`."""
        return np.where(self.count > 0, self.total / np.maximum(self.count, 1), default)


@dataclass(slots=True)
class Panel:
    """Running sums over all months written so far."""

    check: Mean = field(default_factory=Mean)
    invoice: Mean = field(default_factory=Mean)
    lead: Mean = field(default_factory=Mean)
    on_time: Mean = field(default_factory=Mean)
    invoiced: Floats = field(default_factory=lambda: np.zeros((len(REGIONS), len(SEGMENTS), MONTHS)))
    open_steps: Floats = field(default_factory=lambda: np.zeros((len(REGIONS), len(SEGMENTS), MONTHS + 1)))
    events: int = 0

    def add_orders(self, orders: Orders) -> None:
        """Take in the checks and invoices of one month's orders."""
        for mean, start, end in ((self.check, RECEIVE, CHECK), (self.invoice, SHIP, INVOICE)):
            done = orders.times[:, end] < END
            first, last = orders.times[done, start], orders.times[done, end]
            mean.add(orders.region[done], month_of(last), elapsed_days(first, last))
        self.events += int((orders.times < END).sum())
        self._add_invoices(orders)

    def _add_invoices(self, orders: Orders) -> None:
        billed = (orders.times[:, INVOICE] < END) & (orders.times[:, CANCEL] == NEVER)
        euros = orders.cents[billed] / 100
        cell = orders.region[billed] * len(SEGMENTS) + orders.segment[billed]
        invoiced = month_of(orders.times[billed, INVOICE])
        paid = np.minimum(month_of(orders.times[billed, PAY]), MONTHS)
        self.invoiced += _sum(cell, invoiced, euros, MONTHS)
        self.open_steps += _sum(cell, invoiced, euros, MONTHS + 1) - _sum(cell, paid, euros, MONTHS + 1)

    def open_parts(self) -> Floats:
        """Return unpaid parts invoices at each month's end, regions x segments x months.

        Invoices from before the first month, which no table tells one by one, are carried as a share that runs out.
        """
        open_now = np.cumsum(self.open_steps, axis=2)[:, :, :MONTHS]
        typical = open_now[:, :, 3:9].mean(axis=2)
        open_now[:, :, 0] += 0.42 * typical
        open_now[:, :, 1] += 0.10 * typical
        return open_now


def _sum(cell: Ints, month: Ints, euros: Floats, months: int) -> Floats:
    size = len(REGIONS) * len(SEGMENTS) * months
    flat = np.bincount(cell * months + month, weights=euros, minlength=size)
    return np.asarray(flat, dtype=np.float64).reshape(len(REGIONS), len(SEGMENTS), months)
