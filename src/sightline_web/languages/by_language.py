"""What holds sentences and is kept for all readers, made once for each language in which it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from sightline_web.languages.spoken import DEFAULT, spoken_now

__all__ = ["ByLanguage"]

T = TypeVar("T")


class ByLanguage(Generic[T]):
    """Something in every language.

    Parameters
    ----------
    english : object
        As it was made.
    put : callable
        Makes of it what it is in the language that is spoken now.
    """

    def __init__(self, english: T, put: Callable[[T], T]) -> None:
        self.english = english
        self._put = put
        self._found: dict[str, T] = {DEFAULT: english}

    @property
    def now(self) -> T:
        """It in the language that is spoken now."""
        language = spoken_now()
        found = self._found.get(language)
        if found is None:  # made twice where two ask at once, and the same both times
            found = self._found[language] = self._put(self.english)
        return found
