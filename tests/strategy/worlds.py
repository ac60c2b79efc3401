"""Series of known kinds, to try forecasts on: what the metrics of an enterprise may look like."""

from __future__ import annotations

import numpy as np

YEAR = 2 * np.pi / 12


def _season(at, rng, size):
    phase = rng.uniform(0, 2 * np.pi, 2)
    return size * (np.sin(YEAR * at + phase[0]) + 0.4 * np.sin(2 * YEAR * at + phase[1]))


def _ar(n, rng, memory, spread=1.0):
    noise = spread * rng.standard_normal(n + 50)
    for at in range(1, n + 50):
        noise[at] += memory * noise[at - 1]
    return noise[50:]


def random_walk(n, rng):
    return 200 + np.cumsum(rng.normal(0.3, 2, n))


def trend_and_season(n, rng):
    at = np.arange(n)
    return 100 + rng.uniform(-0.5, 1) * at + _season(at, rng, rng.uniform(3, 12)) + _ar(n, rng, 0.3, 3)


def growing_season(n, rng):
    at = np.arange(n)
    return 100 * np.exp(rng.normal(0.005, 0.004) * at + _season(at, rng, 0.12) + _ar(n, rng, 0.4, 0.04))


def season_alone(n, rng):
    return 50 + _season(np.arange(n), rng, 8) + rng.normal(0, 3, n)


def level_shift(n, rng):
    return 100 + rng.normal(0, 4, n) + np.where(np.arange(n) >= rng.integers(n // 4, n), rng.normal(0, 15), 0)


def steady_with_memory(n, rng):
    return 30 + _ar(n, rng, 0.7, 2)


def damped_trend(n, rng):
    return 100 + 40 * (1 - np.exp(-np.arange(n) / rng.uniform(10, 40))) + _ar(n, rng, 0.5, 2)


def low_counts(n, rng):
    rate = np.exp(np.log(rng.uniform(0.8, 6)) + 0.2 * np.sin(YEAR * np.arange(n)) + _ar(n, rng, 0.6, 0.1))
    return rng.poisson(rate).astype(float)


def integrated_moving_average(n, rng):
    steps = rng.normal(0, 3, n + 1)
    return 500 + np.cumsum(steps[1:] - 0.6 * steps[:-1])


def heavy_tails(n, rng):
    return 80 + 0.2 * np.arange(n) + 3 * rng.standard_t(3, n)


def share(n, rng):
    return 1 / (1 + np.exp(-(2 + _ar(n, rng, 0.8, 0.25) + _season(np.arange(n), rng, 0.15))))


def turning_trend(n, rng):
    return 300 + np.cumsum(_ar(n, rng, 0.85, 0.5)) + rng.normal(0, 2, n)


KINDS = (
    random_walk, trend_and_season, growing_season, season_alone, level_shift, steady_with_memory, damped_trend,
    low_counts, integrated_moving_average, heavy_tails, share, turning_trend,
)  # fmt: skip


def unit_of(kind):
    """Return the unit that series of a kind are in."""
    return {share: "share", low_counts: "count"}.get(kind, "EUR")


def series(count, *, months, seed):
    """Return `count` series of each kind: (name, unit, values)."""
    return [
        (f"{kind.__name__}_{number}", unit_of(kind), kind(months, np.random.default_rng([seed, at, number, months])))
        for at, kind in enumerate(KINDS)
        for number in range(count)
    ]
