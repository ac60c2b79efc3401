"""What it would take to reach a goal: for each metric alone, the smallest plausible change, or that none suffices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.ahead import Lever
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import Sentence, counted, numeral
from sightline_web.shell.sizes import likely, size, span
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.shell.trying import amount_text, try_href
from sightline_web.snapshot import Goal, NotDeclaredError, Snapshot

__all__ = ["CHANCES", "USUAL", "ReachLine", "about_reach", "asked_chance", "reach_lines", "reach_rows"]

CHANCES = ("0.5", "0.8", "0.9")
USUAL = 0.8


def asked_chance(query: Mapping[str, str]) -> float:
    """Return the probability that an address asks for.

    Raises
    ------
    NotDeclaredError
        If it is none of `CHANCES`.
    """
    asked = query.get("chance") or str(USUAL)
    if asked not in CHANCES:
        raise NotDeclaredError("probability", asked, CHANCES)
    return float(asked)


@dataclass(frozen=True, slots=True)
class ReachLine:
    """One metric: the change it would take, from where it is, beside what it has ever moved by."""

    lever: Lever
    title: str
    needed: Shown | None
    span: str
    now: str
    reach: str
    best: str
    href: str
    tries: str  # the workbench with this change


def reach_lines(found: Sequence[Lever], snapshot: Snapshot, formats: Formats) -> list[ReachLine]:
    """Return what it would take as lines: those that suffice first."""
    return [_line(each, snapshot, formats) for each in sorted(found, key=lambda lever: lever.needed is None)]


def _line(lever: Lever, snapshot: Snapshot, formats: Formats) -> ReachLine:
    metric = snapshot.metrics.get(lever.metric)
    href = f"{reverse('sight_from', args=[lever.metric])}?goal={lever.goal}"
    needed = None
    if lever.needed is not None:
        text = size(lever.needed, lever.unit, formats, lever.low, lever.high)
        needed = Shown(text, lever.metric, _("How does it move the goal?"), href)
    return ReachLine(
        lever, metric.title if metric else lever.metric, needed,
        span(lever.low, lever.high, lever.unit, formats) if needed else "",
        formats.value(lever.now, lever.unit), _furthest(lever, formats), likely(lever.best, formats), href,
        try_href([f"{lever.metric}={amount_text(_tried(lever), lever.unit)}"]),
    )  # fmt: skip


def _tried(lever: Lever) -> float:
    """Return the change to try: what suffices, or else the largest plausible one in the direction that helps."""
    return (_direction(lever) or 1) * lever.reach if lever.needed is None else lever.needed


def _furthest(lever: Lever, formats: Formats) -> str:
    """Return the largest plausible change, with a sign where it is known which direction helps."""
    direction = _direction(lever)
    return formats.change(direction * lever.reach, lever.unit) if direction else formats.size(lever.reach, lever.unit)


def _direction(lever: Lever) -> int:
    """Return 1 where the metric has to rise, -1 where it has to fall, 0 where that is not known."""
    ends = [each for each in (lever.needed, lever.low, lever.high) if each]
    signs = {1 if each > 0 else -1 for each in ends}
    return signs.pop() if len(signs) == 1 else 0


def about_reach(goal: Goal, found: Sequence[Lever], chance: float, formats: Formats) -> Sentence:
    """Return the sentence: how many metrics would do, each changed alone."""
    if not found:
        return Sentence.of(_("{goal}: the data cannot say what it would take.").format(goal=goal.statement))
    enough = sum(lever.needed is not None for lever in found)
    if not enough:
        text = _("{goal}: no metric, changed alone, would make it {chance} likely.")
    else:
        text = ngettext(
            "{goal}: {some} of {metrics}, changed alone, would make it {chance} likely.",
            "{goal}: {some} of {metrics}, changed alone, would make it {chance} likely.",
            enough,
        )
    many = {"some": numeral(enough), "metrics": counted(len(found), "metric")}
    return Sentence.of(text.format(goal=goal.statement, chance=formats.share(chance), **many))


def reach_rows(found: Sequence[Lever]) -> list[dict[str, object]]:
    """Return what it would take for the twins."""
    return [
        {
            "goal": each.goal,
            "metric": each.metric,
            "unit": each.unit,
            "needed": each.needed,
            "low": each.low,
            "high": each.high,
            "now": each.now,
            "reach": each.reach,
            "probability": each.probability,
            "best": each.best,
            "words": each.words,
        }
        for each in found
    ]
