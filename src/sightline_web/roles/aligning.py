"""What the pages of alignment say: a sentence, a table of whose work is how far off, why, over time, and rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sightline_web.ahead import Span
from sightline_web.alignments import Aligned, Alignments, Move, OverTime, Unseen
from sightline_web.engine.saying import begun
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.figures import Line, Plot, chart
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import DASH, HALF, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, numeral
from sightline_web.snapshot import Point, Snapshot

__all__ = [
    "MEASURED", "Detail", "Row", "about", "about_person", "activities_of", "activity_name", "activity_names", "detail",
    "extra_of", "limited", "move_rows", "plain", "restored_rows", "row", "span_of", "told", "unseen_rows",
]  # fmt: skip

LOOKS = {
    "drifted": Look(later("drifted"), HALF, "warn"),
    "within_noise": Look(later("within chance"), TICK, "good"),
    "team": Look(later("see the role"), RING, "dim"),
    "too_little": Look(later("too little work"), DASH, "dim"),
    "withheld": Look(later("withheld"), DASH, "dim"),
    "no_reference": Look(later("nothing to compare"), DASH, "dim"),
}
CAUSES = {
    "demand": later("Other work came"), "assignment": later("Given to others"), "own": later("This person alone"),
    "goals": later("Agreed anew"), "residual": later("Off from the start"),
}  # fmt: skip
MEASURED = {"hours": later("hours"), "cases": later("cases")}  # in what shares of work are taken
TOLD = {"drifted", "within_noise"}
SMALLEST = 0.001  # below, draws do not tell


@dataclass(frozen=True, slots=True)
class Row:
    """One subject in the table; texts are written out, empty where nothing is told."""

    title: str
    look: Look
    distance: str
    interval: str
    noise: str
    excess: str
    demand: str
    assignment: str
    goals: str
    unseen: str
    items: str
    p: str
    words: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Why one subject stands where it stands."""

    title: str
    work: str  # whose work it is, as a caption
    anchor: str
    look: Look
    words: str
    reference: str  # what the work is compared with: "Agreed", "Before"
    causes: tuple[tuple[str, str, str], ...]  # name, share, the sentence
    activities: tuple[tuple[str, str, str, str, str, bool], ...]  # name, agreed, expected, actual, difference, path
    figure: SafeString
    periods: tuple[tuple[str, str, str, str, str, Look | None], ...]  # period, distance, noise, p, items, look
    open: bool


def told(found: Iterable[Aligned]) -> list[Aligned]:
    """Return those of whom a distance of their own is told."""
    return [each for each in found if each.state in TOLD]


def limited(found: Alignments, roles: Collection[str]) -> Alignments:
    """Return what is open to somebody who sees some roles alone: these, and no units."""
    return replace(
        found,
        roles=tuple(each for each in found.roles if each.name in roles), units=(), words=(),
        points=tuple(each for each in found.points if each.kind == "role" and each.name in roles),
        unseen=tuple(
            replace(each, roles=tuple(one for one in each.roles if one in roles))
            for each in found.unseen
            if set(each.roles) & set(roles)
        ),
        moves=tuple(each for each in found.moves if {each.giver, each.taker} & set(roles)),
        restored=tuple(each for each in found.restored if each[0] in roles),
    )  # fmt: skip


def about(found: Alignments, formats: Formats, *, everything: bool) -> str:
    """Return who drifted, in one sentence."""
    span = span_of(found.since, found.until, formats)
    known = told(found.roles)
    if not found.roles:
        return (
            _("Nobody holds a role, so there is no work to compare.") if everything
            else _("You and those who report to you hold no role today.")
        )  # fmt: skip
    if not known:
        return _("Of no role enough work is known {span} to say how it was split.").format(span=span)
    drifted = [each.title for each in known if each.state == "drifted"]
    if len(known) == 1:
        one = (
            _("{role} drifted beyond chance {span}.") if drifted else _("{role} has not drifted beyond chance {span}.")
        )
        return one.format(role=known[0].title, span=span)
    roles = counted(len(known), "role")
    if not drifted:
        return _("None of {roles} has drifted beyond chance {span}.").format(roles=roles, span=span)
    said = ngettext(
        "{some} of {roles} drifted beyond chance {span}: {names}.",
        "{some} of {roles} drifted beyond chance {span}: {names}.", len(drifted),
    )  # fmt: skip
    return said.format(some=opening(numeral(len(drifted))), roles=roles, span=span, names=listed(drifted))


