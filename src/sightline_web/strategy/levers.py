"""What moves a goal: from its metric up along formulas, windows and declared effects, with where each step stands.

The order is that of declarations. Each step says what it carries once effects are estimated; until then it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.ahead import Effect
from sightline_web.languages.marks import later
from sightline_web.shell.figures import Line, Plot, sparkline
from sightline_web.shell.formats import Formats
from sightline_web.shell.grains import counted_periods
from sightline_web.shell.sentences import listed, numeral
from sightline_web.snapshot import Change, Driver, Metric, Place, RoleShare, Snapshot
from sightline_web.strategy.drives import Carried, carried
from sightline_web.strategy.standing import Standing, recent, standing

__all__ = [
    "Lever",
    "Levers",
    "Neighbour",
    "change_lines",
    "change_rows",
    "lag_words",
    "lever_rows",
    "levers",
    "neighbours",
    "reached",
    "role_lines",
    "role_rows",
]

MOST = 12
DEEPEST = 5
SAME = {  # what shows at once, by the grain; a language may have another article for each
    "day": later("in the same day"),
    "week": later("in the same week"),
    "month": later("in the same month"),
    "quarter": later("in the same quarter"),
    "year": later("in the same year"),
    "period": later("in the same period"),
}
SAME_OR_NEXT = {
    "day": later("in the same day or the next"),
    "week": later("in the same week or the next"),
    "month": later("in the same month or the next"),
    "quarter": later("in the same quarter or the next"),
    "year": later("in the same year or the next"),
    "period": later("in the same period or the next"),
}
SAME_OR_LATER = {
    "day": later("in the same day or up to {time} later"),
    "week": later("in the same week or up to {time} later"),
    "month": later("in the same month or up to {time} later"),
    "quarter": later("in the same quarter or up to {time} later"),
    "year": later("in the same year or up to {time} later"),
    "period": later("in the same period or up to {time} later"),
}
STEPS = {
    "positive": later("declared to raise {metric}, {when}"),
    "negative": later("declared to lower {metric}, {when}"),
}


@dataclass(frozen=True, slots=True)
class Lever:
    """One metric on the way to a goal; `depth` counts the steps from the goal's metric, from 1 on."""

    driver: Driver
    depth: int
    standing: Standing
    verdict: str  # in words, of the change in a year; empty where it is none
    words: str
    figure: SafeString
    carried: Carried | None = None

    @property
    def indent(self) -> int:
        """How far the line is set in."""
        return min(self.depth, DEEPEST)


@dataclass(frozen=True, slots=True)
class Levers:
    """The metrics that move a goal, each below the one that it moves; `more` were left out, the farthest first."""

    lines: tuple[Lever, ...]
    more: int


Effects = Mapping[tuple[str, str], Effect]


def levers(
    snapshot: Snapshot, metric: str, formats: Formats, *, most: int = MOST, effects: Effects | None = None
) -> Levers:
    """Return what moves a metric: nearest first where there are more than `most`, each metric once.

    `effects` by driver and moved metric say what each step carries; None while they are being estimated.
    """
    found = reached(snapshot.metrics, metric)
    kept = dict(list(found.items())[:most])
    order = _in_order(kept, metric)
    lines = tuple(_lever(snapshot, *kept[name], formats, effects or {}) for name in order)
    return Levers(lines, len(found) - len(kept))


def reached(metrics: Mapping[str, Metric], metric: str) -> dict[str, tuple[Driver, int]]:
    """Return all that moves a metric, breadth first, with the step that leads there and its depth."""
    found: dict[str, tuple[Driver, int]] = {}
    ring, depth = [metric], 0
    while ring:
        depth += 1
        following = []
        for name in ring:
            for driver in metrics[name].drivers:
                if driver.metric != metric and driver.metric not in found and driver.metric in metrics:
                    found[driver.metric] = (driver, depth)
                    following.append(driver.metric)
        ring = following
    return found


def _in_order(found: Mapping[str, tuple[Driver, int]], on: str) -> Iterator[str]:
    for name, (driver, _depth) in found.items():
        if driver.on == on:
            yield name
            yield from _in_order(found, name)


def _lever(snapshot: Snapshot, driver: Driver, depth: int, formats: Formats, effects: Effects) -> Lever:
    metric = snapshot.metrics[driver.metric]
    series = snapshot.series(metric.id)
    now = standing(metric, series)
    plot = Plot(metric.title, metric.unit, (Line("", recent(series.points(), series.grain)),))
    words = step_words(driver, snapshot.metrics[driver.on].title, snapshot.head.grain)
    carries = carried(effects.get((driver.metric, driver.on)), series, snapshot, formats)
    return Lever(driver, depth, now, _verdict(now, formats), words, sparkline(plot, formats), carries)


def _verdict(now: Standing, formats: Formats) -> str:
    unit = now.metric.unit
    if now.change is None or formats.change(now.change, unit) == formats.change(0.0, unit):
        return ""
    return _("better") if (now.change > 0) == (now.metric.better == "higher") else _("worse")


def step_words(driver: Driver, on: str, grain: str) -> str:
    """Return one step in words: "declared to lower Shipped on time, one to three months later"."""
    if driver.relation == "cumulative":
        return _("summed into {metric}").format(metric=on)
    if driver.relation != "effect":
        return _("part of the formula of {metric}").format(metric=on)
    text = str(STEPS[driver.sign]) if driver.sign in STEPS else _("declared to move {metric}, {when}")
    return text.format(metric=on, when=lag_words(driver.lag, grain))


