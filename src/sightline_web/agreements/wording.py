"""The sentences of agreements, how far each has come, and its goals as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.agreed import Agreed, AgreedAim
from sightline_web.appraisals.agreements import MANAGER, PERSON
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import HALF, RING, TICK, Look
from sightline_web.shell.sentences import numeral
from sightline_web.snapshot import Snapshot

__all__ = ["Line", "about_list", "about_new", "about_one", "changes", "lines", "look_of", "split_of"]

OPEN = Look(later("not yet"), RING, "plain")
BY_PERSON = Look(later("by the person"), HALF, "plain")
BY_MANAGER = Look(later("by the manager"), HALF, "plain")
BY_BOTH = Look(later("by both"), TICK, "good")
HOW_FAR = {  # by whether the person and the manager have acknowledged it
    (False, False): later("The agreement with {name} is acknowledged not yet."),
    (True, False): later("The agreement with {name} is acknowledged by the person."),
    (False, True): later("The agreement with {name} is acknowledged by the manager."),
    (True, True): later("The agreement with {name} is acknowledged by both."),
}


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
        return _("Your account is linked to no person, so no agreement is yours.")
    if waiting:
        text = ngettext(
            "{count} agreement waits for you to read and acknowledge.",
            "{count} agreements wait for you to read and acknowledge.",
            waiting,
        )
        return opening(text.format(count=numeral(waiting)))
    if kept:
        return _("You have acknowledged every agreement that you are a side of.")
    return _("Nothing is agreed upon yet.")


def about_one(sides: Mapping[str, datetime], mine: str | None, name: str, *, replaced: bool) -> str:
    """Return how far an agreement has come, for one side or for somebody else."""
    if replaced:
        return _("A newer version took the place of this agreement.")
    if mine is not None and mine not in sides:
        return _("This agreement waits for you: read it, then say that you have.")
    if mine is None:
        return HOW_FAR[PERSON in sides, MANAGER in sides].format(name=name)
    other = MANAGER if mine == PERSON else PERSON
    if other in sides:
        return _("Both sides have acknowledged this agreement.")
    if mine == PERSON:
        return _("You have acknowledged this agreement; your manager has not yet.")
    return _("You have acknowledged this agreement; {name} has not yet.").format(name=name)


def about_new(role: str, period: str, before: Agreed | None) -> str:
    """Return what is about to be frozen."""
    if before is None:
        return _("The goals of {role} for {period}").format(role=role, period=period)
    text = _("Version {new} of the goals of {role} for {period}, in place of version {old}")
    return text.format(new=before.version + 1, role=role, period=period, old=before.version)


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
        _range(one, formats),
        formats.value(one.baseline, one.unit), formats.value(one.target, one.unit),
        formats.value(one.derived_target, one.unit) if one.derived_target != one.target else "",
        goals.get(one.goal, one.goal), reverse("goal", args=[one.goal]) if one.goal in goals else "",
        counter.title if counter else NONE, one.words, one.reason,
    )  # fmt: skip


def _range(one: AgreedAim, formats: Formats) -> str:
    if one.low is None:
        return NONE
    return _("{first} to {last}").format(first=formats.share(one.low), last=formats.share(one.high))


def _share(value: float | None, formats: Formats) -> str:
    return _("undetermined") if value is None else formats.share(value)


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
    fresh, gone = _("{metric} is new, with {weight}."), _("{metric} is no longer agreed upon.")
    said = [
        fresh.format(metric=new[name].title, weight=formats.share(new[name].weight)) for name in new if name not in old
    ]
    said += [gone.format(metric=old[name].title) for name in old if name not in new]
    for name in (each for each in new if each in old):
        said += _moved(old[name], new[name], formats)
    if before.activities != now.activities:
        said.append(_("The agreed split of work is another."))
    return said


def _moved(old: AgreedAim, new: AgreedAim, formats: Formats) -> Iterable[str]:
    if old.weight != new.weight:
        text = _("{metric}: {new} in place of {old}.")
        yield text.format(metric=new.title, new=formats.share(new.weight), old=formats.share(old.weight))
    if old.target != new.target:
        was, comes = formats.value(old.target, old.unit), formats.value(new.target, new.unit)
        yield _("{metric}: a target of {new} in place of {old}.").format(metric=new.title, new=comes, old=was)