def about_person(found: Sequence[Aligned], whose: str, span: str, formats: Formats) -> str:
    """Return how far one person's work is from what was agreed, in one sentence; `whose` is "your work" or the like."""
    known = told(found)
    if not found:
        return _("Nothing is known of {whose} {span}.").format(whose=whose, span=span)
    if not known:
        return _("Too little is known of {whose} {span} to say anything of it alone.").format(whose=whose, span=span)
    return " ".join(dict.fromkeys(_of_person(each, whose, span, formats) for each in known))


def _of_person(each: Aligned, whose: str, span: str, formats: Formats) -> str:
    agreed = each.against == "agreement"
    if each.state != "drifted":
        said = (
            _("{whose} {span} was as agreed, within what chance does.") if agreed
            else _("{whose} {span} was as before, within what chance does.")
        )  # fmt: skip
        return said.format(whose=opening(whose), span=span)
    said = (
        _("{share} of {whose} {span} was other than agreed; chance alone gives {noise}.") if agreed
        else _("{share} of {whose} {span} was other than before; chance alone gives {noise}.")
    )  # fmt: skip
    beyond, noise = (formats.value(value, "share") for value in (each.distance, each.noise))
    return said.format(share=beyond, whose=whose, span=span, noise=noise)


def span_of(since: str, until: str, formats: Formats) -> str:
    """Return "in October 2026" or "from April to October 2026"."""
    first, last = formats.period(since), formats.period(until)
    if since == until:
        return _("in {period}").format(period=last)
    return _("from {first} to {last}").format(first=first, last=last)


def row(each: Aligned, formats: Formats) -> Row:
    """Return one subject as a row."""

    def share(value: float | None) -> str:
        return "" if value is None else formats.value(value, "share")

    title = each.title if each.kind != "unit" else opening(each.title.replace("_", " "))
    interval = ""
    if each.low is not None and each.high is not None:
        interval = _("{low} to {high}").format(low=share(max(each.low, 0.0)), high=share(each.high))
    return Row(
        title, _look(each), share(each.distance), interval, share(each.noise), share(each.excess),
        share(each.part("demand")), share(each.part("assignment")), share(each.part("goals")), share(each.unseen),
        "" if each.items is None else formats.count(each.items), chance(each.p, formats),
        each.words,
    )  # fmt: skip


def _look(each: Aligned) -> Look:
    look = LOOKS.get(each.state, LOOKS["withheld"])
    if each.state == "within_noise":
        return replace(look, word=_("as agreed") if each.against == "agreement" else _("as before"))
    return look


def chance(p: float | None, formats: Formats) -> str:
    """Return how often chance alone gives as much: "0.02", "under 0.001"."""
    if p is None:
        return ""
    if p < SMALLEST:
        return _("under {value}").format(value=formats.value(SMALLEST, ""))
    return formats.value(float(f"{min(p, 1.0):.2g}"), "", finer=1)


def activity_names(snapshot: Snapshot) -> Mapping[str, str]:
    """Return what people call the activities of processes."""
    return {
        f"{process.id}.{name}": activity.title
        for process in snapshot.processes.values()
        for name, activity in process.activities.items()
    }


def activity_name(name: str, names: Mapping[str, str]) -> str:
    """Return what people call an activity."""
    return names.get(name) or opening(name.rpartition(".")[2].replace("_", " "))


def detail(
    each: Aligned, found: Alignments | None, names: Mapping[str, str], formats: Formats, *, work: str = ""
) -> Detail:
    """Return why one subject stands where it stands; `work` says whose work it is where the record does not."""

    def share(value: float | None) -> str:
        return formats.value(value, "share")

    title = row(each, formats).title
    causes = tuple((CAUSES.get(part.cause, part.cause), share(part.value), part.words) for part in each.parts)
    activities = tuple(
        (activity_name(one.activity, names), share(one.agreed), share(one.demanded), share(one.actual),
         formats.change(one.actual - one.agreed, "share"), one.path)
        for one in each.activities
    )  # fmt: skip
    agreed = each.against == "agreement"
    reference = pgettext("share of work", "Agreed") if agreed else pgettext("share of work", "Before")
    every = () if found is None else found.points
    points = [one for one in every if (one.kind, one.name) == (each.kind, each.name)]
    return Detail(
        title, work or _("Work of {whose}").format(whose=title), f"{each.kind}-{each.name}", _look(each), each.words,
        reference, causes, activities,
        over_time(each.title, points, () if found is None else found.periods, formats),
        tuple(
            (formats.period(one.period), share(one.distance), share(one.noise), chance(one.p, formats),
             formats.count(one.items), LOOKS["drifted"] if one.drifted else None)
            for one in points
        ),
        each.state == "drifted" and each.kind != "unit",
    )  # fmt: skip


