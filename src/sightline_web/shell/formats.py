"""Numbers, dates and periods as a reader writes them.

How figures and dates are put down is the locale's (separators, order, signs of currencies); the words in them (units,
months) are those of the language that the page is written in. No value is an em dash, never a zero. A difference of two
shares is in points, not in percent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.dates import format_date, get_date_format
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    format_scientific,
    parse_pattern,
)
from babel.units import format_unit

__all__ = ["LOCALES", "NONE", "Formats", "Length", "chosen_locale", "duration", "measured"]

LOCALES = ("en", "en_GB", "de", "fr", "nl")
NONE = "—"
Length = Literal["long", "short", "narrow"]  # of the name of a unit
DURATIONS = {name: name.removesuffix("s") for name in ("minutes", "hours", "days", "weeks", "months", "years")}
MILLION = 1_000_000
BRIEF_FROM = 10_000  # from here on, money in a sentence is in thousands: "€12.3K"
HUGE = 1e15
CURRENCY = re.compile(r"^([A-Z]{3})(?:/(.+))?$")
SIGNS = {  # what periods are marked with in a label: fiscal years, quarters, periods and weeks
    "en": {"FY": "FY", "Q": "Q", "P": "P", "W": "W"},
    "de": {"FY": "GJ", "Q": "Q", "P": "P", "W": "KW"},
    "fr": {"FY": "EX", "Q": "T", "P": "P", "W": "S"},
    "nl": {"FY": "BJ", "Q": "K", "P": "P", "W": "W"},
}
POINTS = {"en": "points", "de": "Prozentpunkte", "fr": "points", "nl": "procentpunt"}
CUT_LABEL = re.compile(r"^(FY)?(\d{4})(?:-([QPW])(\d{1,2}))?$")
MONTH_LABEL = re.compile(r"^\d{4}-\d{2}$")
DAY_LABEL = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@lru_cache(maxsize=256)
def chosen_locale(accept_language: str) -> str:
    """Return the best of `LOCALES` for an Accept-Language header; English where none fits."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
            tag = str(Locale.parse(name.strip(), sep="-"))
        except (ValueError, UnknownLocaleError, TypeError):
            continue
        wanted.append((-weight, tag))
    tags = [tag for _, tag in sorted(wanted, key=lambda pair: pair[0])]
    for tag in tags:
        found = negotiate_locale([tag, tag.split("_")[0]], list(LOCALES))
        if found:
            return found
    return "en"


