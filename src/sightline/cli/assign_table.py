"""What `assign` shows: what is proposed in one sentence, then what would go to whom and what stays open, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

from sightline.cli.documents.developing import ASSIGN
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError
from sightline.periods import PeriodError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.reading import Reading
    from sightline.records.assigning import Proposal, Proposals

SHOWN = 60
LOOKS = {"proposed": ("ok", "good"), "stays": ("", "quiet")}
LEFT = {
    "nobody": "nobody may", "no_capacity": "too few hours", "full": "hours are full", "no_hours": "hours unknown",
    "refused": "cannot be read", "proposed": "proposed", "stays": "stays",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `assign`, as they were written."""

    period: str | None
    until: str | None
    role: str | None
    anew: bool
    hours: float


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Print who should take which open work, and return the exit code.

    Raises
    ------
    UnknownNameError
        If there is no such role.
    click.BadParameter
        If the horizon is no day or period, or is past.
    """
    with state.reading() as reading:
        model = reading.model
        if question.role is not None and question.role not in model.roles:
            raise UnknownNameError("role", question.role, model.roles)
        found = _proposals(reading, question)
        rows = [one for one in found.rows if question.role is None or question.role in one.roles]
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, set())
        if code == ENVIRONMENT:
            return code
        show(
            state, ASSIGN, [row_of(one) for one in rows], fmt=fmt, model=model, as_of=as_of,
            table=lambda out: table(found, rows, model, out), until=found.until, value=found.value, bound=found.bound,
            gap=found.gap, loads=[asdict(one) for one in found.loads], words=found.words, problems=rows_of(problems),
        )  # fmt: skip
        return code


def _proposals(reading: Reading, question: Question) -> Proposals:
    try:
        until = date.fromisoformat(question.until) if question.until else question.period
    except ValueError:
        raise click.BadParameter("write a day as 2026-12-31.", param_hint="--until") from None
    try:
        return reading.assign(until, anew=question.anew, hours_a_day=question.hours)
    except PeriodError as fault:
        raise click.BadParameter(f"{fault.cause} {fault.fix}", param_hint="--period, --until") from None


def row_of(one: Proposal) -> dict[str, object]:
    """Return a proposal as a row of the document."""
    return {name: getattr(one, name) for name in ASSIGN.names()}


def table(found: Proposals, rows: Sequence[Proposal], model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people: what stays with whom it is, is counted and not listed."""
    yield from paragraph(found.words, terminal)
    listed = [one for one in rows if one.state != "stays"]
    if listed:
        columns = [
            Column("Item"), Column("Work", wraps=True), Column("Due"), Column("Hours", figures=True), Column("Who"),
            Column("State"),
        ]  # fmt: skip
        shown = listed[:SHOWN]
        cells = [_cells(one, terminal) for one in shown]
        columns, cells, _ = fitting(columns, cells, terminal, ("Due", "Hours"))
        yield ""
        yield from render(columns, cells, terminal, notes=[one.reason for one in shown])
        if len(listed) > SHOWN:
            yield ""
            yield from paragraph(f"{len(listed) - SHOWN:,} more: --format csv has them all.", terminal)
    elif not rows and not found.rows:
        yield from paragraph("With --anew, what somebody has already is looked at, too.", terminal)
    yield from signature(model, terminal)


def _cells(one: Proposal, terminal: Terminal) -> list[str | Cell]:
    sign, look = LOOKS.get(one.state, ("warn", "watch"))
    mark = f"{terminal.sign(sign)} " if sign else ""
    due, hours = f"{one.due:%Y-%m-%d}" if one.due else "", "" if one.hours is None else f"{one.hours:.1f}"
    return [one.item, one.activity, due, hours, one.person or "", Cell(f"{mark}{LEFT[one.state]}", look)]
