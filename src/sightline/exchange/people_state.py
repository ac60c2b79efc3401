"""What another tool says of people on one day: who holds which roles, led by whom, in which unit, or has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sightline.errors import SourceError

__all__ = [
    "FORMULA",
    "LARGEST",
    "MOST",
    "Held",
    "Incoming",
    "LeftOut",
    "Post",
    "RefusedError",
    "clean_id",
    "each_once",
    "sized",
]

LONGEST_ID = 200
LARGEST = 64_000_000  # bytes of a file
MOST = 500_000  # people
FORMULA = ("=", "+", "-", "@")
_LISTED = 20


class RefusedError(Exception):
    """One person cannot be taken over; its text says why."""


@dataclass(frozen=True, slots=True)
class Post:
    """One role of a person.

    Parameters
    ----------
    role : str
        Its id.
    manager, unit : str, optional
        Who leads and where; empty: nobody, nowhere; None: not said.
    capacity : float, optional
        Full-time equivalents; None: not said.
    since, until : date, optional
        The first and the last day, where they are said.
    """

    role: str
    manager: str | None = None
    unit: str | None = None
    capacity: float | None = None
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Held:
    """What one person holds.

    Parameters
    ----------
    person : str
        The id.
    posts : tuple of Post, optional
        All roles; empty: none any more; None: roles are not said, and `manager` and `unit` are those of all.
    manager, unit : str, optional
        As in `Post`.
    """

    person: str
    posts: tuple[Post, ...] | None
    manager: str | None = None
    unit: str | None = None


@dataclass
class LeftOut:
    """Who could not be taken over, and why: counted by reason, the first of each by name."""

    _why: Counter[str] = field(default_factory=Counter)
    _who: dict[str, list[str]] = field(default_factory=dict)

    def add(self, why: str, who: str) -> None:
        """Count one."""
        self._why[why] += 1
        first = self._who.setdefault(why, [])
        if len(first) < _LISTED:
            first.append(who)

    @property
    def count(self) -> int:
        """How many."""
        return sum(self._why.values())

    def words(self) -> tuple[str, ...]:
        """Return a sentence for each reason, the most frequent first."""
        return tuple(self._sentence(why, count) for why, count in self._why.most_common())

    def _sentence(self, why: str, count: int) -> str:
        shown = ", ".join(self._who[why][:4])
        return f"{count:,} left out, because {why}: {shown}{f' and {count - 4:,} more' if count > 4 else ''}."  # noqa: PLR2004 -- a line


@dataclass(frozen=True, slots=True)
class Incoming:
    """All that a file says.

    Parameters
    ----------
    held : tuple of Held
        Each person once.
    left_out : LeftOut
        Who could not be taken over.
    whole : bool
        Whether the file says of itself, or may be taken, to hold everybody; a page of a list does not.
    remarks : tuple of str
        What a reader should know.
    """

    held: tuple[Held, ...]
    left_out: LeftOut = field(default_factory=LeftOut)
    whole: bool = True
    remarks: tuple[str, ...] = ()


def clean_id(value: object, what: str) -> str:
    """Return an id or a name of a unit as text; empty where there is none.

    Raises
    ------
    RefusedError
        If it is no text, is too long, holds control characters, or would be run as a formula by a spreadsheet.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RefusedError(f"the {what} is no text")
    said = str(value).strip()
    if len(said) > LONGEST_ID:
        raise RefusedError(f"the {what} has more than {LONGEST_ID} characters")
    if not said.isprintable():
        raise RefusedError(f"the {what} holds control characters")
    if said.startswith(FORMULA):
        raise RefusedError(f"the {what} begins like a formula")
    return said


def each_once(held: Sequence[Held], left_out: LeftOut) -> tuple[Held, ...]:
    """Return each person once; of whom two different things are said, neither is taken."""
    found: dict[str, Held] = {}
    doubtful: set[str] = set()
    for one in held:
        if found.setdefault(one.person, one) != one:
            doubtful.add(one.person)
    for person in sorted(doubtful):
        left_out.add("two entries say different things", person)
    return tuple(one for person, one in found.items() if person not in doubtful)


def sized(content: bytes, place: str) -> bytes:
    """Return the content of a file, unless it is larger than any honest list of people.

    Raises
    ------
    SourceError
        If it is.
    """
    if len(content) > LARGEST:
        raise SourceError(
            f"the file has {len(content):,} bytes; at most {LARGEST:,} are read.", place=place, fix="Split it."
        )
    return content
