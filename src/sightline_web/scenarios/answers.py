"""What the goals would do, as rows: for the tables of a page, and plain for its twins."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.ahead import GoalShift, Outlook, Shift, WhatIf
from sightline_web.languages.marks import later
from sightline_web.scenarios.models import Scenario
from sightline_web.shell.formats import Formats
from sightline_web.shell.intervals import interval
from sightline_web.shell.pages import not_declared
from sightline_web.shell.sizes import likely, size, span
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Fault, Goal, NotDeclaredError, Snapshot, UnanswerableError

__all__ = ["Answer", "GoalLine", "answered", "answers", "goal_lines", "plain_goals", "plain_scenario"]

HOW_MOVED = later("How does it move the goal?")
HOW_FORECAST = later("How was this forecast?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A saved scenario with what it does; neither where nobody has asked yet."""

    scenario: Scenario
    found: WhatIf | None = None
    fault: Fault | None = None

    @property
    def waits(self) -> bool:
        """Whether the answer is still to come."""
        return self.found is None and self.fault is None


def answered(scenario: Scenario, snapshot: Snapshot) -> Answer:
    """Return what a saved scenario does, or why that can no longer be said."""
    try:
        return Answer(scenario, snapshot.whatif(scenario.shifts))
    except UnanswerableError as error:
        return Answer(scenario, fault=error.fault)
    except NotDeclaredError as error:
        return Answer(scenario, fault=Fault(not_declared(error), fix=_("Edit its changes.")))


def answers(scenarios: Iterable[Scenario], snapshot: Snapshot, *, seconds: float | None = None) -> list[Answer]:
    """Return what saved scenarios do, as far as that is found out within `seconds`; the others wait.

    What was found out is kept by the snapshot, so the next request goes on where this one stops.
    """
    if not snapshot.ready("whatif"):
        return [Answer(each) for each in scenarios]
    until = None if seconds is None else time.monotonic() + seconds
    found = []
    for each in scenarios:
        late = until is not None and time.monotonic() > until
        found.append(Answer(each) if late else answered(each, snapshot))
    return found


@dataclass(frozen=True, slots=True)
class GoalLine:
    """What one goal would do, in a table."""

    goal: Goal
    title: str
    href: str
    before: Shown
    after: Shown
    change: Shown
    span: str
    figure: SafeString
    chance_before: Shown
    chance_after: Shown
    chances: str  # both in short; empty, where neither is known
    verdict: str  # "better", "worse" or "", in the reader's language
    quiet: bool
    words: str


def goal_lines(found: WhatIf, snapshot: Snapshot, formats: Formats) -> list[GoalLine]:
    """Return what the goals would do, in the order of the model."""
    goals = {goal.id: goal for goal in snapshot.goals}
    return [
        _line(each, goals[each.goal], found.shifts, snapshot, formats) for each in found.goals if each.goal in goals
    ]


def _line(each: GoalShift, goal: Goal, shifts: Sequence[Shift], snapshot: Snapshot, formats: Formats) -> GoalLine:
    metric = snapshot.metrics.get(goal.metric)
    moved, outlook = _sight(goal, shifts), reverse("goal", args=[goal.id])
    finer = formats.finer(each.before.forecast, each.after.forecast, goal.unit)
    before, after = (formats.value(one.forecast, goal.unit, finer=finer) for one in (each.before, each.after))
    quiet = not each.change
    chances = [likely(one.probability, formats) for one in (each.before, each.after)]
    both = "" if each.before.probability is None and each.after.probability is None else " → ".join(chances)
    change = _("no change") if each.change == 0 else size(each.change, goal.unit, formats, each.low, each.high)
    return GoalLine(
        goal, metric.title if metric else goal.metric, outlook,
        Shown(before, goal.metric, HOW_FORECAST, outlook), Shown(after, goal.metric, HOW_MOVED, moved),
        Shown(change, goal.metric, HOW_MOVED, moved),
        "" if quiet else span(each.low, each.high, goal.unit, formats),
        SafeString() if quiet else interval(each.low, each.change, each.high),
        Shown(chances[0], goal.metric, HOW_FORECAST, outlook),
        Shown(chances[1], goal.metric, HOW_MOVED, moved),
        both, _verdict(each, goal), quiet, each.words or each.after.words,
    )  # fmt: skip


def _sight(goal: Goal, shifts: Sequence[Shift]) -> str:
    """Return the address of the line of sight behind a change: from the one metric, or all that moves the goal."""
    if len(shifts) == 1:
        return f"{reverse('sight_from', args=[shifts[0].metric])}?goal={goal.id}"
    return f"{reverse('sight')}?goal={goal.id}"


def _verdict(each: GoalShift, goal: Goal) -> str:
    if not each.change:
        return ""
    return _("better") if (each.change > 0) == (goal.better == "higher") else _("worse")


def plain_goals(found: WhatIf, named: Mapping[str, object] | None = None) -> list[dict[str, object]]:
    """Return what the goals would do for the twins, in the words of the `whatif` command."""
    return [dict(named or {}) | _plain(each.before, each.after, each) for each in found.goals]


def _plain(before: Outlook, after: Outlook, each: GoalShift) -> dict[str, object]:
    return {
        "goal": each.goal,
        "metric": after.metric,
        "unit": each.unit,
        "target": after.target,
        "by": after.by,
        "before": before.forecast,
        "before_low": before.low,
        "before_high": before.high,
        "after": after.forecast,
        "after_low": after.low,
        "after_high": after.high,
        "change": each.change,
        "low": each.low,
        "high": each.high,
        "probability_before": before.probability,
        "probability_after": after.probability,
        "words": each.words,
    }


def plain_scenario(answer: Answer) -> list[dict[str, object]]:
    """Return one saved scenario for the twins: a row for each goal, or one that says why there is none."""
    scenario = answer.scenario
    named: dict[str, object] = {"scenario": scenario.pk, "name": scenario.name, "shifts": list(scenario.shifts)}
    if answer.found is not None and answer.found.goals:
        return plain_goals(answer.found, named)
    return [named | {"goal": None, "words": answer.fault.cause if answer.fault else ""}]
