"""What the page of capabilities says: where one departure would hurt, what roles lack, where they lead, who stays.

Counts of what people did are shown of five holders and more; the library tells no level of fewer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.capabilities import Coverage, Covered, Curve, Development, Lesson, Need, Way
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.roles.staying import stays_figure
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DASH, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, numeral

__all__ = [
    "ActivityLine", "CurveLine", "GapLine", "NeedLine", "about", "activity_lines", "curve_lines", "curve_rows",
    "gap_lines", "limited", "need_lines", "need_rows", "plain", "way_lines",
]  # fmt: skip

LOOKS = {
    "nobody": Look(later("nobody could"), CROSS, "bad"),
    "one": Look(later("one alone could"), RING, "warn"),
    "covered": Look(later("covered"), TICK, "good"),
    "unknown": Look(later("unknown"), DASH, "dim"),
}
FEW = 5
NONE = "—"


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One activity."""

    title: str
    look: Look
    ready: str
    doers: str
    holders: str
    half: str
    roles: str
    words: str
    exposed: bool


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One capability of a role."""

    role: str
    capability: str
    needed: int
    holders: str
    enough: str
    short: str
    unknown: str


@dataclass(frozen=True, slots=True)
class CurveLine:
    """How long people stay in one group."""

    title: str
    figure: SafeString
    points: tuple[tuple[str, str, str, str], ...]  # months, share, interval, watched
    people: str
    words: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """One capability that a person's role needs, beside what is noted down."""

    role: str
    capability: str
    needed: int
    has: str
    words: str


def limited(found: Coverage, roles: Collection[str]) -> Coverage:
    """Return what is open to somebody who sees some roles alone."""
    activities = tuple(each for each in found.activities if set(each.roles) & set(roles))
    return Coverage(activities, tuple(each for each in found.needs if each.role in roles), "")


def about(found: Coverage, *, everything: bool) -> str:
    """Return where one departure would hurt, in one sentence."""
    if not found.activities:
        return (
            _("No activity is declared or was done.") if everything
            else _("You and those who report to you do no activity that is known.")
        )  # fmt: skip
    by = {kind: [each.title for each in found.activities if each.exposure == kind] for kind in LOOKS}
    said = []
    if by["nobody"]:
        said.append(_("nobody could go on with {activities}").format(activities=listed(by["nobody"])))
    if by["one"]:
        said.append(_("one departure would stop {activities}").format(activities=listed(by["one"])))
    if not said:
        said.append(_covered(len(by["covered"]), len(found.activities)))
    if by["unknown"]:
        said.append(_("of {number} nothing says who does it").format(number=numeral(len(by["unknown"]))))
    return f"{opening('; '.join(said))}."


def _covered(many: int, whole: int) -> str:
    said = (
        _("each of {activities} has two people or more who could go on with it") if many == whole
        else ngettext("{number} of {activities} has two people or more who could go on with it",
                      "{number} of {activities} have two people or more who could go on with it", many)
    )  # fmt: skip
    return said.format(number=numeral(many), activities=counted(whole, "activity", "activities"))


def activity_lines(found: Iterable[Covered], titles: Mapping[str, str], formats: Formats) -> list[ActivityLine]:
    """Return the activities in the order of the model."""

    def count(value: int | None, holders: int) -> str:
        return NONE if value is None or 0 < holders < FEW else formats.count(value)

    return [
        ActivityLine(
            each.title[:1].upper() + each.title[1:], LOOKS.get(each.exposure, LOOKS["unknown"]),
            NONE if each.ready is None else formats.count(each.ready), count(each.doers, each.holders),
            formats.count(each.holders), count(each.half, each.holders),
            listed([titles.get(one, one) for one in each.roles]) if each.roles else NONE, each.words,
            each.exposure in {"nobody", "one"},
        )
        for each in found
    ]  # fmt: skip


