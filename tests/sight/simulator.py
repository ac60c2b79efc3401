"""Worlds with known effects: planted and null ones, drivers with a common cause, season, errors that remember.

`world` grows one; `score` says how well the records of many agree with the truth. The defaults are those of the table
in `docs/explanation/effects.md`: four drivers, two of them real, half of the drivers' variance shared, effects of 0.6
of the noise per standard deviation of the driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sightline.model.declarations import CalendarDeclaration, Effect, Settings
from sightline.model.model import Model
from sightline.records import EffectRecord, History

NAMES = ("a", "b", "c", "d", "e", "f", "g", "h")
WINDOW = (0, 4)


@dataclass(frozen=True)
class World:
    """`size[name]` and `lags[name]`: a driver's true cumulative effect on `y` and its lags; `model` declares all."""

    model: Model
    histories: dict[tuple[str, tuple[str, ...]], History]
    size: dict[str, float]
    lags: dict[str, tuple[int, ...]]

    def dimensions_of(self, metric: str) -> tuple[str, ...]:
        return next((by for name, by in self.histories if name == metric and by), ())


def model_of(
    drivers: Sequence[str], *, on: str = "y", window: tuple[int, int] = WINDOW, signs: Sequence[str | None] = (), **keys
) -> Model:
    declared = [*signs, *[None] * len(drivers)]
    effects = [
        Effect(driver=name, on=on, lag=window, sign=sign, **keys) for name, sign in zip(drivers, declared, strict=False)
    ]
    settings = Settings(sightline=1, name="Simulated", calendar=CalendarDeclaration(grain="month"))
    return Model(settings, effects=tuple(effects))


def history(
    metric: str, values: np.ndarray, model: Model, *, by: tuple[str, ...] = (), start: str = "2015-01"
) -> History:
    """Return monthly values, segments x periods, as a history; a single series needs no segments."""
    grid = np.atleast_2d(np.asarray(values, dtype=float))
    first = model.calendar.parse(start)
    periods = [first]
    while len(periods) < grid.shape[1]:
        periods.append(model.calendar.shift(periods[-1], 1))
    segments = tuple((f"cell {at:02d}",) for at in range(len(grid))) if by else ((),)
    return History(metric, by, segments, tuple(periods), grid, np.full(grid.shape, 100.0))


def remembering(rng: np.random.Generator, shape: tuple[int, int], memory: float) -> np.ndarray:
    """AR(1) rows of unit variance."""
    shocks = rng.standard_normal((shape[0], shape[1] + 40)) * np.sqrt(1 - memory**2)
    path = np.zeros_like(shocks)
    for step in range(1, shocks.shape[1]):
        path[:, step] = memory * path[:, step - 1] + shocks[:, step]
    return path[:, 40:]


def world(
    seed: int,
    *,
    periods: int = 60,
    cells: int = 1,
    drivers: int = 4,
    real: int = 2,
    size: float = 0.6,
    smeared: int = 1,
    shared: float = 0.5,
    memory: float = 0.5,
    hidden: float = 0.0,
    signs: bool = False,
    dies: int = 0,
) -> World:
    """Grow a world.

    `smeared` lags share each real effect; `shared` is the part of the drivers' variance with a common cause; `hidden`
    how strongly that cause moves the outcome by itself; in the last `dies` periods no effect is left. In a panel,
    shocks common to all cells move everything too.
    """
    rng = np.random.default_rng([20260, seed])
    names, shape = NAMES[:drivers], (cells, periods + WINDOW[1])
    cause = remembering(rng, shape, 0.6)
    common = remembering(rng, (1, shape[1]), 0.6) if cells > 1 else 0.0
    month = np.arange(shape[1]) % 12
    wave = 0.8 * np.sin(2 * np.pi * (month + rng.integers(12)) / 12)
    season = wave + 0.5 * rng.standard_normal(12)[month]
    x = {
        name: np.sqrt(shared) * cause
        + np.sqrt(1 - shared) * remembering(rng, shape, 0.6)
        + (0.5 * common if cells > 1 else 0.0)
        + rng.normal() * season
        + rng.normal(size=(cells, 1))
        for name in names
    }
    y = remembering(rng, shape, memory) + season + rng.normal() * np.linspace(-1, 1, shape[1]) + hidden * cause
    y = y + (0.8 * common if cells > 1 else 0.0) + rng.normal(size=(cells, 1))
    sizes, lags = dict.fromkeys(names, 0.0), {}
    for name in rng.permutation(names)[:real].tolist():
        first = int(rng.integers(WINDOW[0], WINDOW[1] - smeared + 2))
        lags[name] = tuple(range(first, first + smeared))
        sizes[name] = size * float(rng.choice([-1, 1]))
        for lag in lags[name]:
            moved = sizes[name] / smeared * np.roll(x[name], lag, axis=1)
            y[:, : shape[1] - dies] += moved[:, : shape[1] - dies]
    declared = ["positive" if sizes[name] >= 0 else "negative" for name in names] if signs else []
    model = model_of(names, signs=declared)
    kept = {name: values[:, WINDOW[1] :] for name, values in {**x, "y": y}.items()}
    by = ("region",) if cells > 1 else ()
    histories = {(name, by): history(name, values, model, by=by) for name, values in kept.items()}
    if by:
        histories |= {(name, ()): history(name, values.mean(axis=0), model) for name, values in kept.items()}
    return World(model, histories, sizes, lags)


@dataclass
class Score:
    """Shares over many effects; `cover_real` and so on as in the table."""

    rows: list[tuple[bool, bool, float, bool]]  # real, covered, probability or -1, exact lag

    def _share(self, values: Iterable[bool]) -> float:
        found = list(values)
        return float(np.mean(found)) if found else float("nan")

    @property
    def cover_real(self) -> float:
        return self._share(covered for real, covered, _, _ in self.rows if real)

    @property
    def cover_null(self) -> float:
        return self._share(covered for real, covered, _, _ in self.rows if not real)

    @property
    def cover(self) -> float:
        return self._share(covered for _, covered, _, _ in self.rows)

    @property
    def false(self) -> float:
        return self._share(chance >= 0.9 for real, _, chance, _ in self.rows if not real)

    @property
    def power(self) -> float:
        return self._share(chance >= 0.9 for real, _, chance, _ in self.rows if real)

    @property
    def hinted(self) -> float:
        return self._share(chance >= 0.5 for real, _, chance, _ in self.rows if real)

    @property
    def lag(self) -> float:
        return self._share(exact for real, _, chance, exact in self.rows if real and chance >= 0.9)


def judged(world: World, records: Iterable[EffectRecord]) -> list[tuple[bool, bool, float, bool]]:
    rows = []
    for one in records:
        size, lags = world.size[one.driver], world.lags.get(one.driver, ())
        low, high = (one.panel.low, one.panel.high) if one.panel else (one.low, one.high)
        supported = {"supported": 0.95, "suggested": 0.7}.get(one.support, 0.0)
        rows.append((size != 0, low - 1e-12 <= size <= high + 1e-12, supported, one.lag in lags))
    return rows
