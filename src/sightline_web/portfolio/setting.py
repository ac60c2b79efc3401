"""The best set as its page shows it: the form with its limits, the plan over periods, and what limits cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web.languages.openings import opening
from sightline_web.portfolio import wording
from sightline_web.portfolio.amounts import chances, in_words, moved, moved_span
from sightline_web.portfolio.asked import COST, PEOPLE, Asked
from sightline_web.portfolios import HangsOn, Portfolio, Price, SetMove
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.intervals import interval
from sightline_web.shell.sentences import listed
from sightline_web.shell.sizes import likely
from sightline_web.shell.voices import said
from sightline_web.snapshot import Snapshot

__all__ = [
    "Field", "MoveLine", "PlanLine", "form", "left_out", "lesson_lines", "move_lines", "plain", "plan", "price_lines",
    "row", "used",
]  # fmt: skip

LITTLE = 0.001  # of what the set brings: what is worth less is not told
SHOWN = 5
STEPS = ("", "work", "shows")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form, as it was typed."""

    name: str
    title: str
    value: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One initiative of the set: for each period nothing, `work` until it shows, or `shows`."""

    title: str
    href: str
    cost: str
    chance: str
    begins: str
    shows: str
    cells: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """What the set does for one goal."""

    statement: str
    href: str
    move: str
    span: str
    figure: SafeString
    attained: str


def form(asked: Asked, found: Portfolio | None, snapshot: Snapshot) -> dict[str, object]:
    """Return the fields of the form: budget, people of the roles that the backlog needs, musts, costs not said."""
    wrong = {each.field for each in asked.problems}
    candidates = found.candidates if found is not None else ()
    roles = dict.fromkeys([role for each in candidates for role, _ in each.effort])
    roles |= dict.fromkeys(name.removeprefix(PEOPLE) for name in asked.typed if name.startswith(PEOPLE))
    unsaid = [each for each in candidates if each.cost is None or f"{COST}{each.id}" in asked.typed]

    def field(name: str, title: str) -> Field:
        return Field(name, title, asked.typed.get(name, ""), name in wrong)

    titles = {each.id: said(each.title) for each in candidates}
    ordered = sorted(candidates, key=lambda each: titles[each.id].casefold())
    return {
        "budget": field("budget", _("Budget")),
        "periods": field("periods", _("Periods")),
        "people": [field(f"{PEOPLE}{role}", snapshot.role_titles.get(role, role)) for role in sorted(roles)],
        "costs": [field(f"{COST}{each.id}", titles[each.id]) for each in unsaid],
        "must": [(each.id, titles[each.id], each.id in asked.limits.must) for each in ordered],
        "without": [(each.id, titles[each.id], each.id in asked.limits.without) for each in ordered],
        "goals": [(goal.id, goal.statement, goal.id == asked.limits.goal) for goal in snapshot.goals],
        "discount": asked.limits.discount,
        "named": bool(asked.limits.must or asked.limits.without or asked.limits.discount
                      or any(name.startswith(COST) for name in asked.typed)),
    }  # fmt: skip


def plan(
    found: Portfolio, chance: Mapping[str, float] | None, snapshot: Snapshot, formats: Formats, query: str
) -> list[PlanLine]:
    """Return the set over periods, in the order of beginning."""
    if found.best is None:
        return []
    lines = []
    after, must = pgettext("than all periods of a plan", "later"), _("must be done")
    for name, start in found.best.starts.items():
        each = found.find(name)
        if each is None:
            continue
        there = start + each.takes
        cells = tuple(STEPS[(at >= start) + (at >= there)] for at in range(len(found.periods)))
        share = None if chance is None else chance.get(name)
        lines.append(
            PlanLine(
                said(each.title), f"{reverse('initiative', args=[name])}{query}",
                formats.value(each.cost, snapshot.head.currency, brief=True),
                "" if share is None else likely(share, formats),
                formats.period(found.periods[start]),
                formats.period(found.periods[there]) if there < len(found.periods) else after, cells,
                must if name in found.must else "",
            )
        )  # fmt: skip
    return lines


def left_out(found: Portfolio, query: str) -> list[tuple[str, str, str]]:
    """Return what is not in the set: title, address and why."""
    if found.best is None:
        return []
    return [
        (said(each.title), f"{reverse('initiative', args=[each.id])}{query}", wording.why_not(each, found))
        for each in found.candidates
        if not each.in_best_set
    ]


def move_lines(moves: Sequence[SetMove], snapshot: Snapshot, formats: Formats) -> list[MoveLine]:
    """Return what the set does for each goal, in the order of the model."""
    goals = {goal.id: goal for goal in snapshot.goals}
    return [
        MoveLine(
            goals[one.goal].statement, reverse("goal", args=[one.goal]),
            moved(one.change, one.unit, formats, one.low, one.high) if one.change else NONE,
            moved_span(one.low, one.high, one.unit, formats) if one.change else "",
            interval(one.low, one.change, one.high, quiet=not one.low or one.low <= 0) if one.change else SafeString(),
            chances(one.before, one.after, formats) or NONE,
        )
        for one in moves
        if one.goal in goals
    ]  # fmt: skip


def price_lines(
    hangs: HangsOn, found: Portfolio, titles: Mapping[str, str], currency: str, formats: Formats
) -> list[tuple[str, str]]:
    """Return what one step more of each limit is worth, and what it would do."""
    lines = []
    for one in hangs.prices:
        more = opening(_more(one, titles, currency, formats))
        if one.points <= 0:
            nothing = _("{more} adds nothing.").format(more=more)
            lines.append((nothing, "" if one.kind in {"role", "budget"} else one.words))
            continue
        text = _("{more} is worth {points}.") if one.solved else _("{more} is worth about {points}.")
        lines.append((text.format(more=more, points=in_words(one.points, found.unit, formats)), one.words))
    return lines


def _more(one: Price, titles: Mapping[str, str], currency: str, formats: Formats) -> str:
    """Return what one step more of a limit is."""
    limit = titles.get(one.limit, one.limit)
    if one.step is not None:
        return _("{amount} {currency} more").format(amount=formats.count(one.step), currency=currency)
    texts = {
        "role": _("one more {limit}"),
        "must": _("leaving {limit} to choice"),
        "without": _("letting {limit} be chosen"),
    }
    return texts[one.kind].format(limit=limit) if one.kind in texts else said(one.more)


def lesson_lines(hangs: HangsOn, found: Portfolio, formats: Formats) -> list[tuple[str, str]]:
    """Return what to learn first: what knowing it would be worth, and what it would change."""
    least = LITTLE * (found.best.points if found.best is not None else 0.0)
    return [
        (opening(in_words(one.points, found.unit, formats)), one.words) for one in hangs.lessons if one.points > least
    ][:SHOWN]


def row(found: Portfolio, name: str, chance: Mapping[str, float] | None) -> dict[str, object]:
    """Return a row of the twins."""
    each = found.find(name)
    start = found.best.starts[name] if found.best is not None else 0
    there = start + (each.takes if each is not None else 0)
    return {
        "initiative": name, "title": each.title if each else name, "begins": found.periods[start],
        "shows": found.periods[there] if there < len(found.periods) else None, "cost": each.cost if each else None,
        "worth": each.points if each else None, "unit": found.unit,
        "chance": None if chance is None else chance.get(name), "must": found.must.get(name),
    }  # fmt: skip


def used(found: Portfolio, titles: Mapping[str, str], formats: Formats) -> str:
    """Return the person-weeks that the set takes, by role: "54 of integration engineer and 6 of billing clerk"."""
    if found.best is None:
        return ""
    return listed(wording.weeks(found.best.used.items(), titles, formats), limit=12)


def plain(found: Portfolio | None) -> dict[str, object] | None:
    """Return the set as the JSON twin says it; None where there is none."""
    if found is None or found.best is None:
        return None
    best = found.best
    return {
        "worth": best.points, "low": best.low, "high": best.high, "unit": found.unit, "gap": best.gap,
        "cost": best.cost, "used": dict(best.used), "moves": [asdict(each) for each in best.moves], "words": best.words,
    }  # fmt: skip
