"""Times between events as a reader takes them in: in the largest unit of which there are at least two."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sightline_web.shell.formats import NONE, Formats, Length, measured

__all__ = ["between", "brief", "duration"]

UNITS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"))
AT_LEAST = 2.0  # so many of a unit, or the next smaller is used
MANY = 20.0  # from so many on, decimals are noise


def duration(seconds: float | None, formats: Formats) -> str:
    """Return a time: "2.1 days", "35 minutes"; an em dash where it is not known."""
    return _said(seconds, formats, ("long", "short"))


def brief(seconds: float | None, formats: Formats) -> str:
    """Return a time for a figure: "2.1d", "35m"; an em dash where it is not known."""
    return _said(seconds, formats, ("narrow", "short", "long"))


def _said(seconds: float | None, formats: Formats, lengths: Sequence[Length]) -> str:
    if seconds is None:
        return NONE
    size, unit = next(((size, unit) for size, unit in UNITS if abs(seconds) >= AT_LEAST * size), (1.0, "second"))
    amount = seconds / size
    fine = abs(amount) < MANY and unit in {"day", "hour"}
    number, pattern = (round(amount, 1), "#,##0.0") if fine else (round(amount), "#,##0")
    text = measured(number, unit, pattern, formats.locale, formats.words or formats.locale, lengths)
    return text or f"{round(amount)} {unit}"


def between(low: float | None, high: float | None, formats: Formats) -> str:
    """Return an interval of times; empty where there is none."""
    if low is None or high is None:
        return ""
    return _("{first} to {last}").format(first=duration(low, formats), last=duration(high, formats))
