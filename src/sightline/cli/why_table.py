"""What `why` shows: one sentence that answers, then the parts of the change, ranked, and what none of them explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.documents import WHY
from sightline.cli.figures import figure, large, unit_column
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import full_change, interval, percent
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import EstimateError
from sightline.periods import PeriodError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records import ChangePart, Why

SHOWN_PARTS = 8
_PARTS = {
    "value": "its amount",
    "rate": "its own rate",
    "mix": "its weight",
    "entered": "came in",
    "left": "went away",
    "effect": "by an effect",
    "residual": "not explained",
}
_EXTRAS = ("low", "high", "moved", "lag", "via", "support", "grade", "words")
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `why`, as they were written."""

    metric: str
    from_: str | None = None
    to: str | None = None
    by: str | None = None


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Explain the change that was asked for, print it, and return the exit code.

    Raises
    ------
    UnknownNameError
        If the metric or the dimension is not declared.
    click.BadParameter
        If a period is not one, or the first comes after the second.
    EstimateError
        If there is no value in one of the periods.
    """
    with state.reading() as reading:
        reading.model.metric(question.metric)
        _check_periods(reading.model, question)
        try:
            found = reading.why(question.metric, question.from_, question.to, by=question.by)
        except EstimateError:
            state.hide_progress()
            if tell(state, reading.problems, {question.metric}) == ENVIRONMENT:
                return ENVIRONMENT
            raise
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, {found.metric, *(one.metric for one in found.parts)})
        show(
            state, WHY, [_row(one) for one in found.parts], fmt=fmt, model=reading.model, as_of=as_of,
            table=lambda out: table(found, reading.model, out), problems=rows_of(problems), **_extras(found),
        )  # fmt: skip
        return code


def _check_periods(model: Model, question: Question) -> None:
    periods = {}
    for name, label in (("--from", question.from_), ("--to", question.to)):
        if label is None:
            continue
        try:
            periods[name] = model.calendar.parse(label)
        except PeriodError as fault:
            raise click.BadParameter(f"{fault.cause} {fault.fix}", param_hint=name) from None
        grain = model.calendar.grain
        if periods[name].grain != grain:
            raise click.BadParameter(
                f"{label} is a {periods[name].grain}, and changes are explained from {grain} to {grain}.",
                param_hint=name,
            )
    if len(periods) == 2 and periods["--from"].start >= periods["--to"].start:  # noqa: PLR2004 -- both ends are given
        raise click.BadParameter(f"{question.from_} is not before --to {question.to}.", param_hint="--from")


def _row(part: ChangePart) -> dict[str, Any]:
    return {name: getattr(part, name) for name in WHY.names()}


def _extras(why: Why) -> dict[str, Any]:
    return {
        "metric": why.metric,
        "unit": why.unit,
        "from": why.from_,
        "to": why.to,
        "before": why.before,
        "after": why.after,
        "total": why.total,
        "residual": why.residual,
        "sentence": why.sentence,
        "words": why.words,
        "parts": [{name: getattr(one, name) for name in _EXTRAS} for one in why.parts],
    }


def table(why: Why, model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(why.sentence, terminal)
    yield from paragraph(_levels(why, terminal), terminal)
    if why.parts:
        yield ""
        yield from _parts(why, terminal)
    yield ""
    if why.words:
        yield from paragraph(why.words, terminal)
    yield from paragraph(
        "Parts are ranked contributions, not proven causes; with what is not explained they add up to the whole.",
        terminal,
    )
    yield from signature(model, terminal)


def _levels(why: Why, terminal: Terminal) -> str:
    compact = large([why.before, why.after])
    levels = [
        f"{label} {figure(value, why.unit, terminal, compact=compact, brief=True)}"
        for label, value in ((why.from_, why.before), (why.to, why.after))
    ]
    unit = unit_column(why.unit)
    return f" {terminal.sign('to')} ".join(levels) + (f" {unit}" if unit else "")


def _parts(why: Why, terminal: Terminal) -> Iterator[str]:
    named = [one for one in why.parts if one.part != "residual"]
    first = bool(why.parts) and why.parts[0].part == "residual"
    shown, rest = named[:SHOWN_PARTS], named[SHOWN_PARTS:]
    sizes = [*(one.contribution for one in why.parts), why.residual, why.total]
    rows = [_part_cells(one, why, sizes, terminal) for one in shown]
    notes = [one.words for one in shown]
    if rest:
        total = sum(one.contribution for one in rest)
        rows.append(_sum_cells(total, f"{len(rest)} smaller parts", why, sizes, terminal))
        notes.append("")
    residual = next((one for one in why.parts if one.part == "residual"), None)
    at = 0 if first else len(rows)
    rows.insert(at, _sum_cells(why.residual, "not explained", why, sizes, terminal))
    notes.insert(at, residual.words if residual is not None else "")
    rows.append([Cell(str(one), "strong") for one in _sum_cells(why.total, "the whole change", why, sizes, terminal)])
    notes.append("")
    columns = [
        Column("Contribution", figures=True), Column("Share", figures=True),
        Column("What", wraps=True, least=longest_word(str(row[2]) for row in rows[:-1])), Column("Where", wraps=True),
        Column("Part"), Column("90 % interval", figures=True),
    ]  # fmt: skip
    if not any(one.low != one.high for one in why.parts):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    columns, cells, _ = fitting(columns, rows, terminal, ("Part", "90 % interval"))
    yield from render(columns, cells, terminal, notes=notes)


def _part_cells(part: ChangePart, why: Why, sizes: list[float], terminal: Terminal) -> list[str | Cell]:
    where = part.segment if part.segment is not None else "(none)" if part.dimension else ""
    return [
        full_change(part.contribution, why.unit, terminal, beside=sizes),
        percent(part.share, terminal),
        part.metric,
        f"{part.dimension} {where}" if part.dimension else "everywhere",
        _PARTS[part.part],
        "exact" if part.low == part.high else interval(part.low, part.high, why.unit, terminal, beside=sizes),
    ]


def _sum_cells(value: float, what: str, why: Why, sizes: list[float], terminal: Terminal) -> list[str | Cell]:
    share = value / why.total if abs(why.total) > _TINY * max(abs(why.before), abs(why.after)) else None
    return [
        full_change(value, why.unit, terminal, beside=sizes),
        percent(share, terminal), what, "", "", "",
    ]  # fmt: skip
