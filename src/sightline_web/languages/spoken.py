"""Which language a page is written in, and how it is switched to.

The language of a visitor is the one that they chose, else the workspace's, else the best that the browser asks for
and that every page is written in, else English. Twins (JSON, CSV) and answers to programs are English always, so that
programs can rely on their words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from sightline_web.languages.catalogues import make_ready

__all__ = ["DEFAULT", "accepted", "direction", "known", "locale_now", "speaking", "spoken_now"]

DEFAULT = "en"
WHOLE = frozenset({"en", "nl"})  # written on every page; another one is for those who choose it, until it is

_locale: ContextVar[Callable[[], str]] = ContextVar("locale", default=str)


def known(tag: str) -> str | None:
    """Return the language that pages are written in for a tag, such as "nl-BE"; None where they are in none of its."""
    try:
        return get_supported_language_variant(tag.replace("_", "-").lower()) if tag else None
    except LookupError:
        return None


def accepted(header: str) -> str:
    """Return the best of the whole languages for an Accept-Language header; English where none fits."""
    asked = (known(tag) for tag, weight in parse_accept_lang_header(header) if weight > 0)
    return next((language for language in asked if language in WHOLE), DEFAULT)


@contextmanager
def speaking(language: str, locale: Callable[[], str] = str) -> Iterator[None]:
    """Write everything in a language while the block runs; English where it is not one of ours.

    `locale` is asked how numbers and days are written in what the library says; empty for that of the language.
    """
    chosen = known(language) or DEFAULT
    make_ready(chosen)
    before = _locale.set(locale)
    try:
        with translation.override(chosen):
            yield
    finally:
        _locale.reset(before)


def locale_now() -> str:
    """Return the locale of numbers and days that was said with the language; empty where none was."""
    return _locale.get()()


def spoken_now() -> str:
    """Return the language that is written in now."""
    return known(translation.get_language() or "") or DEFAULT


def direction(language: str) -> str:
    """Return "rtl" for a language that is written from right to left, else "ltr"."""
    return "rtl" if language.split("-", maxsplit=1)[0] in settings.LANGUAGES_BIDI else "ltr"
