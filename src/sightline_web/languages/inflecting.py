"""The forms in which a word may stand in a text, by language: for one and for many.

They serve to find words, so a form too many does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["FORMS"]

LONG = re.compile(r"([aeou])\1([bcdfgklmnprst])$")  # "signaal", of which many are "signalen"
SHORT = re.compile(r"[^aeiou][aeiou]([bdfgklmnprst])$")  # "geval", of which many are "gevallen"
SOFT = {"s": "z", "f": "v"}  # "prijs", of which many are "prijzen"


def _in_english(word: str) -> Iterator[str]:
    yield word
    yield f"{word.removesuffix('y')}ies" if word.endswith("y") else f"{word}s"


def _in_dutch(word: str) -> Iterator[str]:
    yield word
    yield from (f"{word}{ending}" for ending in ("s", "\N{RIGHT SINGLE QUOTATION MARK}s", "n", "en"))
    if LONG.search(word):
        yield LONG.sub(r"\1\2en", word)
    if SHORT.search(word):
        yield f"{word}{word[-1]}en"
    if word[-1] in SOFT:
        yield f"{word[:-1]}{SOFT[word[-1]]}en"
    if word.endswith("heid"):
        yield f"{word.removesuffix('heid')}heden"


FORMS: dict[str, Callable[[str], Iterator[str]]] = {"en": _in_english, "nl": _in_dutch}
