"""Review packs as the pages see them: what is told of a period, and what people add to it.

Frozen view records, the mirrors of the library's. A block is a plain mapping with its `kind`: `heading`, `paragraph`,
`table`, `figure` or `remark`, as the library's story says it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from sightline_web.engine.saying import Voice

__all__ = ["FORMS", "Brief", "Decision", "Due", "GoalNow", "Note", "Override", "Packed", "Reviewable", "Section",
           "Signature", "Speech", "Told", "Tongue"]  # fmt: skip

FORMS = ("html", "pdf", "slides", "json")
Block = Mapping[str, Any]
Speech: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody writes beside a part of a pack: a goal as `goal:ID`, `strategy`, `operations`, `roles`..."""

    about: str
    text: str
    by: str
    at: date


@dataclass(frozen=True, slots=True)
class Override:
    """A status that a person set in place of the computed one, with the reason."""

    goal: str
    status: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, whose it is until when, and what came of it: by its owner's words, and as measured."""

    title: str
    owner: str
    due: date | None
    state: str
    about: str = ""
    decided_on: date | None = None
    decided_in: str = ""
    came: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a review should decide."""

    kind: str
    about: str
    title: str
    words: str
    owner: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who prepared, owns or signed a pack, and when."""

    part: str
    who: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """Which period, and what people add; `words` says of the whole that it is a draft."""

    period: str
    notes: tuple[Note, ...] = ()
    overrides: tuple[Override, ...] = ()
    decisions: tuple[Decision, ...] = ()
    due: tuple[Due, ...] = ()
    signatures: tuple[Signature, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalNow:
    """A goal as a review finds it: its computed status, its forecast and its probability."""

    goal: str
    statement: str
    status: str
    unit: str
    forecast: float | None
    probability: float | None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a pack with its blocks; its heading is no block of it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A pack as it is told.

    Parameters
    ----------
    name : str
        The SHA-256 of a frozen pack; empty for one that is being prepared.
    language : str
        In which a frozen pack is written; empty for one that is being prepared, which its reader's language says.
    period, title, headline, byline, lead : str
        The label of its period, what it is called, how many goals are well, of when and of what it is, and the whole
        in a few sentences.
    as_of : datetime
        The moment up to which facts count.
    goals, sections, due : tuple
        What is in it.
    content : mapping
        All of it, as plain values.
    """

    name: str
    language: str
    period: str
    title: str
    headline: str
    byline: str
    lead: str
    as_of: datetime
    goals: tuple[GoalNow, ...]
    sections: tuple[Section, ...]
    due: tuple[Due, ...]
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language that a pack is written in, and who says sentences in it."""

    language: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A period that can be reviewed: `start` <= day < `end`."""

    label: str
    title: str
    start: date
    end: date


class Packed(Protocol):
    """The part of a snapshot that knows review packs."""

    def reviewable(self) -> tuple[Reviewable, ...]:
        """Return the periods that a review may be opened for, the newest whole one first."""

    def goals_of(self, period: str) -> Mapping[str, GoalNow]:
        """Return the goals of a period by their ids, without telling the rest of its pack; raises as `pack`."""

    def pack(self, brief: Brief, speech: Speech) -> Told:
        """Return the pack of a period with what people add, said in a speech.

        Raises `UnderWayError` while its figures are being found, and `UnanswerableError` for a period that is none, or
        that has not begun.
        """

    def pack_file(self, brief: Brief, form: str, tongue: Tongue) -> bytes:
        """Return the same as a file in one of `FORMS`, in a language; raises as `pack`."""

    def freeze_pack(self, brief: Brief, tongue: Tongue) -> str:
        """Keep the pack for good in every form, in a language, and return its name; raises as `pack`."""

    def frozen_pack(self, name: str) -> Told:
        """Return a frozen pack; raises `UnanswerableError` where it is gone or was changed."""

    def frozen_file(self, name: str, form: str) -> bytes:
        """Return the bytes of a frozen pack in one of `FORMS`, as they were frozen; raises as `frozen_pack`."""
