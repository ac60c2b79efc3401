"""The latent simulation that every table follows: drivers per region and month, and what they move.

A series is baseline + trend + season + the planted effects of its drivers' *measured* values + AR(1) noise. Since the
measured values drive, a planted effect holds between the metrics that a reader can compute, not between hidden ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sightline.example.planted import EFFECTS, NOISE, Planted
from sightline.example.world import MONTHS, REGIONS, Floats, Streams, calendar_month

BURN_IN = 24

# Regional level at the start, rise over a year in every region, and the season's swing by calendar month.
LEVELS: dict[str, tuple[float, float, float, float]] = {
    "credit_check_time": (1.20, 1.20, 1.20, 1.20),
    "pick_days": (0.95, 0.98, 0.93, 0.97),
    "on_time_share": (0.91, 0.912, 0.904, 0.915),
    "renewal_rate": (0.885, 0.875, 0.88, 0.87),
    "service_revenue": (705_000.0, 522_000.0, 432_000.0, 350_000.0),
    "attrition": (0.0255, 0.024, 0.026, 0.0245),
    "first_time_fix": (0.70, 0.69, 0.71, 0.70),
    "failures": (0.0, 0.0, 0.0, 0.0),
    "downtime_hours": (330.0, 300.0, 280.0, 260.0),
    "outages": (40.0, 36.0, 33.0, 30.0),
    "pipeline": (980_000.0, 820_000.0, 720_000.0, 610_000.0),
    "orders": (196.0, 154.0, 130.0, 108.0),
    "price_gap": (0.022, 0.018, 0.025, 0.015),
    "market_share": (0.122, 0.115, 0.117, 0.110),
    "invoice_delay": (1.25, 1.20, 1.30, 1.15),
    "receivables": (1_730_000.0, 1_370_000.0, 1_180_000.0, 1_030_000.0),
    "portal_share": (0.30, 0.32, 0.28, 0.31),
    "training_hours": (5.2, 5.0, 5.4, 5.1),
    "campaign_contacts": (420.0, 350.0, 310.0, 270.0),
    "payables": (760_000.0, 640_000.0, 560_000.0, 480_000.0),
    "requests": (95.0, 82.0, 73.0, 65.0),
    "contracts_due": (236.0, 182.0, 158.0, 130.0),
}
RISE: dict[str, float] = {
    "service_revenue": 18_000.0,
    "attrition": -0.0034,
    "first_time_fix": 0.0,
    "orders": 4.2,
    "pipeline": 18_000.0,
    "market_share": 0.0070,
    "receivables": -38_000.0,
    "portal_share": 0.05,
    "payables": 6_000.0,
    "requests": 1.2,
    "contracts_due": 2.0,
}
SEASON: dict[str, tuple[float, ...]] = {  # January to December
    "orders": (6, 4, 14, 5, 2, 8, -6, -22, 9, 12, 8, -20),
    "service_revenue": (46e3, 12e3, 18e3, 2e3, -6e3, 4e3, -16e3, -30e3, -2e3, 8e3, -4e3, -32e3),
    "pipeline": (30e3, 45e3, 20e3, 0, 10e3, -15e3, -60e3, -45e3, 25e3, 40e3, 5e3, -55e3),
    "failures": (12, 9, 3, -4, -8, -6, 2, 4, -6, -8, -4, 6),
    "requests": (6, 4, 2, -2, -4, -3, 0, -2, -1, 0, 0, 0),
    "receivables": (25e3, 5e3, 20e3, 10e3, -5e3, 5e3, -10e3, -40e3, 0, 10e3, 15e3, -35e3),
    "payables": (10e3, -5e3, 10e3, 5e3, 0, 5e3, -10e3, -25e3, 5e3, 10e3, 10e3, -15e3),
    "campaign_contacts": (20, 60, 40, -10, 0, -20, -60, -70, 60, 40, 10, -70),
    "attrition": (0.003, 0.001, 0.001, 0.0005, 0, -0.001, -0.002, -0.001, 0.002, 0, -0.001, -0.0025),
    "renewal_rate": (0.008, 0.004, 0.002, 0, -0.002, -0.002, -0.004, -0.006, 0, 0.002, 0.001, -0.003),
    "on_time_share": (0.004, 0.002, 0, 0.003, 0.002, 0, -0.004, -0.004, 0, 0.001, 0, -0.004),
}


def noise(streams: Streams, name: str) -> Floats:
    """Return AR(1) noise of a series, regions x months, of which a share is common to all regions.

    Each region's noise has mean zero over the 36 months, so that planted levels are those a reader finds.
    """
    level = NOISE[name]
    rng = streams.of(f"noise:{name}")
    steps = BURN_IN + MONTHS
    own = rng.standard_normal((len(REGIONS), steps))
    shared = rng.standard_normal(steps)
    shocks = np.sqrt(1 - level.common) * own + np.sqrt(level.common) * shared
    path = np.empty_like(shocks)
    path[:, 0] = shocks[:, 0] / np.sqrt(1 - level.memory**2)
    for step in range(1, steps):
        path[:, step] = level.memory * path[:, step - 1] + shocks[:, step]
    told = path[:, BURN_IN:]
    return np.asarray(level.innovation * (told - told.mean(axis=1, keepdims=True)), dtype=np.float64)


def baseline(name: str) -> Floats:
    """Return level + trend + season of a series, regions x months."""
    season = np.array(SEASON.get(name, (0.0,) * 12))[calendar_month() - 1]
    trend = RISE.get(name, 0.0) * np.arange(MONTHS) / 12
    return np.asarray(np.array(LEVELS[name])[:, None] + trend + season, dtype=np.float64)


def delayed(driver: Floats, lag: int, reference: Floats) -> Floats:
    """Return the driver's distance from its reference, `lag` months later; before the first month there is none."""
    away = driver - reference
    if lag == 0:
        return away
    return np.concatenate([np.zeros((len(REGIONS), lag)), away[:, :-lag]], axis=1)


