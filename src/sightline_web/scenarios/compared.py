"""Scenarios side by side: a row for each goal, a column for each scenario, and a figure of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.safestring import SafeString

from sightline_web.ahead import Outlook
from sightline_web.scenarios.answers import Answer, GoalLine, goal_lines, plain_scenario
from sightline_web.scenarios.figures import ranges
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Goal, Snapshot

__all__ = ["LETTERS", "MOST_COMPARED", "Compared", "comparison", "plain_comparison"]

MOST_COMPARED = 4
LETTERS = ascii_uppercase
WITHOUT = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Compared:
    """One goal over the scenarios; a cell is None where a scenario has no answer."""

    goal: Goal
    title: str
    first: GoalLine
    cells: list[tuple[str, GoalLine | None]]
    figure: SafeString


def comparison(found: Sequence[Answer], snapshot: Snapshot, formats: Formats) -> list[Compared]:
    """Return a row for each goal; none where no scenario has an answer."""
    lines = [{line.goal.id: line for line in _lines(each, snapshot, formats)} for each in found]
    rows = []
    for goal in snapshot.goals:
        cells = [(letter, each.get(goal.id)) for letter, each in zip(LETTERS, lines, strict=False)]
        first = next((line for _, line in cells if line is not None), None)
        if first is not None:
            figure = ranges(_outlooks(goal.id, found), formats)
            rows.append(Compared(goal, first.title, first, cells, figure))
    return rows


def _lines(each: Answer, snapshot: Snapshot, formats: Formats) -> list[GoalLine]:
    return goal_lines(each.found, snapshot, formats) if each.found else []


def _outlooks(goal: str, found: Sequence[Answer]) -> list[tuple[str, Outlook]]:
    shown: list[tuple[str, Outlook]] = []
    for letter, each in zip(LETTERS, found, strict=False):
        shift = next((one for one in (each.found.goals if each.found else ()) if one.goal == goal), None)
        if shift is not None:
            shown += [(WITHOUT, shift.before)] if not shown else []
            shown.append((letter, shift.after))
    return shown


def plain_comparison(found: Sequence[Answer]) -> list[dict[str, object]]:
    """Return the comparison for the twins: a row for each scenario and goal, each with what is expected without."""
    return [row for each in found for row in plain_scenario(each)]
