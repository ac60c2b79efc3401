"""What `review` shows: the whole in a few sentences, the goals, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sightline.cli.figures import figure
from sightline.cli.sizes import chance, full_change
from sightline.cli.tables import Cell, Column, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.reviews import Pack
from sightline.reviews.lines import GoalLine
from sightline.reviews.speech import speech_of
from sightline.reviews.telling import byline, lead, title

__all__ = ["list_table", "rows_of_pack", "table"]

LOOKS = {"reached": "good", "on course": "good", "behind": "warn", "missed": "bad"}
SHORT = 12


def rows_of_pack(pack: Pack) -> list[dict[str, Any]]:
    """Return the lines of a pack as rows."""
    return [*_strategy(pack), *_operations(pack), *_roles(pack), *_backlog(pack), *_due(pack)]


def _row(level: str, kind: str, about: str, title_: str, **more: object) -> dict[str, Any]:
    empty: dict[str, object] = {
        "value": None, "previous": None, "low": None, "high": None, "probability": None, "unit": "", "status": "",
        "owner": None, "words": "",
    }  # fmt: skip
    return {"level": level, "kind": kind, "about": about, "title": title_, **empty, **more}


def _strategy(pack: Pack) -> Iterator[dict[str, Any]]:
    for one in pack.goals:
        yield _row(
            "strategy", "goal", one.goal, one.statement, value=one.value, previous=one.previous, low=one.low,
            high=one.high, probability=one.probability, unit=one.unit, status=pack.status(one), owner=one.owner,
            words=one.why,
        )  # fmt: skip


def _operations(pack: Pack) -> Iterator[dict[str, Any]]:
    for figure_ in pack.processes:
        yield _row("operations", "process", figure_.metric, f"{figure_.title}: {figure_.figure.lower()}",
                   value=figure_.value, previous=figure_.previous, unit=figure_.unit)  # fmt: skip
    for control in pack.controls:
        yield _row("operations", "control", control.control, control.title, status=control.outcome,
                   owner=control.owner, words=control.words or control.requirement)  # fmt: skip
    for one in pack.deviations:
        yield _row("operations", "deviation", one.deviation, one.sentence, value=one.price, low=one.low, high=one.high,
                   unit=one.unit, status=one.kind, owner=one.owner)  # fmt: skip


def _roles(pack: Pack) -> Iterator[dict[str, Any]]:
    for one in pack.aligned:
        yield _row("roles", one.kind, one.name, one.title, value=one.distance, low=one.low, high=one.high, unit="share",
                   status=one.state, words=one.words)  # fmt: skip


def _backlog(pack: Pack) -> Iterator[dict[str, Any]]:
    for one in pack.backlog:
        yield _row("backlog", "initiative", one.initiative, one.title, value=one.points, low=one.low, high=one.high,
                   unit="points", status="in the best set" if one.in_best_set else "", words=one.words)  # fmt: skip
    for promise in pack.promises:
        yield _row("backlog", "promise", promise.initiative, promise.title, value=promise.came, low=promise.low,
                   high=promise.high, unit=promise.unit, status=promise.outcome, words=promise.words)  # fmt: skip


def _due(pack: Pack) -> Iterator[dict[str, Any]]:
    for one in pack.due:
        yield _row("decisions", "due", one.about, one.title, status=one.kind, owner=one.owner, words=one.words)


def table(pack: Pack, name: str | None, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    speech = speech_of(pack)
    yield from paragraph(speech(title(pack)), terminal)
    yield from paragraph(speech(lead(pack)), terminal)
    if pack.goals:
        yield ""
        columns = [
            Column("Goal", wraps=True), Column(pack.period.label, figures=True), Column("Change", figures=True),
            Column("Target", figures=True), Column("Forecast, 90 %", figures=True), Column("Chance", figures=True),
            Column("Status"),
        ]  # fmt: skip
        yield from render(columns, [_goal(one, pack.status(one), terminal) for one in pack.goals], terminal)
    if pack.due:
        yield ""
        columns = [Column("To be decided", wraps=True), Column("Why", wraps=True), Column("Whose", wraps=True)]
        rows: list[list[str | Cell]] = [
            [one.title, one.words, pack.title(one.owner) if one.owner else ""] for one in pack.due
        ]
        yield from render(columns, rows, terminal)
    for one in pack.withheld:
        yield from paragraph(f"{one.part} could not be made: {one.cause} {one.fix}".strip(), terminal)
    for words in pack.words:
        yield from paragraph(words, terminal)
    yield ""
    yield from paragraph(speech(byline(pack)) + (f" · frozen as {name[:SHORT]}" if name else ""), terminal)


def _goal(one: GoalLine, status: str, terminal: Terminal) -> list[str | Cell]:
    moved = None if one.value is None or one.previous is None else one.value - one.previous
    return [
        one.statement, figure(one.value, one.unit, terminal, compact=True), full_change(moved, one.unit, terminal),
        figure(one.target, one.unit, terminal, compact=True), _between(one.low, one.high, one.unit, terminal),
        chance(one.probability, terminal), Cell(status, LOOKS.get(status, "quiet")),
    ]  # fmt: skip


def _between(low: float | None, high: float | None, unit: str, terminal: Terminal) -> str:
    if low is None or high is None:
        return terminal.sign("none")
    return f"{figure(low, unit, terminal, compact=True)} to {figure(high, unit, terminal, compact=True)}"


def list_table(rows: Sequence[Mapping[str, object]], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of frozen packs, the oldest first."""
    if not rows:
        yield from paragraph("No pack is frozen here yet: 'sightline review --freeze' keeps one.", terminal)
        return
    columns = [Column("Pack"), Column("Period"), Column("As of"), Column("Model"), Column("State", wraps=True)]
    told: list[list[str | Cell]] = []
    for row in rows:
        moment = row["as_of"]
        state = str(row["state"])
        told.append([
            str(row["pack"])[:SHORT], str(row["period"] or ""),
            moment.date().isoformat() if isinstance(moment, datetime) else "", str(row["pack_model"] or "")[:8],
            Cell(state, "good" if state == "whole" else "bad"),
        ])  # fmt: skip
    yield from render(columns, told, terminal)
