"""The backlog and the decisions told: what would help most, what was promised, what is due, what came of decisions."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.lines import Decision
from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Table, Tone
from sightline.reviews.wording import NONE, chances, day, listed, owner, value, within

__all__ = ["backlog", "best_moves", "decisions", "due_table"]

STATES: dict[str, Tone] = {"open": "", "done": "good", "dropped": "dim", "overdue": "bad"}
KEPT: dict[str, Tone] = {"as promised": "good", "more": "good", "less": "bad"}
KINDS = {
    "goal": "Goal", "control": "Control", "initiative": "Initiative", "role": "Role", "promise": "Promise",
    "decision": "Decision",
}  # fmt: skip


def backlog(pack: Pack) -> Iterator[Block]:
    """Yield the section; nothing where the enterprise keeps no backlog."""
    if not pack.backlog and not pack.promises:
        return
    yield Heading("Initiatives", 2, "backlog")
    best = [one.title for one in pack.backlog if one.in_best_set][:3]
    if best:
        yield Paragraph(f"Most for the goals would bring {listed(best)}.", "lead")
    yield from remarks(pack, "backlog")
    if pack.backlog:
        yield _initiatives(pack)
    if pack.moves:
        yield best_moves(pack)
    if pack.promises:
        yield _promises(pack)


def _initiatives(pack: Pack) -> Table:
    rows = tuple(
        (
            Cell(one.title, detail=one.words, about=f"initiative:{one.initiative}"),
            Cell(f"{one.points:.1f}"), Cell(f"{one.low:.1f} to {one.high:.1f}"),
            Cell(value(one.cost, pack.currency)), Cell("in it" if one.in_best_set else "not in it"),
            Cell("decided" if one.decided else "open"),
        )
        for one in pack.backlog
    )  # fmt: skip
    columns = (
        Column("Initiative", wide=True), Column("Points of 100", figures=True), Column("90 % interval", figures=True),
        Column("Cost", figures=True), Column("Best set"), Column("Decision"),
    )  # fmt: skip
    return Table("What each brings alone, begun at once: 100 points are all goals won", columns, rows, "worth")


def best_moves(pack: Pack) -> Table:
    """Return what the best set does for each goal."""
    rows = tuple(
        (
            Cell(pack.title(one.goal), about=f"goal:{one.goal}"),
            within(one.change, one.low, one.high, one.unit, signed=True),
            Cell(chances(one.before, one.after)),
        )
        for one in pack.moves
    )  # fmt: skip
    columns = (Column("Goal", wide=True), Column("Better by, 90 %", figures=True), Column("Chance", figures=True))
    return Table("What the best set does for each goal, all of it together", columns, rows, "worth")


def _promises(pack: Pack) -> Table:
    rows = tuple(
        (
            Cell(one.title, detail=one.words, about=f"promise:{one.initiative}"),
            Cell(value(one.promised, one.unit, signed=True)),
            within(one.came, one.low, one.high, one.unit, signed=True),
            Cell(one.outcome, KEPT.get(one.outcome, "dim")), Cell(one.grade or NONE),
        )
        for one in pack.promises
    )  # fmt: skip
    columns = (
        Column("Delivered", wide=True), Column("Promised", figures=True), Column("Came, 90 %", figures=True),
        Column("Outcome"), Column("Evidence"),
    )  # fmt: skip
    return Table("What was promised, and what came", columns, rows, "promise")


def decisions(pack: Pack) -> Iterator[Block]:
    """Yield the section: what is due, and what was decided."""
    yield Heading("Decisions", 2, "decisions")
    if not pack.due and not pack.decisions:
        yield Paragraph("Nothing is due, and nothing was decided.", "lead")
    yield from remarks(pack, "decisions")
    if pack.due:
        yield due_table(pack)
    if pack.decisions:
        yield _taken(pack)


def due_table(pack: Pack) -> Table:
    """Return what is to be decided."""
    rows = tuple(
        (Cell(KINDS.get(one.kind, one.kind)), Cell(one.title, detail=one.words, about=f"{one.kind}:{one.about}"),
         Cell(owner(one.owner, pack)),
         Cell(day(one.until)))
        for one in pack.due
    )  # fmt: skip
    columns = (Column("About"), Column("To be decided", wide=True), Column("Whose"), Column("Until"))
    return Table("To be decided", columns, rows)


def _taken(pack: Pack) -> Table:
    rows = tuple(
        (
            Cell(one.title, detail=_since(one)), Cell(one.owner), Cell(day(one.due)),
            Cell(one.state, STATES.get(one.state, "")), Cell(one.came or NONE, detail=one.moved),
        )
        for one in pack.decisions
    )  # fmt: skip
    columns = (
        Column("Decision", wide=True), Column("Owner"), Column("Due"), Column("State"), Column("What came of it"),
    )  # fmt: skip
    return Table("Decisions", columns, rows)


def _since(one: Decision) -> str:
    said = [f"taken {day(one.decided_on)}" if one.decided_on else "", f"in {one.decided_in}" if one.decided_in else ""]
    return " ".join(filter(None, said))
