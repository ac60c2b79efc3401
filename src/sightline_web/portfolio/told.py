"""One initiative as its page shows it: for each goal what it does and by which way, and what that hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from sightline_web.portfolio import wording
from sightline_web.portfolio.amounts import PER, chances, moved, moved_span, of_points, points, points_span
from sightline_web.portfolio.listed import origin_of
from sightline_web.portfolios import Candidate, GoalWorth, Portfolio, Sway
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.intervals import interval
from sightline_web.shell.sentences import counted, listed
from sightline_web.shell.sizes import likely
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
    cost = (
        "; nobody has said what it costs"
        if each.cost is None
        else f", for {formats.value(each.cost, snapshot.head.currency, brief=True)}"
    )
    brings = of_points(each.points, found.unit, formats, each.low, each.high)
    sure = f" (90%: {points_span(each.low, each.high, found.unit, formats)})" if each.low < each.high else ""
    often = f", and {likely(chance, formats)} of draws have it in theirs" if chance is not None else ""
    held = "No set keeps to the limits"
    if found.best is not None and each.start:
        held = f"The best set holds it from {formats.period(each.start)} on{often}"
    elif found.best is not None:
        held = f"The best set leaves it out{often}"
    return f"{each.title}, alone and begun at once, brings {brings}{sure}{cost}. {held}."


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
    wide = max((max(abs(one.low), abs(one.high)) for one in each.sways), default=0.0) or None

    def line(one: Sway) -> SwayLine:
        low, high = sorted((one.low, one.high))
        driver, _, on = one.about.partition(" > ")
        what = "How much it really changes"
        if one.kind == "effect":
            what = f"How strongly {titles.get(driver, driver)} moves {titles.get(on, on)}"
        figure = interval(low, (low + high) / 2, high, wide=wide)
        return SwayLine(what, formats.share(one.share), points_span(low, high, found.unit, formats), figure)

    return [line(one) for one in each.sways]


def change_lines(each: Candidate, snapshot: Snapshot, formats: Formats) -> list[tuple[str, str, list[str]]]:
    """Return what it would change in each metric: title, address, and the least, the likeliest and the most."""
    lines = []
    for name, *by in each.changes:
        metric = snapshot.metrics.get(name)
        title, unit = (metric.title, metric.unit) if metric is not None else (name, "")
        lines.append((title, reverse("metric", args=[name]) if metric else "", formats.declared(by, unit)))
    return lines


def facts(each: Candidate, found: Portfolio, snapshot: Snapshot, formats: Formats) -> list[tuple[str, str]]:
    """Return what it takes and who asked, each with its name."""
    titles = wording.names(snapshot, found)
    grain, currency = snapshot.head.grain, snapshot.head.currency
    weeks = [f"{formats.value(many, 'count')} of {titles.get(role, role)}" for role, many in each.effort]
    age = f", {counted(each.age_days, 'day')} ago" if each.age_days is not None else ""
    shows = f"{counted(each.takes, grain)} after it began" if each.takes else "at once"
    said = [
        ("Costs", formats.value(each.cost, currency) if each.cost is not None else "nobody has said"),
        ("Person-weeks", listed(weeks, limit=8)),
        ("Shows", shows),
        ("Needs first", listed([titles.get(name, name) for name in each.needs], limit=8)),
        ("Rules out", listed([titles.get(name, name) for name in each.excludes], limit=8)),
        ("Must be done", each.must),
        ("By", formats.day(each.must_by) if each.must_by else ""),
        ("Each period later", f"costs {points(each.delay, found.unit, formats)}" if each.delay > 0 else ""),
        ("Asked for by", f"{snapshot.role_titles.get(each.asked_by, each.asked_by)}{age}" if each.asked_by else ""),
        ("Place of the committee", formats.count(each.rank) if each.rank is not None else ""),
    ]
    return [(name, text) for name, text in said if text]


def worth_row(each: Candidate, one: GoalWorth) -> dict[str, object]:
    """Return a row of the twins."""
    return {
        "initiative": each.id, "goal": one.goal, "unit": one.unit, "worth": one.worth, "low": one.low, "high": one.high,
        "chance_before": one.before, "chance_after": one.after, "per_cost": one.per_cost, "words": one.words,
    }  # fmt: skip
