"""Sentences that answer: made of words and of numbers that lead to their computation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline_web.shell.templatetags.shell import Shown

__all__ = ["Sentence", "counted", "listed", "numeral", "opening"]

NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in parts: words as text, numbers as `Shown`."""

    parts: tuple[str | Shown, ...]

    @classmethod
    def of(cls, *parts: str | Shown) -> Sentence:
        """Return the sentence of some parts."""
        return cls(parts)

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def __iter__(self) -> Iterator[tuple[bool, str | Shown]]:
        """Give each part, with whether it is a number."""
        return ((isinstance(part, Shown), part) for part in self.parts)


def numeral(count: int) -> str:
    """Return "no", "one", "twelve", "13"."""
    return NUMERALS[count] if count < len(NUMERALS) else str(count)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return "one goal", "three goals", "14 goals"."""
    return f"{numeral(count)} {one if count == 1 else many or one + 's'}"


def listed(items: list[str], *, limit: int = 4) -> str:
    """Return "a", "a and b", "a, b, c and 4 more"; parted by semicolons where an item holds a comma."""
    shown = items[:limit] + ([f"{len(items) - limit} more"] if len(items) > limit else [])
    if any("," in item for item in shown):
        return "; ".join(shown)
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def opening(text: str) -> str:
    """Return a text with a capital at its start."""
    return text[:1].upper() + text[1:]
