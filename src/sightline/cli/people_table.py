"""What `people` shows: assignments by the ids of persons, posts without holders, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sightline.cli.documents.people import MISFITS, PEOPLE
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.state import State
from sightline.cli.tables import Column, fitting, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records.people import Assignment, Misfit

__all__ = ["answer", "answer_misfits"]

FINDINGS = 1
_NO_PEOPLE = "The model declares no people: say where they stand, under people:."


def answer(state: State, on: date | None, role: str | None, unit: str | None, *, fmt: str) -> int:
    """Print the assignments that hold on a day.

    Raises
    ------
    UnknownNameError
        If there is no such role or unit.
    SightlineError
        If the table of people cannot be read.
    """
    with state.reading() as reading:
        model, people, day = reading.model, reading.people(), on or reading.last_day
        if role is not None:
            _known("role", role, {*model.roles, *(one.role for one in people.every)})
        if unit is not None:
            _known("unit", unit, {one.unit for one in people.every if one.unit})
        held = people.on(day)
        asked = [one for one in held if role in {None, one.role} and unit in {None, one.unit}]
        posts = sorted(set(model.roles) - {one.role for one in held}) if model.people else []
        as_of, misfits = reading.as_of, len(people.misfits)
        state.hide_progress()
    show(
        state, PEOPLE, [{name: getattr(one, name) for name in PEOPLE.names()} for one in asked], fmt=fmt, model=model,
        as_of=as_of, on=day, posts=posts, misfits=misfits,
        table=lambda out: _table(asked, posts if role is unit is None else [], misfits, day, model, out),
    )  # fmt: skip
    return 0


def _known(kind: str, name: str, known: set[str]) -> None:
    if name not in known:
        raise UnknownNameError(kind, name, known)


def _table(
    held: Sequence[Assignment], posts: Sequence[str], misfits: int, day: date, model: Model, terminal: Terminal
) -> Iterator[str]:
    """Yield the lines for people."""
    if model.people is None:
        yield from paragraph(_NO_PEOPLE, terminal)
        return
    persons = len({one.person for one in held})
    whole = sum(one.capacity for one in held)
    roles = counted(len({one.role for one in held}), "role")
    head = f"On {day}, {counted(persons, 'person', 'people')} in {roles}"
    yield from paragraph(
        f"{head}, {whole:,.1f} full-time posts." if held else f"On {day}, nobody holds a role.", terminal
    )
    if posts:
        yield from paragraph(f"Posts without holders: {', '.join(posts)}.", terminal)
    if held:
        columns = [
            Column("Person"), Column("Role"), Column("Unit"), Column("Manager"), Column("Capacity", figures=True),
            Column("Since"), Column("Until"),
        ]  # fmt: skip
        none = terminal.sign("none")
        rows = [
            [
                one.person, one.role, one.unit or none, one.manager or none, f"{one.capacity:g}",
                str(one.since or none), str(one.until or none),
            ]
            for one in held
        ]  # fmt: skip
        columns, cells, _ = fitting(columns, rows, terminal, ("Until", "Since", "Unit"))
        yield ""
        yield from render(columns, cells, terminal)
    if misfits:
        yield ""
        told = f"{counted(misfits, 'thing does', 'things do')} not fit: sightline people --misfits"
        yield from paragraph(told, terminal)
    yield from signature(model, terminal)


def answer_misfits(state: State, on: date | None, *, fmt: str) -> int:
    """Print what does not fit, and return 1 where anything does not."""
    with state.reading() as reading:
        model, day = reading.model, on or reading.last_day
        found = reading.misfits(on=day)
        as_of = reading.as_of
        state.hide_progress()
    rows = [{**{name: getattr(one, name) for name in MISFITS.names()}, "who": list(one.who)} for one in found]
    show(state, MISFITS, rows, fmt=fmt, model=model, as_of=as_of, on=day, table=lambda out: _misfits(found, model, out))
    return FINDINGS if found else 0


def _misfits(found: Sequence[Misfit], model: Model, terminal: Terminal) -> Iterator[str]:
    if model.people is None:
        yield from paragraph(_NO_PEOPLE, terminal)
    elif not found:
        yield from paragraph("Everything fits: people, roles and the performers of work.", terminal)
    for one in found:
        yield from paragraph(one.words, terminal)
        yield from paragraph(one.fix, terminal, indent=2)
        yield ""
    yield from signature(model, terminal)
