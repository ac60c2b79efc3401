"""The backlog in a pack: what each initiative would bring, what the best set does for the goals, what promises kept."""

from __future__ import annotations

from sightline.reading import Reading
from sightline.records.portfolio import Portfolio
from sightline.records.promises import PromiseBook
from sightline.reviews.lines import BacklogLine, Move, PromiseLine
from sightline.reviews.strategy_part import number

__all__ = ["backlog", "moves", "promises"]

MOST = 12


def backlog(found: Portfolio, book: PromiseBook | None) -> tuple[BacklogLine, ...]:
    """Return initiatives, what brings most first; those that bring nothing are left to the backlog itself."""
    decided = {one.initiative for one in (*book.promises, *book.declined)} if book is not None else set()
    told = sorted((one for one in found.standings if one.points), key=lambda one: -one.points)
    return tuple(
        BacklogLine(
            one.candidate.id, one.candidate.title, one.points, one.low, one.high, number(one.candidate.cost),
            one.in_best_set, one.candidate.id in decided, one.words,
        )
        for one in told[:MOST]
    )  # fmt: skip


def moves(found: Portfolio) -> tuple[Move, ...]:
    """Return what the best set does for each goal."""
    if found.best is None:
        return ()
    return tuple(
        Move(one.goal, one.unit, number(one.change), number(one.low), number(one.high), number(one.before),
             number(one.after))
        for one in found.best.moves
    )  # fmt: skip


def promises(book: PromiseBook, reading: Reading) -> tuple[PromiseLine, ...]:
    """Return what came of promises whose initiative is delivered."""
    titles = {name: one.title for name, one in reading.model.initiatives.items()}
    return tuple(
        PromiseLine(
            one.initiative, titles.get(one.initiative) or one.initiative, one.metric, one.unit, one.promised[1],
            number(one.value), number(one.low), number(one.high), one.outcome, one.grade, one.words,
        )
        for one in book.realised
        if one.outcome != "not delivered"
    )  # fmt: skip
