"""The sentences of agreements, how far each has come, and its goals as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sightline_web.agreed import Agreed, AgreedAim
from sightline_web.appraisals.agreements import MANAGER, PERSON
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import HALF, RING, TICK, Look
from sightline_web.shell.sentences import counted, opening
from sightline_web.snapshot import Snapshot

__all__ = ["Line", "about_list", "about_new", "about_one", "changes", "lines", "look_of", "split_of"]

OPEN = Look("not yet", RING, "plain")
BY_PERSON = Look("by the person", HALF, "plain")
BY_MANAGER = Look("by the manager", HALF, "plain")
BY_BOTH = Look("by both", TICK, "good")


@dataclass(frozen=True, slots=True)
class Line:
    """One goal of an agreement; `derived` and `derived_target` are told where something else was set by hand."""

    title: str
    href: str
    weight: str
    derived: str
    range: str
    now: str
    target: str
    derived_target: str
    goal: str
    goal_href: str
    counter: str
    words: str
    reason: str


def look_of(sides: Mapping[str, datetime]) -> Look:
    """Return how an acknowledgement looks."""
    if PERSON in sides and MANAGER in sides:
        return BY_BOTH
    return BY_PERSON if PERSON in sides else BY_MANAGER if MANAGER in sides else OPEN


def about_list(kept: int, waiting: int, person: str | None) -> str:
    """Return whether something waits for whoever looks."""
    if not person:
        return "Your account is linked to no person, so no agreement is yours."
    if waiting:
        return f"{opening(counted(waiting, 'agreement waits', 'agreements wait'))} for you to read and acknowledge."
    return "You have acknowledged every agreement that you are a side of." if kept else "Nothing is agreed upon yet."


def about_one(sides: Mapping[str, datetime], mine: str | None, name: str, *, replaced: bool) -> str:
    """Return how far an agreement has come, for one side or for somebody else."""
    if replaced:
        return "A newer version took the place of this agreement."
    if mine is not None and mine not in sides:
        return "This agreement waits for you: read it, then say that you have."
    if mine is None:
        return f"The agreement with {name} is acknowledged {look_of(sides).word}."
    other = MANAGER if mine == PERSON else PERSON
    if other in sides:
        return "Both sides have acknowledged this agreement."
    return f"You have acknowledged this agreement; {'your manager' if mine == PERSON else name} has not yet."


def about_new(role: str, period: str, before: Agreed | None) -> str:
    """Return what is about to be frozen."""
    what = f"the goals of {role} for {period}"
    if before is None:
        return opening(what)
    return f"Version {before.version + 1} of {what}, in place of version {before.version}"


def lines(agreed: Agreed, snapshot: Snapshot, formats: Formats) -> list[Line]:
    """Return the goals of an agreement as a reader sees them."""
    goals = {each.id: each.statement for each in snapshot.goals}
    return [_line(each, goals, snapshot, formats) for each in agreed.goals]


def _line(one: AgreedAim, goals: Mapping[str, str], snapshot: Snapshot, formats: Formats) -> Line:
    counter = snapshot.metrics.get(one.counter or "")
    known = one.metric in snapshot.metrics
    return Line(
        one.title, reverse("metric", args=[one.metric]) if known else "", formats.share(one.weight),
        _share(one.derived_weight, formats) if one.derived_weight != one.weight else "",
        f"{formats.share(one.low)} to {formats.share(one.high)}" if one.low is not None else NONE,
        formats.value(one.baseline, one.unit), formats.value(one.target, one.unit),
        formats.value(one.derived_target, one.unit) if one.derived_target != one.target else "",
        goals.get(one.goal, one.goal), reverse("goal", args=[one.goal]) if one.goal in goals else "",
        counter.title if counter else NONE, one.words, one.reason,
    )  # fmt: skip


def _share(value: float | None, formats: Formats) -> str:
    return "undetermined" if value is None else formats.share(value)


def split_of(agreed: Agreed, snapshot: Snapshot, formats: Formats) -> list[tuple[str, str]]:
    """Return the agreed split of work: each activity by its title, with its share."""
    return [
        (snapshot.origins[name].title if name in snapshot.origins else opening(_named(name)), formats.share(share))
        for name, share in agreed.activities
    ]


def _named(activity: str) -> str:
    return activity.rpartition(".")[2].replace("_", " ")


def changes(now: Agreed, before: Agreed | None, formats: Formats) -> list[str]:
    """Return what a version changes of the one before it, a sentence each."""
    if before is None:
        return []
    old, new = ({each.metric: each for each in one.goals} for one in (before, now))
    said = [f"{new[name].title} is new, with {formats.share(new[name].weight)}." for name in new if name not in old]
    said += [f"{old[name].title} is no longer agreed upon." for name in old if name not in new]
    for name in (each for each in new if each in old):
        said += _moved(old[name], new[name], formats)
    if before.activities != now.activities:
        said.append("The agreed split of work is another.")
    return said


def _moved(old: AgreedAim, new: AgreedAim, formats: Formats) -> Iterable[str]:
    if old.weight != new.weight:
        yield f"{new.title}: {formats.share(new.weight)} in place of {formats.share(old.weight)}."
    if old.target != new.target:
        was, comes = formats.value(old.target, old.unit), formats.value(new.target, new.unit)
        yield f"{new.title}: a target of {comes} in place of {was}."
