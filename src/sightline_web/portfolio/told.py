"""One initiative as its page shows it: for each goal what it does and by which way, and what that hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web.portfolio import wording
from sightline_web.portfolio.amounts import PER, chances, moved, moved_span, of_points, points, points_span
from sightline_web.portfolio.listed import origin_of, since
from sightline_web.portfolios import Candidate, GoalWorth, Portfolio, Sway
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.grains import counted_periods
from sightline_web.shell.intervals import common, interval
from sightline_web.shell.sentences import listed
from sightline_web.shell.sizes import between, likely
from sightline_web.shell.voices import said
from sightline_web.snapshot import Snapshot

__all__ = ["GoalLine", "SwayLine", "about", "change_lines", "facts", "goal_lines", "sway_lines", "worth_row"]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """What it does for one goal."""

    statement: str
    href: str
    sight: str
    move: str
    span: str
    figure: SafeString
    per_cost: str
    attained: str
    way: str
    words: str


@dataclass(frozen=True, slots=True)
class SwayLine:
    """One thing that its worth hangs on."""

    what: str
    share: str
    span: str
    figure: SafeString


def about(each: Candidate, found: Portfolio, chance: float | None, snapshot: Snapshot, formats: Formats) -> str:
    """Return what it brings and whether the best set holds it."""
    brings = of_points(each.points, found.unit, formats, each.low, each.high)
    if each.low < each.high:
        span = points_span(each.low, each.high, found.unit, formats)
        brings = _("{value} (90%: {span})").format(value=brings, span=span)
    if each.cost is None:
        worth = _("{title}, alone and begun at once, brings {brings}; nobody has said what it costs.")
    else:
        worth = _("{title}, alone and begun at once, brings {brings}, for {cost}.")
    cost = formats.value(each.cost, snapshot.head.currency, brief=True)
    return f"{worth.format(title=said(each.title), brings=brings, cost=cost)} {_held(each, found, chance, formats)}"


def _held(each: Candidate, found: Portfolio, chance: float | None, formats: Formats) -> str:
    """Return whether the best set holds a candidate, and how often that of a draw does."""
    if found.best is None:
        return _("No set keeps to the limits.")
    if each.start:
        text = (
            _("The best set holds it from {period} on.")
            if chance is None
            else _("The best set holds it from {period} on, and {share} of draws have it in theirs.")
        )
    else:
        text = (
            _("The best set leaves it out.")
            if chance is None
            else _("The best set leaves it out, and {share} of draws have it in theirs.")
        )
    return text.format(period=formats.period(each.start or ""), share=likely(chance, formats))


def goal_lines(each: Candidate, snapshot: Snapshot, formats: Formats) -> list[GoalLine]:
    """Return what it does for each goal that it moves, and for others what there is to say."""
    ways = _ways(each, snapshot)
    lines = []
    for one in each.worths:
        goal = next((goal for goal in snapshot.goals if goal.id == one.goal), None)
        if goal is None or not (one.worth or one.words or one.goal in ways):
            continue
        origin = origin_of(each)
        known = origin in snapshot.origins
        sight = f"{reverse('sight_from', args=[origin])}?{urlencode({'goal': goal.id})}" if known else ""
        lines.append(
            GoalLine(
                goal.statement, reverse("goal", args=[goal.id]), sight,
                moved(one.worth, one.unit, formats, one.low, one.high) if one.worth else NONE,
                moved_span(one.low, one.high, one.unit, formats) if one.worth else "",
                _drawn(one),
                NONE if one.per_cost is None else moved(one.per_cost * PER, one.unit, formats),
                chances(one.before, one.after, formats), ways.get(one.goal, ""), one.words,
            )
        )  # fmt: skip
    return lines


def _drawn(one: GoalWorth) -> SafeString:
    quiet = one.low is None or one.low <= 0
    return interval(one.low, one.worth, one.high, quiet=quiet) if one.worth else SafeString()


def _ways(each: Candidate, snapshot: Snapshot) -> dict[str, str]:
    """Return the strongest way to each goal, in titles; none where a model no longer knows where it begins."""
    origin = origin_of(each)
    if origin not in snapshot.origins:
        return {}
    titles = {name: metric.title for name, metric in snapshot.metrics.items()}
    return {
        one.goal: " → ".join(titles.get(node, node) for node in one.paths[0].nodes if node != each.id)
        for one in snapshot.sight(origin=origin, paths=1)
        if one.paths
    }


def sway_lines(each: Candidate, found: Portfolio, titles: Mapping[str, str], formats: Formats) -> list[SwayLine]:
    """Return what its worth hangs on, most first."""
    scale = common(end for one in each.sways for end in (one.low, one.high))
    change, effect = _("How much it really changes"), _("How strongly {driver} moves {metric}")

    def line(one: Sway) -> SwayLine:
        low, high = sorted((one.low, one.high))
        driver, _, on = one.about.partition(" > ")
        what = change
        if one.kind == "effect":
            what = effect.format(driver=titles.get(driver, driver), metric=titles.get(on, on))
        figure = interval(low, (low + high) / 2, high, scale=scale)
        return SwayLine(what, formats.share(one.share), points_span(low, high, found.unit, formats), figure)

    return [line(one) for one in each.sways]


def change_lines(each: Candidate, snapshot: Snapshot, formats: Formats) -> list[tuple[str, str, str, str]]:
    """Return what it would change in each metric: title, address, the likeliest, and between what it may lie."""
    lines = []
    for name, *by in each.changes:
        metric = snapshot.metrics.get(name)
        title, unit = (metric.title, metric.unit) if metric is not None else (name, "")
        low, likeliest, high = formats.declared(by, unit)
        lines.append(
            (title, reverse("metric", args=[name]) if metric else "", likeliest, between(low, high, unit, formats))
        )
    return lines


def facts(each: Candidate, found: Portfolio, snapshot: Snapshot, formats: Formats) -> list[tuple[str, str]]:
    """Return what it takes and who asked, each with its name."""
    titles = wording.names(snapshot, found)
    grain, currency = snapshot.head.grain, snapshot.head.currency
    after = _("{time} after it began").format(time=counted_periods(each.takes, grain)) if each.takes else _("at once")
    delay = points(each.delay, found.unit, formats)
    told = [
        (_("Costs"), formats.value(each.cost, currency) if each.cost is not None else _("nobody has said")),
        (_("Person-weeks"), listed(wording.weeks(each.effort, titles, formats), limit=8)),
        (_("Shows"), after),
        (_("Needs first"), listed([titles.get(name, name) for name in each.needs], limit=8)),
        (_("Rules out"), listed([titles.get(name, name) for name in each.excludes], limit=8)),
        (_("Must be done"), said(each.must)),
        (pgettext("a day", "By"), formats.day(each.must_by) if each.must_by else ""),
        (_("Each period later"), _("costs {points}").format(points=delay) if each.delay > 0 else ""),
        (_("Asked for by"), _asked(each, snapshot)),
        (_("Place of the committee"), formats.count(each.rank) if each.rank is not None else ""),
    ]
    return [(name, text) for name, text in told if text]


def _asked(each: Candidate, snapshot: Snapshot) -> str:
    """Return who asked for it and how long ago; empty where nobody did."""
    if not each.asked_by:
        return ""
    asker = snapshot.role_titles.get(each.asked_by, each.asked_by)
    if each.age_days is None:
        return asker
    return _("{asker}, {time} ago").format(asker=asker, time=since(each.age_days))


def worth_row(each: Candidate, one: GoalWorth) -> dict[str, object]:
    """Return a row of the twins."""
    return {
        "initiative": each.id, "goal": one.goal, "unit": one.unit, "worth": one.worth, "low": one.low, "high": one.high,
        "chance_before": one.before, "chance_after": one.after, "per_cost": one.per_cost, "words": one.words,
    }  # fmt: skip
