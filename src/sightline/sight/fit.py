"""One fit: an outcome and all its drivers over the same rows, from panel to posterior.

Takes out drivers that cannot say anything, brings columns and outcome to one scale, lets segments be as noisy as they
are, samples with and without the declared signs, and runs the ridge form as a check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sightline.errors import EstimateError
from sightline.saying import phrase, say
from sightline.sight.cleaning import cleaned
from sightline.sight.nuisance import Rows, columns_of, products_of
from sightline.sight.panels import Panel, Window, rows_of
from sightline.sight.ridge import Ridge, ridge
from sightline.sight.spike import Posterior, Runs, runs_of, sample

__all__ = ["Estimates", "Fit", "fit"]

Floats = NDArray[np.float64]

LEAST_FREEDOM = 8  # values beyond nuisance columns without which there is no estimate
COPY = 0.995  # correlation from which two drivers cannot be told apart
_MOVED_STILL = {
    "still": phrase("the moved metric has not moved"),
    "alike": phrase("the moved metric moves alike in all segments"),
    "seasonal": phrase("the moved metric moves only with trend and season"),
}
_DRIVER_STILL = {
    "still": phrase("the driver has not moved"),
    "alike": phrase("the driver moves alike in all segments"),
    "seasonal": phrase("the driver moves only with trend and season"),
}
_STILL = 1e-6  # residual standard deviation, relative to the raw one, from which nothing is left to say
_PRIOR_ROWS = 10.0  # how many rows the common noise level counts as in each segment's own
_ROUGH = 0.1  # ridge of the first look at residuals, relative to the rows


@dataclass(frozen=True, slots=True)
class Estimates:
    """What was estimated of the drivers that have something to say.

    Parameters
    ----------
    per_unit : array, drivers
        What one standardised unit of effect is in the outcome's unit per the driver's.
    runs : Runs
        The runs of the posterior.
    posterior, free : Posterior
        With and without the declared signs; the same where no sign is declared.
    check : Ridge
        The ridge form.
    copies : mapping of str to str
        A driver -> another one that moves just as it does.
    """

    per_unit: Floats
    runs: Runs
    posterior: Posterior
    free: Posterior
    check: Ridge
    copies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fit:
    """What one fit found.

    Parameters
    ----------
    drivers : tuple of str
        Those that were estimated, in the order of the posterior's columns.
    windows : mapping of str to tuple of int
        The lags of all.
    n, periods, series : int
        Values, periods and segments it rests on.
    silent : mapping of str to str
        A driver that says nothing -> why.
    estimates : Estimates, optional
        None where there are no such drivers.
    """

    drivers: tuple[str, ...]
    windows: Mapping[str, Window]
    n: int
    periods: int
    series: int
    silent: Mapping[str, str] = field(default_factory=dict)
    estimates: Estimates | None = None

    @property
    def known(self) -> Estimates:
        """The estimates of `drivers`.

        Raises
        ------
        EstimateError
            If there are none.
        """
        if self.estimates is None:
            raise EstimateError("no driver was estimated.")
        return self.estimates


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
    rows, several = rows_of(panel, windows), len(panel.segments) > 1
    counts = len(rows.y), len(np.unique(rows.time)), len(np.unique(rows.cell))
    nuisance = columns_of(rows.cell, rows.time, season=season, panel=several) if counts[0] else np.empty((0, 0))
    if counts[0] - nuisance.shape[1] < LEAST_FREEDOM:
        return Fit((), windows, *counts, dict.fromkeys(windows, say("there are too few periods")))
    clean = Rows(rows.cell, rows.time, cleaned(rows.y, nuisance), cleaned(rows.x, nuisance))
    if still := _stillness(rows.y, clean.y, several=several):
        return Fit((), windows, *counts, dict.fromkeys(windows, say(_MOVED_STILL[still])))
    blocks = _blocks(windows)
    kinds = {name: _stillness(rows.x[:, at], clean.x[:, at], several=several) for name, at in blocks.items()}
    silent = {name: say(_DRIVER_STILL[kind]) for name, kind in kinds.items() if kind}
    told = tuple(name for name in windows if name not in silent)
    if not told:
        return Fit((), windows, *counts, silent)
    columns = {name: clean.x[:, blocks[name]] for name in told}
    estimates = _estimates(clean, columns, nuisance, windows, [signs[name] for name in told], rng=rng, draws=draws)
    return Fit(told, windows, *counts, silent, estimates)


def _estimates(
    clean: Rows,
    columns: Mapping[str, Floats],
    nuisance: Floats,
    windows: Mapping[str, Window],
    signs: Sequence[int],
    *,
    rng: np.random.Generator,
    draws: int,
) -> Estimates:
    """Bring all to one scale, take cross products, sample and check."""
    sizes = tuple(one.shape[1] for one in columns.values())
    scales = np.array([np.sqrt((one**2).mean()) for one in columns.values()])
    scale = float(np.sqrt((clean.y**2).mean()))
    standard = np.hstack(list(columns.values())) / np.repeat(scales, sizes)
    rows = Rows(clean.cell, clean.time, clean.y / scale, standard)
    products = products_of(rows, nuisance, scale=_noise(rows))
    runs, wanted = runs_of(sizes), np.array(signs, dtype=np.int64)
    posterior = sample(products, runs, wanted, rng=rng, draws=draws)
    free = sample(products, runs, np.zeros_like(wanted), rng=rng, draws=draws // 2 + 1) if wanted.any() else posterior
    check = ridge(products, int(np.bincount(posterior.memory).argmax()), sizes)
    return Estimates(scale / scales, runs, posterior, free, check, _copies(columns, windows))


def _blocks(windows: Mapping[str, Window]) -> dict[str, slice]:
    blocks, at = {}, 0
    for name, (low, high) in windows.items():
        blocks[name] = slice(at, at + high - low + 1)
        at += high - low + 1
    return blocks


def _stillness(raw: Floats, rest: Floats, *, several: bool) -> str:
    """Return in which way a metric tells nothing; empty where it tells something."""
    spread = float(raw.std())
    if spread <= _STILL**2 * float(np.abs(raw).max(initial=0.0)):
        return "still"
    if float(np.sqrt((rest**2).mean())) <= _STILL * spread:
        return "alike" if several else "seasonal"
    return ""


def _noise(rows: Rows) -> Floats | None:
    """Return the relative noise of each row's segment, by a first rough look; None for a single segment."""
    x, y = rows.x, rows.y
    _, place = np.unique(rows.cell, return_inverse=True)
    counts = np.bincount(place)
    if len(counts) < 3:  # noqa: PLR2004 -- with common shocks out, two segments mirror each other
        return None
    inner = x.T @ x
    size = np.linalg.solve(inner + _ROUGH * len(y) / x.shape[1] * np.eye(len(inner)), x.T @ y)
    squares = np.bincount(place, weights=(y - x @ size) ** 2)
    level = squares.sum() / counts.sum()
    own = np.sqrt((squares + _PRIOR_ROWS * level) / (counts + _PRIOR_ROWS))
    return np.asarray((own / np.exp(np.log(own).mean()))[place])


def _copies(columns: Mapping[str, Floats], windows: Mapping[str, Window]) -> dict[str, str]:
    """Return drivers that move just as another one does, at some shared lag."""
    found: dict[str, str] = {}
    for one, other in combinations(columns, 2):
        lag = max(windows[one][0], windows[other][0])
        if lag <= min(windows[one][1], windows[other][1]):
            left, right = (columns[name][:, lag - windows[name][0]] for name in (one, other))
            if abs(float(left @ right)) > COPY * float(np.sqrt((left @ left) * (right @ right))):
                found.setdefault(one, other)
                found.setdefault(other, one)
    return found
