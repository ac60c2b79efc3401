"""What `goals` shows: one sentence that answers, then a row per goal: where it stands, and where it is heading."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli.documents import GOALS
from sightline.cli.figures import day_of, figure, large, unit_column
from sightline.cli.formats import show
from sightline.cli.sizes import chance
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.reading import Reading
    from sightline.records import Forecast, GoalStatus, Outlook

_LOOKS = {"reached": "good", "on course": "good", "behind": "bad", "missed": "bad", "no data": "quiet"}
_EXTRAS = ("statement", "unit", "baseline", "expected", "gap", "share_done", "fresh_at")


@dataclass(frozen=True, slots=True)
class Shown:
    """The goals to show, the way ahead of each by id, and the reading they come from."""

    goals: tuple[GoalStatus, ...]
    outlooks: Mapping[str, Outlook]
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
        ahead = {one.goal: one for one in reading.outlook() if not names or one.goal in names}
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, {one.metric for one in found})
        if code != ENVIRONMENT:
            show(
                state, GOALS, [_row(one) for one in found], fmt=fmt, model=reading.model, as_of=as_of,
                table=lambda out: table(Shown(found, ahead, reading), out), problems=rows_of(problems),
                goals={one.goal: {name: getattr(one, name) for name in _EXTRAS} for one in found},
                outlooks={name: _way(one) for name, one in ahead.items()},
            )  # fmt: skip
        return code


def _row(goal: GoalStatus) -> dict[str, Any]:
    return {name: getattr(goal, name) for name in GOALS.names()}


def _way(outlook: Outlook) -> dict[str, Any]:
    """Return the way ahead of one goal as it stands in a JSON document."""
    from sightline.records import FAN  # noqa: PLC0415 -- slow import

    return {
        "periods": [period.label for period in outlook.periods],
        "fan": [
            {"level": level, "values": [float(value) for value in row]}
            for level, row in zip(FAN, outlook.fan, strict=True)
        ],
        "methods": {metric: _method(one) for metric, one in outlook.methods.items()},
        "words": outlook.words,
    }


def _method(forecast: Forecast) -> dict[str, Any]:
    back = forecast.backtest
    return {
        "method": forecast.method,
        "n": forecast.n,
        "mase": back.mase if back is not None else None,
        "naive_mase": back.naive_mase if back is not None else None,
        "coverage": back.coverage if back is not None else None,
        "words": forecast.words,
    }


def sentence(goals: Sequence[GoalStatus], terminal: Terminal) -> str:
    """Return the answer in one sentence: how many are well, and which one is worst."""
    if not goals:
        return (
            "The model declares no goals. Declare one under 'goals:' with a statement, a metric, a target and a date."
        )
    well = [one for one in goals if one.status in ("reached", "on course")]
    dark = [one for one in goals if one.status == "no data"]
    if len(well) == len(goals):
        text = (
            "The goal is reached or on course"
            if len(goals) == 1
            else f"All {len(goals)} goals are reached or on course"
        )
        return f"{text}{_least_likely(goals, None, terminal)}."
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
    text += _least_likely(goals, worst, terminal)
    if dark:
        text += f"; {len(dark)} {'has' if len(dark) == 1 else 'have'} no data"
    return f"{text}."


def _least_likely(goals: Sequence[GoalStatus], named: GoalStatus | None, terminal: Terminal) -> str:
    """Return which goal has the smallest chance to be reached in time; nothing where no chance is known."""
    known = [one for one in goals if one.probability is not None and one.status != "missed"]
    if not known:
        return ""
    least = min(known, key=lambda one: one.probability or 0.0)
    figure_ = chance(least.probability, terminal)
    if len(goals) == 1 or least is named:
        return f", and its chance to reach the target in time is {figure_}"
    return f"; the least likely to be reached in time is {least.goal}, at {figure_}"


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
    now, expected, target, forecast = (
        figure(value, goal.unit, terminal, compact=compact, brief=True)
        for value in (goal.value, goal.expected, goal.target, goal.forecast)
    )
    done = terminal.sign("none") if goal.share_done is None else f"{goal.share_done * 100:.0f} %"
    status = Cell(f"{terminal.sign(goal.status)} {goal.status}", _LOOKS[goal.status])
    unit = [unit_column(goal.unit)] if units else []
    ahead = [forecast, _span(goal, terminal), chance(goal.probability, terminal)]
    return [status, goal.goal, now, expected, done, target, *unit, goal.by.isoformat(), *ahead]


def _span(goal: GoalStatus, terminal: Terminal) -> str:
    """Return the 90 % interval of the forecast, without its unit."""
    if goal.low is None or goal.high is None:
        return terminal.sign("none")
    compact = large([goal.value, goal.expected, goal.target])
    ends = (figure(one, goal.unit, terminal, compact=compact, brief=True) for one in (goal.low, goal.high))
    return " to ".join(ends)


def table(shown: Shown, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    goals = shown.goals
    yield from paragraph(sentence(goals, terminal), terminal)
    if not goals:
        return
    units = any(unit_column(one.unit) for one in goals)
    columns = [
        Column("Status"), Column("Goal"), Column("Now", figures=True), Column("On path", figures=True),
        Column("Done", figures=True), Column("Target", figures=True), *([Column("Unit")] if units else []),
        Column("By"), Column("Forecast", figures=True), Column("90 % interval", figures=True),
        Column("Chance", figures=True),
    ]  # fmt: skip
    rows = [_cells(one, terminal, units=units) for one in goals]
    columns, rows, left = fitting(columns, rows, terminal, ("Done", "On path", "90 % interval", "By"))
    yield ""
    yield from render(columns, rows, terminal, notes=[_note(one, shown, left, terminal) for one in goals])
    yield ""
    yield from _footer(shown, terminal)


def _periods(shown: Shown) -> set[str]:
    return {one.period for one in shown.goals if one.period is not None}


def _note(goal: GoalStatus, shown: Shown, left: Collection[str], terminal: Terminal) -> str:
    """Return what stands under a goal: its statement, its owner, and the figures for which there was no room."""
    parts = [goal.statement, goal.owner or "no owner"]
    if "90 % interval" in left and goal.low is not None:
        parts.append(f"90 % interval {_span(goal, terminal)}")
    if "By" in left:
        parts.append(f"by {goal.by.isoformat()}")
    if goal.period and len(_periods(shown)) > 1:
        parts.append(f"measured in {goal.period}")
    ahead = shown.outlooks.get(goal.goal)
    if ahead is not None and ahead.words:
        parts.append(ahead.words)
    return f" {terminal.sign('dot')} ".join(parts)


def _footer(shown: Shown, terminal: Terminal) -> list[str]:
    model, periods = shown.reading.model, _periods(shown)
    fresh = [one.fresh_at for one in shown.goals if one.fresh_at is not None]
    data = f"data to {day_of(max(fresh), model.calendar.timezone)}" if fresh else "no data"
    parts = [model.settings.name, *(f"measured in {one}" for one in periods if len(periods) == 1), data]
    return paragraph(f" {terminal.sign('dot')} ".join([*parts, f"model {model.hash[:8]}"]), terminal)
