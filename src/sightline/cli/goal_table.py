"""What `goals` shows: one sentence that answers, then a row per goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli.documents import GOALS
from sightline.cli.figures import day_of, figure, large, unit_column
from sightline.cli.formats import show
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.reading import Reading
    from sightline.records import GoalStatus

_LOOKS = {"reached": "good", "on course": "good", "behind": "bad", "missed": "bad", "no data": "quiet"}
_EXTRAS = ("statement", "unit", "baseline", "expected", "gap", "share_done", "fresh_at")


@dataclass(frozen=True, slots=True)
class Shown:
    """The goals to show and the reading they come from."""

    goals: tuple[GoalStatus, ...]
    reading: Reading


def answer(state: State, names: Sequence[str], *, fmt: str) -> int:
    """Print where the goals called `names` (all when empty) stand, and return the exit code.

    Raises
    ------
    UnknownNameError
        If no goal is called so.
    """
    with state.reading() as reading:
        for name in names:
            if name not in reading.model.goals:
                raise UnknownNameError("goal", name, reading.model.goals)
        found = tuple(one for one in reading.goals() if not names or one.goal in names)
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, {one.metric for one in found})
        if code != ENVIRONMENT:
            show(
                state, GOALS, [_row(one) for one in found], fmt=fmt, model=reading.model, as_of=as_of,
                table=lambda out: table(Shown(found, reading), out), problems=rows_of(problems),
                goals={one.goal: {name: getattr(one, name) for name in _EXTRAS} for one in found},
            )  # fmt: skip
        return code


def _row(goal: GoalStatus) -> dict[str, Any]:
    return {name: getattr(goal, name) for name in GOALS.names()}


def sentence(goals: Sequence[GoalStatus], terminal: Terminal) -> str:
    """Return the answer in one sentence: how many are well, and which one is worst."""
    if not goals:
        return (
            "The model declares no goals. Declare one under 'goals:' with a statement, a metric, a target and a date."
        )
    well = [one for one in goals if one.status in ("reached", "on course")]
    dark = [one for one in goals if one.status == "no data"]
    if len(well) == len(goals):
        return (
            "The goal is reached or on course."
            if len(goals) == 1
            else f"All {len(goals)} goals are reached or on course."
        )
    if well:
        text = f"{len(well)} of {len(goals)} goals {'is' if len(well) == 1 else 'are'} reached or on course"
    else:
        text = "No goal is reached or on course" if len(goals) > 1 else "The goal is not on course"
    worst = _worst(goals)
    if worst is not None:
        text += f"; {worst.goal} is {worst.status}: {_full(worst.value, worst, terminal)}"
        if worst.status == "behind" and worst.expected is not None:
            text += f" where {_full(worst.expected, worst, terminal)} was expected by now"
        else:
            text += f" where {_full(worst.target, worst, terminal)} was the target"
    if dark:
        text += f"; {len(dark)} {'has' if len(dark) == 1 else 'have'} no data"
    return text + "."


def _full(value: float | None, goal: GoalStatus, terminal: Terminal) -> str:
    text = figure(value, goal.unit, terminal, compact=large([value]), brief=True)
    unit = unit_column(goal.unit)
    return f"{text} {unit}" if unit and value is not None else text


def _worst(goals: Sequence[GoalStatus]) -> GoalStatus | None:
    """Return the goal that is furthest below its path, as a share of its target; missed before behind."""

    def shortfall(goal: GoalStatus) -> tuple[bool, float]:
        aim = goal.expected if goal.expected is not None else goal.target
        return goal.status == "missed", abs((goal.value or 0.0) - aim) / max(abs(goal.target), 1e-12)

    late = [one for one in goals if one.status in ("behind", "missed")]
    return max(late, key=shortfall) if late else None


def _cells(goal: GoalStatus, terminal: Terminal, *, units: bool) -> list[str | Cell]:
    compact = large([goal.value, goal.expected, goal.target])
    numbers = [
        figure(value, goal.unit, terminal, compact=compact, brief=True)
        for value in (goal.value, goal.expected, goal.target)
    ]
    done = terminal.sign("none") if goal.share_done is None else f"{goal.share_done * 100:.0f} %"
    status = Cell(f"{terminal.sign(goal.status)} {goal.status}", _LOOKS[goal.status])
    unit = [unit_column(goal.unit)] if units else []
    return [status, goal.goal, *numbers, *unit, goal.by.isoformat(), done]


def table(shown: Shown, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    goals, reading = shown.goals, shown.reading
    yield from paragraph(sentence(goals, terminal), terminal)
    if not goals:
        return
    units = any(unit_column(one.unit) for one in goals)
    dot = f" {terminal.sign('dot')} "
    columns = [
        Column("Status"), Column("Goal"), Column("Now", figures=True), Column("On path", figures=True),
        Column("Target", figures=True), *([Column("Unit")] if units else []), Column("By"),
        Column("Done", figures=True),
    ]  # fmt: skip
    periods = {one.period for one in goals if one.period is not None}
    notes = [
        dot.join(
            [
                one.statement,
                one.owner or "no owner",
                *([f"measured in {one.period}"] if one.period and len(periods) > 1 else []),
            ]
        )
        for one in goals
    ]
    yield ""
    yield from render(columns, [_cells(one, terminal, units=units) for one in goals], terminal, notes=notes)
    yield ""
    fresh = [one.fresh_at for one in goals if one.fresh_at is not None]
    data = f"data to {day_of(max(fresh), reading.model.calendar.timezone)}" if fresh else "no data"
    parts = [reading.model.settings.name, *(f"measured in {one}" for one in periods if len(periods) == 1), data]
    yield from paragraph(dot.join([*parts, f"model {reading.model.hash[:8]}"]), terminal)
