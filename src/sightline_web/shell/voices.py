"""What the library says, in the language of whoever reads: its sentences know what they are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from sightline_web.engine.saying import Measured, Message, Said, retold
from sightline_web.languages.openings import opening
from sightline_web.languages.spoken import DEFAULT, locale_now, spoken_now
from sightline_web.shell.formats import Formats, chosen_locale

__all__ = ["Reader", "said", "spoken_text"]

FORM = re.compile(r"(?P<plus>\+?)(?P<group>,?)(?:\.(?P<digits>\d+))?(?P<kind>[dfg%]?)")  # of a number, in English
MONTHS = {"%Y-%m", "%B %Y", "%b %Y"}


@dataclass(frozen=True, slots=True)
class Reader:
    """The voice of a reader: the texts of the language that is spoken now, numbers and days as they write them."""

    formats: Formats

    def text(self, message: Message) -> str:
        """Return a message's text, its places still in it."""
        if message.many and message.context:
            return npgettext(message.context, message.text, message.many, message.count)
        if message.many:
            return ngettext(message.text, message.many, message.count)
        return pgettext(message.context, message.text) if message.context else gettext(message.text)

    def number(self, value: float, form: str) -> str:
        """Return a number that English writes by a format such as `,`, `.1f`, `.0%` or `.2g`."""
        known = FORM.fullmatch(form)
        if known is None:
            return format(value, form)
        text = self._digits(value, form, known)
        if not any(digit in text for digit in "123456789"):
            text = text.replace("-", "")  # what rounds to nothing has no sign
        sign = "+" if known["plus"] and value > 0 else ""
        return sign + text.replace("-", "\N{MINUS SIGN}")

    def day(self, day: date, form: str) -> str:
        """Return a day or a moment that English writes by a format of `strftime`."""
        if form in MONTHS:
            return self.formats.month(day)
        if not isinstance(day, datetime):
            return self.formats.day(day)
        told = self.formats.day(day.date())
        return f"{told}, {day:%H:%M}" if "%H" in form else told

    def measured(self, value: Measured) -> str:
        """Return a value with its unit."""
        if not value.unit:  # a relative change
            return self.formats.value(value.value, "share", signed=value.form == "change")
        if value.form == "change":
            return self.formats.change(value.value, value.unit)
        if value.form == "size":
            return self.formats.size(value.value, value.unit)
        return self.formats.value(value.value, value.unit, brief=value.compact)

    def period(self, label: str) -> str:
        """Return the label of a period."""
        return self.formats.period(label)

    def cased(self, text: str, *, capital: bool) -> str:
        """Return a text with a capital at its start, or without."""
        if capital:
            return opening(text)
        return text[:1].lower() + text[1:] if text[1:2].islower() else text

    def _digits(self, value: float, form: str, known: re.Match[str]) -> str:
        locale = self.formats.locale
        kind, digits = known["kind"], int(known["digits"] or 0)
        if kind == "%":
            pattern = f"#,##0{'.' + '0' * digits if digits else ''}%"
            return str(format_percent(value, format=pattern, locale=locale))
        if kind == "g" or (not kind and isinstance(value, float)):
            written = format(value, form.lstrip("+").replace(",", "")) if kind else repr(value)
            value, digits = float(written), len(written.partition("e")[0].partition(".")[2])
        pattern = f"{'#,##0' if known['group'] or kind else '0'}{'.' + '0' * digits if digits else ''}"
        return str(format_decimal(value, format=pattern, locale=locale))


def said(text: str) -> str:
    """Return a text of the library in the language that is spoken now; in English as it stands."""
    return spoken_text(text) or text


def spoken_text(text: str) -> str | None:
    """Return a text of the library in another language than English; None where it stays English."""
    language = spoken_now()
    if language == DEFAULT or not isinstance(text, Said):
        return None
    return retold(text, Reader(Formats(locale_now() or chosen_locale(language), words=language)))
