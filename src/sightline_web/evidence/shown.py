"""Evidence as rows and figures, for pages and for twins; persons and teams stand by their ids, never by a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.evidence import wording
from sightline_web.evidence.wording import RULES
from sightline_web.evident import MetricEvidence, PersonChart, PersonFigures, TeamFigure
from sightline_web.languages.marks import later, later_in
from sightline_web.shell.behaviour import Run, drawn, stacked
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import Look
from sightline_web.shell.voices import said
from sightline_web.snapshot import Snapshot

__all__ = [
    "SHOWN_CASES", "MetricRow", "Row", "case_rows", "chart_rows", "credit_rows", "figure", "figure_rows", "metric_row",
    "mix_rows", "plain_figures", "plain_metric", "process_of", "teams_for",
]  # fmt: skip

PARTS = {  # what differs between cases, and what each part of it is called
    "case_mix": later("case mix"),
    "team": later_in("part", "team"),
    "person": later_in("part", "person"),
    "unexplained": later("unexplained"),
}
ATTRIBUTES = {  # what the library itself adds to the attributes of cases
    "combination": later("combination"),
    "month": later("month"),
}
SHOWN_CASES = 30
UNKNOWN = 0.9  # an interval of a share that is wider says nothing


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric in the list."""

    metric: str
    title: str
    href: str
    bar: SafeString
    shares: str
    person: str
    team: str
    cases: str
    needed: str
    register: Look
    teams: tuple[TeamRow, ...]
    about: MetricEvidence


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of a metric."""

    team: str
    people: str
    cases: str
    value: str
    range: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One figure about a person: what it is, the value and its interval in words."""

    title: str
    value: str
    range: str = ""


def metric_row(each: MetricEvidence, register: Look, teams: Sequence[TeamFigure], formats: Formats) -> MetricRow:
    """Return a metric as the list shows it."""
    bar = each.bar
    shares = [(name, getattr(bar, name)) for name in PARTS] if bar else []
    return MetricRow(
        each.metric, each.title, reverse("metric", args=[each.metric]), stacked(shares, 1.0) if bar else SafeString(),
        ", ".join(f"{PARTS[name]} {_share(part, formats)}" for name, part in shares),
        _apart(bar.person, bar.person_low, bar.person_high, formats) if bar else NONE,
        _apart(bar.team, bar.team_low, bar.team_high, formats) if bar else NONE,
        _("{cases} by {people} people").format(cases=formats.count(each.n), people=formats.count(each.people)),
        _needed(each, formats), register,
        tuple(_team(one, each.unit, formats) for one in teams), each,
    )  # fmt: skip


def _share(share: float, formats: Formats) -> str:
    return formats.value(share, "share")


def _apart(share: float, low: float, high: float, formats: Formats) -> str:
    if high - low > UNKNOWN:
        return _("the data cannot say")
    return f"{_share(share, formats)} ({_between(_share(low, formats), _share(high, formats))})"


def _between(low: str, high: str) -> str:
    return _("{first} to {last}").format(first=low, last=high)


def _needed(each: MetricEvidence, formats: Formats) -> str:
    cases = {one.reliability: one.cases for one in each.needed}
    half, most = cases.get(0.5), cases.get(0.8)
    if each.bar is None:
        return NONE
    if half is None or most is None:
        return _("no number would do")
    return _("{half}; for 0.8, {most}").format(half=formats.count(round(half)), most=formats.count(round(most)))


def _team(one: TeamFigure, unit: str, formats: Formats) -> TeamRow:
    if one.value is None:
        return TeamRow(said(one.team), NONE, NONE, _("withheld"), "", one.words)
    interval = _between(formats.value(one.low, unit), formats.value(one.high, unit))
    return TeamRow(
        one.team, formats.count(one.people), formats.count(one.n), formats.value(one.value, unit), interval, ""
    )


def teams_for(each: MetricEvidence, units: frozenset[str] | None) -> tuple[TeamFigure, ...]:
    """Return the teams that somebody sees: all where `units` is None, else those of these units; by their ids."""
    return tuple(one for one in each.teams if units is None or one.team.partition(", ")[0] in units)


def plain_metric(row: MetricRow) -> dict[str, object]:
    """Return a metric for the twins."""
    about, bar = row.about, row.about.bar
    shares = {name: getattr(bar, name) if bar else None for name in PARTS}
    spans = ("person_low", "person_high", "team_low", "team_high")
    return {
        "metric": about.metric, "title": about.title, **shares,
        **{name: getattr(bar, name) if bar else None for name in spans}, "cases": about.n, "people": about.people,
        **{f"cases_needed_{one.reliability:g}": one.cases for one in about.needed}, "average": about.average,
        "unit": about.unit, "grade": about.grade, "register": str(row.register.word), "withheld": about.withheld,
    }  # fmt: skip


