"""Sentences that remember what they are made of, so that they can be said again in another language.

A `Said` is an ordinary `str` in English: it is printed, compared, written and sent as one. Beside that it holds its
source: a text with named places and the values in them, which may be numbers, days, names and other sentences.
`retold` says it again in a voice, which knows the texts of a language and how its reader writes numbers and days.

A text is written where it is said, as the first argument of `say`, `say_in` and `say_many`, so that translators' tools
find it: `say("{cases:,} of {all:,} were late.", cases=3, all=7)`. `phrase` marks a text of a table of a module.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any, Protocol, Self, TypeAlias

__all__ = [
    "Cased", "Joined", "Labelled", "Measured", "Message", "Said", "Source", "Value", "Voice", "begun", "joined",
    "labelled", "listed", "measured", "phrase", "plain_of", "retold", "said_of", "say", "say_in", "say_many", "within",
]  # fmt: skip

Value: TypeAlias = "str | int | float | date"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Message:
    """A text with named places, and what stands in them.

    Parameters
    ----------
    text : str
        In English, with places as `str.format` knows them: `{name}`, `{count:,}`, `{share:.0%}`, `{day:%Y-%m-%d}`.
    values : tuple of (str, value)
        What stands in each place.
    many : str
        The text for several; empty where it does not count.
    count : int
        How many, where it counts.
    context : str
        What tells it apart from the same words elsewhere; empty where nothing has to.
    """

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    many: str = ""
    count: int = 1
    context: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts one after the other, with a separator that is no word."""

    separator: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cased:
    """A text that begins with a capital (`capital`) or without one."""

    text: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its unit.

    Parameters
    ----------
    value : float
        In `unit`.
    unit : str
        As the model writes it; `""` for a ratio that is a relative change.
    compact : bool
        Whether thousands and millions are shortened.
    form : str
        `value`, `change` (with its sign; of shares, in points) or `size` (of a change, without its sign).
    """

    value: float
    unit: str
    compact: bool = False
    form: str = "value"


@dataclass(frozen=True, slots=True)
class Labelled:
    """The label of a period, as the calendar writes it."""

    label: str


Source: TypeAlias = "Message | Joined | Cased | Measured | Labelled"
_KINDS: Mapping[str, Any] = {each.__name__: each for each in (Message, Joined, Cased, Measured, Labelled)}


class Said(str):
    """A text in English that knows its `source`; an ordinary string to whoever does not ask for that."""

    __slots__ = ("source",)

    source: Source

    def __new__(cls, text: str, source: Source) -> Self:
        """Return a text that was made of `source`."""
        said = super().__new__(cls, text)
        said.source = source
        return said

    def __copy__(self) -> Said:
        return self

    def __deepcopy__(self, _memo: object) -> Said:
        return self

    def __reduce__(self) -> tuple[type[Said], tuple[str, Source]]:
        return Said, (str(self), self.source)


class Voice(Protocol):
    """How sentences are said to a reader."""

    def text(self, message: Message) -> str:
        """Return a message's text in the reader's language, its places still in it."""

    def number(self, value: float, form: str) -> str:
        """Return a number that English writes by the format `form`."""

    def day(self, day: date, form: str) -> str:
        """Return a day or moment that English writes by the format `form`."""

    def measured(self, value: Measured) -> str:
        """Return a value with its unit."""

    def period(self, label: str) -> str:
        """Return the label of a period."""

    def cased(self, text: str, *, capital: bool) -> str:
        """Return a text with a capital at its start, or without."""


def say(text: str, /, **values: Value) -> Said:
    """Return a sentence: `text` with each `{name}` replaced by a value.

    Parameters
    ----------
    text : str
        In English, a literal, whole: words that belong together in one text, not glued from pieces.
    **values : str, int, float or date
        Names and other sentences as text; numbers and days as such, with the English format behind the name.

    Examples
    --------
    >>> say("{late:,} of {all:,} were late.", late=3, all=1_200)
    '3 of 1,200 were late.'
    """
    return Said(text.format(**values), Message(text, tuple(values.items())))


def say_in(context: str, text: str, /, **values: Value) -> Said:
    """Return a sentence whose words mean something else elsewhere; `context` says what they mean here."""
    return Said(text.format(**values), Message(text, tuple(values.items()), context=context))


def say_many(one: str, many: str, count: int, /, **values: Value) -> Said:
    """Return a sentence about so many of something; `{count}` is known in both texts.

    Examples
    --------
    >>> say_many("{count:,} case", "{count:,} cases", 1), say_many("{count:,} case", "{count:,} cases", 1_200)
    ('1 case', '1,200 cases')
    """
    values.setdefault("count", count)
    text = one if count == 1 else many
    return Said(text.format(**values), Message(one, tuple(values.items()), many, count))


def phrase(text: str) -> str:
    """Return a text as it stands: a mark alone, for texts in tables that `say` is given later."""
    return text


def joined(separator: str, parts: Sequence[str]) -> str:
    """Return texts one after the other, those that are empty left out; the separator is no word.

    Examples
    --------
    >>> joined("; ", ["one", "", "two"])
    'one; two'
    """
    there = tuple(part for part in parts if part)
    if len(there) < 2:  # noqa: PLR2004 -- nothing to join
        return there[0] if there else ""
    return Said(separator.join(there), Joined(separator, there))


def listed(names: Sequence[str], shown: int = _SHOWN) -> str:
    """Return names for a sentence: "a, b and c", or "a, b, c and 4 more"; the rest counted beyond `shown`.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"]), listed(["a", "b", "c", "d", "e"])
    ('a', 'a, b and c', 'a, b, c and 2 more')
    """
    if len(names) > shown:
        return say("{first} and {more:,} more", first=joined(", ", names[:shown]), more=len(names) - shown)
    if len(names) < 2:  # noqa: PLR2004 -- nothing to join
        return names[0] if names else ""
    return say_in("the end of a list", "{first} and {last}", first=joined(", ", names[:-1]), last=names[-1])


def begun(text: str) -> str:
    """Return a text with a capital at its start."""
    return _cased(text, text[:1].upper() + text[1:], capital=True)


def within(text: str) -> str:
    """Return a text as it stands within a sentence: `CO2` keeps its capitals."""
    return _cased(text, text[:1].lower() + text[1:] if text[1:2].islower() else text, capital=False)


def measured(text: str, value: float, unit: str, *, compact: bool = False, form: str = "value") -> Said:
    """Return a value with its unit, which is `text` in English."""
    return Said(text, Measured(float(value), unit, compact, form))


def labelled(label: str) -> Said:
    """Return the label of a period: `2026-07`, `FY2026-Q2`."""
    return Said(label, Labelled(label))


def retold(text: str, voice: Voice) -> str:
    """Return a text said in a voice; as it stands where it does not know what it is made of.

    A source out of a file that somebody wrote may make no sense; its text is then said as it stands, too.
    """
    if not isinstance(text, Said):
        return text
    try:
        return _retold(text.source, voice)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return str(text)


def _retold(source: Source, voice: Voice) -> str:
    if isinstance(source, Message):
        return _filled(source, voice)
    if isinstance(source, Joined):
        first, *more = (retold(part, voice) for part in source.parts)
        return _run_on([first, *(piece for part in more for piece in (source.separator, part))])
    if isinstance(source, Cased):
        return voice.cased(retold(source.text, voice), capital=source.capital)
    return voice.period(source.label) if isinstance(source, Labelled) else voice.measured(source)


def plain_of(text: str) -> Any:
    """Return a text with its source as JSON can hold it; a text without one stays as it is."""
    if not isinstance(text, Said):
        return text
    source = text.source
    found: dict[str, Any] = {"kind": type(source).__name__, "said": str(text)}
    for name in type(source).__slots__:
        found[name] = _plain(getattr(source, name))
    return found


def said_of(plain: Any) -> str:
    """Return the text that `plain_of` made this from.

    Raises
    ------
    ValueError
        If it was made by nothing that is known here.
    """
    if isinstance(plain, str):
        return plain
    try:
        kind = _KINDS[plain["kind"]]
        source = kind(**{name: _restored(plain[name]) for name in kind.__slots__ if name in plain})
        return Said(str(plain["said"]), source)
    except (KeyError, TypeError) as error:
        raise ValueError("no text with its source") from error


def _cased(text: str, changed: str, *, capital: bool) -> str:
    return Said(changed, Cased(text, capital)) if isinstance(text, Said) else changed


def _filled(message: Message, voice: Voice) -> str:
    values = dict(message.values)
    found = []
    for words, name, form, _how in Formatter().parse(voice.text(message)):
        found.append(words)
        if name is not None:
            found.append(_put(values[name], form or "", voice))
    return _run_on(found)


def _run_on(pieces: Iterable[str]) -> str:
    """Return pieces as one text; the stop of an abbreviation, as in "2 mln.", is that of its sentence, too."""
    text = ""
    for piece in pieces:
        text += piece[1:] if text.endswith(".") and piece.startswith(".") else piece
    return text


def _put(value: Value, form: str, voice: Voice) -> str:
    if isinstance(value, str):
        return retold(value, voice)
    return voice.day(value, form) if isinstance(value, date) else voice.number(value, form)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_of(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return {"kind": "moment" if isinstance(value, datetime) else "day", "at": value.isoformat()}
    found = value.item() if hasattr(value, "item") else value  # a number of NumPy
    if isinstance(found, float) and not math.isfinite(found):  # strict JSON has none
        return {"kind": "number", "at": str(found)}
    return found


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_restored(each) for each in value)
    if isinstance(value, Mapping):
        if value["kind"] == "moment":
            return datetime.fromisoformat(value["at"])
        if value["kind"] == "number":
            return float(value["at"])
        return date.fromisoformat(value["at"]) if value["kind"] == "day" else said_of(value)
    return value
