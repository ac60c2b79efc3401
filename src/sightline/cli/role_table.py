"""What `roles` shows: one sentence, then the goals of each role; of those asked for by name, the paths behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sightline.cli.documents.roles import ROLES
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import change, unit_of_change
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records.roles import GoalTargets, RoleGoal, RoleGoals

_STATES = {"settled": ("supported", "good"), "undetermined": ("cannot_say", "quiet"), "no_path": ("no_path", "quiet")}
_HALF = 0.005


def answer(state: State, asked: Sequence[str], *, fmt: str) -> int:
    """Print the goals of the roles that were asked for, and return the exit code.

    Raises
    ------
    UnknownNameError
        If no role is called so.
    """
    with state.reading() as reading:
        model = reading.model
        for name in asked:
            if name not in model.roles:
                raise UnknownNameError("role", name, model.roles)
        found = [one for one in reading.roles() if not asked or one.role in asked]
        targets = reading.targets()
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        held = {goal.metric for one in found for goal in (*one.goals, *one.more) if goal.state != "no_path"}
        code = tell(state, problems, held)
        if code != ENVIRONMENT:
            every = [(one, goal) for one in found for goal in (*one.goals, *one.more)]
            rows = [row_of(goal, agreed=goal in one.goals) for one, goal in every]
            show(
                state, ROLES, rows, fmt=fmt, model=model, as_of=as_of,
                table=lambda out: table(found, targets, model, out, detail=bool(asked)),
                roles={one.role: role_extras(one) for one in found},
                goals={f"{goal.role} > {goal.metric}": _extras(goal) for _, goal in every},
                targets=[target_of(one) for one in targets], problems=rows_of(problems),
            )  # fmt: skip
        return code


def row_of(one: RoleGoal, *, agreed: bool) -> dict[str, Any]:
    """Return one metric of a role as a row of the document."""
    row = {name: getattr(one, name) for name in ROLES.names() if name != "agreed"}
    return {**row, "agreed": "yes" if agreed else "no"}


def role_extras(one: RoleGoals) -> dict[str, Any]:
    """Return what the document says of a role beside its rows."""
    return {"title": one.title, "activities": activities_of(one.activities), "words": one.words}


def activities_of(shares: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    """Return a split of work as it stands in a document."""
    return [{"activity": name, "share": share} for name, share in shares]


def _extras(one: RoleGoal) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("title", "better", "activities", "counter_why")}


def target_of(one: GoalTargets) -> dict[str, Any]:
    """Return how one goal is handed down as it stands in the document."""
    names = ("goal", "metric", "unit", "gap", "assigned", "low", "high", "unassigned", "words")
    return {
        **{name: getattr(one, name) for name in names},
        "parts": [{name: getattr(part, name) for name in ("role", "metric", "contribution")} for part in one.parts],
        "unheld": [{"metric": metric, "share": share} for metric, share in one.unheld],
    }


def sentence(found: Sequence[RoleGoals]) -> str:
    """Return the answer in one sentence."""
    if not found:
        return "The model declares no roles: say who performs what, and who answers for what, under 'roles:'."
    without = [one for one in found if not one.goals]
    goals = sum(len(one.goals) for one in found)
    if len(found) == 1:
        return f"{found[0].title}: {_lower(found[0].words)}"
    text = f"{counted(len(found), 'role')} with {counted(goals, 'goal')} to agree upon"
    if without:
        verb = "has" if len(without) == 1 else "have"
        text += f"; {', '.join(one.role for one in without)} {verb} none"
    return f"{text}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def table(
    found: Sequence[RoleGoals], targets: Sequence[GoalTargets], model: Model, terminal: Terminal, *, detail: bool
) -> Iterator[str]:
    """Yield the lines for people; in `detail` each goal with its path, and what is not to be agreed upon."""
    yield from paragraph(sentence(found), terminal)
    if detail:
        for one in found:
            yield from _detail(one, terminal, titled=len(found) > 1)
    elif any(one.goals for one in found):
        yield ""
        yield from _goals([goal for one in found for goal in one.goals], terminal, roles=True)
    if found:
        yield ""
        yield from _footer(found, targets, model, terminal, detail=detail)


def _detail(one: RoleGoals, terminal: Terminal, *, titled: bool) -> Iterator[str]:
    yield ""
    if titled:
        yield from paragraph(f"{one.title}: {_lower(one.words)}", terminal)
    if one.goals:
        yield from _goals(one.goals, terminal, roles=False)
    if one.activities:
        yield ""
        split = ", ".join(f"{name} {percent(share)}" for name, share in one.activities)
        yield from paragraph(f"Split of work: {split}.", terminal)
    if one.more:
        yield ""
        yield from paragraph("Not to be agreed upon", terminal)
        rows = [_left(goal, terminal) for goal in one.more]
        columns = [Column("State"), Column("What"), Column("Weight", figures=True)]
        yield from render(columns, rows, terminal, notes=[goal.words for goal in one.more])


def _left(goal: RoleGoal, terminal: Terminal) -> list[str | Cell]:
    sign, look = _STATES[goal.state]
    word = "too light" if goal.state == "settled" else goal.state.replace("_", " ")
    return [Cell(f"{terminal.sign(sign)} {word}", look), goal.metric, weight_of(goal, terminal)]


def _goals(goals: Sequence[RoleGoal], terminal: Terminal, *, roles: bool) -> Iterator[str]:
    columns = [
        *([Column("Role", wraps=True, least=longest_word(one.role for one in goals))] if roles else []),
        Column("Metric", wraps=True, least=longest_word(one.metric for one in goals)),
        Column("Weight", figures=True), Column("80 % range", figures=True), Column("Now", figures=True),
        Column("Target", figures=True), Column("Goal", wraps=True, least=longest_word(one.goal for one in goals)),
        Column("Watch", wraps=True, least=longest_word(one.counter or "" for one in goals)),
    ]  # fmt: skip
    rows: list[list[str | Cell]] = []
    before = ""
    for one in goals:
        role = [one.role if one.role != before else ""] if roles else []
        rows.append([*role, *_cells(one, terminal)])
        before = one.role
    columns, rows, left = fitting(columns, rows, terminal, ("Watch", "80 % range", "Now"))
    notes = [] if roles else [_note(one, left, terminal) for one in goals]
    yield from render(columns, rows, terminal, notes=notes)


def _cells(one: RoleGoal, terminal: Terminal) -> list[str | Cell]:
    none = terminal.sign("none")
    return [
        one.metric, weight_of(one, terminal), _range(one, terminal),
        *(level(value, one.unit, terminal, (one.baseline, one.target)) for value in (one.baseline, one.target)),
        one.goal, one.counter or none,
    ]  # fmt: skip


def _note(one: RoleGoal, left: set[str], terminal: Terminal) -> str:
    parts = [one.words]
    if "80 % range" in left:
        parts.append(f"80 % range {_range(one, terminal)}")
    if "Now" in left and one.baseline is not None:
        parts.append(f"now {level(one.baseline, one.unit, terminal, (one.target,))}")
    watch = f"Watch {one.counter}: {one.counter_why}" if one.counter else one.counter_why
    return f" {terminal.sign('dot')} ".join([*parts, watch])


def weight_of(one: RoleGoal, terminal: Terminal) -> str:
    """Return a weight in percent; a range where it is undetermined, a dash where nothing is known."""
    if one.weight is not None:
        return percent(one.weight)
    return _range(one, terminal)


def _range(one: RoleGoal, terminal: Terminal) -> str:
    if one.low is None or one.high is None:
        return terminal.sign("none")
    return f"{one.low * 100:.0f} to {one.high * 100:.0f} %"


def percent(share: float) -> str:
    """Return a share in whole percent; what is more than nothing and less than half a percent is '<1 %'."""
    return "<1 %" if 0 < share < _HALF else f"{share * 100:.0f} %"


def level(value: float | None, unit: str, terminal: Terminal, beside: Sequence[float | None] = ()) -> str:
    """Return a value with its unit, to three figures of the largest beside it: where it is and is to be, alike."""
    if value is None:
        return terminal.sign("none")
    text = change(value, unit, terminal, beside=beside, signed=False)
    word = "%" if unit_of_change(unit) == "points" else unit_of_change(unit)
    return f"{text} {word}".strip()


def _footer(
    found: Sequence[RoleGoals], targets: Sequence[GoalTargets], model: Model, terminal: Terminal, *, detail: bool
) -> Iterator[str]:
    roles = {one.role for one in found}
    for one in targets:
        if not detail or any(part.role in roles for part in one.parts):
            yield from paragraph(f"{one.goal}: {one.words}", terminal)
    yield ""
    yield from paragraph(
        "Weight: the share of a metric in all that the role can do for the goals: line of sight x how far it usually "
        "moves x the role's share. Target: what hands down what is still to go. Watch: what must not pay for it.",
        terminal,
    )
    yield from signature(model, terminal)