@dataclass(frozen=True, slots=True)
class Formats:
    """How one reader sees numbers and dates.

    Parameters
    ----------
    locale : str
        One of `LOCALES`.
    timezone : str
        By its IANA name.
    words : str
        The language of the words in them; empty for that of the locale.
    """

    locale: str = "en"
    timezone: str = "UTC"
    words: str = ""

    def value(
        self, value: float | None, unit: str, *, signed: bool = False, finer: int = 0, brief: bool = False
    ) -> str:
        """Return a value with its unit: "€52.4M", "13.1%", "2.9 days"; an em dash where there is no data.

        `finer` asks for so many more decimals than usual, `brief` for money in three figures: "€804K" for "€804,187".
        """
        if value is None or not math.isfinite(value):
            return NONE
        text = _plain(float(value), unit, self.locale, self._words, finer, brief)
        if text.replace("-", "") == (zero := _plain(0.0, unit, self.locale, self._words, finer, brief)):
            return zero  # what rounds to nothing has no sign
        if "-" in text:  # in front, as plus is, where some locales put it behind the sign of a currency
            text = "\N{MINUS SIGN}" + text.replace("-", "")
        return f"+{text}" if signed and value > 0 else text

    def finer(self, one: float | None, other: float | None, unit: str) -> int:
        """Return how many more decimals tell two different values apart; at most two."""
        if one is None or other is None or one == other:
            return 0
        return next(
            (more for more in (0, 1) if self.value(one, unit, finer=more) != self.value(other, unit, finer=more)), 2
        )

    def change(self, change: float | None, unit: str, *, finer: int = 0) -> str:
        """Return a difference of two values with its sign; of two shares, in points; of money, in three figures."""
        if change is None or not math.isfinite(change):
            return NONE
        if unit in {"share", "percent"}:
            points = change * 100 if unit == "share" else change
            return self.value(points, "points", signed=True, finer=finer)
        return self.value(change, unit, signed=True, finer=finer, brief=True)

    def declared(self, changes: Sequence[float], unit: str) -> list[str]:
        """Return changes as somebody wrote them: with as many decimals as the finest of them has."""
        written = (f"{each * 100 if unit == 'share' else each:.6f}".rstrip("0").partition(".")[2] for each in changes)
        finer = max((len(decimals) for decimals in written), default=1) - 1
        return [self.change(each, unit, finer=max(finer, 0)) for each in changes]

    def size(self, change: float | None, unit: str) -> str:
        """Return the size of a difference: as `change`, without a sign."""
        return self.change(None if change is None else abs(change), unit).removeprefix("+")

    def count(self, value: float | None) -> str:
        """Return a whole number in full."""
        return NONE if value is None else str(format_decimal(value, format="#,##0", locale=self.locale))

    def decimal(self, value: float | None) -> str:
        """Return a figure without a unit, such as an error in a scale of its own: "0.21"."""
        return NONE if value is None else str(format_decimal(value, format="0.00", locale=self.locale))

    def share(self, value: float | None) -> str:
        """Return a share of one in whole percent."""
        if value is None or not math.isfinite(value):
            return NONE
        text = str(format_percent(value, format=_percent_pattern(self.locale, 0), locale=self.locale))
        if not any(digit in text for digit in "123456789"):
            text = text.replace("-", "")  # what rounds to nothing has no sign
        return text.replace("-", "\N{MINUS SIGN}")

    def day(self, day: date | None) -> str:
        """Return a day: "1 Jul 2026"."""
        return NONE if day is None else self._dated(day, get_date_format("medium", locale=self.locale).pattern)

    def month(self, day: date | None) -> str:
        """Return the month of a day: "July 2026"."""
        return NONE if day is None else self._dated(day, _skeleton("yMMMM", self.locale))

    def moment(self, moment: datetime | None) -> str:
        """Return a moment in the workspace's time zone: "Jul 1, 2026, 09:12"."""
        if moment is None:
            return NONE
        local = moment.astimezone(ZoneInfo(self.timezone))
        if not (local.hour or local.minute or local.second):
            return self.day(local.date())  # data that know days only
        return f"{self.day(local.date())}, {local:%H:%M}"

    def day_of(self, moment: datetime | None) -> str:
        """Return the day of a moment in the workspace's time zone."""
        return NONE if moment is None else self.day(moment.astimezone(ZoneInfo(self.timezone)).date())

    def seconds(self, seconds: float) -> str:
        """Return a run time: "38 ms", "1.2 s"."""
        if seconds < 1:
            return f"{self.count(max(round(seconds * 1000), 1))} ms"
        return f"{format_decimal(seconds, format='0.0', locale=self.locale)} s"

    def period(self, label: str) -> str:
        """Return a period's label as a reader says it; quarters, weeks and fiscal periods keep their label."""
        if MONTH_LABEL.match(label):
            return self._dated(date.fromisoformat(f"{label}-01"), _skeleton("yMMM", self.locale))
        if DAY_LABEL.match(label):
            return self.day(date.fromisoformat(label))
        if (parts := CUT_LABEL.match(label)) is not None:
            fiscal, year, part, number = parts.groups()
            signs = SIGNS.get(self._words.partition("_")[0], SIGNS["en"])
            return f"{signs['FY'] if fiscal else ''}{year}{f'-{signs[part]}{number}' if part else ''}"
        return label

    @property
    def _words(self) -> str:
        """The locale whose names of units and months are used."""
        same = not self.words or self.words == self.locale.partition("_")[0]
        return self.locale if same else self.words

    def _dated(self, day: date, pattern: str) -> str:
        return str(format_date(day, pattern, locale=self._words))


@lru_cache(maxsize=64)
def _percent_pattern(locale: str, digits: int) -> str:
    pattern = str(Locale.parse(locale).percent_formats[None].pattern)
    return pattern.replace("#,##0", "#,##0" + ("." + "0" * digits if digits else ""))


@lru_cache(maxsize=20_000)
def _plain(value: float, unit: str, locale: str, words: str, finer: int = 0, brief: bool = False) -> str:  # noqa: FBT001, FBT002 -- private, and cached by place
    size = abs(value)
    if size >= HUGE:
        return f"{format_scientific(value, format='0.###E0', locale=locale)} {unit}"
    money = CURRENCY.match(unit)
    if money and money[1] in _currencies():
        text = _brief(value, money[1], locale) if brief else _money(value, money[1], locale, finer)
        return f"{text}/{money[2]}" if money[2] else text
    if unit in {"share", "percent"}:
        share = value if unit == "share" else value / 100
        return str(format_percent(share, format=_percent_pattern(locale, 1 + finer), locale=locale))
    if unit in DURATIONS:
        return duration(value, DURATIONS[unit], locale, words, finer)
    if unit == "points":
        number = str(format_decimal(value, format="#,##0.0" + "0" * finer, locale=locale))
        unit = POINTS.get(words.partition("_")[0], unit)
    else:
        number = _number(value, locale, finer)
    return number if unit in {"count", "", "1"} else f"{number}\N{NO-BREAK SPACE}{unit}"


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(Locale.parse("en").currencies)


