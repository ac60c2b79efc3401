"""Sentences that answer: made of words and of numbers that lead to their computation.

A sentence is written whole, with named places for what it holds, so that it can be put into another language:
`Sentence.put(_("{goals} need {value} more."), goals=..., value=...)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import Formatter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sightline_web.languages.marks import later_in
from sightline_web.shell.templatetags.shell import Shown

__all__ = ["Sentence", "counted", "listed", "numeral"]

NUMERALS = (
    later_in("number", "no"),
    later_in("number", "one"),
    later_in("number", "two"),
    later_in("number", "three"),
    later_in("number", "four"),
    later_in("number", "five"),
    later_in("number", "six"),
    later_in("number", "seven"),
    later_in("number", "eight"),
    later_in("number", "nine"),
    later_in("number", "ten"),
    later_in("number", "eleven"),
    later_in("number", "twelve"),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in parts: words as text, numbers as `Shown`."""

    parts: tuple[str | Shown, ...]

    @classmethod
    def of(cls, *parts: str | Shown | Sentence) -> Sentence:
        """Return the sentence of some parts, one after the other."""
        found: list[str | Shown] = []
        for each in (inner for part in parts for inner in (part.parts if isinstance(part, Sentence) else (part,))):
            if found and isinstance(each, str) and each.startswith(".") and _words(found[-1]).endswith("."):
                each = each[1:]  # noqa: PLW2901 -- an abbreviation at the end, "mln.", has the full stop already
            if found and isinstance(found[-1], str) and isinstance(each, str):
                found[-1] += each
            elif found and isinstance(found[-1], Shown) and found[-1].text.endswith(".") and isinstance(each, str):
                found.append(each.removeprefix("."))  # "2,27 mln." ends a sentence, too
            else:
                found.append(each)
        return cls(tuple(found))

    @classmethod
    def put(cls, text: str, **values: str | Shown | Sentence) -> Sentence:
        """Return a text with each `{name}` in it replaced by a value, which may be a number or a sentence itself."""
        found: list[str | Shown | Sentence] = []
        for words, name, _form, _how in Formatter().parse(text):
            found += [words] if words else []
            found += [values[name]] if name else []
        return cls.of(*found)

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(_words(part) for part in self.parts)

    def __iter__(self) -> Iterator[tuple[bool, str | Shown]]:
        """Give each part, with whether it is a number."""
        return ((isinstance(part, Shown), part) for part in self.parts)


def _words(part: str | Shown) -> str:
    return part.text if isinstance(part, Shown) else str(part)


def numeral(count: int) -> str:
    """Return "no", "one", "twelve", "13"."""
    return str(NUMERALS[count]) if count < len(NUMERALS) else str(count)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return "one goal", "three goals", "14 goals": a mark for both words as much as what puts a number before them."""
    return pgettext("a number and what it counts", "{number} {things}").format(
        number=numeral(count), things=ngettext(one, many or f"{one}s", count)
    )


def listed(items: Sequence[str], *, limit: int = 4) -> str:
    """Return "a", "a and b", "a, b, c and 4 more"; parted by semicolons where an item holds a comma."""
    shown = list(items[:limit])
    if len(items) > limit:
        shown.append(_("{count} more").format(count=len(items) - limit))
    if any("," in item for item in shown):
        return "; ".join(shown)
    if len(shown) < 2:  # noqa: PLR2004 -- nothing to join
        return "".join(shown)
    return pgettext("the end of a list", "{first} and {last}").format(first=", ".join(shown[:-1]), last=shown[-1])
