"""order_to_cash: one month of orders at a time, from receipt to payment, with the variants that real logs have.

Every order is a row of step times; a step that does not happen holds `NEVER`. Means per region and month come from
the latent drivers, the rest is drawn. Nothing here depends on who does the work: there are no individual effects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.example.effects import Drivers, response
from sightline.example.hours import DAYS, STRETCH, from_working, holidays, offsets_of, skip_gap, to_working, workdays
from sightline.example.world import (
    DAY,
    DEFAULT_CASES,
    MONTH_MINUTES,
    MONTHS,
    ORIGIN,
    REGIONS,
    Bools,
    Floats,
    Ints,
    Streams,
)

NEVER = np.int64(2**31 - 1)
STEPS = (
    "Receive order", "Check credit", "Check credit", "Pick", "Pick", "Ship", "Ship", "Invoice", "Correct invoice",
    "Receive payment", "Cancel order",
)  # fmt: skip
RECEIVE, CHECK, RECHECK, PICK, REPICK, SHIP, SHIP_REST, INVOICE, CORRECT, PAY, CANCEL = range(len(STEPS))

CHANNELS = ("EDI", "Portal", "E-mail", "Phone")
CHANNEL_SHARES = (0.34, 0.29, 0.25, 0.12)
SEGMENT_SHARES = (0.46, 0.19, 0.21, 0.14)
SEGMENT_AMOUNTS = (3_050.0, 3_950.0, 4_200.0, 2_500.0)  # median euros of an order
AMOUNT_SPREAD = 0.62
PRICE_RISE = 0.031  # a year
PAYS_LATE_DAYS = (3.0, 9.0, 1.0, 14.0)  # beyond thirty days, by segment
NEW_CUSTOMERS, NEW_TAKES = 0.12, 1.6  # checks of new customers take longer
CUSTOMER_IDS = 50_000
WEEKDAYS = (1.14, 1.10, 1.06, 1.02, 0.88, 0.09, 0.06)
ARRIVALS = np.array(
    [2, 1, 1, 1, 2, 4, 12, 42, 88, 108, 104, 88, 62, 84, 96, 84, 60, 32, 16, 12, 10, 9, 6, 4], dtype=np.float64
)  # by hour of the day
OFF_HOURS_WAIT = 0.01  # mean days by which waiting for the next opening lengthens a check
CHECK_SHAPE = 3.0
SHIP_DAYS = 0.80


@dataclass(frozen=True, slots=True)
class Shares:
    """How often each variant happens."""

    prepaid: float = 0.024  # never checked
    rechecked: float = 0.05
    checked_late: float = 0.02  # picked before the check
    repicked: float = 0.052
    split: float = 0.03
    corrected: float = 0.021
    cancelled: float = 0.024
    stuck: float = 0.0015
    invoiced_at_once: float = 0.18


VARIANTS = Shares()


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders of one month; `times` is orders x steps in local minutes."""

    number: Ints
    region: Ints
    segment: Ints
    category: Ints
    channel: Ints
    new_customer: Bools
    customer: Ints
    cents: Ints
    times: Ints

    def __len__(self) -> int:
        """Return the number of orders."""
        return len(self.number)


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """How many orders arrive and how long the steps take, regions x months."""

    counts: Ints
    check_days: Floats
    pick_days: Floats
    invoice_days: Floats
    cases: int

    @property
    def first_numbers(self) -> Ints:
        """Return the number of the first order of each month."""
        return np.concatenate([[0], np.cumsum(self.counts.sum(axis=0))])


def plan_orders(streams: Streams, drivers: Drivers, *, cases: int) -> OrderPlan:
    """Return the plan for exactly `cases` orders; regions and months keep their proportions at any size."""
    wanted = response(streams, "orders", {"pipeline": drivers.pipeline}).T.ravel()
    edges = np.rint(np.cumsum(wanted) * (cases / wanted.sum())).astype(np.int64)
    counts = np.diff(np.concatenate([[0], edges])).reshape(MONTHS, len(REGIONS)).T
    return OrderPlan(counts, drivers.credit_check_time, drivers.pick_days, drivers.invoice_delay, cases)


