"""The review pack: what one cycle looks at, of all three levels, frozen.

A pack is plain data. Its bytes are canonical JSON, and their SHA-256 is its name: whoever doubts a pack can check it
with `sha256sum` alone. Values are in the metric's unit, None means no data and never zero, days are half-open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from sightline.errors import SourceError
from sightline.reviews.lines import (
    AlignedLine,
    BacklogLine,
    ControlLine,
    Decision,
    DeviationLine,
    Due,
    GoalLine,
    Move,
    Note,
    Override,
    ProcessLine,
    PromiseLine,
    RoleLine,
    Signature,
    Span,
    Withheld,
)
from sightline.saying import say

__all__ = ["FORM", "LANGUAGE", "Pack", "pack_bytes", "pack_from", "pack_id"]

FORM = 1  # changes with the meaning of a field; a pack of an earlier form stays readable
LANGUAGE = "en"  # in which the library says what it says


@dataclass(frozen=True, slots=True)
class Pack:
    """One review, whole.

    Parameters
    ----------
    enterprise, currency, timezone : str
        Whose it is.
    period, previous : Span
        What is reviewed, and the period that it is compared with.
    as_of : datetime
        The moment up to which facts count.
    model : str
        The hash of the operating model.
    written_by : str
        The version of Sightline.
    example : bool
        Whether the enterprise is made up.
    goals, processes, controls, deviations, roles, aligned, backlog, moves, promises, due
        The three levels and the decisions, each in the order in which it is to be read.
    notes, overrides, decisions, signatures
        What people add.
    withheld : tuple of Withheld
        What is missing, and why.
    words : tuple of str
        What a reader should know of the whole.
    form : int
        `FORM` when it was made.
    language : str
        In which it is written, by its tag; that of the names in it is the model's.
    translated : mapping of str to str
        In another language than English: each text that the library says of the pack, and how the pack says it.
    """

    enterprise: str
    currency: str
    timezone: str
    period: Span
    previous: Span
    as_of: datetime
    model: str
    written_by: str
    example: bool = False
    goals: tuple[GoalLine, ...] = ()
    processes: tuple[ProcessLine, ...] = ()
    controls: tuple[ControlLine, ...] = ()
    deviations: tuple[DeviationLine, ...] = ()
    deviations_in_all: int = 0
    roles: tuple[RoleLine, ...] = ()
    aligned: tuple[AlignedLine, ...] = ()
    backlog: tuple[BacklogLine, ...] = ()
    moves: tuple[Move, ...] = ()
    promises: tuple[PromiseLine, ...] = ()
    due: tuple[Due, ...] = ()
    notes: tuple[Note, ...] = ()
    overrides: tuple[Override, ...] = ()
    decisions: tuple[Decision, ...] = ()
    signatures: tuple[Signature, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    words: tuple[str, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)  # of metrics, roles and goals that are named by id
    form: int = FORM
    language: str = LANGUAGE
    translated: dict[str, str] = field(default_factory=dict)

    def goal(self, name: str) -> GoalLine | None:
        """Return a goal by its id; None where the pack has none of that name."""
        return next((one for one in self.goals if one.goal == name), None)

    def override(self, goal: str) -> Override | None:
        """Return the status that was set by hand for a goal."""
        return next((one for one in self.overrides if one.goal == goal), None)

    def status(self, goal: GoalLine) -> str:
        """Return the status that counts: the one set by hand, else the computed one."""
        found = self.override(goal.goal)
        return found.status if found is not None else goal.status

    def title(self, name: str) -> str:
        """Return how something that is named by id is called."""
        return self.titles.get(name, name)


def pack_bytes(pack: Pack) -> bytes:
    """Return a pack as canonical JSON: keys in order, no spaces, UTF-8; the same pack always gives the same bytes."""
    plain = msgspec.to_builtins(pack, order="deterministic", enc_hook=str)  # a sentence that knows its source is a text
    if pack.language == LANGUAGE:  # such packs were frozen before there were others, and keep their bytes
        del plain["language"], plain["translated"]
    return msgspec.json.encode(plain)


def pack_id(content: bytes) -> str:
    """Return the name of a pack: the SHA-256 of its bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def pack_from(content: bytes, *, place: str = "") -> Pack:
    """Return the pack that bytes say.

    Raises
    ------
    SourceError
        If they say none, or one of a later form.
    """
    try:
        found = msgspec.json.decode(content, type=Pack)
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise SourceError(
            say("this is no review pack: {fault}.", fault=str(fault)), place=place,
            fix=say("Restore it from a backup."),
        ) from None  # fmt: skip
    if found.form > FORM:
        raise SourceError(
            say("the pack is of form {form}, and this Sightline reads up to {most}.", form=found.form, most=FORM),
            place=place, fix=say("Read it with a newer Sightline."),
        )  # fmt: skip
    return found