def response(streams: Streams, name: str, drivers: Mapping[str, Floats]) -> Floats:
    """Return a series with the planted effects of all its measured drivers, regions x months.

    Raises
    ------
    KeyError
        If a planted driver with an effect is missing: a table was made in the wrong order.
    """
    series = baseline(name) + noise(streams, name)
    for edge in EFFECTS:
        if edge.on == name and edge.per_unit != 0.0:
            series = series + edge.per_unit * delayed(drivers[edge.driver], edge.lag, baseline_of(edge.driver))
    return series


def baseline_of(driver: str) -> Floats:
    """Return what a driver is compared with: its own starting level, where `lead_time` is the sum of its steps."""
    if driver == "lead_time":
        return np.array(LEAD_REFERENCE)[:, None]
    return np.array(LEVELS[driver])[:, None]


LEAD_REFERENCE = (3.04, 3.05, 2.97, 3.06)  # mean days from receipt to shipment at the planted starting levels


@dataclass(frozen=True, slots=True)
class Drivers:
    """The series that nothing else in the model moves."""

    credit_check_time: Floats
    pick_days: Floats
    invoice_delay: Floats
    attrition: Floats
    failures: Floats
    pipeline: Floats
    price_gap: Floats
    portal_share: Floats
    training_hours: Floats
    campaign_contacts: Floats


def draw_drivers(streams: Streams, planted: Planted) -> Drivers:
    """Return the exogenous drivers, regions x months, with the slowdown and the delivered initiatives in them."""
    series = {name: baseline(name) + noise(streams, name) for name in Drivers.__dataclass_fields__}
    slow = planted.slowdown
    series["credit_check_time"][slow.region, slow.month :] += slow.after_days - slow.before_days
    series["invoice_delay"] += delivered_effect(planted, "invoice_delay")
    return Drivers(**series)


def delivered_effect(planted: Planted, metric: str) -> Floats:
    """Return what delivered initiatives really changed in a metric, regions x months."""
    change = np.zeros((len(REGIONS), MONTHS))
    for item in planted.delivered:
        if item.metric == metric:
            change[list(item.regions), item.month :] += item.realised
    return change