def _money(value: float, currency: str, locale: str, finer: int) -> str:
    size = abs(value)
    if size >= MILLION:
        return _compact(value, locale, currency, finer=finer)
    pattern = None
    if size >= 1_000:  # noqa: PLR2004 -- from a thousand on, cents are noise
        pattern = re.sub(r"\.0+", "", str(Locale.parse(locale).currency_formats["standard"].pattern))
    return str(format_currency(value, currency, format=pattern, currency_digits=pattern is None, locale=locale))


def _brief(value: float, currency: str, locale: str) -> str:
    """Return money in three figures: "€804K", "€1.25M"; in millions where a language does not shorten thousands."""
    rounded = float(f"{value:.2e}")
    size = abs(rounded)
    if size < BRIEF_FROM:
        return _money(value, currency, locale, 0)
    parsed = Locale.parse(locale)
    patterns = parsed.compact_currency_formats["short"]["other"]
    if size < MILLION and "\N{CURRENCY SIGN}" not in str(patterns[str(BRIEF_FROM)].pattern):
        if size < MILLION / 10:
            return _money(rounded, currency, locale, 0)
        ready = parse_pattern(str(patterns[str(MILLION)].pattern).replace("0", "0.000", 1))
        return str(
            ready.apply(rounded / MILLION, parsed, currency=currency, currency_digits=False, group_separator=False)
        ).strip()
    return _compact(rounded, locale, currency, three=True)


def _compact(value: float, locale: str, currency: str | None = None, *, finer: int = 0, three: bool = False) -> str:
    """Return a number in millions and beyond, with three or four figures: "€52.4M", "4,62 Mio. €"."""
    parsed = Locale.parse(locale)
    patterns = (parsed.compact_currency_formats if currency else parsed.compact_decimal_formats)["short"]["other"]
    power = min((len(str(int(abs(value)))) - 1), 14)
    pattern = str(patterns[str(10**power)].pattern)
    zeros = pattern.count("0")
    scaled = value / 10 ** (power - zeros + 1)
    digits = finer + (2 if abs(scaled) < 10 else 0 if three and abs(scaled) >= 100 else 1)  # noqa: PLR2004 -- "4.62", "52.4", "804"
    ready = parse_pattern(re.sub("0+", "0." + "0" * digits if digits else "0", pattern, count=1))
    return str(ready.apply(scaled, parsed, currency=currency, currency_digits=False, group_separator=False)).strip()


def duration(value: float, unit: str, locale: str, words: str, finer: int) -> str:
    """Return a length of time: "2.9 days"; the number as the locale writes it, the word in the language."""
    decimals = finer + (1 if abs(value) < 100 else 0)  # noqa: PLR2004 -- from a hundred on, decimals are noise
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return measured(round(value, 1 + finer), unit, pattern, locale, words) or f"{_number(value, locale, finer)} {unit}"


def measured(
    value: float, unit: str, pattern: str, locale: str, words: str, lengths: Sequence[Length] = ("long", "short")
) -> str:
    """Return a number of time's units with a pattern of Babel; empty where it does not know the unit's name."""
    for length in lengths:
        text = format_unit(value, f"duration-{unit}", length=length, format=pattern, locale=words)
        if "duration-" not in text:  # Babel lacks the long form of some units in Dutch
            theirs, ours = (format_decimal(value, format=pattern, locale=each) for each in (words, locale))
            return str(text).replace(str(theirs), str(ours), 1)
    return ""


@lru_cache(maxsize=64)
def _skeleton(skeleton: str, locale: str) -> str:
    return str(Locale.parse(locale).datetime_skeletons[skeleton].pattern)


def _number(value: float, locale: str, finer: int) -> str:
    size = abs(value)
    if size >= 10 * MILLION:
        return _compact(value, locale, finer=finer)
    if value == int(value):
        decimals = 0
    elif size >= 1:
        decimals = finer + (0 if size >= 1_000 else 1)  # noqa: PLR2004 -- from a thousand on, decimals are noise
    else:
        decimals = finer + 3
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return str(format_decimal(value, format=pattern, locale=locale))
