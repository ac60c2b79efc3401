"""The sentences of the Strategy pages, made from the same numbers as their tables."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import Sentence, counted, listed, numeral
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Goal, Metric, Snapshot
from sightline_web.strategy.standing import SETTLED, Standing, behind_path, furthest_first

__all__ = ["about_goal", "about_goals", "about_metric", "character", "second_about_goals"]

CHARACTERS = {  # of a metric, by its indicator and its better direction
    ("lag", "higher"): later("Lag indicator, higher is better."),
    ("lag", "lower"): later("Lag indicator, lower is better."),
    ("lead", "higher"): later("Lead indicator, higher is better."),
    ("lead", "lower"): later("Lead indicator, lower is better."),
    ("", "higher"): later("higher is better."),
    ("", "lower"): later("lower is better."),
}
MOVES = {  # of a metric against a year before, by whether it is higher and whether that is better
    (True, True): later("{metric}: {value} in {period}, up {size} from {before}, which is better."),
    (True, False): later("{metric}: {value} in {period}, up {size} from {before}, which is worse."),
    (False, True): later("{metric}: {value} in {period}, down {size} from {before}, which is better."),
    (False, False): later("{metric}: {value} in {period}, down {size} from {before}, which is worse."),
}


def character(metric: Metric) -> str:
    """Return what kind of indicator a metric is, and which direction is better."""
    return str(CHARACTERS[metric.indicator or "", metric.better])


def about_goals(snapshot: Snapshot, formats: Formats) -> Sentence:
    """Return the sentence that answers "how do we stand": the goal furthest behind, and how many are not."""
    goals = snapshot.goals
    if not goals:
        return Sentence.of(_("No goal is declared yet."))
    settled = [goal for goal in goals if goal.status in SETTLED]
    without = [goal for goal in goals if goal.status == "no data"]
    if len(without) == len(goals):
        return Sentence.of(_("No goal can be measured: the data behind them are missing."))
    behind = furthest_first(goals)
    if not behind:
        return Sentence.of(_all_settled(goals, settled, without))
    worst = behind[0]
    far = Sentence.of(f"{_title(snapshot, worst.metric)}: ", _how_far(worst, formats))
    if len(goals) == 1:
        return Sentence.of(far, ".")
    return Sentence.of(far, f"; {_how_many(settled, goals)}.")


def _all_settled(goals: Sequence[Goal], settled: Sequence[Goal], without: Sequence[Goal]) -> str:
    """Return the sentence where no goal is behind: how many are settled, and how many have no data."""
    if len(goals) == 1:
        return _("The one goal is reached.") if settled[0].status == "reached" else _("The one goal is on course.")
    if not without:
        return _("All {goals} are {states}.").format(goals=counted(len(goals), "goal"), states=_states(settled))
    rest = ngettext("{goals} has no data", "{goals} have no data", len(without))
    rest = rest.format(goals=counted(len(without), "goal"))
    return f"{opening(_how_many(settled, goals))}; {rest}."


def _how_many(settled: Sequence[Goal], goals: Sequence[Goal]) -> str:
    """Return the clause that says how many goals are settled: "two of three goals are on course"."""
    text = ngettext("{some} of {goals} is {states}", "{some} of {goals} are {states}", len(settled))
    return text.format(some=numeral(len(settled)), goals=counted(len(goals), "goal"), states=_states(settled))


def second_about_goals(snapshot: Snapshot) -> str:
    """Return what the first sentence left out: further goals behind, and goals without data."""
    behind = furthest_first(snapshot.goals)[1:]
    without = [goal for goal in snapshot.goals if goal.status == "no data"]
    said = []
    if behind:
        titles = listed([_title(snapshot, goal.metric) for goal in behind])
        said.append(_("Also behind: {goals}.").format(goals=titles))
    if without and len(without) < len(snapshot.goals):
        titles = listed([_title(snapshot, goal.metric) for goal in without])
        said.append(_("Without data: {goals}.").format(goals=titles))
    return " ".join(said)


def about_goal(goal: Goal, metric: Metric, formats: Formats) -> Sentence:
    """Return the sentence of one goal: where it is, and how that compares with its path."""
    if goal.value is None:
        return Sentence.of(_("{metric}: there are no data.").format(metric=metric.title))
    off = None
    behind = behind_path(goal)
    if goal.status == "reached":
        text = _("{metric}: {value}, which reaches the target of {target}.")
    elif goal.status == "missed":
        text = _("{metric}: {value}; due was {target} by {month}.")
    elif behind is None:
        text = _("{metric}: {value}; the target is {target} by {month}.")
    else:
        off = Shown(formats.size(behind, goal.unit), goal.metric)
        if off.text == formats.size(0.0, goal.unit):
            text = _("{metric}: {value}, on the path to {target} by {month}.")
        elif behind > 0:
            text = _("{metric}: {value}, {size} behind the path to {target} by {month}.")
        else:
            text = _("{metric}: {value}, {size} ahead of the path to {target} by {month}.")
    return Sentence.put(
        text,
        metric=metric.title,
        value=Shown(formats.value(goal.value, goal.unit, brief=True), goal.metric),
        target=Shown(formats.value(goal.target, goal.unit, brief=True), goal.metric),
        month=formats.month(goal.by),
        **({"size": off} if off is not None else {}),
    )


def about_metric(now: Standing, formats: Formats, *, windowed: bool = False) -> Sentence:
    """Return the sentence of one metric: its last whole period against one year before; of a window, if asked for."""
    metric, point = now.metric, now.now
    if point is None or point.value is None:
        text = _("{metric}: there are no data in these periods.") if windowed else _("{metric}: there are no data.")
        return Sentence.of(text.format(metric=metric.title))
    said: dict[str, str | Shown] = {
        "metric": metric.title,
        "value": Shown(formats.value(point.value, metric.unit, brief=True), metric.id),
        "period": formats.period(point.label),
    }
    if now.change is None or now.before is None:
        return Sentence.put(_("{metric}: {value} in {period}."), **said)
    said["before"] = formats.period(now.before.label)
    if formats.change(now.change, metric.unit) == formats.change(0.0, metric.unit):
        return Sentence.put(_("{metric}: {value} in {period}, as in {before}."), **said)
    up, better = now.change > 0, (now.change > 0) == (metric.better == "higher")
    said["size"] = Shown(formats.size(now.change, metric.unit), metric.id)
    return Sentence.put(str(MOVES[up, better]), **said)


def _how_far(goal: Goal, formats: Formats) -> Sentence:
    if goal.status == "missed" and goal.value is not None:
        off = Shown(formats.size(goal.target - goal.value, goal.unit), goal.metric)
        return Sentence.put(_("missed by {size}"), size=off)
    off = Shown(formats.size(behind_path(goal) or 0.0, goal.unit), goal.metric)
    return Sentence.put(_("{size} behind the path"), size=off)


def _states(goals: Sequence[Goal]) -> str:
    """Return the statuses that occur among settled goals, joined by "or"."""
    found = {goal.status for goal in goals}
    if found == {"reached"}:
        return pgettext("goals are", "reached")
    return pgettext("goals are", "on course or reached") if "reached" in found else pgettext("goals are", "on course")


def _title(snapshot: Snapshot, metric: str) -> str:
    found = snapshot.metrics.get(metric)
    return found.title if found else metric
