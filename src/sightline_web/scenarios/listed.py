"""Saved scenarios as lines of a list: their changes in words, and what each does to every goal in short."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.scenarios.answers import Answer, GoalLine, goal_lines
from sightline_web.scenarios.models import Scenario
from sightline_web.scenarios.wording import SHOWN, in_words, title_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import Sentence
from sightline_web.snapshot import NotDeclaredError, Snapshot, UnanswerableError

__all__ = ["ChangeWords", "ListLine", "about_best", "change_words", "list_lines"]


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


def about_best(found: Sequence[Answer], snapshot: Snapshot, formats: Formats) -> Sentence | None:
    """Return which scenario makes a goal likelier by most; nothing before all have an answer."""
    gains = [
        (after - before, each, line)
        for each in found
        if each.found is not None
        for shift, line in zip(each.found.goals, goal_lines(each.found, snapshot, formats), strict=True)
        if (before := shift.before.probability) is not None and (after := shift.after.probability) is not None
    ]
    if not gains or any(each.waits for each in found):
        return None
    gain, each, line = max(gains, key=lambda one: one[0])
    if gain < SHOWN:
        if len(found) > 1:
            return Sentence.of(_("None of these scenarios makes a goal likelier."))
        return Sentence.put(_("“{name}” makes no goal likelier."), name=isolated(each.scenario.name))
    text = (
        _("“{name}” helps {metric} most: a chance of {after}, not {before}.")
        if len(found) > 1
        else _("“{name}” helps {metric}: a chance of {after}, not {before}.")
    )
    return Sentence.put(
        text,
        name=isolated(each.scenario.name),
        metric=line.title,
        after=line.chance_after,
        before=line.chance_before,
    )


def isolated(name: str) -> str:
    """Return a name so that its direction does not turn round the words about it."""
    turns = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}" if turns else name


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
