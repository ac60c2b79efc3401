"""Which period a pack reviews, the one before it, and what of it is at the calendar's own grain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sightline.periods import Period, PeriodError
from sightline.reading import Reading
from sightline.reviews.lines import Span
from sightline.saying import labelled, phrase, say, say_in

__all__ = ["Reviewed", "reviewed"]

GRAINS = {
    "day": say_in("a period", "day"), "week": say_in("a period", "week"), "month": say_in("a period", "month"),
    "quarter": say_in("a period", "quarter"), "year": say_in("a period", "year"),
}  # fmt: skip


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
        own, kept = (GRAINS.get(str(grain), str(grain)) for grain in (period.grain, calendar.grain))
        text = phrase("{period} is a {grain}, and figures are kept by {kept}.")
        raise PeriodError(
            say(text, period=labelled(period.label), grain=own, kept=kept),
            fix=say("Review a {grain} or a longer period.", grain=kept),
        )
    if period.start > day:
        text = phrase("{period} begins on {start:%Y-%m-%d}, and the data end on {end:%Y-%m-%d}.")
        fix = phrase("Review {newest}, the newest whole period, or bring in newer data.")
        raise PeriodError(
            say(text, period=labelled(period.label), start=period.start, end=day),
            fix=say(fix, newest=labelled(newest.label)),
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
