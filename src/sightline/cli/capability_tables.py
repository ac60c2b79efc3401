"""What `capabilities` shows: activities that hang on few, what roles lack and lead to, how long people stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli.documents.developing import CAPABILITIES, CAREERS, LEARNING, NEEDS, STAYS
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.cli.documents import Document
    from sightline.reading import Reading
    from sightline.records.development import (
        ActivityCoverage,
        Career,
        CareerStep,
        Coverage,
        Development,
        RoleNeed,
        Skills,
    )
    from sightline.records.retention import Group, RetentionCurve

LOOKS = {"nobody": ("fail", "bad"), "one": ("warn", "watch"), "covered": ("ok", "good"), "unknown": ("", "quiet")}
ORDER = ("nobody", "one", "unknown", "covered")
WATCHED = (
    "Of most too few were watched at any one length of stay: months count from the day on which watching began, or on"
    " which somebody came later. --format json says of which."
)
Lines = Iterator[str]
_UNTOLD = "-"


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `capabilities`, as they were written.

    The register of metrics is the app's; on the command line, who states a purpose answers for it.
    """

    role: str | None
    needs: bool
    stay: Group | None
    person: str | None
    purpose: str | None


@dataclass(frozen=True)
class Answer:
    """One of the listings: its document, rows, what stands beside them, and its lines for people."""

    document: Document
    rows: list[dict[str, Any]]
    lines: Any
    beside: dict[str, Any]


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Print what was asked for, and return the exit code.

    Raises
    ------
    UnknownNameError
        If there is no such role or person.
    """
    with state.reading() as reading:
        model = reading.model
        found = _answer(reading, question)
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, set())
        if code == ENVIRONMENT:
            return code

        def table(out: Terminal) -> Lines:
            yield from found.lines(out)
            yield from signature(model, out)

        show(
            state, found.document, found.rows, fmt=fmt, model=model, as_of=as_of, table=table,
            problems=rows_of(problems), **found.beside,
        )  # fmt: skip
        return code


def _answer(reading: Reading, question: Question) -> Answer:
    if question.person is not None:
        approved = {"capabilities"} if question.purpose else set()
        return _of_person(reading.development(question.person, approved=approved), question.purpose)
    if question.stay is not None:
        return _of_stays(reading.retention(question.stay), question.stay)
    if question.role is not None:
        if question.role not in reading.model.roles:
            raise UnknownNameError("role", question.role, reading.model.roles)
        needs = [one for one in reading.coverage().needs if one.role == question.role]
        return _of_role(question.role, needs, reading.careers(question.role))
    skills, coverage = reading.skills(), reading.coverage()
    return _of_needs(coverage, skills) if question.needs else _of_activities(coverage, skills)


def _of_activities(found: Coverage, skills: Skills) -> Answer:
    def lines(out: Terminal) -> Lines:
        yield from paragraph(found.words, out)
        if found.activities:
            shown = sorted(found.activities, key=lambda one: (ORDER.index(one.exposure), one.ready or 0))
            columns = [
                Column("Activity", wraps=True), Column("Could go on", figures=True), Column("Did it", figures=True),
                Column("Hold the role", figures=True), Column("Do half", figures=True), Column("State"),
            ]  # fmt: skip
            cells = [_activity_cells(one, out) for one in shown]
            columns, cells, _ = fitting(columns, cells, out, ("Do half", "Hold the role", "Did it"))
            yield ""
            yield from render(columns, cells, out, notes=[one.words for one in shown])
        yield from _misfits(skills, out)

    rows = [{n: getattr(one, n) for n in CAPABILITIES.names()} for one in found.activities]
    return Answer(CAPABILITIES, rows, lines, {"words": found.words, "misfits": _misfit_rows(skills)})


def _activity_cells(one: ActivityCoverage, out: Terminal) -> list[str | Cell]:
    sign, look = LOOKS[one.exposure]
    mark = f"{out.sign(sign)} " if sign else ""
    counts = (one.ready, one.doers, one.holders, one.half)
    return [
        one.activity,
        *("" if each is None else f"{each:,}" for each in counts),
        Cell(f"{mark}{one.exposure}", look),
    ]


def _of_needs(found: Coverage, skills: Skills) -> Answer:
    def lines(out: Terminal) -> Lines:
        yield from _needs_table(found.needs, out)
        yield from _misfits(skills, out)

    return Answer(NEEDS, [_need_row(one) for one in found.needs], lines, {"misfits": _misfit_rows(skills)})


def _needs_table(needs: Sequence[RoleNeed], out: Terminal) -> Lines:
    if not needs:
        yield from paragraph("No role needs anything that is declared: say what it takes, under needs:.", out)
        return
    columns = [
        Column("Role"), Column("Needs"), Column("Level", figures=True), Column("Hold it", figures=True),
        Column("Have it", figures=True), Column("Short", figures=True), Column("Not known", figures=True),
    ]  # fmt: skip
    cells: list[list[str | Cell]] = [
        [
            one.role, one.capability, str(one.needed), str(one.holders), _count(one.enough), _count(one.short),
            _count(None if one.known is None else one.holders - one.known),
        ]
        for one in needs
    ]  # fmt: skip
    columns, cells, _ = fitting(columns, cells, out, ("Not known",))
    yield from render(columns, cells, out)
    if any(one.known is None for one in needs):
        yield ""
        yield from paragraph("Levels of fewer than five people are not told.", out)


def _of_role(role: str, needs: Sequence[RoleNeed], careers: Sequence[Career]) -> Answer:
    def lines(out: Terminal) -> Lines:
        yield from _needs_table(needs, out)
        yield ""
        yield from _ways(role, careers, out)

    rows = [
        {"to": way.to, "step": number, "role": step.role, "capability": what, "start": start, "level": level}
        for way in careers
        for number, step in enumerate(way.steps, 1)
        for what, start, level in _lessons(step)
    ]
    return Answer(CAREERS, rows, lines, {"role": role, "needs": [_need_row(one) for one in needs]})


def _ways(role: str, careers: Sequence[Career], out: Terminal) -> Lines:
    if not careers:
        yield from paragraph(f"{role} leads to no other role: say where, under leads_to:.", out)
    for way in careers:
        steps = [f"{_learn(step.learn)} for {step.role}" for step in way.steps]
        yield from paragraph(f"To {way.to}: {', then '.join(steps)}.", out)


def _lessons(step: CareerStep) -> list[tuple[str | None, int | None, int | None]]:
    """Return what a step takes, as capability, level before and level; one without any where it takes nothing."""
    return [(one.capability, one.start, one.to) for one in step.learn] or [(None, None, None)]


def _learn(lessons: Sequence[Any]) -> str:
    told = (
        f"{one.capability} to {one.to}" if one.start is None else f"{one.capability} from {one.start} to {one.to}"
        for one in lessons
    )  # fmt: skip
    return ", ".join(told) or "nothing to learn"


def _of_person(found: Development, purpose: str | None) -> Answer:
    def lines(out: Terminal) -> Lines:
        yield from paragraph(f"{found.person} (asked for: {purpose})", out)
        yield from paragraph(found.words, out)
        for role, gaps in found.gaps:
            told = [
                f"{one.capability} {one.needed} ({'not noted down' if one.has is None else f'has {one.has}'})"
                for one in gaps
            ]  # fmt: skip
            yield from paragraph(f"{role} needs: {', '.join(told) or 'nothing that is declared'}.", out)
        for way in found.careers:
            yield from _ways(way.start, [way], out)

    rows = [
        {"kind": "held", "role": role, "to": None, "step": None, "capability": one.capability, "needed": one.needed,
         "has": one.has}
        for role, gaps in found.gaps for one in gaps
    ] + [
        {"kind": "ahead", "role": step.role, "to": way.to, "step": number, "capability": what, "needed": level,
         "has": has}
        for way in found.careers for number, step in enumerate(way.steps, 1)
        for what, has, level in _lessons(step)
    ]  # fmt: skip
    return Answer(LEARNING, rows, lines, {"person": found.person, "purpose": purpose, "words": found.words})


def _of_stays(found: Sequence[RetentionCurve], by: Group) -> Answer:
    def lines(out: Terminal) -> Lines:
        if not found:
            yield from paragraph("The table of people says of nobody when they began.", out)
            return
        columns = [Column(by.capitalize()), Column("People", figures=True), Column("Left", figures=True)]
        marks = (12, 24, 36)
        columns += [Column(f"{months} months", figures=True) for months in marks]
        cells: list[list[str | Cell]] = [
            [one.group, f"{one.people:,}", _count(one.left), *(_at(one, months) for months in marks)] for one in found
        ]
        columns, cells, _ = fitting(columns, cells, out, ("36 months", "24 months"))
        yield from render(columns, cells, out, notes=["" if one.points else one.words for one in found])
        if any(one.points and one.scale == "watch" for one in found):
            yield ""
            yield from paragraph(WATCHED, out)

    names = ("months", "share", "low", "high", "at_risk")
    rows = [
        {
            "group": one.group, **(asdict(point) if point is not None else dict.fromkeys(names)), "scale": one.scale,
            "people": one.people, "left": one.left, "median_months": one.median_months, "words": one.words,
        }
        for one in found for point in one.points or (None,)
    ]  # fmt: skip
    return Answer(STAYS, rows, lines, {"grouped_by": by})


def _at(one: RetentionCurve, months: int) -> str:
    """Return the share that is still there after so many months of the curve, with its interval."""
    begins = one.points[0].months if one.points else 0
    known = [point for point in one.points if point.months <= begins + months]
    if not known or one.points[-1].months < begins + months:
        return ""
    return f"{known[-1].share:.0%} ({known[-1].low:.0%} to {known[-1].high:.0%})"


def _need_row(one: RoleNeed) -> dict[str, Any]:
    return {name: getattr(one, name) for name in NEEDS.names()}


def _misfits(skills: Skills, out: Terminal) -> Lines:
    for one in skills.misfits:
        yield ""
        yield from paragraph(f"{one.words} {one.fix}", out)


def _misfit_rows(skills: Skills) -> list[dict[str, Any]]:
    return [asdict(one) for one in skills.misfits]


def _count(value: int | None) -> str:
    return _UNTOLD if value is None else f"{value:,}"
