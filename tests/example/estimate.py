"""A small reference estimator: panel regression with region and month effects and AR(1) errors, lags by likelihood."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from tests.example.panel import MONTHS, REGIONS

FIRST = 5  # months before it only serve as lags


@dataclass(frozen=True)
class Estimate:
    driver: str
    lag: int
    size: float
    error: float

    @property
    def t(self) -> float:
        return self.size / self.error


def _plain(months: int) -> np.ndarray:
    cells = np.kron(np.eye(len(REGIONS)), np.ones((months, 1)))
    periods = np.kron(np.ones((len(REGIONS), 1)), np.eye(months)[:, 1:])
    return np.hstack([cells, periods])


def _whitened(series: np.ndarray, memory: float) -> np.ndarray:
    grid = series.reshape(len(REGIONS), -1)
    later = grid[:, 1:] - memory * grid[:, :-1]
    return np.hstack([np.sqrt(1 - memory**2) * grid[:, :1], later]).ravel()


@cache
def _plain_space(memory: float) -> np.ndarray:
    """Return an orthonormal basis of the whitened region and month effects."""
    columns = np.column_stack([_whitened(column, memory) for column in _plain(MONTHS - FIRST).T])
    left, size, _ = np.linalg.svd(columns, full_matrices=False)
    return left[:, size > 1e-9 * size[0]]


def _cleaned(panel: np.ndarray, lag: int, memory: float) -> np.ndarray:
    series = _whitened(panel[:, FIRST - lag : MONTHS - lag].ravel(), memory)
    space = _plain_space(memory)
    return series - space @ (space.T @ series)


def best_fit(panels: Mapping[str, np.ndarray], on: str, windows: Mapping[str, tuple[int, int]]) -> list[Estimate]:
    """Return joint estimates at the most likely lags within each driver's window and memory of the errors."""
    best: tuple[float, list[Estimate]] | None = None
    for memory in np.arange(0, 0.91, 0.1).tolist():
        wanted = _cleaned(panels[on], 0, memory)
        columns = {
            (driver, lag): _cleaned(panels[driver], lag, memory)
            for driver, (low, high) in windows.items()
            for lag in range(low, high + 1)
        }
        for lags in itertools.product(*(range(low, high + 1) for low, high in windows.values())):
            keys = list(zip(windows, lags, strict=True))
            left = np.column_stack([columns[key] for key in keys])
            inverse = np.linalg.inv(left.T @ left)
            size = inverse @ (left.T @ wanted)
            rest = wanted - left @ size
            spread = rest @ rest / (len(wanted) - _plain_space(memory).shape[1] - len(keys))
            likelihood = -0.5 * len(wanted) * np.log(rest @ rest) + 0.5 * len(REGIONS) * np.log(1 - memory**2)
            if best is None or likelihood > best[0]:
                errors = np.sqrt(np.diag(inverse) * spread)
                best = likelihood, [Estimate(*key, s, e) for key, s, e in zip(keys, size, errors, strict=True)]
    assert best is not None
    return best[1]
