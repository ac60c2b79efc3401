"""What the page of role goals says: a sentence, a table for each role, and rows for the twins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.aims import Aim, RoleAims
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Snapshot

__all__ = ["Line", "Shown", "about", "rows", "shown"]

STATES = {"settled": "", "undetermined": later("undetermined"), "no_path": later("no path to a goal")}


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of a role; `weight` says where the data leave it open."""

    title: str
    address: str
    sight: str
    weight: str
    range: str
    now: str
    target: str
    goal: str
    goal_address: str
    counter: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One role."""

    role: str
    title: str
    words: str
    goals: tuple[Line, ...]
    more: tuple[Line, ...]
    split: str  # activities with their shares


def about(found: tuple[RoleAims, ...], *, waits: bool, fault: bool, everything: bool) -> str:
    """Return what there is in one sentence."""
    if waits:
        return _("What each role can do for the goals is being estimated.")
    if fault:
        return _("What roles can do for the goals cannot be said.")
    if not found:
        return (
            _("The model declares no roles.")
            if everything
            else _("You and those who report to you hold no role today.")
        )
    settled = sum(len(each.goals) for each in found)
    without = sum(not each.goals for each in found)
    roles, goals = opening(counted(len(found), "role")), counted(settled, "goal")
    if not without:
        said = ngettext("{roles} has {goals} to agree upon.", "{roles} have {goals} to agree upon.", len(found))
        return said.format(roles=roles, goals=goals)
    said = ngettext(
        "{roles} has {goals} to agree upon; the data settle none for {others}.",
        "{roles} have {goals} to agree upon; the data settle none for {others}.",
        len(found),
    )
    return said.format(roles=roles, goals=goals, others=counted(without, "role"))


def shown(each: RoleAims, snapshot: Snapshot, formats: Formats) -> Shown:
    """Return a role as the page shows it."""
    titles = {goal.id: goal.statement for goal in snapshot.goals}
    split = ", ".join(f"{_step(name)} {formats.share(share)}" for name, share in each.activities)
    goals, more = (tuple(_line(one, titles, snapshot, formats) for one in those) for those in (each.goals, each.more))
    return Shown(each.role, each.title, each.words, goals, more, split)


def _line(one: Aim, titles: dict[str, str], snapshot: Snapshot, formats: Formats) -> Line:
    unsaid = STATES.get(one.state) or _("too light")
    spread = ""
    if one.low is not None:
        spread = _("{low} to {high}").format(low=formats.share(one.low), high=formats.share(one.high))
    counter = snapshot.metrics.get(one.counter or "")
    return Line(
        one.title, reverse("metric", args=[one.metric]), f"{reverse('sight_from', args=[one.metric])}?goal={one.goal}",
        formats.share(one.weight) if one.weight is not None and one.state == "settled" else unsaid, spread,
        formats.value(one.baseline, one.unit), formats.value(one.target, one.unit), titles.get(one.goal, ""),
        reverse("goal", args=[one.goal]) if one.goal in titles else "",
        counter.title if counter else "", one.words,
    )  # fmt: skip


def _step(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ")


def rows(found: Iterable[RoleAims]) -> list[dict[str, object]]:
    """Return the rows of the twins."""
    return [
        {
            "role": each.role, "metric": one.metric, "goal": one.goal, "agreed": agreed, "weight": one.weight,
            "low": one.low, "high": one.high, "state": one.state, "unit": one.unit, "baseline": one.baseline,
            "target": one.target, "counter": one.counter, "n": one.n, "grade": one.grade, "support": one.support,
            "words": one.words,
        }
        for each in found for agreed, those in ((True, each.goals), (False, each.more)) for one in those
    ]  # fmt: skip
