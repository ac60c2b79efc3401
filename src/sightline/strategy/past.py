"""The past of one metric as a forecast needs it: without gaps, with its season, its bounds and what to tell of it.

Gaps between known values are filled by straight lines for the fit alone. A share stays within 0 and 1 (a percentage
within 0 and 100) and an amount that was never negative stays so, unless the past itself breaks the bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.errors import DeclarationError
from sightline.periods import Grain
from sightline.periods.wording import counted
from sightline.records.history import Floats
from sightline.saying import Said, phrase, say, say_many
from sightline.units import parse_unit

__all__ = ["FEW", "Past", "bounds_of", "past_of"]

FEW = 8  # values; with fewer, no method can be told from another
_WHOLE = 1 + 1e-9  # what binary fractions may add to a share of one
_NEWEST = 156  # values that a forecast rests on at most: thirteen years of months, three years of weeks
_FULL = {"share": 1.0, "percent": 100.0, "%": 100.0, "per mille": 1_000.0, "basis points": 10_000.0}


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What a forecast rests on.

    Parameters
    ----------
    values : array
        From the first to the last known value, oldest first, gaps filled; empty where nothing is known.
    seen : array of bool
        Which of them were measured.
    season : int
        After how many periods the year (of days: the week) repeats; 1 where two of them have not passed.
    low, high : float
        Bounds of the values; infinite where there are none.
    late : int
        How many periods at the end have no value.
    notes : tuple of str
        Sentences for the reader.
    """

    values: Floats
    seen: NDArray[np.bool_]
    season: int
    low: float
    high: float
    late: int
    notes: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many values were measured."""
        return int(self.seen.sum())

    @property
    def constant(self) -> bool:
        """Whether it never moved; also true of a single value."""
        return bool(self.known) and float(np.ptp(self.values)) == 0.0


def bounds_of(values: Floats, unit: str) -> tuple[float, float]:
    """Return the bounds that values in `unit` keep; infinite where there are none or the past breaks them.

    Parameters
    ----------
    values : array
        The past, NaN where there is no data.
    unit : str
        A unit; one that is no unit has no upper bound.
    """
    if not values.size or np.isnan(values).all():
        return -math.inf, math.inf
    lowest, highest = float(np.nanmin(values)), float(np.nanmax(values))
    full = _full(unit)
    if full is not None:
        return (0.0, full) if lowest >= 0 and highest <= full * _WHOLE else (-math.inf, math.inf)
    return (0.0 if lowest >= 0 else -math.inf), math.inf


def past_of(values: Floats, *, unit: str, grain: Grain, season: int | None = None) -> Past:
    """Return the past as a forecast needs it.

    Parameters
    ----------
    values : array
        One per period, oldest first, in `unit`; NaN means no data. Infinite values count as no data.
    unit : str
        Their unit.
    grain : Grain
        The size of the periods.
    season : int, optional
        After how many of them a season repeats; what is usual for the grain where left out.
    """
    found = np.isfinite(values)
    if not found.any():
        return Past(
            np.empty(0), np.empty(0, dtype=bool), 1, -math.inf, math.inf, len(values), (say("There is no data."),)
        )
    first, last = int(np.argmax(found)), len(values) - int(np.argmax(found[::-1]))
    low, high = bounds_of(np.where(found, values, np.nan), unit)
    start = max(first, last - _NEWEST)
    inner, seen = np.asarray(values[start:last], dtype=float), found[start:last]
    at = np.arange(len(inner))
    filled = np.interp(at, at[seen], inner[seen])
    usual = grain.season if season is None else season
    late = len(values) - last
    notes = _notes(filled, int(seen.sum()), usual, late, grain, _full(unit), low)
    return Past(filled, seen, usual if len(filled) >= 2 * usual else 1, low, high, late, notes)


def _notes(
    filled: Floats, known: int, season: int, late: int, grain: Grain, full: float | None, low: float
) -> tuple[str, ...]:
    gaps = len(filled) - known
    notes: list[str] = []
    if full is not None and not math.isfinite(low):
        notes.append(say("The past has shares outside 0 to 100 %: check the metric; no bounds were kept."))
    if gaps:
        filling = say_many(
            "{count} of {periods} have no value; they were filled by straight lines.",
            "{count} of {periods} have no value; they were filled by straight lines.",
            gaps, periods=_periods(len(filled), grain),
        )  # fmt: skip
        notes.append(filling)
    if late:
        notes.append(say("The newest value is {time} old.", time=_periods(late, grain)))
    if FEW <= len(filled) < 2 * season:
        text = phrase("{periods} do not show a season; none is assumed.")
        notes.append(say(text, periods=_periods(len(filled), grain)))
    return tuple(notes)


def _periods(count: int, grain: Grain) -> Said:
    return counted(count, grain.value)


def _full(unit: str) -> float | None:
    """Return what a whole is in a unit of shares; None for any other unit."""
    try:
        symbol = parse_unit(unit).symbol
    except DeclarationError:
        return None
    return _FULL.get(symbol)
