"""A pack composed of a reading: the three levels, the backlog, and what is to be decided.

Each part is made for itself. What cannot be made is named with its cause, and the rest of the pack stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sightline.errors import SightlineError, UnknownNameError
from sightline.reading import Reading
from sightline.reviews.backlog_part import backlog, moves, promises
from sightline.reviews.due_part import due
from sightline.reviews.lines import Decision, Due, Note, Override, Signature, Withheld
from sightline.reviews.operations_part import controls, deviations, processes
from sightline.reviews.pack import Pack
from sightline.reviews.roles_part import aligned, roles
from sightline.reviews.spans import Reviewed, reviewed
from sightline.reviews.strategy_part import goals
from sightline.saying import labelled, say

__all__ = ["Brief", "compose"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a pack is asked for, and what people add to it.

    Parameters
    ----------
    period : str, optional
        The label of the reviewed period; the newest whole one of the calendar's grain where left out.
    written_by : str
        The version of Sightline.
    example : bool
        Whether the enterprise is made up.
    notes, overrides, decisions, due, signatures
        What people wrote; `due` comes before what the reading finds.
    """

    period: str | None = None
    written_by: str = ""
    example: bool = False
    notes: tuple[Note, ...] = ()
    overrides: tuple[Override, ...] = ()
    decisions: tuple[Decision, ...] = ()
    due: tuple[Due, ...] = ()
    signatures: tuple[Signature, ...] = ()


def compose(reading: Reading, brief: Brief | None = None) -> Pack:
    """Return the pack of a period out of a reading.

    Parameters
    ----------
    reading : Reading
        All figures are of its model and its moment; so the same reading and brief give the same pack.
    brief : Brief, optional
        What is asked for.

    Returns
    -------
    Pack
        Without figures of single persons. What could not be made stands in `withheld`.

    Raises
    ------
    PeriodError
        If the label names no period, one that has not begun, or one finer than the calendar's grain.
    UnknownNameError
        If a status is set by hand for a goal that is not declared.
    """
    asked = brief if brief is not None else Brief()
    spans = reviewed(reading, asked.period)
    _check(reading, asked)
    gathered = _Gathered()
    found_deviations = gathered.all(say("Deviations"), reading.deviations)
    backed = bool(reading.model.initiatives)
    chosen = gathered.one(say("Backlog"), reading.portfolio) if backed else None
    book = gathered.one(say("Promises"), reading.promises) if backed else None
    told_goals = gathered.all(say("Goals"), lambda: goals(reading, spans))
    told_controls = gathered.all(say("Controls"), lambda: controls(reading, spans))
    told_aligned = gathered.all(say("Alignment"), lambda: aligned(reading, spans))
    told_promises = promises(book, reading) if book is not None else ()
    told_backlog = backlog(chosen, book) if chosen is not None else ()
    told_moves = moves(chosen) if chosen is not None else ()
    found = due(told_goals, told_controls, told_aligned, told_backlog, told_promises)
    return Pack(
        enterprise=reading.model.settings.name, currency=reading.model.settings.currency,
        timezone=reading.model.calendar.timezone, period=spans.period, previous=spans.previous, as_of=reading.as_of,
        model=reading.model.hash, written_by=asked.written_by, example=asked.example, goals=told_goals,
        processes=gathered.all(say("Processes"), lambda: processes(reading, spans)), controls=told_controls,
        deviations=deviations(found_deviations, reading), deviations_in_all=len(found_deviations),
        roles=gathered.all(say("Role goals"), lambda: roles(reading, spans)), aligned=told_aligned,
        backlog=told_backlog, moves=told_moves, promises=told_promises, due=(*asked.due, *found), notes=asked.notes,
        overrides=asked.overrides, decisions=asked.decisions, signatures=asked.signatures,
        withheld=tuple(gathered.lost), words=(*_words(spans), *(one.cause for one in reading.problems)),
        titles=_titles(reading),
    )  # fmt: skip


@dataclass
class _Gathered:
    """Makes parts, and keeps what could not be made."""

    lost: list[Withheld] = field(default_factory=list)

    def one(self, part: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except SightlineError as fault:
            self.lost.append(Withheld(part, fault.cause, fault.fix))
            return None

    def all(self, part: str, make: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        return self.one(part, make) or ()


def _check(reading: Reading, asked: Brief) -> None:
    for one in asked.overrides:
        if one.goal not in reading.model.goals:
            raise UnknownNameError("goal", one.goal, reading.model.goals)


def _words(spans: Reviewed) -> tuple[str, ...]:
    found, period = [], labelled(spans.period.label)
    if spans.period.so_far:
        found.append(say("{period} is under way: its figures count what has come so far.", period=period))
    if spans.later:
        found.append(say(
            "{period} ended before {later}: its own figures are of that period, status, forecasts and open deviations "
            "of {later}. To see what was known then, say --as-of.", period=period, later=labelled(spans.later),
        ))  # fmt: skip
    return tuple(found)


def _titles(reading: Reading) -> dict[str, str]:
    model = reading.model
    return {
        **{name: role.title for name, role in model.roles.items()},
        **{name: goal.statement for name, goal in model.goals.items()},
    }
