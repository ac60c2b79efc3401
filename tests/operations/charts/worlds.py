"""Steady worlds that charts must keep silent about, and the fleets that watch them."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from sightline.operations.charts.baselines import Act
from sightline.operations.charts.fleet import charts
from sightline.periods import Calendar
from sightline.records import History

LATER = date(2100, 1, 1)
KEY = ("metric", ("place",))
CALENDAR = Calendar()
KINDS = (
    "normal", "lognormal", "gamma", "memory of 0.3", "memory of 0.5", "seasonal", "shares of 15", "rare shares of 40",
    "shares that vary more", "counts of 2", "counts that vary more",
)  # fmt: skip


def months(many):
    end = 2010 * 12 + many - 1
    return CALENDAR.between(CALENDAR.parse("2010-01"), CALENDAR.parse(f"{end // 12}-{end % 12 + 1:02d}"))


def history(value, numerator=None, denominator=None):
    value = np.atleast_2d(np.asarray(value, dtype=float))
    segments = tuple((f"p{number}",) for number in range(len(value)))
    return History(
        "metric", ("place",), segments, months(value.shape[1]), value, np.ones_like(value), numerator, denominator
    )


def shares(counted, of):
    with np.errstate(invalid="ignore"):
        return history(counted / of, counted.astype(float), of.astype(float))


def memory(rng, shape, kept):
    found = np.zeros(shape)
    noise = rng.standard_normal(shape)
    found[:, 0] = noise[:, 0]
    for at in range(1, shape[1]):
        found[:, at] = kept * found[:, at - 1] + np.sqrt(1 - kept**2) * noise[:, at]
    return found


def world(kind, *, charts, periods, seed):
    """Return the unit and the history of a steady world."""
    rng, shape, at = np.random.default_rng(seed), (charts, periods), np.arange(periods)
    match kind:
        case "normal":
            return "EUR", history(rng.normal(-100, 15, shape))
        case "lognormal":
            return "days", history(rng.lognormal(0.0, 0.5, shape))
        case "gamma":
            return "days", history(rng.gamma(3.0, 1.0, shape))
        case "memory of 0.3" | "memory of 0.5":
            return "EUR", history(memory(rng, shape, float(kind[-3:])))
        case "seasonal":
            season = 10 * np.sin(2 * np.pi * at / 12) - 5 * (at % 12 == 7)
            return "EUR", history(season + rng.normal(0, 4, shape))
        case "shares of 15" | "rare shares of 40":
            many, share = (15, 0.9) if kind == "shares of 15" else (40, 0.03)
            of = rng.poisson(many, shape)
            return "share", shares(rng.binomial(of, share), of)
        case "shares that vary more":
            of = rng.poisson(200, shape) + 1
            return "share", shares(rng.binomial(of, rng.beta(45, 5, shape)), of)
        case "counts of 2":
            return "count", history(rng.poisson(2, shape))
        case "counts that vary more":
            return "count", history(rng.negative_binomial(5, 5 / 105, shape))
    raise ValueError(kind)


def declare(periods, baseline, **also):
    """Return the act that takes the first `baseline` periods."""
    return Act(
        periods[0].start, periods[baseline - 1].end - timedelta(days=1), "head", date(2010, 1, 1), "Calm.", **also
    )


def watched(unit, past, *, baseline, each, season=12):
    """Return the charts of a history whose first `baseline` periods were declared; `each` is every chart's budget."""
    acts = {KEY: [declare(past.periods, baseline)]}
    return charts({KEY: past}, {"metric": unit}, acts, season=season, budget=each * len(past.value), as_of=LATER)


def signals(fleet):
    return [(chart, signal) for chart in fleet for signal in chart.signals]


def rate(fleet):
    """Return signals per period and chart, of the periods that were judged."""
    return len(signals(fleet)) / sum(int(np.isfinite(chart.cusum_up).sum()) for chart in fleet)


def shifted(past, start, *, by=0.0, times=1.0):
    value = past.value.copy()
    value[:, start:] = value[:, start:] * times + by
    return replace(past, value=value)
