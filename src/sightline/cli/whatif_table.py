"""What `whatif` shows: one sentence that answers, then what each goal would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sightline.cli.documents import WHATIF
from sightline.cli.figures import figure, large, unit_column
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import chance, chances, full_change, interval
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records import GoalShift, Shift, WhatIf

_SHIFT = ("metric", "how", "amount", "text")


def answer(state: State, texts: Sequence[str], *, fmt: str) -> int:
    """Print what the goals would do under the changes written in `texts`, and return the exit code.

    Raises
    ------
    ShiftError
        If a text says no change.
    UnknownNameError
        If a metric is not declared.
    """
    from sightline.strategy.shifts import parse_shift  # noqa: PLC0415 -- slow import

    with state.reading() as reading:
        model = reading.model
        shifts = [parse_shift(text, lambda metric: model.metric(metric).unit) for text in texts]
        found = reading.whatif(shifts)
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        asked = {*(model.goals[one.goal].metric for one in found.goals), *(one.metric for one in found.shifts)}
        code = tell(state, problems, asked)
        if code != ENVIRONMENT:
            show(
                state, WHATIF, [_row(one) for one in found.goals], fmt=fmt, model=model, as_of=as_of,
                table=lambda out: table(found, model, out), problems=rows_of(problems), words=found.words,
                shifts=[{name: getattr(one, name) for name in _SHIFT} for one in found.shifts],
                goals={one.goal: _extras(one) for one in found.goals},
            )  # fmt: skip
        return code


def _row(goal: GoalShift) -> dict[str, Any]:
    return {
        "goal": goal.goal,
        "metric": goal.after.metric,
        "before": goal.before.forecast,
        "after": goal.after.forecast,
        "change": goal.change,
        "low": goal.low,
        "high": goal.high,
        "probability_before": goal.before.probability,
        "probability_after": goal.after.probability,
    }


def _extras(goal: GoalShift) -> dict[str, Any]:
    return {
        "unit": goal.unit,
        "target": goal.after.target,
        "by": goal.after.by,
        "before_low": goal.before.low,
        "before_high": goal.before.high,
        "after_low": goal.after.low,
        "after_high": goal.after.high,
        "words": goal.words,
    }


def written(shift: Shift) -> str:
    """Return a change as it is given to the command."""
    return f"{shift.metric}={shift.text.removeprefix('=')}"


def _gain(goal: GoalShift) -> float:
    before, after = goal.before.probability, goal.after.probability
    return 0.0 if before is None or after is None else after - before


def sentence(found: WhatIf, terminal: Terminal) -> str:
    """Return the answer in one sentence: which goals move, and whose chance changes most."""
    shifts = ", ".join(written(one) for one in found.shifts)
    if not found.goals:
        return "The model declares no goals. Declare one under 'goals:' to see what a change would do."
    moved = [one for one in found.goals if one.change]
    if all(one.change is None for one in found.goals):
        return f"With {shifts} it cannot be said what any goal would do."
    if not moved:
        return f"With {shifts} no goal moves: no path leads there, or no effect on the way is supported."
    best = max(moved, key=lambda one: abs(_gain(one)))
    text = (
        f"With {shifts}, from now on, {len(moved)} of {len(found.goals)} goals {'moves' if len(moved) == 1 else 'move'}"
    )
    by = f"{full_change(best.change, best.unit, terminal)} by {best.after.by.isoformat()}"
    if best.after.probability is None:
        return f"{text}; {best.goal} by {by}."
    before, after = (chance(one.probability, terminal) for one in (best.before, best.after))
    if before == after:
        return f"{text}; {best.goal} by {by}, and its chance stays {after}."
    return f"{text}; the chance of {best.goal} goes from {before} to {after} ({by})."


def _cells(goal: GoalShift, terminal: Terminal) -> list[str | Cell]:
    compact = large([goal.before.forecast, goal.after.forecast])
    before, after = (
        figure(value, goal.unit, terminal, compact=compact, brief=True)
        for value in (goal.before.forecast, goal.after.forecast)
    )
    sizes = [goal.change, goal.low, goal.high]
    cells = [
        goal.goal, before, after, unit_column(goal.unit),
        full_change(goal.change, goal.unit, terminal, beside=sizes),
        interval(goal.low, goal.high, goal.unit, terminal, beside=sizes),
        chances(goal.before.probability, goal.after.probability, terminal),
    ]  # fmt: skip
    return [Cell(cell, None if goal.change else "quiet") for cell in cells]


def table(found: WhatIf, model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(found, terminal), terminal)
    if found.words:
        yield from paragraph(found.words, terminal)
    if not found.goals:
        return
    columns = [
        Column("Goal", wraps=True, least=longest_word(one.goal for one in found.goals)),
        Column("Forecast", figures=True), Column("With it", figures=True), Column("Unit"),
        Column("Change", figures=True), Column("90 % interval", figures=True), Column("Chance", figures=True),
    ]  # fmt: skip
    rows = [_cells(one, terminal) for one in found.goals]
    columns, rows, _ = fitting(columns, rows, terminal, ("Unit", "Forecast"))
    yield ""
    yield from render(columns, rows, terminal, notes=[_note(one, model, terminal) for one in found.goals])
    yield ""
    yield from paragraph(
        "Forecast: the median at the goal's date. The change is taken draw by draw: what is uncertain in both "
        "forecasts alike does not widen its interval.",
        terminal,
    )
    yield from signature(model, terminal)


def _note(goal: GoalShift, model: Model, terminal: Terminal) -> str:
    if not goal.change:
        return goal.words
    unit = unit_column(goal.unit)
    target = figure(goal.after.target, goal.unit, terminal, compact=large([goal.after.target]), brief=True)
    aim = f"{model.goals[goal.goal].metric}: target {target}{f' {unit}' if unit else ''} by {goal.after.by.isoformat()}"
    return f" {terminal.sign('dot')} ".join([aim, *([goal.words] if goal.words else [])])
