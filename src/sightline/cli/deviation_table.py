"""What `deviations` shows: one sentence on the dearest, then the queue with what each costs and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sightline.cli.documents import DEVIATIONS
from sightline.cli.figures import counted, day_of
from sightline.cli.formats import show
from sightline.cli.serving import exception_states
from sightline.cli.signature import signature
from sightline.cli.sizes import full_change, interval, percent
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.reading import Reading
    from sightline.records.deviations import Deviation

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Question:
    """The options of `deviations`, as they were written."""

    process: str | None = None
    owner: str | None = None
    goal: str | None = None
    top: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The deviations to show, and how many there are in all."""

    deviations: tuple[Deviation, ...]
    total: int
    question: Question
    model: Model


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Print the deviations that were asked for, and return the exit code.

    Raises
    ------
    UnknownNameError
        If no process, role or goal is called so.
    """
    with state.reading() as reading:
        model = reading.model
        for kind, name, known in (
            ("process", question.process, model.processes), ("role", question.owner, model.roles),
            ("goal", question.goal, model.goals),
        ):  # fmt: skip
            if name is not None and name not in known:
                raise UnknownNameError(kind, name, known)
        found = _with_states([one for one in reading.deviations() if _asked(one, question)], state, reading)
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, _behind(model, question))
        if code != ENVIRONMENT:
            limit = question.top or (SHOWN if fmt == "table" else len(found))
            shown = Shown(tuple(found[:limit]), len(found), question, model)
            show(
                state, DEVIATIONS, [_row(one) for one in shown.deviations], fmt=fmt, model=model, as_of=as_of,
                table=lambda out: table(shown, out), problems=rows_of(problems),
                deviations={one.deviation: _extras(one, model) for one in shown.deviations},
                total={"count": len(found), "priced": sum(one.price is not None for one in found)},
            )  # fmt: skip
        return code


def _with_states(found: list[Deviation], state: State, reading: Reading) -> list[Deviation]:
    """Return deviations with the states of their exceptions as they are now; of a past moment none is known."""
    states = exception_states(reading.workspace.root) if state.as_of is None else {}
    if not states:
        return found
    from sightline.operations.exceptions.grouping import key_of  # noqa: PLC0415 -- NumPy, with a reading

    return [replace(one, state=states.get(key_of(one), one.state)) for one in found]


def _behind(model: Model, question: Question) -> set[str]:
    """Return the metrics without which something is missing: those of goals, and one that stands for each process."""
    processes = [question.process] if question.process is not None else list(model.processes)
    return {*(goal.metric for goal in model.goals.values()), *(f"{name}.cases" for name in processes)}


def _asked(one: Deviation, question: Question) -> bool:
    return (
        question.process in (None, one.process)
        and question.owner in (None, one.owner)
        and (question.goal is None or one.prices.get(question.goal, 0.0) > 0)
    )


def _row(one: Deviation) -> dict[str, Any]:
    return {name: getattr(one, name) for name in DEVIATIONS.names()}


def _extras(one: Deviation, model: Model) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "metric": one.metric,
        "segment": dict(one.segment),
        "unit": _unit(one, model) or None,
        "price_share": one.price_share,
        "probability": one.probability,
        "due": one.due,
        "prices": dict(one.prices),
        "sentence": one.sentence,
        "words": one.words,
    }


def _unit(one: Deviation, model: Model) -> str:
    return model.metric(model.goals[one.goal].metric).unit if one.goal is not None else ""


def sentence(shown: Shown) -> str:
    """Return how many deviations there are, and the dearest one."""
    where = "".join(
        f" {word} {name}" for word, name in (
            ("in", shown.question.process), ("for", shown.question.owner), ("that cost", shown.question.goal)
        ) if name is not None
    )  # fmt: skip
    if not shown.total:
        return f"No deviations{where}."
    first = shown.deviations[0]
    begin = f"{counted(shown.total, 'deviation')}{where}"
    if first.price is None:
        return f"{begin}, none with a line of sight to a goal."
    return f"{begin}, the dearest first: {first.sentence}"


def table(shown: Shown, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(shown), terminal)
    if shown.deviations:
        yield ""
        yield from _queue(shown.deviations, shown.model, terminal)
        rest = shown.total - len(shown.deviations)
        if rest:
            yield ""
            yield from paragraph(f"and {counted(rest, 'more', 'more')}: --top {shown.total}", terminal)
        yield ""
        yield from paragraph(
            "Price: the expected loss of the goal at its date that action can still avoid. Rules count for one period, "
            "charts and limits as if they stayed. What another deviation explains is priced there.",
            terminal,
        )
    yield from signature(shown.model, terminal)


def _queue(deviations: Sequence[Deviation], model: Model, terminal: Terminal) -> Iterator[str]:
    columns = [
        Column("Deviation"), Column("Price", figures=True), Column("90 % interval", figures=True),
        Column("Of the gap", figures=True),
        Column("Goal", wraps=True, least=longest_word(one.goal or "" for one in deviations)),
        Column("Owner", wraps=True, least=longest_word(one.owner or "" for one in deviations)),
        Column("State"), Column("Since"), Column("Due"),
    ]  # fmt: skip
    rows = [_cells(one, model, terminal) for one in deviations]
    if not any(one.due for one in deviations):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    if all(one.state == "new" for one in deviations):
        columns, rows = _without(columns, rows, "State")
    columns, cells, _ = fitting(columns, rows, terminal, ("90 % interval", "Due", "Since", "Of the gap", "State"))
    yield from render(columns, cells, terminal, notes=[one.sentence.partition("; it costs")[0] for one in deviations])


def _without(
    columns: list[Column], rows: list[list[str | Cell]], name: str
) -> tuple[list[Column], list[list[str | Cell]]]:
    at = next(number for number, column in enumerate(columns) if column.title == name)
    return [*columns[:at], *columns[at + 1 :]], [[*row[:at], *row[at + 1 :]] for row in rows]


def _cells(one: Deviation, model: Model, terminal: Terminal) -> list[str | Cell]:
    unit, zone = _unit(one, model), model.calendar.timezone
    ends = [one.price, one.low, one.high]
    none = terminal.sign("none")
    return [
        one.deviation,
        full_change(one.price, unit, terminal, beside=ends, signed=False) if one.price is not None else none,
        interval(one.low, one.high, unit, terminal, beside=ends),
        percent(one.price_share, terminal).removeprefix("+"),
        one.goal or none,
        one.owner or none,
        one.state.replace("_", " "),
        day_of(one.since, zone),
        day_of(one.due, zone) if one.due is not None else "",
    ]