def figure_rows(found: PersonFigures, formats: Formats) -> list[Row]:
    """Return the figures about a person in the order in which they are read."""
    unit = found.about.unit

    def value(number: float | None) -> str:
        return formats.value(number, unit)

    def interval(low: float | None, high: float | None) -> str:
        return "" if low is None or high is None else _between(value(low), value(high))

    if found.state == "nothing":
        return []
    if found.state != "shown":
        team = [Row(_("An average case, in the team"), value(found.value), interval(found.low, found.high))]
        return [*(team if found.value is not None else []), Row(_("Cases"), formats.count(round(found.n)))]
    low, high = (wording.distance(each, found.about, formats) for each in (found.effect_low, found.effect_high))
    return [
        Row(_("An average case, adjusted and shrunk"), value(found.value), interval(found.low, found.high)),
        Row(_("An average case, in the team"), value(found.team_value)),
        Row(_("Against the team"), wording.distance(found.effect, found.about, formats), _between(low, high)),
        Row(_("Within chance and the usual differences"), interval(found.funnel_low, found.funnel_high)),
        Row(_("These cases, whoever does them"), value(found.expected)),
        Row(_("Next of the same mix, without any action"), value(found.next_value)),
        Row(_("Reliability: how much of the distance from the team is kept"), formats.share(found.reliability)),
        Row(_("Cases, each by the share in it"), formats.count(round(found.n))),
    ]


def plain_figures(found: PersonFigures) -> list[dict[str, object]]:
    """Return the figures about a person for the twins; numbers as they were computed."""
    if found.state == "nothing":
        return []
    three = {
        "value": (found.value, found.low, found.high), "effect": (found.effect, found.effect_low, found.effect_high),
        "funnel": (None, found.funnel_low, found.funnel_high), "team_value": (found.team_value, None, None),
        "expected": (found.expected, None, None), "next_value": (found.next_value, None, None),
        "reliability": (found.reliability, None, None), "cases": (found.n, None, None),
    }  # fmt: skip
    units = {
        "effect": "share" if found.about.scale == "log" else found.about.unit,
        "reliability": "share",
        "cases": "count",
    }
    return [
        {
            "person": found.person, "metric": found.about.metric, "figure": name, "value": value, "low": low,
            "high": high, "unit": units.get(name, found.about.unit),
        }
        for name, (value, low, high) in three.items()
        if (value, low, high) != (None, None, None)
    ]  # fmt: skip


def credit_rows(found: PersonFigures, formats: Formats) -> list[Row]:
    """Return the own part under each rule of credit; none where no case is shared."""
    if len(found.rules) < 2:  # noqa: PLR2004 -- one rule: nothing is shared
        return []
    rows = []
    for each in found.rules:
        effect, low, high = (wording.distance(one, found.about, formats) for one in (each.effect, each.low, each.high))
        rows.append(Row(str(RULES.get(each.rule, each.rule)), effect, _between(low, high)))
    return rows


def mix_rows(found: PersonFigures, formats: Formats) -> list[Row]:
    """Return which attributes make these cases other than average ones."""
    return [
        Row(
            str(ATTRIBUTES.get(each.attribute, each.attribute.replace("_", " "))),
            wording.distance(each.change, found.about, formats),
            said(each.level),
        )
        for each in found.parts
    ]


def figure(chart: PersonChart, unit: str, formats: Formats) -> SafeString:
    """Return the figure of a person's chart: own values, their mean and limits; or sums against their limit."""
    many = len(chart.periods)
    beyond = _("beyond a limit")
    marks = {place: beyond for place, label in enumerate(chart.periods) if label in chart.signals}
    middle = list(chart.lower) if chart.kind == "cusum" else [chart.centre] * many
    run = Run(
        chart.periods, "" if chart.kind == "cusum" else unit, chart.values, middle, [chart.low] * many,
        [chart.high] * many, marks=marks, provisional=chart.provisional,
    )  # fmt: skip
    return drawn(run, formats)


def chart_rows(chart: PersonChart, unit: str, formats: Formats) -> list[dict[str, object]]:
    """Return the values of a chart for its table, the newest first."""
    shown = "" if chart.kind == "cusum" else unit
    lower = chart.lower or [None] * len(chart.periods)
    rows = zip(chart.periods, chart.values, lower, strict=True)
    return [
        {"period": period, "value": formats.value(value, shown, finer=1), "lower": formats.value(down, shown, finer=1),
         "beyond": period in chart.signals}
        for period, value, down in rows
    ][::-1]  # fmt: skip


def process_of(snapshot: Snapshot, metric: str) -> str | None:
    """Return the process whose cases a metric speaks of; None where its rows are no cases of one."""
    declared = snapshot.metrics.get(metric)
    if declared is not None and declared.process:
        return declared.process if declared.process in snapshot.processes else None
    sources = set(declared.sources) if declared else set()
    return next((name for name, each in snapshot.processes.items() if each.log in sources), None)


def case_rows(found: PersonFigures, process: str | None) -> list[tuple[str, str]]:
    """Return the newest cases, each with its address; no address where they are no cases of a process."""
    newest = list(dict.fromkeys(reversed(found.cases)))[:SHOWN_CASES]
    return [(each, reverse("case", args=[process, each]) if process else "") for each in newest]
