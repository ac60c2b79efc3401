"""What it would take to reach a goal, beside the workbench: each lever with the way to try it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.ahead import Lever
from sightline_web.scenarios.forms import Asked, Row
from sightline_web.scenarios.wording import title_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.sizes import likely, size
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.shell.trying import amount_text
from sightline_web.snapshot import Fault, Goal, Snapshot, UnanswerableError

__all__ = ["CHANCES", "LeverLine", "Reach", "reaching"]

CHANCES = ("0.5", "0.8", "0.9")
USUAL = "0.8"


@dataclass(frozen=True, slots=True)
class LeverLine:
    """One metric alone: the change it would take, what is plausible, and the address that tries it."""

    lever: Lever
    title: str
    now: str
    needed: Shown | None
    reach: str
    best: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What was asked, and the levers; no goal before one is chosen."""

    goals: tuple[Goal, ...]
    chances: list[tuple[str, str]]
    chance: str
    goal: Goal | None = None
    lines: tuple[LeverLine, ...] = ()
    waits: bool = False
    fault: Fault | None = None


def reaching(query: Mapping[str, str], asked: Asked, snapshot: Snapshot, formats: Formats) -> Reach:
    """Return the levers of the goal that an address names; those that suffice first."""
    chance = query.get("chance", USUAL)
    chance = chance if chance in CHANCES else USUAL
    chances = [(text, formats.share(float(text))) for text in CHANCES]
    goal = next((each for each in snapshot.goals if each.id == query.get("goal")), None)
    if goal is None:
        return Reach(snapshot.goals, chances, chance)
    if not snapshot.ready("levers"):
        return Reach(snapshot.goals, chances, chance, goal, waits=True)
    try:
        found = snapshot.levers(goal.id, float(chance))
    except UnanswerableError as error:
        return Reach(snapshot.goals, chances, chance, goal, fault=error.fault)
    order = sorted(found, key=lambda lever: lever.needed is None)
    lines = tuple(_line(each, goal, asked, snapshot, formats) for each in order)
    return Reach(snapshot.goals, chances, chance, goal, lines)


def _line(lever: Lever, goal: Goal, asked: Asked, snapshot: Snapshot, formats: Formats) -> LeverLine:
    sight = f"{reverse('sight_from', args=[lever.metric])}?goal={goal.id}"
    needed, text, href = None, "", ""
    tried = _tried(lever)
    if lever.needed is not None:
        shown = size(lever.needed, lever.unit, formats, lever.low, lever.high)
        needed = Shown(shown, lever.metric, _("How does it move the goal?"), sight)
    if tried is not None:
        text = amount_text(tried, lever.unit)
        others = tuple(row for row in asked.rows if row.metric != lever.metric)
        href = Asked((*others, Row(0, lever.metric, text)), edited=asked.edited).href()
    return LeverLine(
        lever, title_of(lever.metric, snapshot), formats.value(lever.now, lever.unit), needed,
        formats.size(lever.reach, lever.unit), likely(lever.best, formats), text, href,
    )  # fmt: skip


def _tried(lever: Lever) -> float | None:
    """Return the change worth trying: what is needed, or the largest plausible one the way that would help."""
    if lever.needed is not None:
        return lever.needed
    if lever.low is None or lever.high is None or lever.low * lever.high <= 0:
        return None
    return lever.reach if lever.low > 0 else -lever.reach
