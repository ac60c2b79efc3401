"""What `align` shows: who drifted, in one sentence; a line for each; and of a role or person asked for, the detail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.align_detail import detail, moves_table, share
from sightline.cli.documents.alignment import ALIGN, CAUSES
from sightline.cli.figures import counted
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
    from sightline.records.alignment import Alignment, Alignments

LOOKS = {
    "drifted": ("warn", "drifted", "watch"),
    "within_noise": ("ok", "as before", "good"),
    "team": ("", "see role", "faint"),
    "too_little": ("", "too little work", "faint"),
    "withheld": ("", "withheld", "faint"),
    "no_reference": ("", "nothing to compare", "faint"),
}
NAMED = 6  # activities without a line of sight that are named in the table
WITHHELD = "Withheld are groups of fewer than five people, and those from which one would follow."


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `align`, as they were written.

    The register of metrics is the app's; on the command line, who states a purpose answers for it.
    """

    period: str | None
    since: str | None
    role: str | None
    persons: tuple[str, ...]
    purpose: str | None = None


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Print how far work is from what was agreed, and return the exit code.

    Raises
    ------
    UnknownNameError
        If there is no such role or person.
    click.BadParameter
        If a label names no period, or the first comes after the last.
    """
    with state.reading() as reading:
        model = reading.model
        if question.role is not None and question.role not in model.roles:
            raise UnknownNameError("role", question.role, model.roles)
        try:
            approved = {"alignment"} if question.purpose else set()
            found = reading.align(question.period, question.since, persons=question.persons, approved=approved)
        except PeriodError as fault:
            raise click.BadParameter(f"{fault.cause} {fault.fix}", param_hint="--period, --since") from None
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, set())
        if code == ENVIRONMENT:
            return code
        rows = [one for one in found.every if _asked(one, question)]
        show(
            state, ALIGN, [row_of(one) for one in rows], fmt=fmt, model=model, as_of=as_of,
            table=lambda out: table(found, rows, question, model, out), problems=rows_of(problems),
            purpose=question.purpose, **extras(found, rows),
        )  # fmt: skip
        return code


def _asked(one: Alignment, question: Question) -> bool:
    if question.role is None:
        return True
    return one.kind == "person" or (one.kind == "role" and one.name == question.role)


def row_of(one: Alignment) -> dict[str, Any]:
    """Return a subject as a row of the document."""
    parts = dict.fromkeys(CAUSES) | {part.cause: part.value for part in one.parts}
    return {name: parts[name] if name in parts else getattr(one, name) for name in ALIGN.names()}


def extras(found: Alignments, rows: Sequence[Alignment]) -> dict[str, Any]:
    """Return what the document holds beside its rows."""
    shown = {(one.kind, one.name) for one in rows}
    return {
        "measured": found.measured, "baseline": list(found.baseline),
        "parts": [{"kind": one.kind, "name": one.name, **asdict(part)} for one in rows for part in one.parts],
        "activities": [{"kind": one.kind, "name": one.name, **asdict(each)} for one in rows for each in one.activities],
        "points": [asdict(one) for one in found.points if (one.kind, one.name) in shown],
        "unseen": [asdict(one) for one in found.unseen], "moves": [asdict(one) for one in found.moves],
        "restored": [{"role": role, "distance": now, "after": after} for role, now, after in found.restored],
        "words": list(found.words),
    }  # fmt: skip


def sentence(found: Alignments) -> str:
    """Return which roles drifted, in one sentence."""
    span = found.since if found.since == found.until else f"{found.since} to {found.until}"
    roles = [one for one in found.every if one.kind == "role"]
    told = [one for one in roles if one.state in {"drifted", "within_noise"}]
    if not told:
        return f"Of no role enough work is known in {span} to say how it was split."
    drifted = [one for one in told if one.state == "drifted"]
    if not drifted:
        return f"No role of {len(told)} drifted beyond chance in {span}."
    names = ", ".join(one.title for one in drifted)
    return f"{len(drifted)} of {counted(len(told), 'role')} drifted beyond chance in {span}: {names}."


def table(
    found: Alignments, rows: Sequence[Alignment], question: Question, model: Model, terminal: Terminal
) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(found), terminal)
    if rows:
        columns = [
            Column("Whose work"), Column("State"), Column("Differs", figures=True), Column("90 %", figures=True),
            Column("Chance", figures=True), Column("Demand", figures=True), Column("Assignment", figures=True),
            Column("No path", figures=True), Column("Items", figures=True),
        ]  # fmt: skip
        cells = [_cells(one, terminal) for one in rows]
        columns, cells, _ = fitting(columns, cells, terminal, ("Items", "No path", "90 %"))
        yield ""
        yield from render(columns, cells, terminal, notes=[_note(one) for one in rows])
    if question.purpose:
        yield ""
        yield from paragraph(f"Asked about persons for: {question.purpose}", terminal)
    for one in rows:
        if one.name in {question.role, *question.persons} and one.activities:
            yield from detail(one, found, terminal)
    if found.moves and (question.role is None or any(question.role in (m.giver, m.taker) for m in found.moves)):
        yield from moves_table(found, terminal)
    hidden = WITHHELD if any(one.state == "withheld" for one in rows) else ""
    for words in (_compared(found, rows), _lost(found), hidden, *found.words):
        if words:
            yield ""
            yield from paragraph(words, terminal)
    yield from signature(model, terminal)


def _cells(one: Alignment, terminal: Terminal) -> list[str | Cell]:
    sign, words, look = LOOKS[one.state]
    if one.state == "within_noise" and one.against == "agreement":
        words = "as agreed"
    parts = {part.cause: part.value for part in one.parts}
    interval = "" if one.low is None or one.high is None else f"{share(one.low)} to {share(one.high)}"
    return [
        one.name if one.kind != "unit" else f"unit {one.name}",
        Cell(f"{terminal.sign(sign)} {words}" if sign else words, look),
        share(one.distance), interval, share(one.noise), share(parts.get("demand")), share(parts.get("assignment")),
        share(one.unseen), "" if one.items is None else f"{one.items:,}",
    ]  # fmt: skip


def _note(one: Alignment) -> str:
    """Return what a line needs beside its figures."""
    return one.words if one.state in {"team", "no_reference"} or one.kind == "person" else ""


def _compared(found: Alignments, rows: Sequence[Alignment]) -> str:
    if not any(one.against == "baseline" and one.distance is not None for one in rows):
        return ""
    if not found.baseline:
        return ""
    return f"Where nothing was agreed, work is compared with that of {found.baseline[0]} to {found.baseline[-1]}."


def _lost(found: Alignments) -> str:
    if not found.unseen:
        return ""
    whole = sum(one.share for one in found.unseen)
    most = sorted(found.unseen, key=lambda one: (-one.share, one.activity))
    names = ", ".join(f"{one.activity} {share(one.share)}" for one in most[:NAMED])
    more = f", and {len(most) - NAMED} more" if len(most) > NAMED else ""
    return f"No line of sight joins {share(whole)} of the work to a goal: {names}{more}."
