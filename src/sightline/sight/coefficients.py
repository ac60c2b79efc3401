"""Effects as draws that a graph can multiply by: one row per draw of the graph, one column per lag.

Draws of effects on one metric were made together and stay together; those on different metrics know nothing of each
other and are shuffled apart, by the seed and the name of the metric alone, so that the order of a model's files does
not matter.
"""

from __future__ import annotations

import zlib

import numpy as np

from sightline.model.arithmetic import Array
from sightline.records import EffectRecord

__all__ = ["coefficients", "generator", "panel_ratio"]

_WIDTH_90 = 2 * 1.6448536269514722  # of the 90 % interval of a normal, in standard deviations


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return a generator that depends on the seed and the names alone."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def coefficients(effect: EffectRecord, *, draws: int, seed: int) -> Array:
    """Return the effect at each lag, in units of `on` per unit of `driver`.

    Returns
    -------
    array, draws x lags
        Zeros where the data cannot say and nothing is assumed.
    """
    table = effect.draws
    if table is None or not len(table):
        return _without_draws(effect, draws=draws, seed=seed)
    shuffled = generator(seed, effect.on).permutation(len(table))
    rows: Array = np.asarray(table, dtype=np.float64)[shuffled[np.arange(draws) % len(table)]]
    return np.where(np.isfinite(rows), rows, 0.0)


def _without_draws(effect: EffectRecord, *, draws: int, seed: int) -> Array:
    """Return draws from the size and the interval alone: normal, at the one lag that is known."""
    lag = max(effect.window[0] if effect.lag is None else effect.lag, 0)
    table = np.zeros((draws, lag + 1))
    if effect.per_unit is not None:
        spread = 0.0
        if effect.low is not None and effect.high is not None:
            spread = abs(effect.high - effect.low) / _WIDTH_90
        noise = generator(seed, effect.driver, effect.on).standard_normal(draws)
        table[:, lag] = effect.per_unit + spread * noise
    return table


def panel_ratio(effect: EffectRecord) -> float:
    """Return the size of an effect within one segment, as a multiple of its size for the enterprise; 1 without one."""
    panel = effect.panel
    if panel is None:
        return 1.0
    pairs = ((panel.per_unit, effect.per_unit), (panel.high, effect.high), (panel.low, effect.low))
    return next((inner / outer for inner, outer in pairs if outer), 1.0)
