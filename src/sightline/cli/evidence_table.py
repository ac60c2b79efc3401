"""What `evidence` shows: how much is individual as a bar and a sentence, teams, what was checked, and one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli.documents.evidence import EVIDENCE
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.state import State
from sightline.cli.tables import Column, fitting, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import rows_of, tell
from sightline.units import format_value

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records.evidence import Evidence, PersonEvidence

PARTIAL = 4
_BAR = 40
_LABELS = (("cases", "case_mix"), ("team", "team"), ("person", "person"), ("not known", "unexplained"))


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `evidence`, as they were written."""

    metric: str
    person: str | None = None
    purpose: str | None = None
    raw: bool = False


def answer(state: State, question: Question, *, fmt: str) -> int:
    """Print the evidence that was asked for, and return the exit code: 4 where all is withheld.

    The register of metrics is the app's; on the command line, who states a purpose answers for it.

    Raises
    ------
    UnknownNameError
        If there is no such metric.
    EstimateError
        If it says nothing of one case.
    """
    with state.reading() as reading:
        approved = {question.metric} if question.purpose else set()
        found = reading.evidence(question.metric, question.person, approved=approved, raw=question.raw)
        as_of, problems, model = reading.as_of, reading.problems, reading.model
        state.hide_progress()
        code = tell(state, problems, {question.metric})
        show(
            state, EVIDENCE, [asdict(one) for one in found.teams], fmt=fmt, model=model, as_of=as_of,
            table=lambda out: table(found, question, model, out), problems=rows_of(problems),
            **_extras(found, question),
        )  # fmt: skip
        return code or (PARTIAL if found.withheld else 0)


def _extras(found: Evidence, question: Question) -> dict[str, Any]:
    bar = found.bar
    return {
        "metric": found.metric, "unit": found.unit, "scale": found.scale, "cases": found.n, "people": found.people,
        "withheld": found.withheld, "average": found.average, "shared": found.shared, "grade": found.grade,
        "bar": None if bar is None else asdict(bar),
        "needed": [asdict(one) for one in found.needed],
        "checks": [asdict(one) for one in found.checks],
        "purpose": question.purpose,
        "person": None if found.person is None else _person(found.person),
        "words": list(found.words),
    }  # fmt: skip


def _person(one: PersonEvidence) -> dict[str, object]:
    names = (
        "person", "team", "n", "state", "value", "low", "high", "team_value", "expected", "reliability", "effect",
        "effect_low", "effect_high", "funnel_low", "funnel_high", "next_value", "raw", "sentence",
    )  # fmt: skip
    told = {name: getattr(one, name) for name in names}
    return {**told, "beyond": "yes" if one.beyond else "no", "words": list(one.words), "cases": list(one.cases)}


def table(found: Evidence, question: Question, model: Model, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    if found.withheld:
        yield from paragraph(f"Nothing is shown of {found.title}: {found.withheld}", terminal)
        yield from signature(model, terminal)
        return
    assert found.bar is not None  # noqa: S101 -- narrows the type
    yield from paragraph(f"{found.title}: {found.bar.words}", terminal)
    yield ""
    yield from _bar(found, terminal)
    yield ""
    yield from paragraph(_needed(found), terminal)
    if found.teams:
        yield ""
        yield from _teams(found, terminal)
    if found.person is not None:
        yield ""
        yield from _of_person(found.person, question, terminal)
    yield ""
    for words in found.words:
        yield from paragraph(words, terminal)
    yield from signature(model, terminal)


def _bar(found: Evidence, terminal: Terminal) -> Iterator[str]:
    sign = "█" if terminal.unicode else "#"
    for label, name in _LABELS:
        share = float(getattr(found.bar, name))
        yield f"  {label:<10}{sign * round(share * _BAR):<{_BAR}} {share * 100:5.1f} %"


def _needed(found: Evidence) -> str:
    cases = {one.reliability: one.cases for one in found.needed}
    told = f"{counted(found.n, 'case')} of {counted(found.people, 'person', 'people')}."
    if cases[0.5] is None:
        return f"{told} As far as the data can say people do not differ: no number of cases would tell them apart."
    most = cases[0.8]
    return (
        f"{told} A person needs {cases[0.5]:,.0f} cases until the own value says as much as the team's, "
        f"{most:,.0f} for a reliability of 0.8."
    )


def _teams(found: Evidence, terminal: Terminal) -> Iterator[str]:
    columns = [
        Column("Team"), Column("People", figures=True), Column("Cases", figures=True),
        Column("Average case", figures=True), Column("90 % interval"),
    ]  # fmt: skip
    rows = []
    for one in found.teams:
        value, low, high = (
            "" if each is None else format_value(each, found.unit) for each in (one.value, one.low, one.high)
        )
        many = ["" if each is None else f"{each:,}" for each in (one.people, one.n)]
        rows.append([one.team, *many, value or "withheld", f"{low} to {high}" if low else ""])
    columns, cells, _ = fitting(columns, rows, terminal, ("90 % interval", "Cases"))
    yield from render(columns, cells, terminal, notes=[one.words for one in found.teams])


def _of_person(one: PersonEvidence, question: Question, terminal: Terminal) -> Iterator[str]:
    yield from paragraph(f"{one.person} (asked for: {question.purpose})", terminal)
    for words in (one.sentence, *one.words, *(chart.words for chart in one.charts)):
        yield from paragraph(words, terminal, indent=2)
