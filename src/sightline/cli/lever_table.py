"""What `whatif --reach` shows: which metric alone would be enough, and by how much it would have to move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli.documents import LEVERS
from sightline.cli.figures import counted, figure, large, unit_column
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import chance, full_change, interval
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records import Lever


@dataclass(frozen=True, slots=True)
class Shown:
    """The levers to show and what was asked."""

    levers: tuple[Lever, ...]
    goal: str
    probability: float
    model: Model


def answer(state: State, goal: str, *, probability: float, fmt: str) -> int:
    """Print what it would take to reach `goal` with `probability`, and return the exit code.

    Raises
    ------
    UnknownNameError
        If no goal is called so.
    """
    with state.reading() as reading:
        if goal not in reading.model.goals:
            raise UnknownNameError("goal", goal, reading.model.goals)
        found = tuple(reading.levers(goal, probability=probability))
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, {reading.model.goals[goal].metric, *(one.metric for one in found)})
        if code != ENVIRONMENT:
            shown = Shown(found, goal, probability, reading.model)
            show(
                state, LEVERS, [_row(one) for one in found], fmt=fmt, model=reading.model, as_of=as_of,
                table=lambda out: table(shown, out), problems=rows_of(problems),
                levers={one.metric: {"unit": one.unit, "words": one.words} for one in found},
            )  # fmt: skip
        return code


def _row(lever: Lever) -> dict[str, Any]:
    return {name: getattr(lever, name) for name in LEVERS.names()}


def _needed(lever: Lever, terminal: Terminal) -> str:
    return full_change(lever.needed, lever.unit, terminal)


def sentence(shown: Shown, terminal: Terminal) -> str:
    """Return the answer in one sentence: whether one metric alone would do, and which asks least of its past."""
    wanted = f"{shown.probability * 100:.0f} %"
    if not shown.levers:
        return f"Nothing has a line of sight to {shown.goal}: declare what moves it under 'effects:'."
    enough = [one for one in shown.levers if one.needed is not None]
    if any(one.needed == 0 for one in enough):
        return f"{shown.goal} is reached with {wanted} or more as things are; nothing needs to move."
    if not enough:
        best = max(shown.levers, key=lambda one: one.best if one.best is not None else -1.0)
        if best.best is None:
            return f"Nothing can be said of what would bring {shown.goal} to {wanted}."
        reach = full_change(_toward(best), best.unit, terminal)
        return (
            f"No metric alone brings {shown.goal} to {wanted}: the best is {best.metric}, and {reach}, as far as it "
            f"plausibly goes, makes {chance(best.best, terminal)}."
        )
    least = min(enough, key=lambda one: abs(one.needed or 0.0) / one.reach if one.reach else float("inf"))
    alone = counted(len(enough), "metric alone brings", "metrics alone bring")
    return (
        f"{alone} {shown.goal} to {wanted}; the smallest change against what is plausible is {least.metric} "
        f"{_needed(least, terminal)}."
    )


def _toward(lever: Lever) -> float:
    """Return the reach with the sign in which the lever would be moved, as far as the interval tells it."""
    ends = [one for one in (lever.low, lever.high) if one is not None]
    return -abs(lever.reach) if ends and sum(ends) < 0 else abs(lever.reach)


def _cells(lever: Lever, terminal: Terminal) -> list[str | Cell]:
    unit = unit_column(lever.unit)
    now = figure(lever.now, lever.unit, terminal, compact=large([lever.now]), brief=True)
    sizes = [lever.needed, lever.low, lever.high]
    cells = [
        lever.metric,
        f"{now} {unit}" if unit and lever.now is not None else now,
        full_change(lever.needed, lever.unit, terminal) if lever.needed is not None else "none suffices",
        interval(lever.low, lever.high, lever.unit, terminal, beside=sizes),
        full_change(lever.reach, lever.unit, terminal, signed=False),
        chance(lever.best, terminal),
    ]
    quiet = "quiet" if lever.needed is None and lever.low is None else None
    return [Cell(cell, quiet) for cell in cells]


def table(shown: Shown, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(shown, terminal), terminal)
    if not shown.levers:
        return
    columns = [
        Column("Lever", wraps=True, least=longest_word(one.metric for one in shown.levers)),
        Column("Now", figures=True), Column("Needed", figures=True), Column("90 % interval", figures=True),
        Column("Plausible", figures=True), Column("Best chance", figures=True),
    ]  # fmt: skip
    rows: Sequence[Sequence[str | Cell]] = [_cells(one, terminal) for one in shown.levers]
    columns, cells, _ = fitting(columns, rows, terminal, ("Now", "90 % interval"))
    yield ""
    yield from render(columns, cells, terminal, notes=[one.words for one in shown.levers])
    yield ""
    yield from paragraph(
        f"Needed: the smallest lasting change, from now on, of that metric alone with which {shown.goal} is reached "
        f"with {shown.probability * 100:.0f} %. The interval is of what would just close the median's gap. Plausible: "
        "how far it moved over a year in its own past. Best chance: at the end of that.",
        terminal,
    )
    yield from signature(shown.model, terminal)
