"""One fit: an outcome and all its drivers over the same rows, from panel to posterior.

Takes out drivers that cannot say anything, brings columns and outcome to one scale, lets segments be as noisy as they
are, samples with and without the declared signs, and runs the ridge form as a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sightline.sight.cleaning import cleaned
from sightline.sight.nuisance import Rows, columns_of, products_of
from sightline.sight.panels import Panel, Window, rows_of
from sightline.sight.ridge import Ridge, ridge
from sightline.sight.spike import Posterior, Runs, runs_of, sample

__all__ = ["Fit", "fit"]

Floats = NDArray[np.float64]

LEAST_FREEDOM = 8  # values beyond nuisance columns without which there is no estimate
COPY = 0.995  # correlation from which two drivers cannot be told apart
_STILL = 1e-6  # residual standard deviation, relative to the raw one, from which nothing is left to say
_PRIOR_ROWS = 10.0  # how many rows the common noise level counts as in each segment's own
_ROUGH = 0.1  # ridge of the first look at residuals, relative to the rows


@dataclass(frozen=True, slots=True)
class Fit:
    """What one fit found.

    Parameters
    ----------
    drivers : tuple of str
        Those that were estimated, in the order of the posterior's columns.
    windows : mapping of str to tuple of int
        Their lags.
    n, periods, series : int
        Values, periods and segments it rests on.
    per_unit : array, drivers
        What one standardised unit of effect is in the outcome's unit per the driver's.
    runs : Runs, optional
        The runs of the posterior; None where nothing was estimated.
    posterior, free : Posterior, optional
        With and without the declared signs; the same where no sign is declared.
    check : Ridge, optional
        The ridge form.
    copies : mapping of str to str
        A driver -> another one that moves just as it does.
    silent : mapping of str to str
        A driver that says nothing -> why.
    """

    drivers: tuple[str, ...]
    windows: Mapping[str, Window]
    n: int
    periods: int
    series: int
    per_unit: Floats = field(default_factory=lambda: np.empty(0))
    runs: Runs | None = None
    posterior: Posterior | None = None
    free: Posterior | None = None
    check: Ridge | None = None
    copies: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)


def fit(
    panel: Panel,
    windows: Mapping[str, Window],
    signs: Mapping[str, int],
    *,
    season: int,
    rng: np.random.Generator,
    draws: int,
) -> Fit:
    """Estimate the effects of all drivers in `windows` on the panel's outcome, together.

    Parameters
    ----------
    panel : Panel
        Segments with enough data.
    windows : mapping of str to tuple of int
        The lags of each driver.
    signs : mapping of str to int
        1 or -1 for a declared direction, 0 for none.
    season : int
        Length of the season in periods.
    rng : Generator
        Where chance comes from.
    draws : int
        Draws of the posterior.
    """
    rows = rows_of(panel, windows)
    counts = len(rows.y), len(np.unique(rows.time)), len(np.unique(rows.cell))
    silent: dict[str, str] = {}
    if counts[0] < LEAST_FREEDOM:
        return Fit((), windows, *counts, silent=dict.fromkeys(windows, "there are too few periods"))
    nuisance = columns_of(rows.cell, rows.time, season=season, panel=len(panel.segments) > 1)
    if counts[0] - nuisance.shape[1] < LEAST_FREEDOM:
        return Fit((), windows, *counts, silent=dict.fromkeys(windows, "there are too few periods"))
    y, x = cleaned(rows.y, nuisance), cleaned(rows.x, nuisance)
    if reason := _stillness(rows.y, y):
        return Fit((), windows, *counts, silent=dict.fromkeys(windows, f"the moved metric {reason}"))
    blocks = _blocks(windows)
    for name, block in blocks.items():
        if reason := _stillness(rows.x[:, block], x[:, block]):
            silent[name] = f"the driver {reason}"
    told = tuple(name for name in windows if name not in silent)
    if not told:
        return Fit((), windows, *counts, silent=silent)
    columns = np.concatenate([np.arange(len(x.T))[blocks[name]] for name in told])
    scales = {name: float(np.sqrt((x[:, blocks[name]] ** 2).mean())) for name in told}
    lags = {name: windows[name] for name in told}
    widths = np.concatenate([np.full(high - low + 1, scales[name]) for name, (low, high) in lags.items()])
    y_scale = float(np.sqrt((y**2).mean()))
    standard = Rows(rows.cell, rows.time, y / y_scale, x[:, columns] / widths)
    noise = _noise(standard.y, standard.x, rows.cell)
    products = products_of(standard, nuisance, scale=noise)
    sizes = tuple(high - low + 1 for low, high in lags.values())
    runs = runs_of(sizes)
    wanted = np.array([signs[name] for name in told], dtype=np.int64)
    posterior = sample(products, runs, wanted, rng=rng, draws=draws)
    free = sample(products, runs, np.zeros_like(wanted), rng=rng, draws=draws // 2) if wanted.any() else posterior
    memory = int(np.bincount(posterior.memory).argmax())
    return Fit(
        told,
        lags,
        *counts,
        per_unit=y_scale / np.array([scales[name] for name in told]),
        runs=runs,
        posterior=posterior,
        free=free,
        check=ridge(products, memory, sizes),
        copies=_copies(told, {name: x[:, blocks[name]] for name in told}, windows),
        silent=silent,
    )


def _blocks(windows: Mapping[str, Window]) -> dict[str, slice]:
    blocks, at = {}, 0
    for name, (low, high) in windows.items():
        blocks[name] = slice(at, at + high - low + 1)
        at += high - low + 1
    return blocks


def _stillness(raw: Floats, rest: Floats) -> str:
    """Say why a metric tells nothing, or return an empty text."""
    spread = float(raw.std())
    if spread <= 1e-12 * float(np.abs(raw).max(initial=0.0)):
        return "has not moved"
    if float(np.sqrt((rest**2).mean())) <= _STILL * spread:
        return "moves only with trend and season"
    return ""


def _noise(y: Floats, x: Floats, cell: NDArray[np.int64]) -> Floats | None:
    """Return the relative noise of each row's segment, by a first rough look; None for a single segment."""
    _, place = np.unique(cell, return_inverse=True)
    counts = np.bincount(place)
    if len(counts) < 3:  # noqa: PLR2004 -- with common shocks out, two segments mirror each other
        return None
    inner = x.T @ x
    size = np.linalg.solve(inner + _ROUGH * len(y) / x.shape[1] * np.eye(len(inner)), x.T @ y)
    squares = np.bincount(place, weights=(y - x @ size) ** 2)
    level = squares.sum() / counts.sum()
    own = np.sqrt((squares + _PRIOR_ROWS * level) / (counts + _PRIOR_ROWS))
    return np.asarray((own / np.exp(np.log(own).mean()))[place])


def _copies(drivers: tuple[str, ...], columns: Mapping[str, Floats], windows: Mapping[str, Window]) -> dict[str, str]:
    """Return drivers that move just as another one does, at some shared lag."""
    found: dict[str, str] = {}
    for at, one in enumerate(drivers):
        for other in drivers[at + 1 :]:
            shared = range(max(windows[one][0], windows[other][0]), min(windows[one][1], windows[other][1]) + 1)
            for lag in shared[:1]:
                left = columns[one][:, lag - windows[one][0]]
                right = columns[other][:, lag - windows[other][0]]
                if abs(float(left @ right)) > COPY * float(np.sqrt((left @ left) * (right @ right))):
                    found.setdefault(one, other)
                    found.setdefault(other, one)
    return found
