"""How what a pack tells is said: in English as the library says it, or in the language that the pack was put into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias, TypeVar

from sightline.reviews.pack import Pack
from sightline.saying import Said, plain_of

__all__ = ["Speech", "as_it_is", "exact_key", "speech_of", "spoken"]

Speech: TypeAlias = Callable[[str], str]
T = TypeVar("T")
DIGITS = 12


def as_it_is(text: str) -> str:
    """Return a text as the library says it."""
    return text


def speech_of(pack: Pack) -> Speech:
    """Return how a pack says texts of the library: from what it holds itself, without any catalogue."""
    known = pack.translated

    def speech(text: str) -> str:
        if not known or not isinstance(text, Said):
            return text
        return known.get(exact_key(text)) or known.get(text) or text

    return speech


def exact_key(text: Said) -> str:
    """Return a text with a mark of what it is made of: of two that are the same in English, another for each."""
    source = json.dumps(plain_of(text), sort_keys=True, default=str)
    return f"{text} #{hashlib.sha256(source.encode()).hexdigest()[:DIGITS]}"


def spoken(value: T, speech: Speech) -> T:
    """Return a record with all its texts said."""
    return _spoken(value, speech)  # type: ignore[no-any-return] # of the same type


def _spoken(value: Any, speech: Speech) -> Any:
    if isinstance(value, str):
        return speech(value)
    if isinstance(value, tuple):
        return tuple(_spoken(each, speech) for each in value)
    if isinstance(value, Mapping):
        return {name: _spoken(each, speech) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _spoken(getattr(value, one.name), speech) for one in fields(value)})
    return value