def draw_month(streams: Streams, plan: OrderPlan, month: int) -> Orders:
    """Return all orders received in one month, in the order of their receipt."""
    rng = streams.of(f"orders:{month}")
    region = np.repeat(np.arange(len(REGIONS)), plan.counts[:, month])
    n = len(region)
    received = _arrivals(rng, month, n)
    by_time = np.argsort(received, kind="stable")
    received, region = received[by_time], region[by_time]
    new = rng.random(n) < NEW_CUSTOMERS
    customer = _customers(rng, month, region, new)
    segment = streams.of("customers").choice(len(SEGMENT_SHARES), size=CUSTOMER_IDS, p=SEGMENT_SHARES)[customer]
    times = _times(rng, plan, month, received, region=region, segment=segment, new=new)
    scale = DEFAULT_CASES / plan.cases * (1 + PRICE_RISE) ** (month / 12)
    euros = np.array(SEGMENT_AMOUNTS)[segment] * np.exp(AMOUNT_SPREAD * rng.standard_normal(n)) * scale
    return Orders(
        number=plan.first_numbers[month] + np.arange(n),
        region=region,
        segment=segment,
        category=rng.choice(4, size=n, p=(0.33, 0.24, 0.25, 0.18)),
        channel=rng.choice(len(CHANNELS), size=n, p=CHANNEL_SHARES),
        new_customer=new,
        customer=customer,
        cents=np.maximum(np.rint(euros * 100), 1).astype(np.int64),
        times=times,
    )


def _customers(rng: np.random.Generator, month: int, region: Ints, new: Bools) -> Ints:
    """Return customer numbers: few of the known ones order much, the new ones came this month; each in one region."""
    n = len(region)
    known = np.minimum(rng.pareto(1.1, n) * 60, 4_999).astype(np.int64)
    return np.asarray((region + 1) * 10_000 + np.where(new, 5_000 + month * 100 + rng.integers(0, 100, n), known))


def _arrivals(rng: np.random.Generator, month: int, n: int) -> Ints:
    first, after = MONTH_MINUTES[month] // DAY, MONTH_MINUTES[month + 1] // DAY
    days = np.arange(first, after)
    weight = np.array(WEEKDAYS)[(days + ORIGIN.weekday()) % 7]
    off = {(day - ORIGIN).days for day in holidays()}
    weight = np.where([day in off for day in days.tolist()], 0.05, weight)
    day = rng.choice(days, size=n, p=weight / weight.sum())
    hour = rng.choice(24, size=n, p=ARRIVALS / ARRIVALS.sum())
    return skip_gap(day * DAY + hour * 60 + rng.integers(0, 60, n))


def _worked(rng: np.random.Generator, mean_days: Floats, shape: float) -> Floats:
    """Return durations in working minutes whose mean, laid over the week, is `mean_days`."""
    return np.asarray(rng.standard_gamma(shape, len(mean_days)) / shape * np.maximum(mean_days, 0.02) * DAY / STRETCH)


