"""Periods counted: "1 month", "3 quarters"."""

from __future__ import annotations

from django.utils.translation import ngettext

__all__ = ["in_periods"]


def in_periods(count: int, grain: str) -> str:
    """Return so many periods of a grain in words, with the number as a figure."""
    text = {
        "day": ngettext("{count} day", "{count} days", count),
        "week": ngettext("{count} week", "{count} weeks", count),
        "month": ngettext("{count} month", "{count} months", count),
        "quarter": ngettext("{count} quarter", "{count} quarters", count),
        "year": ngettext("{count} year", "{count} years", count),
        "period": ngettext("{count} period", "{count} periods", count),
    }[grain]
    return text.format(count=count)
