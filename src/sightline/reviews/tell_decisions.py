"""The backlog and the decisions told: what would help most, what was promised, what is due, what came of decisions."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.lines import Decision
from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Table, Tone
from sightline.reviews.wording import NONE, chances, day, evidence, owner, value, within
from sightline.saying import joined, listed, say, say_in

__all__ = ["backlog", "best_moves", "decisions", "due_table"]

STATES: dict[str, tuple[str, Tone]] = {
    "open": (say_in("a decision is", "open"), ""), "done": (say_in("a decision is", "done"), "good"),
    "dropped": (say_in("a decision is", "dropped"), "dim"), "overdue": (say_in("a decision is", "overdue"), "bad"),
}  # fmt: skip
KEPT: dict[str, tuple[str, Tone]] = {
    "as promised": (say("as promised"), "good"), "more": (say_in("a promise", "more"), "good"),
    "less": (say_in("a promise", "less"), "bad"), "cannot say": (say_in("a promise", "cannot say"), "dim"),
    "too early": (say_in("a promise", "too early"), "dim"),
}  # fmt: skip
KINDS = {
    "goal": say("Goal"), "control": say("Control"), "initiative": say("Initiative"), "role": say("Role"),
    "promise": say("Promise"), "decision": say("Decision"),
}  # fmt: skip


def backlog(pack: Pack) -> Iterator[Block]:
    """Yield the section; nothing where the enterprise keeps no backlog."""
    if not pack.backlog and not pack.promises:
        return
    yield Heading(say("Initiatives"), 2, "backlog")
    best = [one.title for one in pack.backlog if one.in_best_set][:3]
    if best:
        yield Paragraph(say("Most for the goals would bring {names}.", names=listed(best)), "lead")
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
            Cell(say("{points:.1f}", points=one.points)),
            Cell(say("{low:.1f} to {high:.1f}", low=one.low, high=one.high)), Cell(value(one.cost, pack.currency)),
            Cell(say_in("the best set", "in it") if one.in_best_set else say_in("the best set", "not in it")),
            Cell(say_in("an initiative is", "decided") if one.decided else say_in("an initiative is", "open")),
        )
        for one in pack.backlog
    )  # fmt: skip
    columns = (
        Column(say("Initiative"), wide=True), Column(say("Points of 100"), figures=True),
        Column(say("90 % interval"), figures=True), Column(say("Cost"), figures=True), Column(say("Best set")),
        Column(say("Decision")),
    )  # fmt: skip
    return Table(say("What each brings alone, begun at once: 100 points are all goals won"), columns, rows, "worth")


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
    columns = (
        Column(say("Goal"), wide=True), Column(say("Better by, 90 %"), figures=True),
        Column(say("Chance"), figures=True),
    )  # fmt: skip
    return Table(say("What the best set does for each goal, all of it together"), columns, rows, "worth")


def _promises(pack: Pack) -> Table:
    rows = tuple(
        (
            Cell(one.title, detail=one.words, about=f"promise:{one.initiative}"),
            Cell(value(one.promised, one.unit, signed=True)),
            within(one.came, one.low, one.high, one.unit, signed=True),
            Cell(*KEPT.get(one.outcome, (one.outcome, "dim"))),
            Cell(evidence(one.grade) if one.grade else NONE),
        )
        for one in pack.promises
    )  # fmt: skip
    columns = (
        Column(say("Delivered"), wide=True), Column(say("Promised"), figures=True),
        Column(say("Came, 90 %"), figures=True), Column(say("Outcome")), Column(say("Evidence")),
    )  # fmt: skip
    return Table(say("What was promised, and what came"), columns, rows, "promise")


def decisions(pack: Pack) -> Iterator[Block]:
    """Yield the section: what is due, and what was decided."""
    yield Heading(say("Decisions"), 2, "decisions")
    if not pack.due and not pack.decisions:
        yield Paragraph(say("Nothing is due, and nothing was decided."), "lead")
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
    columns = (
        Column(say("About")), Column(say("To be decided"), wide=True), Column(say("Whose")), Column(say("Until")),
    )  # fmt: skip
    return Table(say("To be decided"), columns, rows)


def _taken(pack: Pack) -> Table:
    rows = tuple(
        (
            Cell(one.title, detail=_since(one)), Cell(one.owner), Cell(day(one.due)),
            Cell(*STATES.get(one.state, (one.state, ""))), Cell(one.came or NONE, detail=one.moved),
        )
        for one in pack.decisions
    )  # fmt: skip
    columns = (
        Column(say("Decision"), wide=True), Column(say("Owner")), Column(say("Due")), Column(say("State")),
        Column(say("What came of it")),
    )  # fmt: skip
    return Table(say("Decisions"), columns, rows)


def _since(one: Decision) -> str:
    on = say("taken {day}", day=day(one.decided_on)) if one.decided_on else ""
    return joined(" ", [on, say("in {review}", review=one.decided_in) if one.decided_in else ""])
