"""The backlog as rows: what each brings for what it takes, whether the best set holds it, and what to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.engine.saying import joined
from sightline_web.languages.marks import later, later_in
from sightline_web.languages.openings import opening
from sightline_web.portfolio import wording
from sightline_web.portfolio.amounts import PER, chances, moved, moved_span, of_points, points, points_span
from sightline_web.portfolio.asked import Filters
from sightline_web.portfolios import POINTS, Candidate, GoalWorth, Merger, Portfolio
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.intervals import common, interval
from sightline_web.shell.looks import DASH, TICK, Look
from sightline_web.shell.sentences import counted, listed
from sightline_web.shell.sizes import likely
from sightline_web.shell.voices import said
from sightline_web.snapshot import Snapshot

__all__ = ["Line", "about", "choices", "fits", "line", "merged", "most_for", "origin_of", "row", "scale_of", "since"]

IN, OUT = Look(later_in("a set", "in"), TICK, "good"), Look(later_in("a set", "not in"), DASH, "dim")
STATES = {
    "in": later("In the best set"), "out": later("Not in it"), "must": later("Must be done"),
    "unsighted": later("No line of sight yet"), "unpriced": later("No cost said"),
}  # fmt: skip
SEEN = 0.05  # points, from which on a delay is told
YEAR, MONTH = 365, 30


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate in the list."""

    each: Candidate
    title: str
    href: str
    what: str
    look: Look
    place: str  # when it begins, or why it does not
    chance: str
    worth: str
    span: str
    figure: SafeString
    goal: str
    goal_address: str
    better: str
    per_cost: str
    cost: str
    delay: str
    notes: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter."""

    value: str
    title: str
    chosen: bool


def fits(each: Candidate, found: Portfolio, asked: Filters) -> bool:
    """Whether a candidate is asked for; where one goal counts, only what moves it."""
    states = {
        "in": each.in_best_set, "out": not each.in_best_set, "must": each.id in found.must or bool(each.must),
        "unsighted": bool(each.changes) and not each.sighted, "unpriced": each.cost is None,
    }  # fmt: skip
    goal = found.limits.goal
    moves = goal is None or any(one.worth for one in each.worths if one.goal == goal)
    return (
        moves
        and asked.kind in {"", _kind(each)}
        and asked.asker in {"", each.asked_by}
        and states.get(asked.state, True)
    )


def _kind(each: Candidate) -> str:
    return "fix" if each.origin == "fix" else each.kind or "none"


def choices(found: Portfolio, asked: Filters, snapshot: Snapshot) -> dict[str, list[Choice]]:
    """Return the entries of each filter: what there is in the backlog."""
    kinds = {_kind(each): opening(wording.kind_of(each)) or _("No kind said") for each in found.candidates}
    askers = sorted({each.asked_by for each in found.candidates if each.asked_by})
    return {
        "kind": [Choice(value, title, value == asked.kind) for value, title in sorted(kinds.items())],
        "state": [Choice(value, str(title), value == asked.state) for value, title in STATES.items()],
        "asker": [
            Choice(each, snapshot.role_titles.get(each, opening(each.replace("_", " "))), each == asked.asker)
            for each in askers
        ],
        "goal": [Choice(goal.id, goal.statement, goal.id == found.limits.goal) for goal in snapshot.goals],
    }


def most_for(each: Candidate) -> GoalWorth | None:
    """Return the worth for the goal that a candidate does most for."""
    return next((one for one in each.worths if one.goal == each.goal), None)


def scale_of(those: Iterable[Candidate]) -> tuple[float, float]:
    """Return the ends of one scale for the intervals of all of them."""
    return common(end for each in those for end in (each.low, each.high))


def line(
    each: Candidate, found: Portfolio, chance: Mapping[str, float] | None, snapshot: Snapshot, formats: Formats, *,
    query: str, scale: tuple[float, float],
) -> Line:  # fmt: skip
    """Return a candidate as a row; `chance` is None while chances are being worked out."""
    unit, currency = found.unit, snapshot.head.currency
    most = most_for(each)
    goal = next((one for one in snapshot.goals if most is not None and one.id == most.goal), None)
    why = wording.why_not(each, found)
    place = _("from {period}").format(period=formats.period(each.start)) if each.start else why
    wavers = each.low < each.high
    late = each.delay if unit != POINTS or each.delay >= SEEN else 0.0
    return Line(
        each, said(each.title), f"{reverse('initiative', args=[each.id])}{query}", _about(each, snapshot),
        IN if each.in_best_set else OUT, place, _share(chance, each, formats),
        points(each.points, unit, formats, each.low, each.high),
        points_span(each.low, each.high, unit, formats) if wavers else "",
        interval(each.low, each.points, each.high, quiet=each.low <= 0, scale=scale) if wavers else SafeString(),
        goal.statement if goal is not None else "", _sight(each, goal.id, snapshot) if goal is not None else "",
        _better(most, formats),
        NONE if each.per_cost is None else points(each.per_cost * PER, unit, formats),
        NONE if each.cost is None else formats.value(each.cost, currency, brief=True),
        points(late, unit, formats) if late > 0 and each.in_best_set else "",
        joined(" ", _notes(each, place)),
    )  # fmt: skip


def _better(most: GoalWorth | None, formats: Formats) -> str:
    """Return by how much the goal moves, with the interval and the chance without and with it."""
    if most is None:
        return ""
    attained = chances(most.before, most.after, formats)
    text = _("better by {move} ({span}); chance {attained}") if attained else _("better by {move} ({span})")
    return text.format(
        move=moved(most.worth, most.unit, formats, most.low, most.high),
        span=moved_span(most.low, most.high, most.unit, formats),
        attained=attained,
    )


def _notes(each: Candidate, place: str) -> list[str]:
    """Return what to know of a candidate; that it has no line of sight at all is said of all such below the list."""
    return [each.unsighted if each.sighted else "", *wording.notes_beside(each, place)]


def _share(chance: Mapping[str, float] | None, each: Candidate, formats: Formats) -> str:
    if chance is None:
        return ""
    found = chance.get(each.id)
    return "" if found is None else _("{share} of draws").format(share=likely(found, formats))


def _sight(each: Candidate, goal: str, snapshot: Snapshot) -> str:
    """Return the line of sight from a candidate to a goal; to the goal itself where none begins there."""
    origin = origin_of(each)
    if origin not in snapshot.origins:
        return reverse("goal", args=[goal])
    return f"{reverse('sight_from', args=[origin])}?{urlencode({'goal': goal})}"


def origin_of(each: Candidate) -> str:
    """Return where a line of sight begins: at itself, or at what a fix changes, which is no name of the model."""
    return each.id if each.origin == "backlog" else each.changes[0][0] if each.changes else ""


def _about(each: Candidate, snapshot: Snapshot) -> str:
    """Return the kind, who asked, and how long ago: "operational fix · Credit analyst · asked for 17 months ago"."""
    asker = snapshot.role_titles.get(each.asked_by or "", opening((each.asked_by or "").replace("_", " ")))
    return " · ".join(filter(None, (wording.kind_of(each), asker, _age(each.age_days))))


def _age(days: int | None) -> str:
    if days is None or days < 0:
        return ""
    return _("asked for {time} ago").format(time=since(days))


def since(days: int) -> str:
    """Return how long ago something was: in days, and in months from two on."""
    return counted(days, "day") if days < 2 * MONTH else counted(round(days * 12 / YEAR), "month")


def about(found: Portfolio, shown: Sequence[Candidate], snapshot: Snapshot, formats: Formats) -> str:
    """Return what brings most for what it takes, in one sentence."""
    if not found.candidates:
        return _("The model declares no initiatives.")
    if not shown:
        return _("None of {candidates} fits.").format(candidates=counted(len(found.candidates), "candidate"))
    fixes = sum(each.origin == "fix" for each in shown)
    kinds = [counted(len(shown) - fixes, "initiative")] if len(shown) > fixes else []
    kinds += [counted(fixes, "operational fix", "operational fixes")] if fixes else []
    first = next((each for each in shown if each.per_cost is not None and each.points > 0), None)
    whole = opening(listed(kinds))
    if first is None or first.cost is None:
        return _("{those}; none of them brings anything for the goals that the data can tell.").format(those=whole)
    text = ngettext(
        "{those} stands in the backlog; most for what it takes brings {first}: {brings} for {cost}.",
        "{those} stand in the backlog; most for what it takes brings {first}: {brings} for {cost}.",
        len(shown),
    )
    return text.format(
        those=whole,
        first=said(first.title),
        brings=of_points(first.points, found.unit, formats, first.low, first.high),
        cost=formats.value(first.cost, snapshot.head.currency, brief=True),
    )


def merged(those: Iterable[Merger], titles: Mapping[str, str]) -> list[str]:
    """Return what might be one, each in a sentence."""
    text = _("{initiatives} move {metrics} the same way: are they one?")
    return [
        text.format(
            initiatives=listed([titles.get(name, name) for name in one.candidates], limit=8),
            metrics=listed([titles.get(name, name) for name in one.metrics]),
        )
        for one in those
    ]


def row(each: Candidate, found: Portfolio, chance: Mapping[str, float] | None) -> dict[str, object]:
    """Return a row of the twins."""
    most = most_for(each)
    return {
        "initiative": each.id, "title": each.title, "origin": each.origin, "kind": each.kind, "asked_by": each.asked_by,
        "asked_on": each.asked_on, "age_days": each.age_days, "rank": each.rank, "cost": each.cost, "takes": each.takes,
        "worth": each.points, "low": each.low, "high": each.high, "unit": found.unit, "per_cost": each.per_cost,
        "delay": each.delay, "in_best_set": each.in_best_set, "start": each.start,
        "chance": None if chance is None else chance.get(each.id), "goal": each.goal,
        "goal_worth": most.worth if most else None, "goal_low": most.low if most else None,
        "goal_high": most.high if most else None, "goal_chance_before": most.before if most else None,
        "goal_chance_after": most.after if most else None, "why_not": wording.why_not(each, found) or None,
        "words": each.words,
    }  # fmt: skip
