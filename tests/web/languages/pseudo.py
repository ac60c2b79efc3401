"""A language for tests: every marked text in wide letters, so that what was not marked stands out.

Names of the enterprise stay as they are, and so does everything that a text holds a place for. What is left in plain
letters on a page, and is no name, no unit and no date, was not marked.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from babel import Locale
from django.utils.translation import trans_real

from sightline_web.languages import catalogues
from sightline_web.languages.unmarked import NAMES, SHOWN

KEPT = re.compile(r"<[^>]*>|&\w+;|%\(\w+\)[sd]|%[sd]|\{\w*(?::[^{}]*)?\}")
PLAIN = re.compile(r"[A-Za-z]{2,}")
SKIPPED = {"script", "style", "code", "pre", "kbd"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def widened(text: str) -> str:
    """Return a text in wide letters, with what it holds places for as it was."""
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [_wide(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*parts, _wide(text[at:])])


def _wide(text: str) -> str:
    return re.sub("[A-Za-z]", lambda letter: chr(ord(letter[0]) + 0xFEE0), text)


class Pseudo(trans_real.DjangoTranslation):
    """Dutch, were Dutch English in wide letters."""

    def gettext(self, message: str) -> str:
        return widened(message.rpartition("\x04")[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return widened((msgid1 if n == 1 else msgid2).rpartition("\x04")[2])


@contextmanager
def pseudo() -> Iterator[None]:
    """Have Dutch be the language for tests while the block runs."""
    catalogues.make_ready("nl")
    real = trans_real._translations["nl"]
    trans_real._translations["nl"] = Pseudo("nl")
    try:
        yield
    finally:
        trans_real._translations["nl"] = real


class _Texts(HTMLParser):
    """Collects what is said, but for code and for what says itself that it is in English."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each element that is open, and whether its texts are skipped

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        within = self._open[-1][1] if self._open else False
        skipped = told["lang"] == "en" if told.get("lang") else within or tag in SKIPPED
        if not skipped:
            self.found += [value for name, value in attrs if name in SHOWN and value]
        if tag not in VOID:
            self._open.append((tag, skipped))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self._open and self._open[-1][1]):
            self.found.append(data)


def unmarked(page: str, data: Iterable[str]) -> list[str]:
    """Return the texts of a page in plain letters that are no data."""
    texts = _Texts()
    texts.feed(page)
    names = sorted({*data, *NAMES, *_of_babel()} - {""}, key=len, reverse=True)
    known = re.compile("|".join(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in names), re.IGNORECASE)
    left = ((" ".join(text.split()), known.sub("", text)) for text in texts.found)
    return list(dict.fromkeys(text for text, rest in left if PLAIN.search(rest)))


def _of_babel() -> Iterator[str]:
    """Give what numbers and dates hold in Dutch: months, units, shortened thousands."""
    dutch = Locale("nl")
    for width in ("wide", "abbreviated"):
        yield from dutch.months["format"][width].values()
    yield from ("mln", "mld", "dagen", "dag", "uur", "weken", "week", "maanden", "maand", "minuten", "minuut", "jaar")
    yield from ("EUR", "USD", "ms", "m", "procentpunt")


def texts_in(record: object) -> Iterator[str]:
    """Give every text of a record and of what it holds: names, titles, labels."""
    if isinstance(record, str):
        yield record
        yield record.replace("_", " ").capitalize()
    elif dataclasses.is_dataclass(record) and not isinstance(record, type):
        for field in dataclasses.fields(record):
            yield from texts_in(getattr(record, field.name))
    elif isinstance(record, dict):
        for name, value in record.items():
            yield from texts_in(name)
            yield from texts_in(value)
    elif isinstance(record, list | tuple | set | frozenset):
        for each in record:
            yield from texts_in(each)
