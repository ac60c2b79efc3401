"""What is wrong with a catalogue: a sentence without a translation, or one that holds other values than the English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural

from sightline_web.languages.catalogues import read
from sightline_web.languages.extracting import TRANSLATED, Message, messages_of
from sightline_web.languages.merging import entries

__all__ = ["faults", "faults_of"]

HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?::[^{}]*)?\}|</?\w+[^>]*>")


def faults(language: str) -> list[str]:
    """Return what is wrong with the catalogues of a language, each with its folder and sentence."""
    catalogues = read(language)
    found = []
    for folder in TRANSLATED:
        catalogue = catalogues.get(folder, Catalog(locale=language))
        found += [f"{folder or 'top'}: {fault}" for fault in faults_of(catalogue, messages_of(folder), language)]
    return found + list(_said_twice(catalogues))


def faults_of(catalogue: Catalog, wanted: list[Message], language: str) -> Iterator[str]:
    """Give what is wrong with one catalogue, which should hold the wanted messages and no other."""
    there = entries(catalogue)
    yield from (f"not in the catalogue: {each.text!r}" for each in wanted if each not in there)
    yield from (f"no longer said: {each.text!r}" for each in there if each not in set(wanted))
    yield from (f"uncertain (fuzzy): {each.id!r}" for each in catalogue if each.id and each.fuzzy)
    forms = get_plural(language).num_plurals
    for message, texts in there.items():
        if not texts or not all(texts) or len(texts) != (forms if message.plural else 1):
            yield f"not translated: {message.text!r}"
            continue
        for text in texts:
            if _holes(text) not in [_holes(each) for each in (message.text, message.plural) if each]:
                yield f"holds other values than the English: {message.text!r} -> {text!r}"


def _holes(text: str) -> Counter[str]:
    return Counter(HOLES.findall(text))


def _said_twice(catalogues: dict[str, Catalog]) -> Iterator[str]:
    """Give what two folders call differently: Django knows one text for each, so one of them would lose."""
    known: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for folder, catalogue in catalogues.items():
        for message, texts in entries(catalogue).items():
            first, said = known.setdefault((message.text, message.context), (folder, texts))
            if said[:1] != texts[:1] or (len(said) == len(texts) and said != texts):
                yield f"{first or 'top'} and {folder or 'top'} differ on {message.text!r}: {said} and {texts}"
