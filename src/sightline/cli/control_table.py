"""What `controls` shows: one sentence on what fails, then each control with what was counted and what is accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.cli.documents.controls import CONTROLS
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError
from sightline.units import format_value

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records.controls import ControlResult

FINDINGS = 1
SHOWN_CASES = 3
LOOKS = {"pass": ("ok", "good"), "fail": ("fail", "bad"), "not_tested": ("warn", "watch")}


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `controls`, as they were written."""

    controls: tuple[str, ...]
    since: str | None
    until: str | None
    everything: bool


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Print the controls that were asked for, and return the exit code: 1 where one fails in the newest period.

    Raises
    ------
    UnknownNameError
        If no control is called so.
    PeriodError
        If a label names no period.
    """
    with state.reading() as reading:
        model = reading.model
        for name in question.controls:
            if name not in model.controls:
                raise UnknownNameError("control", name, model.controls)
        asked = question.controls or tuple(model.controls)
        found = [one for one in reading.controls(question.since, question.until) if one.control in asked]
        newest = found[-1].period.label if found else ""
        if question.since is None and not question.everything:
            found = [one for one in found if one.period.label == newest]
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, {one.metric for one in found})
        if code != ENVIRONMENT:
            show(
                state, CONTROLS, [row_of(one) for one in found], fmt=fmt, model=model, as_of=as_of,
                table=lambda out: table(found, model, out), problems=rows_of(problems),
            )  # fmt: skip
        failed = any(one.outcome == "fail" for one in found if one.period.label == newest)
        return code or (FINDINGS if failed else 0)


def row_of(one: ControlResult) -> dict[str, object]:
    """Return a result as a row of the document."""
    return {
        "control": one.control, "period": one.period.label, "outcome": one.outcome,
        "so_far": "yes" if one.so_far else "no", "value": one.value, "tolerates": one.tolerates,
        "at_most": one.at_most, "at_least": one.at_least, "cases": one.cases, "pending": one.pending,
        "failing_since": one.failing_since, "evidence": list(one.evidence), "enforces": one.enforces,
        "metric": one.metric, "unit": one.unit, "owner": one.owner, "review": one.review,
        "overdue": "yes" if one.overdue else "no", "fresh_at": one.fresh_at, "requirement": one.requirement,
        "words": one.words,
    }  # fmt: skip


def sentence(found: Sequence[ControlResult]) -> str:
    """Return what fails, in one sentence."""
    if not found:
        return "The model declares no controls: say what must hold, under controls:."
    newest = found[-1].period
    latest = [one for one in found if one.period == newest]
    failed = [one.title for one in latest if one.outcome == "fail"]
    blind = sum(one.outcome == "not_tested" for one in latest)
    so_far = ", so far" if latest[0].so_far else ""
    untested = f"; {counted(blind, 'could', 'could')} not be tested" if blind else ""
    if not failed:
        return f"No control of {len(latest)} fails in {newest.label}{so_far}{untested}."
    many = f"{len(failed)} of {counted(len(latest), 'control')} {'fails' if len(failed) == 1 else 'fail'}"
    return f"{many} in {newest.label}{so_far}{untested}: {', '.join(failed)}."


def table(found: Sequence[ControlResult], model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(found), terminal)
    if found:
        columns = [
            Column("Control"), Column("Period"), Column("Result"), Column("Found", figures=True),
            Column("Accepted", figures=True), Column("Since"), Column("Owner"), Column("Review"),
        ]  # fmt: skip
        rows = [_cells(one, terminal) for one in found]
        columns, cells, _ = fitting(columns, rows, terminal, ("Review", "Owner", "Since"))
        yield ""
        yield from render(columns, cells, terminal, notes=[_note(one) for one in found])
    yield from signature(model, terminal)


def _cells(one: ControlResult, terminal: Terminal) -> list[str | Cell]:
    sign, look = LOOKS[one.outcome]
    review = f"{one.review:%Y-%m-%d}{' overdue' if one.overdue else ''}" if one.review else ""
    return [
        one.control, one.period.label + (" so far" if one.so_far else ""),
        Cell(f"{terminal.sign(sign)} {one.outcome.replace('_', ' ')}", look),
        "" if one.value is None else format_value(one.value, one.unit, compact=True), _accepted(one),
        one.failing_since or "", one.owner or "", review,
    ]  # fmt: skip


def _accepted(one: ControlResult) -> str:
    if one.tolerates is not None:
        return f"{one.tolerates:,}"
    low, high = (
        None if limit is None else format_value(limit, one.unit, compact=True) for limit in (one.at_least, one.at_most)
    )
    return " to ".join(filter(None, (low, high))) if low and high else f"≥ {low}" if low else f"≤ {high}"


def _note(one: ControlResult) -> str:
    if one.outcome == "not_tested":
        return one.words
    cases = ", ".join(one.evidence[:SHOWN_CASES]) if one.outcome == "fail" else ""
    more = f" and {one.value - SHOWN_CASES:,.0f} more" if cases and one.value and one.value > SHOWN_CASES else ""
    return f"{one.requirement} Cases: {cases}{more}." if cases else ""
