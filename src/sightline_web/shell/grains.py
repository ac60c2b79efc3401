"""Lengths of periods, named: "Month"; and periods counted: "1 month", "three quarters"."""

from __future__ import annotations

from django.utils.translation import ngettext

from sightline_web.languages.marks import later
from sightline_web.shell.sentences import counted

__all__ = ["counted_periods", "grain_name", "in_periods"]

GRAINS = {
    "day": later("Day"),
    "week": later("Week"),
    "month": later("Month"),
    "quarter": later("Quarter"),
    "year": later("Year"),
}


def grain_name(grain: str) -> str:
    """Return what a length of periods is called; one that the enterprise declares by itself as it stands."""
    return str(GRAINS[grain]) if grain in GRAINS else grain.replace("_", " ").capitalize()


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


def counted_periods(count: int, grain: str) -> str:
    """Return the same with the number as a word: "three months"."""
    return {
        "day": counted(count, "day"),
        "week": counted(count, "week"),
        "month": counted(count, "month"),
        "quarter": counted(count, "quarter"),
        "year": counted(count, "year"),
        "period": counted(count, "period"),
    }[grain]
