"""What a review should decide, as far as the reading can say: each with the reason and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sightline.reviews.lines import AlignedLine, BacklogLine, ControlLine, Due, GoalLine, PromiseLine
from sightline.reviews.wording import chance, stands
from sightline.saying import joined, labelled, say

__all__ = ["due"]

AT_RISK = 0.5  # a goal with a lower probability needs a decision, or an acceptance
INITIATIVES = 3
BEHIND = ("behind", "missed")


def due(
    goals: Sequence[GoalLine], controls: Sequence[ControlLine], aligned: Sequence[AlignedLine],
    backlog: Sequence[BacklogLine], promises: Sequence[PromiseLine],
) -> tuple[Due, ...]:  # fmt: skip
    """Return what is to be decided: goals at risk, failing controls, undecided initiatives, drift, broken promises."""
    return (*_goals(goals), *_controls(controls), *_backlog(backlog), *_aligned(aligned), *_promises(promises))


def _goals(goals: Iterable[GoalLine]) -> Iterable[Due]:
    for one in goals:
        unlikely = one.probability is not None and one.probability < AT_RISK
        if not unlikely and one.status not in BEHIND:
            continue
        told = [joined("", [stands(one.status), "."])]
        if one.probability is not None:
            told.append(say("Its chance is {chance}.", chance=chance(one.probability)))
        move = next((line for line in one.sight if line.kind == "initiative" and line.share_of_gap > 0), None)
        if move is not None:
            told.append(say("What would bring most: {title}.", title=move.title))
        yield Due("goal", one.goal, one.statement, joined(" ", told), one.owner, one.by)


def _controls(controls: Iterable[ControlLine]) -> Iterable[Due]:
    for one in controls:
        if one.outcome == "fail":
            since = one.failing_since or one.failed[0]
            words = say("It has failed since {since}.", since=labelled(since))
            yield Due("control", one.control, one.title, words, one.owner)
        elif one.overdue:
            words = say("The day on which its owner looks at it is past.")
            yield Due("control", one.control, one.title, words, one.owner)


def _backlog(backlog: Iterable[BacklogLine]) -> Iterable[Due]:
    open_ = [one for one in backlog if one.in_best_set and not one.decided][:INITIATIVES]
    for one in open_:
        words = say(
            "It is in the best set and nobody has decided: it brings {points:.1f} points of 100 (90 % interval: "
            "{low:.1f} to {high:.1f}).", points=one.points, low=one.low, high=one.high,
        )  # fmt: skip
        yield Due("initiative", one.initiative, one.title, words)


def _aligned(aligned: Iterable[AlignedLine]) -> Iterable[Due]:
    for one in aligned:
        if one.kind == "role" and one.state == "drifted":
            yield Due("role", one.name, one.title, one.words, one.name)


def _promises(promises: Iterable[PromiseLine]) -> Iterable[Due]:
    for one in promises:
        if one.outcome == "less":
            words = say("It brought less than was promised: {words}", words=one.words)
            yield Due("promise", one.initiative, one.title, words)
