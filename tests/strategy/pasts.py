"""Small histories for the tests of forecasts."""

from datetime import date

import numpy as np

from sightline.periods import Calendar, Grain, Period
from sightline.records import History

CALENDAR = Calendar()


def history(values, *, metric="orders", grain=Grain.MONTH, start=date(2023, 1, 1)) -> History:
    """Return a history of the enterprise as a whole."""
    row = np.asarray(values, dtype=float)
    first = CALENDAR.period_of(start, grain)
    periods = tuple(CALENDAR.between(first, CALENDAR.shift(first, len(row) - 1)))
    return History(metric, (), ((),), periods, row[None], np.ones((1, len(row))))


def ahead(past: History, count: int) -> list[Period]:
    """Return the periods after a history."""
    return [CALENDAR.shift(past.periods[-1], step) for step in range(1, count + 1)]


def seasonal(months=48, *, seed=1, level=100.0, size=10.0, noise=1.0, drift=0.3):
    """Return a series with a season of twelve and a drift."""
    rng = np.random.default_rng(seed)
    at = np.arange(months)
    return level + drift * at + size * np.sin(2 * np.pi * at / 12) + noise * rng.standard_normal(months)
