"""Saved scenarios as lines of a list: their changes in words, and what each does to every goal in short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from sightline_web.scenarios.answers import Answer, GoalLine, goal_lines
from sightline_web.scenarios.models import Scenario
from sightline_web.scenarios.wording import in_words, title_of
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import NotDeclaredError, Snapshot, UnanswerableError

__all__ = ["ChangeWords", "ListLine", "change_words", "list_lines"]


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One change of a scenario: the metric with where it leads, and what becomes of it."""

    title: str
    href: str  # empty, where the model no longer declares the metric
    words: str
    text: str


def change_words(scenario: Scenario, snapshot: Snapshot, formats: Formats) -> list[ChangeWords]:
    """Return the changes of a scenario in words; as they were written, where they can no longer be read."""
    found = []
    for text in scenario.shifts:
        metric, _, amount = text.partition("=")
        try:
            words = in_words(snapshot.shift(text), snapshot, formats)
        except (UnanswerableError, NotDeclaredError):
            words = amount
        href = reverse("metric", args=[metric]) if metric in snapshot.metrics else ""
        found.append(ChangeWords(title_of(metric, snapshot), href, words, text))
    return found


@dataclass(frozen=True, slots=True)
class ListLine:
    """One saved scenario; `goals` is empty where it has no answer."""

    scenario: Scenario
    answer: Answer
    changes: list[ChangeWords]
    goals: list[GoalLine]


def list_lines(found: Sequence[Answer], snapshot: Snapshot, formats: Formats) -> list[ListLine]:
    """Return saved scenarios as lines."""
    return [
        ListLine(
            each.scenario,
            each,
            change_words(each.scenario, snapshot, formats),
            goal_lines(each.found, snapshot, formats) if each.found else [],
        )
        for each in found
    ]
