"""The numbers of this surface that can be talked about: what an initiative brings, and what the best set does."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor, Kind
from sightline_web.languages.marks import noted
from sightline_web.numbered import CHANCE, Number
from sightline_web.policy.words import Record
from sightline_web.portfolio.asked import COST, PEOPLE, Asked
from sightline_web.portfolios import POINTS, Limits
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Snapshot

__all__ = ["KIND", "of_best_set", "of_initiative"]

BRINGS = noted("What it brings")
COSTS = noted("What it costs")
FOR_A_GOAL = noted("What it does for “{goal}”")
REACHED = noted("The chance of “{goal}” with it")
VIEWS = ("budget", "periods", "must", "without", "discount", PEOPLE, COST)
KIND = Kind(
    "best-set", "best_set", (), Record.PORTFOLIO, lambda _snapshot, _parts: _("Best set"), followed=False, views=VIEWS
)


def of_initiative(snapshot: Snapshot, anchor: Anchor, view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield what an initiative brings, what it costs, and what it does for each goal that it moves."""
    found = snapshot.portfolio(Limits(goal=view.get("goal") or None))
    each = found.find(anchor.parts[0])
    if each is None:
        return
    yield Number(
        "worth", "worth", BRINGS, each.points, found.unit, low=each.low, high=each.high, moves=found.unit != POINTS
    )
    for one in each.worths:
        if one.worth:
            yield from _of_goal(snapshot, one.goal, one.unit, one.worth, one.low, one.high, one.after)
    yield Number("cost", "worth", COSTS, each.cost, snapshot.head.currency)


def of_best_set(snapshot: Snapshot, _anchor: Anchor, view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield what the best set within the limits of a view brings, what it costs, and what it does for each goal."""
    asked = Asked.of(view)
    if asked.problems:
        return
    found = snapshot.portfolio(asked.limits)
    if found.best is None:
        return
    best = found.best
    yield Number(
        "worth", "worth", BRINGS, best.points, found.unit, low=best.low, high=best.high, moves=found.unit != POINTS
    )
    yield Number("cost", "worth", COSTS, best.cost, snapshot.head.currency)
    for one in best.moves:
        yield from _of_goal(snapshot, one.goal, one.unit, one.change, one.low, one.high, one.after)


def _of_goal(
    snapshot: Snapshot, goal: str, unit: str, moved: float | None, low: float | None, high: float | None,
    chance: float | None,
) -> Iterator[Number]:  # fmt: skip
    """Yield how far a goal moves, and its chance then."""
    found = {each.id: each for each in snapshot.goals}[goal]
    names = {"goal": found.statement}
    yield Number(f"goal:{goal}", "worth", FOR_A_GOAL, moved, unit, names, found.metric, low=low, high=high, moves=True)
    yield Number(f"reaches:{goal}", "worth", REACHED, chance, CHANCE, names, found.metric)
