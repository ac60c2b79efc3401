"""The sentences of the Strategy pages, made from the same numbers as their tables."""

from __future__ import annotations

from collections.abc import Sequence

from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import Sentence, counted, listed, numeral, opening
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Goal, Metric, Snapshot
from sightline_web.strategy.standing import SETTLED, Standing, behind_path, furthest_first

__all__ = ["about_goal", "about_goals", "about_metric", "second_about_goals"]


def about_goals(snapshot: Snapshot, formats: Formats) -> Sentence:
    """Return the sentence that answers "how do we stand": the goal furthest behind, and how many are not."""
    goals = snapshot.goals
    if not goals:
        return Sentence.of("No goal is declared yet.")
    settled = [goal for goal in goals if goal.status in SETTLED]
    without = [goal for goal in goals if goal.status == "no data"]
    if len(without) == len(goals):
        return Sentence.of("No goal can be measured: the data behind them are missing.")
    behind = furthest_first(goals)
    if not behind:
        rest = f"; {counted(len(without), 'goal has', 'goals have')} no data." if without else "."
        if len(goals) == 1:
            return Sentence.of(f"The one goal is {settled[0].status}{rest}")
        every = "All" if not without else opening(numeral(len(settled))) + " of"
        return Sentence.of(f"{every} {counted(len(goals), 'goal')} {_are(len(settled))} {_settled(settled)}{rest}")
    worst = behind[0]
    title = _title(snapshot, worst.metric)
    if len(goals) == 1:
        return Sentence.of(f"{title}: ", *_how_far(worst, formats), ".")
    others = f"; {numeral(len(settled))} of {counted(len(goals), 'goal')} {_are(len(settled))} {_settled(settled)}."
    return Sentence.of(f"{title}: ", *_how_far(worst, formats), others)


def second_about_goals(snapshot: Snapshot) -> str:
    """Return what the first sentence left out: further goals behind, and goals without data."""
    behind = furthest_first(snapshot.goals)[1:]
    without = [goal for goal in snapshot.goals if goal.status == "no data"]
    said = []
    if behind:
        said.append(f"Also behind: {listed([_title(snapshot, goal.metric) for goal in behind])}.")
    if without and len(without) < len(snapshot.goals):
        said.append(f"Without data: {listed([_title(snapshot, goal.metric) for goal in without])}.")
    return " ".join(said)


def about_goal(goal: Goal, metric: Metric, formats: Formats) -> Sentence:
    """Return the sentence of one goal: where it is, and how that compares with its path."""
    if goal.value is None:
        return Sentence.of(f"{metric.title}: there are no data.")
    value = Shown(formats.value(goal.value, goal.unit, brief=True), goal.metric)
    target = Shown(formats.value(goal.target, goal.unit, brief=True), goal.metric)
    when = formats.month(goal.by)
    if goal.status == "reached":
        return Sentence.of(f"{metric.title}: ", value, ", which reaches the target of ", target, ".")
    if goal.status == "missed":
        return Sentence.of(f"{metric.title}: ", value, "; due was ", target, f" by {when}.")
    behind = behind_path(goal)
    if behind is None:
        return Sentence.of(f"{metric.title}: ", value, "; the target is ", target, f" by {when}.")
    off = Shown(formats.size(behind, goal.unit), goal.metric)
    if off.text == formats.size(0.0, goal.unit):
        return Sentence.of(f"{metric.title}: ", value, ", on the path to ", target, f" by {when}.")
    word = "behind" if behind > 0 else "ahead of"
    return Sentence.of(f"{metric.title}: ", value, ", ", off, f" {word} the path to ", target, f" by {when}.")


def about_metric(now: Standing, formats: Formats) -> Sentence:
    """Return the sentence of one metric: its last whole period against one year before."""
    metric, point = now.metric, now.now
    if point is None or point.value is None:
        return Sentence.of(f"{metric.title}: there are no data.")
    value = Shown(formats.value(point.value, metric.unit, brief=True), metric.id)
    when = formats.period(point.label)
    if now.change is None or now.before is None:
        return Sentence.of(f"{metric.title}: ", value, f" in {when}.")
    then = formats.period(now.before.label)
    if formats.change(now.change, metric.unit) == formats.change(0.0, metric.unit):
        return Sentence.of(f"{metric.title}: ", value, f" in {when}, as in {then}.")
    word = "up" if now.change > 0 else "down"
    judged = "better" if (now.change > 0) == (metric.better == "higher") else "worse"
    size = Shown(formats.size(now.change, metric.unit), metric.id)
    return Sentence.of(f"{metric.title}: ", value, f" in {when}, {word} ", size, f" from {then}, which is {judged}.")


def _how_far(goal: Goal, formats: Formats) -> tuple[str | Shown, ...]:
    if goal.status == "missed" and goal.value is not None:
        off = Shown(formats.size(goal.target - goal.value, goal.unit), goal.metric)
        return ("missed by ", off)
    off = Shown(formats.size(behind_path(goal) or 0.0, goal.unit), goal.metric)
    return (off, " behind the path")


def _settled(goals: Sequence[Goal]) -> str:
    """Return the statuses that occur among settled goals, joined by "or"."""
    return (
        " or ".join(status for status in ("on course", "reached") if any(goal.status == status for goal in goals))
        or "on course"
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _title(snapshot: Snapshot, metric: str) -> str:
    found = snapshot.metrics.get(metric)
    return found.title if found else metric
