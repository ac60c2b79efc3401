"""Amounts of the portfolio: as people type them, and as pages write them.

Points, of which 100 are all goals won, stand as bare numbers beside a heading that says so, for a change of a share is
told in points, too.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.portfolios import POINTS
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.sizes import likely, size, span

__all__ = [
    "PER", "amount_typed", "chances", "in_words", "moved", "moved_span", "of_points", "points", "points_span",
    "step_of_cost",
]  # fmt: skip

STEPS = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
POINTED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?")  # an amount has no three decimals
AMOUNT = re.compile(r"([0-9][0-9_']*(?:,[0-9]{3})*(?:\.[0-9]+)?|[0-9]+,[0-9]{1,2}|\.[0-9]+)\s*(k|m|bn|)", re.IGNORECASE)
PER = 100_000.0  # of the currency: what a worth per cost is told for
LEAST = 0.005  # a change of a chance from which on it is told


def amount_typed(text: str) -> float | None:
    """Return an amount as people write it: 800_000, 800,000, 800.000, 800k, 1.2M, 0,5; None for anything else.

    It stands in an address, so it means the same to every reader, however they write.
    """
    plain = re.sub(r"[\s\u00a0\u202f]|[€$£]|^[A-Z]{3}|[A-Z]{3}$", "", text.strip())
    if (pointed := POINTED.fullmatch(plain)) is not None and not plain.startswith("0"):
        return float(f"{pointed[1].replace('.', '')}.{pointed[2] or 0}")
    found = AMOUNT.fullmatch(plain)
    if found is None:
        return None
    digits = found[1].replace("_", "").replace("'", "")
    digits = digits.replace(",", "." if re.fullmatch(r"\d+,\d{1,2}", digits) else "")
    return float(digits) * STEPS[found[2].lower()]


def points(value: float | None, unit: str, formats: Formats, *beside: float | None) -> str:
    """Return what something brings in the unit of a portfolio: bare points, or an amount of the one goal's unit."""
    if value is None:
        return NONE
    if unit != POINTS:
        return size(value, unit, formats, *beside).replace("+", "")
    return formats.value(value, POINTS).partition("\N{NO-BREAK SPACE}")[0]


def of_points(value: float, unit: str, formats: Formats, *beside: float | None) -> str:
    """Return the same in a sentence: "25.2 of 100 points"."""
    if unit != POINTS:
        return moved(value, unit, formats, *beside)
    return _("{value} of 100 points").format(value=points(value, unit, formats, *beside))


def in_words(value: float, unit: str, formats: Formats) -> str:
    """Return the same with its unit: "2.9 points"."""
    text = points(value, unit, formats)
    if unit != POINTS:
        return text
    return ngettext("{value} point", "{value} points", 1 if text == "1.0" else 2).format(value=text)


def points_span(low: float, high: float, unit: str, formats: Formats) -> str:
    """Return an interval: "16.4 to 35.1"."""
    if unit != POINTS:
        return span(low, high, unit, formats).replace("+", "")
    return _("{first} to {last}").format(first=points(low, unit, formats, high), last=points(high, unit, formats, low))


def moved(value: float | None, unit: str, formats: Formats, *beside: float | None) -> str:
    """Return by how much a goal moves for the better, in its unit."""
    return _percentage(size(value, unit, formats, *beside), unit).replace("+", "")


def moved_span(low: float | None, high: float | None, unit: str, formats: Formats) -> str:
    """Return the interval of such a move."""
    return _percentage(span(low, high, unit, formats), unit).replace("+", "")


def _percentage(text: str, unit: str) -> str:
    """Say of points of a share what they are, since points alone are those of all goals here; Dutch does so anyway."""
    return re.sub(r"[ \u00a0]points?\b", " percentage points", text) if unit in {"share", "percent"} else text


def chances(before: float | None, after: float | None, formats: Formats) -> str:
    """Return the chance of a goal without and with something: "<1% → 25%"; one alone where they look the same."""
    if before is None or after is None:
        return ""
    first, last = likely(before, formats), likely(after, formats)
    return first if first == last or abs(after - before) < LEAST else f"{first} → {last}"


def step_of_cost(currency: str, formats: Formats) -> str:
    """Return what a worth per cost is told for: "€100K"."""
    return formats.value(PER, currency, brief=True)
