"""What drives a goal, and what each step on the way carries: sizes for a handy change of the driver.

Lines of sight are ranked by what the driver's usual movement within a year does to the goal, so that drivers in
different units can be compared; where the data cannot say, a line stands last and quiet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from sightline_web.ahead import Effect, Line
from sightline_web.languages.marks import later
from sightline_web.shell.formats import Formats
from sightline_web.shell.intervals import interval
from sightline_web.shell.past import last_whole, usual_move
from sightline_web.shell.sizes import Step, delay, part, size, span, step_of
from sightline_web.shell.support import Support, support_of
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Goal, Series, Snapshot

__all__ = ["Carried", "Drive", "by_ends", "carried", "drives"]

MOST = 5
HOW = later("How was this estimated?")


@dataclass(frozen=True, slots=True)
class Drive:
    """One line of sight to a goal; sizes are for one `step` of the driver."""

    line: Line
    step: str
    size: Shown
    span: str
    figure: SafeString
    share: str
    delay: str
    support: Support
    href: str


def drives(goal: Goal, lines: tuple[Line, ...], snapshot: Snapshot, formats: Formats) -> tuple[list[Drive], int]:
    """Return the strongest drivers of a goal that are more than its arithmetic, and how many were left out.

    Parameters
    ----------
    goal : Goal
        The goal.
    lines : tuple of Line
        All lines of sight to it; those of metrics along at least one effect count.
    snapshot : Snapshot
        For the past of the drivers.
    formats : Formats
        How the reader sees numbers.
    """
    every = snapshot.overview()
    found = [line for line in lines if line.kind == "metric" and _estimated(line) and line.per_unit is not None]
    ranked = sorted(found, key=lambda line: _rank(line, every), reverse=True)
    return [_drive(goal, line, every, snapshot, formats) for line in ranked[:MOST]], max(len(ranked) - MOST, 0)


def _estimated(line: Line) -> bool:
    return any(link.kind != "exact" for path in line.paths for link in path.links)


def _rank(line: Line, every: Mapping[str, Series]) -> tuple[bool, float]:
    series = every.get(line.origin)
    move = usual_move(series) if series is not None else None
    return line.support != "cannot_say", abs(line.per_unit or 0.0) * (move or 0.0)


def _drive(goal: Goal, line: Line, every: Mapping[str, Series], snapshot: Snapshot, formats: Formats) -> Drive:
    step = _step(line.origin, every.get(line.origin), snapshot, formats)
    low, middle, high = _scaled(line.low, line.per_unit, line.high, step.amount)
    href = f"{reverse('sight_from', args=[line.origin])}?goal={goal.id}"
    share = None if line.share_of_gap is None else line.share_of_gap * step.amount
    return Drive(
        line, step.words, Shown(size(middle, goal.unit, formats, low, high), goal.metric, HOW, f"{href}#steps"),
        span(low, high, goal.unit, formats), interval(low, middle, high, quiet=line.support == "cannot_say"),
        part(share, formats), delay(line.arrives, snapshot.head.grain), support_of(line.support), href,
    )  # fmt: skip


def _scaled(
    low: float | None, middle: float | None, high: float | None, amount: float
) -> tuple[float | None, float | None, float | None]:
    """Return an interval for a step instead of a unit, its lower end first."""
    if low is None or middle is None or high is None:
        return None, None if middle is None else middle * amount, None
    first, last = sorted((low * amount, high * amount))
    return first, middle * amount, last


def _step(metric: str, series: Series | None, snapshot: Snapshot, formats: Formats) -> Step:
    point = last_whole(series.points()) if series is not None else None
    found = snapshot.metrics.get(metric)
    return step_of(found.unit if found else "", point.value if point else None, formats)


@dataclass(frozen=True, slots=True)
class Carried:
    """What one step on the way carries: the size for a handy change of the driver, and how sure it is."""

    step: str
    size: Shown
    span: str
    support: Support
    effect: Effect


def by_ends(effects: tuple[Effect, ...]) -> dict[tuple[str, str], Effect]:
    """Return effects by driver and moved metric."""
    return {(each.driver, each.on): each for each in effects}


def carried(effect: Effect | None, series: Series, snapshot: Snapshot, formats: Formats) -> Carried | None:
    """Return what an effect carries; `series` is the driver's past. None where it is not known."""
    if effect is None or effect.on not in snapshot.metrics:
        return None
    unit = snapshot.metrics[effect.on].unit
    step = _step(effect.driver, series, snapshot, formats)
    low, middle, high = _scaled(effect.low, effect.per_unit, effect.high, step.amount)
    sure = effect.kind == "exact" or low == high
    shown = Shown(
        size(middle, unit, formats, low, high), effect.on, HOW, reverse("effect", args=[effect.driver, effect.on])
    )
    return Carried(
        step.words,
        shown,
        "" if sure else span(low, high, unit, formats),
        support_of(effect.support, effect.kind),
        effect,
    )