def over_time(title: str, points: Sequence[OverTime], periods: Iterable[Span], formats: Formats) -> SafeString:
    """Return the distance over time beside what chance alone gives."""
    spans = {span.label: span for span in periods}
    placed = [(spans[one.period], one) for one in points if one.period in spans]
    if sum(one.distance is not None for _, one in placed) < 2:  # noqa: PLR2004 -- a line needs two points
        return SafeString()
    lines = tuple(
        Line(name, tuple(Point(span.label, span.start, span.end, value) for span, value in those))
        for name, those in (
            (_("differs"), [(span, one.distance) for span, one in placed]),
            (_("chance alone"), [(span, one.noise) for span, one in placed]),
        )
    )
    return chart(Plot(title, "share", lines), formats)


def move_rows(
    moves: Iterable[Move], measured: str, names: Mapping[str, str], titles: Mapping[str, str], formats: Formats
) -> list[tuple[str, str, str, str, str]]:
    """Return what would pass to others: the work, how much of it, from whom, to whom, why."""
    return [
        (activity_name(each.activity, names),
         formats.value(each.amount, "hours") if measured == "hours" else formats.count(round(each.amount)),
         titles.get(each.giver, each.giver), titles.get(each.taker, each.taker),
         begun(each.why))
        for each in moves
    ]  # fmt: skip


def restored_rows(found: Alignments, titles: Mapping[str, str], formats: Formats) -> list[tuple[str, str, str]]:
    """Return how far each role that drifted is off now, and would be after the moves."""
    return [
        (titles.get(role, role), formats.value(now, "share"), formats.value(after, "share"))
        for role, now, after in found.restored
    ]


def unseen_rows(
    found: Iterable[Unseen], names: Mapping[str, str], titles: Mapping[str, str], formats: Formats
) -> list[tuple[str, str, str]]:
    """Return work without a line of sight, the largest share first: activity, share, roles."""
    every = sorted(found, key=lambda each: (-each.share, each.activity))
    return [
        (activity_name(each.activity, names), formats.value(each.share, "share"),
         listed([titles.get(one, one) for one in each.roles], limit=6))
        for each in every
    ]  # fmt: skip


def plain(each: Aligned, *, person: bool = False) -> dict[str, object]:
    """Return a row of the twins."""
    whose: dict[str, object] = {"person": each.name} if person else {"kind": each.kind, "name": each.name}
    return {
        **whose, "role": each.role, "against": each.against, "state": each.state, "items": each.items,
        "people": each.people, "amount": each.amount, "distance": each.distance, "low": each.low, "high": each.high,
        "noise": each.noise, "excess": each.excess, "p": each.p,
        **{cause: each.part(cause) for cause in CAUSES}, "unseen": each.unseen, "words": each.words,
    }  # fmt: skip


def extra_of(found: Alignments, moves: Iterable[Move]) -> dict[str, object]:
    """Return what the JSON twin says besides its rows."""
    return {
        "since": found.since, "until": found.until, "baseline": found.baseline, "measured": found.measured,
        "points": [
            {"kind": one.kind, "name": one.name, "period": one.period, "items": one.items, "distance": one.distance,
             "noise": one.noise, "p": one.p, "drifted": one.drifted}
            for one in found.points
        ],
        "activities": activities_of([*found.roles, *found.units]),
        "unseen": [
            {"activity": one.activity, "share": one.share, "amount": one.amount, "roles": one.roles}
            for one in found.unseen
        ],
        "moves": [
            {"activity": one.activity, "giver": one.giver, "taker": one.taker, "amount": one.amount,
             "outside": one.outside, "words": one.words}
            for one in moves
        ],
        "words": found.words,
    }  # fmt: skip


def activities_of(found: Iterable[Aligned]) -> list[dict[str, object]]:
    """Return the activities of subjects, for the twins."""
    return [
        {"kind": each.kind, "name": each.name, "activity": one.activity, "agreed": one.agreed, "actual": one.actual,
         "demanded": one.demanded, "amount": one.amount, "path": one.path}
        for each in found for one in each.activities
    ]  # fmt: skip
