"""The catalogues as they lie beside the code, and how Django comes to know them.

A catalogue is the text file that translators work on (`.po`); it is compiled in memory, once per process and language,
when the language is first spoken, so that no tool and no compiled file has to be there.
"""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from weakref import WeakSet

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import trans_real

__all__ = ["HERE", "SOURCE_LANGUAGE", "catalogue_at", "make_ready", "place_of", "read"]

HERE = Path(__file__).parents[1]
SOURCE_LANGUAGE = "en"


def place_of(folder: str, language: str) -> Path:
    """Return where the catalogue of a folder lies; the folder "" is the one of the modules at the top."""
    return HERE / folder / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue_at(place: Path, language: str) -> Catalog:
    """Return a catalogue read from a file; an empty one where there is none."""
    if not place.is_file():
        return Catalog(locale=language)
    with place.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def read(language: str) -> dict[str, Catalog]:
    """Return every catalogue of a language by its folder."""
    found = HERE.glob(f"**/locale/{language}/LC_MESSAGES/django.po")
    return {
        place.parents[3].relative_to(HERE).as_posix().removeprefix("."): catalogue_at(place, language)
        for place in sorted(found)
    }


_ready: WeakSet[trans_real.DjangoTranslation] = WeakSet()  # what Django holds itself, and may make anew


def make_ready(language: str) -> None:
    """Have Django know what everything is called in a language."""
    if language == SOURCE_LANGUAGE:
        return
    known = trans_real.translation(language)
    if known in _ready:
        return
    known.merge(_compiled(language))
    _ready.add(known)


def _compiled(language: str) -> GNUTranslations:
    """Return every catalogue of a language as one, since Django looks through several one after the other."""
    every = Catalog(locale=language)
    for catalogue in read(language).values():
        for each in catalogue:
            if each.id:
                every[each.id] = each
    compiled = BytesIO()
    write_mo(compiled, every)
    compiled.seek(0)
    return GNUTranslations(compiled)