def _times(
    rng: np.random.Generator, plan: OrderPlan, month: int, received: Ints, *, region: Ints, segment: Ints, new: Bools
) -> Ints:
    n = len(received)
    times = np.full((n, len(STEPS)), NEVER, dtype=np.int64)
    times[:, RECEIVE] = received
    begin = to_working(received)
    factor = np.where(new, NEW_TAKES, 1.0) / (1 + NEW_CUSTOMERS * (NEW_TAKES - 1))
    check_mean = (plan.check_days[region, month] - OFF_HOURS_WAIT) * factor
    check, recheck = _worked(rng, check_mean, CHECK_SHAPE), _worked(rng, check_mean, CHECK_SHAPE)
    pick, repick = _worked(rng, plan.pick_days[region, month], 2.2), _worked(rng, np.full(n, 0.5), 2.0)
    ship = _worked(rng, np.full(n, SHIP_DAYS), 2.2)
    kind = rng.random((n, 7))
    prepaid, late = kind[:, 0] < VARIANTS.prepaid, kind[:, 0] > 1 - VARIANTS.checked_late
    again, repicked = kind[:, 1] < VARIANTS.rechecked, kind[:, 2] < VARIANTS.repicked
    again &= ~prepaid & ~late
    checked = begin + check
    cleared = np.where(prepaid, begin, checked + again * recheck)
    picked = np.where(late, begin, cleared) + pick
    checked = np.where(late, picked + check, checked)
    shipped = np.maximum(picked, np.where(late, checked, 0)) + repicked * repick + ship
    times[:, CHECK] = np.where(prepaid, NEVER, from_working(checked))
    times[:, RECHECK] = np.where(again, from_working(cleared), NEVER)
    times[:, PICK] = from_working(picked)
    times[:, REPICK] = np.where(repicked, from_working(np.maximum(picked, checked * late) + repick), NEVER)
    times[:, SHIP] = from_working(shipped)
    rest = shipped + _worked(rng, np.full(n, 4.0), 2.0)
    times[:, SHIP_REST] = np.where(kind[:, 3] < VARIANTS.split, from_working(rest), NEVER)
    _bill(rng, times, shipped, plan.invoice_days[region, month], segment=segment, luck=kind[:, 4:6])
    _stop(rng, times, cleared, luck=kind[:, 6])
    return times


def _bill(
    rng: np.random.Generator, times: Ints, shipped: Floats, mean_days: Floats, *, segment: Ints, luck: Floats
) -> None:
    """Write invoice, correction and payment; some invoices leave in the very minute of the shipment."""
    n = len(times)
    at_once = luck[:, 0] < VARIANTS.invoiced_at_once
    delay = np.where(at_once, 0.0, _worked(rng, mean_days / (1 - VARIANTS.invoiced_at_once), 1.8))
    times[:, INVOICE] = from_working(shipped + delay)
    corrected = luck[:, 1] < VARIANTS.corrected
    correction = from_working(shipped + delay + _worked(rng, np.full(n, 6.0), 2.0))
    times[:, CORRECT] = np.where(corrected, correction, NEVER)
    waits = 30 + np.array(PAYS_LATE_DAYS)[segment] + 9.0 * rng.standard_normal(n) + 12.0 * corrected
    day = times[:, INVOICE] // DAY + np.maximum(np.rint(waits), 2).astype(np.int64)
    next_workday = _next_workday()[np.minimum(day, DAYS - 1)]
    times[:, PAY] = np.maximum(next_workday * DAY + 6 * 60 + 15, np.where(corrected, correction, 0))


def _next_workday() -> Ints:
    worked = np.flatnonzero(workdays())
    return worked[np.minimum(np.searchsorted(worked, np.arange(DAYS)), len(worked) - 1)].astype(np.int64)


def _stop(rng: np.random.Generator, times: Ints, cleared: Floats, *, luck: Floats) -> None:
    """End some orders early: cancelled before or after the check, or forgotten by everybody."""
    n = len(times)
    cancelled = luck < VARIANTS.cancelled
    unchecked = cancelled & (luck < VARIANTS.cancelled * 0.4)
    stuck = luck > 1 - VARIANTS.stuck
    times[:, PICK:CANCEL][cancelled | stuck] = NEVER
    times[:, CHECK:PICK][unchecked] = NEVER
    early = to_working(times[:, RECEIVE]) + rng.integers(10, 500, n)
    late = cleared + rng.integers(15, 900, n)
    times[:, CANCEL] = np.where(cancelled, from_working(np.where(unchecked, early, late)), NEVER)


def elapsed_days(start: Ints, end: Ints) -> Floats:
    """Return elapsed days between local minutes, right over clock changes."""
    return ((end - offsets_of(end)) - (start - offsets_of(start))) / DAY
