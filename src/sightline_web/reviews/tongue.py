"""The language of packs: that of the workspace, whoever prepares and signs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sightline_web.languages.preferences import house
from sightline_web.languages.spoken import DEFAULT, known, speaking
from sightline_web.packed import Tongue
from sightline_web.shell.formats import Formats, chosen_locale
from sightline_web.shell.voices import Reader

__all__ = ["house_spoken"]


@contextmanager
def house_spoken() -> Iterator[Tongue]:
    """Give the language that the workspace declares, and its numbers and days, while the block runs; else English."""
    declared = house().replace("_", "-")
    language, locale = known(declared) or DEFAULT, chosen_locale(declared)
    with speaking(language, lambda: locale):
        yield Tongue(language, Reader(Formats(locale, words=language)))
