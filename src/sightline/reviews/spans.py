"""Which period a pack reviews, the one before it, and what of it is at the calendar's own grain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sightline.periods import Period, PeriodError
from sightline.reading import Reading
from sightline.reviews.lines import Span

__all__ = ["Reviewed", "reviewed"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The reviewed period and what it is made of.

    Parameters
    ----------
    period, previous : Span
        As they stand in the pack.
    grain : str
        Of both.
    fine : tuple of Period
        The periods of the calendar's grain within the reviewed one that have begun, oldest first.
    before : Period
        The last period of the calendar's grain before the reviewed one.
    later : str
        The label of the newest whole period, where it comes after the reviewed one; else empty.
    """

    period: Span
    previous: Span
    grain: str
    fine: tuple[Period, ...]
    before: Period
    later: str = ""

    @property
    def first(self) -> str:
        """The label of the first fine period."""
        return self.fine[0].label

    @property
    def last(self) -> str:
        """The label of the last fine period that has begun."""
        return self.fine[-1].label


def reviewed(reading: Reading, label: str | None) -> Reviewed:
    """Return the period that a label names, or the newest whole one.

    Raises
    ------
    PeriodError
        If it names none, one that has not begun, or one finer than the calendar's grain.
    """
    calendar, day = reading.model.calendar, reading.last_day
    newest = calendar.shift(calendar.period_of(reading.now.whole), -1)
    period = calendar.parse(label) if label is not None else newest
    if not calendar.grain.finer_or_equal(period.grain):
        raise PeriodError(
            f"{period.label} is a {period.grain}, and figures are kept by {calendar.grain}.",
            fix=f"Review a {calendar.grain} or a longer period.",
        )
    if period.start > day:
        raise PeriodError(
            f"{period.label} begins on {period.start}, and the data end on {day}.",
            fix=f"Review {newest.label}, the newest whole period, or bring in newer data.",
        )
    previous = calendar.shift(period, -1)
    fine = calendar.covering(period.start, min(period.end, _after(day)), calendar.grain)
    return Reviewed(
        _span(period, reading.now.whole), _span(previous, reading.now.whole), str(period.grain), tuple(fine),
        calendar.shift(fine[0], -1), newest.label if newest.start >= period.end else "",
    )  # fmt: skip


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _span(period: Period, whole: date) -> Span:
    return Span(period.label, period.start, period.end, so_far=period.end > whole)
