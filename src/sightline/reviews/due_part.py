"""What a review should decide, as far as the reading can say: each with the reason and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sightline.reviews.lines import AlignedLine, BacklogLine, ControlLine, Due, GoalLine, PromiseLine
from sightline.reviews.wording import chance

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
        likely = "" if one.probability is None else f" Its chance is {chance(one.probability)}."
        move = next((line for line in one.sight if line.kind == "initiative" and line.share_of_gap > 0), None)
        best = f" What would bring most: {move.title}." if move is not None else ""
        yield Due("goal", one.goal, one.statement, f"It is {one.status}.{likely}{best}", one.owner, one.by)


def _controls(controls: Iterable[ControlLine]) -> Iterable[Due]:
    for one in controls:
        if one.outcome == "fail":
            since = one.failing_since or one.failed[0]
            yield Due("control", one.control, one.title, f"It has failed since {since}.", one.owner)
        elif one.overdue:
            yield Due("control", one.control, one.title, "The day on which its owner looks at it is past.", one.owner)


def _backlog(backlog: Iterable[BacklogLine]) -> Iterable[Due]:
    open_ = [one for one in backlog if one.in_best_set and not one.decided][:INITIATIVES]
    for one in open_:
        words = (
            f"It is in the best set and nobody has decided: it brings {one.points:.1f} points of 100 "
            f"(90 % interval: {one.low:.1f} to {one.high:.1f})."
        )
        yield Due("initiative", one.initiative, one.title, words)


def _aligned(aligned: Iterable[AlignedLine]) -> Iterable[Due]:
    for one in aligned:
        if one.kind == "role" and one.state == "drifted":
            yield Due("role", one.name, one.title, one.words, one.name)


def _promises(promises: Iterable[PromiseLine]) -> Iterable[Due]:
    for one in promises:
        if one.outcome == "less":
            yield Due("promise", one.initiative, one.title, f"It brought less than was promised: {one.words}")
