"""Sizes of effects as a reader takes them in: for a handy step of the driver, in at least two figures.

An effect per unit of a share would be one per hundred points, and per unit of a currency one per cent: a step is a
point, a day, or a round amount of about a twentieth of where the metric is.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sightline_web.shell.formats import CURRENCY, DURATIONS, NONE, Formats, measured
from sightline_web.shell.grains import in_periods

__all__ = ["Step", "between", "cramped", "delay", "likely", "part", "size", "span", "step_of"]

UNIT_WORD = re.compile("[ \N{NO-BREAK SPACE}]\\D+$")
HANDY = 0.05  # a step is about this part of the present value
SMALL_SHARE = 0.05  # a share below this moves by tenths of a point
FIGURES = 2
FINEST = 4
LEAST = 0.005  # what is less is less than one percent
UNKNOWN = 1_000.0  # a step of money where it is not known how much there is


@dataclass(frozen=True, slots=True)
class Step:
    """A handy change of a metric: `amount` in its unit, and in words: "+1 point", "+1 day", "+€100K"."""

    amount: float
    words: str


def step_of(unit: str, level: float | None, formats: Formats) -> Step:
    """Return a handy change of a metric that is at `level`."""
    if unit in {"share", "percent"}:
        points = 0.1 if unit == "share" and level is not None and abs(level) < SMALL_SHARE else 1.0
        number = format_decimal(points, format="#,##0.#", locale=formats.locale)
        words = ngettext("+{number} point", "+{number} points", 1 if points == 1 else 2).format(number=number)
        return Step(points / 100 if unit == "share" else points, words)
    if unit in DURATIONS:
        amount = 1.0 if not level or abs(level) >= 1 else _round_below(abs(level))
        words = measured(amount, DURATIONS[unit], "#,##0.####", formats.locale, formats.words or formats.locale)
        return Step(amount, f"+{words}")
    amount = _round_below(abs(level) * HANDY) if level else UNKNOWN if CURRENCY.match(unit) else 1.0
    if unit in {"count", "", "1"}:
        amount = max(amount, 1.0) if not level or abs(level) >= 1 else amount
    return Step(amount, formats.value(amount, unit, signed=True, brief=True))


def _round_below(size: float) -> float:
    power = math.floor(math.log10(size))
    return float(f"1e{power}")


def size(value: float | None, unit: str, formats: Formats, *beside: float | None) -> str:
    """Return a change with its sign and at least two figures; as fine as the largest of those beside it."""
    return formats.change(value, unit, finer=_finer(unit, formats, value, *beside))


def cramped(text: str, unit: str) -> str:
    """Return a change for a figure, where a long word has no room: "+0.69 points" is "+0,69 pp" in Dutch."""
    number, space, _word = text.partition("\N{NO-BREAK SPACE}")
    if unit not in {"share", "percent"} or not space:
        return text
    return pgettext("in a figure, where a long word has no room", "{number}\N{NO-BREAK SPACE}points").format(
        number=number
    )


def span(low: float | None, high: float | None, unit: str, formats: Formats) -> str:
    """Return an interval of changes: "+2.1 to +4.8 points"; an em dash where there is none."""
    if low is None or high is None:
        return NONE
    return between(size(low, unit, formats, high), size(high, unit, formats, low), unit, formats)


def between(first: str, last: str, unit: str, formats: Formats) -> str:
    """Return two sizes with their unit said once: "-0.9 to -0.3 days"; millions, which are no unit, stay."""
    word, *others = (_word(text) for text in (first, last, formats.change(2.0, unit)))
    if word and all(each.startswith(word) for each in others):
        first = first.removesuffix(word)
    return _("{first} to {last}").format(first=first, last=last)


def _word(text: str) -> str:
    """Return the unit that stands in words behind a number, with the space before it; empty where none does."""
    found = UNIT_WORD.search(text)
    return found[0] if found else ""


def _finer(unit: str, formats: Formats, *values: float | None) -> int:
    sizes = [abs(value) for value in values if value is not None and math.isfinite(value)]
    largest = max(sizes, default=0.0)
    if not largest:
        return 0
    for finer in range(FINEST + 1):
        if len(re.sub(r"\D", "", formats.change(largest, unit, finer=finer)).lstrip("0")) >= FIGURES:
            return finer
    return 0 if largest == int(largest) else FINEST


def part(share: float | None, formats: Formats) -> str:
    """Return a share of a gap in words: "closes 7%", "widens 7%"; an em dash where nothing is to go."""
    if share is None:
        return NONE
    if not share:
        return "0%"
    text = _("closes {share}") if share > 0 else _("widens {share}")
    return text.format(share="<1%" if abs(share) < LEAST else formats.share(abs(share)))


def likely(probability: float | None, formats: Formats) -> str:
    """Return a probability: "71%", "<1%", ">99%"; nothing estimated is quite sure."""
    if probability is None:
        return NONE
    if probability < LEAST:
        return "<1%"
    return ">99%" if probability > 1 - LEAST else formats.share(probability)


def delay(lag: int | None, grain: str) -> str:
    """Return a delay in words: "at once", "after 1 month", "after 3 months"; an em dash where it is not known."""
    if lag is None:
        return NONE
    return _("after {time}").format(time=in_periods(lag, grain)) if lag else _("at once")
