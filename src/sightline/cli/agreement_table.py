"""What `agree` shows: what is agreed, in one sentence, then the goals of each agreement and what was set by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sightline.cli.documents.roles import AGREE
from sightline.cli.failures import write_fault, write_remark
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.role_table import activities_of, level, percent
from sightline.cli.signature import signature
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, PARTIAL, rows_of, tell

if TYPE_CHECKING:
    from sightline.facts.agreements import AgreementFault
    from sightline.model import Model
    from sightline.reading.agreeing import Agreed
    from sightline.records.agreements import AgreedGoal, Agreement

FINDINGS = 1


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `agree`, as they were written."""

    period: str
    role: str | None
    person: str | None
    changes: tuple[str, ...]
    reason: str
    rebaseline: bool
    keep: bool


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Agree, print what is agreed, and return the exit code: 4 where a part was refused, 1 where a file is damaged.

    Raises
    ------
    SightlineError
        As `sightline.reading.agreeing.agree`.
    """
    from sightline.reading.agreeing import Wish, agree, store  # noqa: PLC0415 -- slow import
    from sightline.roles.agreements import NothingToAgreeError, change_of  # noqa: PLC0415 -- likewise

    changes = tuple(change_of(one) for one in question.changes)
    wish = Wish(question.period, question.role, question.person, changes, question.rebaseline, question.reason)
    with state.reading() as reading:
        found = agree(reading, wish, keep=question.keep)
        damaged = store(reading.workspace).read().faults
        model, as_of, problems = reading.model, reading.as_of, reading.problems
        state.hide_progress()
        made = [one for one in found if one.agreement is not None]
        refused = [one for one in found if one.fault is not None]
        code = tell(state, problems, {goal.metric for one in made if one.agreement for goal in one.agreement.goals})
        _warn(state, refused, damaged)
        _late(state, made, reading.as_of.date())
        if code != ENVIRONMENT:
            rows = [_row(goal, one.agreement) for one in made if one.agreement for goal in one.agreement.goals]
            show(
                state, AGREE, rows, fmt=fmt, model=model, as_of=as_of,
                table=lambda out: table(made, model, out, keep=question.keep),
                agreements={one.agreement.hash: _extras(one, one.agreement) for one in made if one.agreement},
                refused=[
                    {"role": one.role, "cause": one.fault.cause, "fix": one.fault.fix} for one in refused if one.fault
                ],
                damaged=[{"file": one.file.name, "cause": one.cause, "fix": one.fix} for one in damaged],
                count=len(made), problems=rows_of(problems),
            )  # fmt: skip
        lost = [one for one in refused if not isinstance(one.fault, NothingToAgreeError)]
        return code or (PARTIAL if lost else FINDINGS if damaged else 0)


def _warn(state: State, refused: Sequence[Agreed], damaged: Sequence[AgreementFault]) -> None:
    for one in refused:
        if one.fault is not None and not state.quiet:
            write_remark(state.err(), place=one.fault.place, text=f"{one.fault.cause} {one.fault.fix}".strip())
    for fault in damaged:
        write_fault(state.err(), place=str(fault.file), cause=fault.cause, fix=fault.fix)


def _late(state: State, made: Sequence[Agreed], last: date) -> None:
    """Say where a period is under way or over: what is agreed for it should not rest on what happened in it."""
    agreement = next((one.agreement for one in made if one.agreement is not None), None)
    if agreement is not None and agreement.first <= last and not state.quiet:
        before = agreement.first - timedelta(days=1)
        text = f"It has begun, and what is derived rests on data up to {last}. As of its beginning: --as-of {before}."
        write_remark(state.err(), place=agreement.period, text=text)


def _row(goal: AgreedGoal, agreement: Agreement) -> dict[str, Any]:
    head = {"period": agreement.period, "role": agreement.role, "person": agreement.person}
    rest = {name: getattr(goal, name) for name in AGREE.names()[5:]}
    return {**head, "version": agreement.version, "hash": agreement.hash, **rest}


def _extras(one: Agreed, agreement: Agreement) -> dict[str, Any]:
    names = ("title", "first", "last", "team", "manager", "previous", "reason")
    return {
        **{name: getattr(agreement, name) for name in names},
        "new": one.new,
        "file": one.file.name if one.file is not None else None,
        "activities": activities_of(agreement.activities),
    }


def sentence(made: Sequence[Agreed], *, keep: bool) -> str:
    """Return what became of it in one sentence."""
    if not made:
        return "Nothing is agreed."
    new = [one for one in made if one.new]
    many = counted(len(new), "agreement")
    period = made[0].agreement.period if made[0].agreement is not None else ""
    if not keep:
        verb = "would be made" if new else "would be made: all is agreed already"
        return f"{many} for {period} {verb}; nothing is kept."
    old = len(made) - len(new)
    if not new:
        return f"All {counted(old, 'agreement')} for {period} stood already; nothing has changed."
    return f"{many} for {period} {'is' if len(new) == 1 else 'are'} kept" + (f"; {old} stood already." if old else ".")


def table(made: Sequence[Agreed], model: Model, terminal: Terminal, *, keep: bool) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(made, keep=keep), terminal)
    for one in made:
        if one.agreement is not None:
            yield ""
            yield from _agreement(one.agreement, terminal, new=one.new)
    if made:
        yield ""
        yield from paragraph(
            "Both sides acknowledge an agreement in the app. It is never edited: --rebaseline makes a new version.",
            terminal,
        )
        yield from signature(model, terminal)


def _agreement(one: Agreement, terminal: Terminal, *, new: bool) -> Iterator[str]:
    dot = f" {terminal.sign('dot')} "
    who = one.person or f"the team{f' ({one.team})' if one.team else ''}"
    lead = [f"led by {one.manager}"] if one.manager else []
    state = [] if new else ["as agreed before"]
    head = [f"{one.title}: {who}", *lead, f"version {one.version}", one.hash[:12], *state]
    yield from paragraph(dot.join(head), terminal)
    if one.reason:
        yield from paragraph(f"Made anew: {one.reason}", terminal)
    if not one.goals:
        yield from paragraph("No goals: the data settle the weight of nothing that it holds.", terminal)
    else:
        yield from _goals(one, terminal)
    if one.activities:
        split = ", ".join(f"{name} {percent(share)}" for name, share in one.activities)
        yield from paragraph(f"Split of work: {split}.", terminal)


def _goals(one: Agreement, terminal: Terminal) -> Iterator[str]:
    columns = [
        Column("Metric", wraps=True, least=longest_word(goal.metric for goal in one.goals)),
        Column("Weight", figures=True), Column("Now", figures=True), Column("Target", figures=True),
        Column("Goal"), Column("Watch"),
    ]  # fmt: skip
    rows = [_cells(goal, terminal) for goal in one.goals]
    columns, rows, _ = fitting(columns, rows, terminal, ("Watch", "Now"))
    yield from render(columns, rows, terminal, notes=[_note(goal, terminal) for goal in one.goals])


def _cells(goal: AgreedGoal, terminal: Terminal) -> list[str | Cell]:
    none = terminal.sign("none")
    return [
        goal.metric, percent(goal.weight),
        *(level(value, goal.unit, terminal, (goal.baseline, goal.target)) for value in (goal.baseline, goal.target)),
        goal.goal or none, goal.counter or none,
    ]  # fmt: skip


def _note(goal: AgreedGoal, terminal: Terminal) -> str:
    """Return what stands under a goal that is other than derived: the derived values and the reason."""
    if not goal.reason:
        return ""
    weight = "undetermined" if goal.derived_weight is None else percent(goal.derived_weight)
    parts = [f"derived weight {weight}"]
    if "target" in goal.by_hand:
        parts.append(f"derived target {level(goal.derived_target, goal.unit, terminal, (goal.target,))}")
    how = "Set by hand" if goal.by_hand else "Makes room"
    return f"{how} ({', '.join(parts)}): {goal.reason}"