def lag_words(lag: tuple[int, int], grain: str) -> str:
    """Return a lag in words: "two months later", "in the same month or the next", "one to four months later"."""
    first, last = lag
    if last == 0:
        return str(SAME[grain])
    time = counted_periods(last, grain)
    if first == last:
        return _("{time} later").format(time=time)
    if first:
        return _("{first} to {time} later").format(first=numeral(first), time=time)
    return str(SAME_OR_NEXT[grain]) if last == 1 else SAME_OR_LATER[grain].format(time=time)


def lever_rows(found: Levers) -> list[dict[str, object]]:
    """Return what moves a goal for the twins."""
    return [
        {
            "metric": lever.driver.metric,
            "title": lever.standing.metric.title,
            "on": lever.driver.on,
            "relation": lever.driver.relation,
            "lag": list(lever.driver.lag) if lever.driver.relation == "effect" else None,
            "sign": lever.driver.sign,
            "declared": _at(lever.driver.place),
            "steps": lever.depth,
            **_effect_row(lever.carried.effect if lever.carried else None),
            "unit": lever.standing.metric.unit,
            "better": lever.standing.metric.better,
            "period": lever.standing.now.label if lever.standing.now else None,
            "value": lever.standing.now.value if lever.standing.now else None,
            "change_in_a_year": lever.standing.change,
            "initiatives": [change.initiative for change in lever.standing.metric.changes],
        }
        for lever in found.lines
    ]


def _effect_row(effect: Effect | None) -> dict[str, object]:
    """Return what a step carries per unit of its driver; nothing known is None."""
    return {
        "kind": effect.kind if effect else None,
        "per_unit": effect.per_unit if effect else None,
        "low": effect.low if effect else None,
        "high": effect.high if effect else None,
        "support": effect.support if effect else None,
    }


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A metric that another moves or is moved by, with the lag in words."""

    metric: Metric
    lag: str


def neighbours(snapshot: Snapshot, metric: Metric) -> tuple[list[Neighbour], list[Neighbour]]:
    """Return what a metric is declared to move, and what is declared to move it."""
    grain = snapshot.head.grain
    effects = [driver for each in snapshot.metrics.values() for driver in each.drivers if driver.relation == "effect"]
    moves = [
        Neighbour(snapshot.metrics[each.on], lag_words(each.lag, grain)) for each in effects if each.metric == metric.id
    ]
    moved_by = [
        Neighbour(snapshot.metrics[each.metric], lag_words(each.lag, grain))
        for each in effects
        if each.on == metric.id and each.metric in snapshot.metrics
    ]
    return moves, moved_by


@dataclass(frozen=True, slots=True)
class Held:
    """A role or an initiative as a line: its id and title, what is declared of it, where, and what it performs."""

    id: str
    title: str
    words: str
    place: Place | None
    performs: str = ""  # in words, with a link for each activity


def role_lines(metric: Metric, formats: Formats) -> list[Held]:
    """Return the roles that have a metric in hand, in words."""
    return [_of_role(role, formats) for role in metric.roles]


def _of_role(role: RoleShare, formats: Formats) -> Held:
    words = ""
    if role.accountable is not None:
        words = _("accountable ({share})").format(share=formats.share(role.accountable))
    return Held(role.id, role.title, words, role.place, _performed(role, formats))


def _performed(role: RoleShare, formats: Formats) -> SafeString:
    """Return what a role performs, with its share where that is not all of it."""
    titles = [
        title if share >= 1 else _("{share} of {activity}").format(share=formats.share(share), activity=title)
        for title, share in role.performs
    ]
    links = [(reverse("sight_from", args=[name]), title) for name, title in zip(role.activities, titles, strict=False)]
    if not links:
        return SafeString()
    return format_html(_("performs {activities}"), activities=format_html_join(", ", '<a href="{}">{}</a>', links))


def change_lines(metric: Metric, snapshot: Snapshot, formats: Formats) -> list[Held]:
    """Return the initiatives that are declared to change a metric, in words."""
    return [
        Held(each.initiative, each.title, _of_change(each, metric, snapshot, formats), each.place)
        for each in metric.changes
    ]


def _of_change(change: Change, metric: Metric, snapshot: Snapshot, formats: Formats) -> str:
    low, likely, high = formats.declared((change.low, change.likely, change.high), metric.unit)
    said = [_("{likely} likely, between {low} and {high}").format(likely=likely, low=low, high=high)]
    said.append(_("costs {cost}").format(cost=formats.value(change.cost, snapshot.head.currency, brief=True)))
    if change.takes:
        said.append(_("shows {when}").format(when=lag_words((change.takes, change.takes), snapshot.head.grain)))
    if change.needs:
        said.append(_("needs {initiatives} first").format(initiatives=listed(list(change.needs))))
    if not change.asked_by:
        return _("{facts} (declared)").format(facts="; ".join(said))
    asker = change.asked_by.lower()
    return _("{facts} (declared by the {role}, who asked for it)").format(facts="; ".join(said), role=asker)


def role_rows(metric: Metric) -> list[dict[str, object]]:
    """Return the roles of a metric for the twins."""
    return [
        {
            "role": role.id,
            "title": role.title,
            "accountable": role.accountable,
            "performs": dict(role.performs),
            "declared": _at(role.place),
        }
        for role in metric.roles
    ]


def change_rows(metric: Metric) -> list[dict[str, object]]:
    """Return the initiatives of a metric for the twins; what they change is declared, not estimated."""
    return [
        {
            "initiative": change.initiative,
            "title": change.title,
            "declared_change": {"low": change.low, "likely": change.likely, "high": change.high},
            "cost": change.cost,
            "takes": change.takes,
            "asked_by": change.asked_by,
            "needs": list(change.needs),
            "declared": _at(change.place),
        }
        for change in metric.changes
    ]


def _at(place: Place | None) -> str | None:
    return f"{place.file}:{place.line}" if place else None
