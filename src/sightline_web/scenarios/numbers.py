"""The numbers of a saved scenario that can be talked about: how far each goal moves, and its chance then."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict

from sightline_web.anchors import Anchor
from sightline_web.languages.marks import noted
from sightline_web.numbered import CHANCE, Number
from sightline_web.policy.actor import SYSTEM
from sightline_web.scenarios import queries
from sightline_web.shell.formats import Formats
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot

__all__ = ["of_scenario"]

MOVED = noted("How far it moves “{goal}”")
REACHED = noted("The chance of “{goal}” in it")


def of_scenario(snapshot: Snapshot, anchor: Anchor, _view: QueryDict, _formats: Formats) -> Iterator[Number]:
    """Yield what a scenario does for each goal that it moves."""
    found = queries.scenario_find(by=SYSTEM, scenario=whole(anchor.parts[0]))  # the page was asked whether it is open
    if found is None:
        return
    goals = {each.id: each for each in snapshot.goals}
    for each in snapshot.whatif(found.shifts).goals:
        if not each.change or each.goal not in goals:
            continue
        goal = goals[each.goal]
        names = {"goal": goal.statement}
        yield Number(
            f"goal:{goal.id}", "scenario", MOVED, each.change, each.unit, names, goal.metric,
            low=each.low, high=each.high, moves=True,
        )  # fmt: skip
        yield Number(f"reaches:{goal.id}", "scenario", REACHED, each.after.probability, CHANCE, names, goal.metric)
