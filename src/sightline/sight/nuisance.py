"""What moves a metric besides its drivers: level, trend, season, common shocks, and errors that remember.

All of it is taken out by generalised least squares in the space where AR(1) errors are white: rows of one segment are
differenced with the errors' memory (exactly, also over gaps), the nuisance columns are projected out of everything,
and what stays are cross products with the log weight of each memory. A flat prior on the nuisance coefficients makes
that weight the restricted likelihood.

References: H. D. Patterson and R. Thompson (1971), Recovery of inter-block information, Biometrika 58(3);
R. H. Jones (1980), Maximum likelihood fitting of ARMA models to time series with missing observations,
Technometrics 22(3), for the exact whitening over gaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.sight.cleaning import independent, products

__all__ = ["MEMORIES", "Products", "Rows", "columns_of", "products_of", "season_columns"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MEMORIES: Floats = np.array([-0.4, -0.2, 0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.78, 0.85, 0.91, 0.96])
_DUMMIES_UP_TO = 12  # periods of a season that get a level each; longer ones are waves
_FULL_SEASONS = 3  # seen so often, each period of a season gets its own level
_TREND_FROM = 12  # periods


@dataclass(frozen=True, slots=True)
class Rows:
    """The values that enter one estimate, ordered by segment, then time.

    Parameters
    ----------
    cell, time : array of int, n
        Segment and period of each.
    y : array, n
        The outcome.
    x : array, n x singles
        Drivers at their lags.
    """

    cell: Ints
    time: Ints
    y: Floats
    x: Floats


@dataclass(frozen=True, slots=True)
class Products:
    """Cross products of the columns and the outcome, one matrix per memory.

    Parameters
    ----------
    gram : array, memories x (singles + 1) x (singles + 1)
        Of whitened columns with the nuisance taken out; the outcome is the last.
    log_weight : array, memories
        The part of the log restricted likelihood that does not depend on the effects.
    freedom : int
        Values less nuisance columns.
    """

    gram: Floats
    log_weight: Floats
    freedom: int


def season_columns(time: Ints, season: int, periods: int) -> Floats:
    """Return columns of the season, n x some: levels, waves, or none, as the data can bear.

    Parameters
    ----------
    time : array of int, n
        Period of each row.
    season : int
        Its length in periods; 1 for none.
    periods : int
        How many periods there are data for.
    """
    seen = periods / season
    if season <= 1 or seen < 1.5:  # noqa: PLR2004 -- half a repetition is the least that can be told from a trend
        return np.empty((len(time), 0))
    phase = time % season
    if seen >= _FULL_SEASONS and season <= _DUMMIES_UP_TO:
        return np.asarray(phase[:, None] == np.arange(1, season), dtype=np.float64)
    waves = min(3 if seen >= _FULL_SEASONS else 2 if seen >= 2 else 1, (season - 1) // 2)  # noqa: PLR2004 -- two whole seasons
    angle = 2 * np.pi * phase[:, None] * np.arange(1, waves + 1) / season
    return np.hstack([np.cos(angle), np.sin(angle)])


def columns_of(cell: Ints, time: Ints, *, season: int, panel: bool) -> Floats:
    """Return independent nuisance columns, n x some.

    Parameters
    ----------
    cell, time : array of int, n
        Segment and period of each row.
    season : int
        Length of the season in periods.
    panel : bool
        Whether every period gets a level of its own, common to all segments, which holds season and common shocks;
        else there are season columns. Each segment has a level and, where it is long enough, a trend.
    """
    own = np.asarray(cell[:, None] == np.unique(cell), dtype=np.float64)
    periods = np.unique(time)
    parts = [own]
    if panel:
        parts.append(np.asarray(time[:, None] == periods[1:], dtype=np.float64))
    if len(periods) >= _TREND_FROM:
        middle, reach = time.mean(), max(float(np.ptp(time)), 1.0)
        parts.append(own * ((time - middle) / reach)[:, None])
    if not panel:
        parts.append(season_columns(time, season, len(periods)))
    return independent(np.hstack(parts))


def products_of(rows: Rows, nuisance: Floats, *, memories: Floats = MEMORIES, scale: Floats | None = None) -> Products:
    """Return the cross products of `rows` for each memory.

    Parameters
    ----------
    rows : Rows
        At least one row more than nuisance columns.
    nuisance : array, n x some
        Independent columns.
    memories : array
        AR(1) coefficients to try, each between -1 and 1.
    scale : array, n, optional
        The relative standard deviation of each row's error.
    """
    data = np.column_stack([nuisance, rows.x, rows.y])
    weight = 0.0
    if scale is not None:
        data = data / scale[:, None]
        weight = -float(np.log(scale).sum())
    width = nuisance.shape[1]
    gram, log_weight = products(data, rows.cell, rows.time, width, memories)
    return Products(gram, log_weight + weight, len(rows.y) - width)
