"""Grains and periods: the sizes of time, and one piece of it.

A period is half-open, `start <= day < end`, so that neighbours share no day and leave none out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sightline.errors import DeclarationError

__all__ = ["Grain", "Period", "PeriodError"]


class PeriodError(DeclarationError):
    """A label, a span or a calendar that says no period."""


class Grain(StrEnum):
    """How finely time is cut. A week is finer than a month, though it need not nest in one."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def finer_or_equal(self, other: Grain) -> bool:
        """Return whether periods of this grain are no longer than periods of `other`.

        Whether they also add up to them is a matter of the calendar: see `Calendar.rolls_up`.

        Examples
        --------
        >>> Grain.MONTH.finer_or_equal(Grain.QUARTER)
        True
        """
        order = list(Grain)
        return order.index(self) <= order.index(other)

    @property
    def season(self) -> int:
        """After how many periods of this grain a season repeats: a year, for days a week."""
        return {Grain.DAY: 7, Grain.WEEK: 52, Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1}[self]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One piece of time, half-open: `start <= day < end`.

    Parameters
    ----------
    start : date
        The first day.
    end : date
        The day after the last one.
    grain : Grain
        Its size.
    label : str
        Its name, unique among the periods of one calendar: `2026-07`, `FY2027-Q1`.
    """

    start: date
    end: date
    grain: Grain
    label: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def __str__(self) -> str:
        return self.label

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days