def need_lines(
    found: Iterable[Need], titles: Mapping[str, str], capabilities: Mapping[str, str], formats: Formats
) -> list[NeedLine]:
    """Return what roles need and how many of their holders have it."""

    def count(value: int | None) -> str:
        return NONE if value is None else formats.count(value)

    return [
        NeedLine(
            titles.get(each.role, each.role), capabilities.get(each.capability, each.capability), each.needed,
            formats.count(each.holders), count(each.enough), count(each.short),
            NONE if each.known is None else formats.count(each.holders - each.known),
        )
        for each in found
    ]  # fmt: skip


def way_lines(
    found: Iterable[Way], titles: Mapping[str, str], capabilities: Mapping[str, str]
) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Return ways from role to role: from, to, and each step with what is to be learnt on it."""

    def learn(lessons: Iterable[Lesson]) -> str:
        said = [
            (_("{capability} to level {to}") if each.start is None else _("{capability} from {start} to {to}")).format(
                capability=capabilities.get(each.capability, each.capability), start=each.start, to=each.to
            )
            for each in lessons
        ]
        return listed(said, limit=6) if said else _("nothing more than before")

    return [
        (titles.get(way.start, way.start), titles.get(way.to, way.to),
         tuple((titles.get(step.role, step.role), learn(step.learn)) for step in way.steps))
        for way in found
    ]  # fmt: skip


def curve_lines(found: Iterable[Curve], titles: Mapping[str, str], formats: Formats) -> list[CurveLine]:
    """Return how long people stay in each group."""
    lines, spread = [], _("{low} to {high}")
    for each in found:
        title = titles.get(each.group, opening(each.group.replace("_", " ")))
        points = tuple(
            (formats.count(one.months), formats.share(one.share),
             spread.format(low=formats.share(one.low), high=formats.share(one.high)), formats.count(one.at_risk))
            for one in each.points
        )  # fmt: skip
        lines.append(CurveLine(title, stays_figure(each, formats), points, formats.count(each.people), each.words))
    return lines


def gap_lines(found: Development, titles: Mapping[str, str], capabilities: Mapping[str, str]) -> list[GapLine]:
    """Return one's own levels beside what one's roles need."""

    def words(needed: int, has: int | None) -> str:
        if has is None:
            return _("no level is noted down")
        missing = needed - has
        return _("enough") if missing <= 0 else _("{levels} to go").format(levels=counted(missing, "level"))

    return [
        GapLine(titles.get(role, role), capabilities.get(each.capability, each.capability), each.needed,
                NONE if each.has is None else str(each.has), words(each.needed, each.has))
        for role, those in found.gaps for each in those
    ]  # fmt: skip


def plain(each: Covered) -> dict[str, object]:
    """Return a row of the twins; counts of what fewer than five holders did stay out, as on the page."""
    few = 0 < each.holders < FEW
    return {
        "activity": each.activity, "title": each.title, "roles": list(each.roles), "holders": each.holders,
        "doers": None if few else each.doers, "ready": each.ready, "half": None if few else each.half,
        "outside": each.outside, "exposure": each.exposure, "words": each.words,
    }  # fmt: skip


def need_rows(found: Iterable[Need]) -> list[dict[str, object]]:
    """Return the needs, for the JSON twin."""
    return [
        {"role": each.role, "capability": each.capability, "needed": each.needed, "holders": each.holders,
         "known": each.known, "enough": each.enough, "short": each.short}
        for each in found
    ]  # fmt: skip


def curve_rows(found: Iterable[Curve]) -> list[dict[str, object]]:
    """Return the curves, for the JSON twin."""
    return [
        {"by": each.by, "group": each.group, "scale": each.scale, "people": each.people, "left": each.left,
         "median_months": each.median_months, "words": each.words,
         "points": [{"months": one.months, "share": one.share, "low": one.low, "high": one.high, "watched": one.at_risk}
                    for one in each.points]}
        for each in found
    ]  # fmt: skip
