"""The rows of the Strategy pages: for their templates, and plain for their twins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.languages.marks import later
from sightline_web.shell.figures import Line, Plot, after, sparkline
from sightline_web.shell.formats import Formats
from sightline_web.shell.past import last_whole
from sightline_web.shell.scales import bounds
from sightline_web.snapshot import Computation, Goal, Metric, Point, Segment, Series, Snapshot
from sightline_web.strategy.outlooks import AHEAD_COLUMNS, Ahead, Outlooks, ahead_of, ahead_row, with_fan
from sightline_web.strategy.standing import Standing, expected_at, previous, recent, standing

__all__ = [
    "KINDS",
    "STATUSES",
    "Status",
    "computation_document",
    "goal_lines",
    "goal_plot",
    "goal_row",
    "goal_steps",
    "input_rows",
    "lead_lines",
    "metric_groups",
    "metric_plot",
    "metric_row",
    "periods",
    "segment_lines",
    "step_rows",
    "value_rows",
    "value_table",
]

MANY_SEGMENTS = 6
UNNAMED = later("(no name)")
KINDS = {
    "measure": later("an aggregate over the rows of a source"),
    "ratio": later("a ratio; numerator and denominator are kept apart"),
    "balance": later("a balance, taken at one moment of each period"),
    "duration": later("the time between two activities of a process"),
    "conversion": later("the share that goes on from one step to another within a time"),
    "cumulative": later("a metric summed over a moving window"),
    "formula": later("a formula over other metrics"),
    "typed": later("a series of values that a person entered"),
    "yielded": later("yielded by a process"),
}


GROUPS = {  # of metrics that no process yields, by their indicator
    "lag": later("Lag indicators"),
    "lead": later("Lead indicators"),
    "": later("Other metrics"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """How a status looks: its shape and its tone; the word is always written too."""

    word: str
    shape: str
    tone: str


STATUSES = {
    "reached": Status(later("reached"), "M0 5.5 4 9.5 11 1.5 9.4.2 3.8 6.8 1.4 4.2z", "good"),
    "on course": Status(later("on course"), "M5.5.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10z", "good"),
    "behind": Status(later("behind"), "M0 .5h11L5.5 10.5z", "bad"),
    "missed": Status(
        later("missed"), "M1.6 0 5.5 3.9 9.4 0 11 1.6 7.1 5.5 11 9.4 9.4 11 5.5 7.1 1.6 11 0 9.4 3.9 5.5 0 1.6z", "bad"
    ),
    "no data": Status(
        later("no data"), "M5.5.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 1.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8z", "dim"
    ),
}


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal in the table of goals."""

    goal: Goal
    metric: Metric | None
    status: Status
    figure: SafeString
    finer: int
    ahead: Ahead


SPARK_MONTHS = 24  # how far ahead a sparkline looks at most


def goal_lines(snapshot: Snapshot, formats: Formats, outlooks: Outlooks) -> list[GoalLine]:
    """Return the goals with their sparkline over two years, and what is likely ahead or else the path."""
    lines = []
    for goal in snapshot.goals:
        metric = snapshot.metrics.get(goal.metric)
        series = snapshot.goal_series(goal.id)
        points = recent(series.points(), series.grain)
        title = metric.title if metric else goal.metric
        until = min(goal.by, after(points[-1].end, 12)) if points else goal.by
        plot = Plot(title, goal.unit, (Line("", points),), goal.target, goal.path, until=until)
        status = STATUSES.get(goal.status, STATUSES["no data"])
        finer = formats.finer(goal.value, goal.expected, goal.unit)
        figure = sparkline(with_fan(plot, (outlooks.value or {}).get(goal.id), months=SPARK_MONTHS), formats)
        ahead = ahead_of(goal, outlooks, formats)
        lines.append(GoalLine(goal, metric, status, figure, finer, ahead))
    return lines


def goal_row(goal: Goal, outlooks: Outlooks) -> dict[str, object]:
    """Return one goal for the twins, in the words of the `goals` command."""
    return {
        "goal": goal.id,
        "statement": goal.statement,
        "metric": goal.metric,
        "unit": goal.unit,
        "period": goal.period,
        "value": goal.value,
        "target": goal.target,
        "by": goal.by,
        **ahead_row(goal, outlooks),
        "expected": goal.expected,
        "baseline": goal.baseline,
        "gap": goal.gap,
        "share_done": goal.share_done,
        "status": goal.status,
        "reason": goal.reason,
        "owner": goal.owner,
        "fresh_at": goal.fresh_at,
    }


def goal_plot(goal: Goal, metric: Metric, series: Series) -> Plot:
    """Return the figure of a goal: its whole series with target and path."""
    line = Line(metric.title, recent(series.points(), series.grain, years=5))
    until = min(goal.by, after(line.points[-1].end, 24)) if line.points else goal.by
    return Plot(metric.title, goal.unit, (line,), goal.target, goal.path, until=until)


@dataclass(frozen=True, slots=True)
class Step:
    """One period on the way to a goal: `ahead` is positive where the value is better than the path."""

    point: Point
    expected: float | None
    ahead: float | None


def goal_steps(goal: Goal, series: Series, *, count: int = 13) -> list[Step]:
    """Return the last periods of a goal against its path, newest first."""
    steps = []
    for point in series.points()[-count:][::-1]:
        expected = expected_at(goal.path, point.end - timedelta(days=1))
        ahead = None
        if expected is not None and point.value is not None:
            ahead = (point.value - expected) * (1 if goal.better == "higher" else -1)
        steps.append(Step(point, expected, ahead))
    return steps


def step_rows(goal: Goal, series: Series) -> list[dict[str, object]]:
    """Return the whole way of a goal for the twins, oldest first."""
    return [
        {
            "goal": goal.id,
            "period": step.point.label,
            "value": step.point.value,
            "expected": step.expected,
            "ahead": step.ahead,
            "partial": step.point.partial,
            **dict.fromkeys(AHEAD_COLUMNS),
        }
        for step in goal_steps(goal, series, count=10_000)[::-1]
    ]


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric in a table of metrics."""

    standing: Standing
    figure: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """Metrics under one head."""

    title: str
    lines: list[MetricLine]


def _line(metric: Metric, series: Series, formats: Formats) -> MetricLine:
    plot = Plot(metric.title, metric.unit, (Line("", recent(series.points(), series.grain)),))
    return MetricLine(standing(metric, series), sparkline(plot, formats))


def lead_lines(snapshot: Snapshot, formats: Formats) -> list[MetricLine]:
    """Return the lead indicators that are declared to move something; where none is, all of them."""
    every = snapshot.overview()
    leads = [metric for metric in snapshot.metrics.values() if metric.indicator == "lead" and metric.kind != "yielded"]
    leads = [metric for metric in leads if metric.moves] or leads
    return [_line(metric, every[metric.id], formats) for metric in leads if metric.id in every]


def metric_groups(snapshot: Snapshot, formats: Formats, *, text: str = "", kind: str = "") -> list[Group]:
    """Return the metrics whose title, id, owner or description hold every word of `text`, by group."""
    every = snapshot.overview()
    words = text.casefold().split()
    groups: dict[str, list[MetricLine]] = {}
    for metric in snapshot.metrics.values():
        hay = f"{metric.title} {metric.id} {metric.owner or ''} {metric.description or ''}".replace("_", " ").casefold()
        hay += f" {metric.id}"
        if not all(word in hay for word in words) or (kind and kind != _kind(metric)):
            continue
        groups.setdefault(_group(metric), []).append(_line(metric, every[metric.id], formats))
    order = [str(title) for title in GROUPS.values()]
    titles = sorted(groups, key=lambda title: (order.index(title) if title in order else len(order), title))
    return [Group(title, groups[title]) for title in titles]


def _kind(metric: Metric) -> str:
    return "process" if metric.kind == "yielded" else metric.indicator or "other"


def _group(metric: Metric) -> str:
    if metric.process and metric.kind == "yielded":
        return _("Yielded by {process}").format(process=metric.process.replace("_", " "))
    return str(GROUPS.get(metric.indicator or "", GROUPS[""]))


def metric_row(now: Standing) -> dict[str, object]:
    """Return one metric for the twins."""
    metric, point = now.metric, now.now
    return {
        "metric": metric.id,
        "title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "indicator": metric.indicator,
        "kind": metric.kind,
        "owner": metric.owner,
        "period": point.label if point else None,
        "value": point.value if point else None,
        "change_in_a_year": now.change,
        "fresh_at": now.series.fresh_at,
    }


def metric_plot(metric: Metric, series: Series, snapshot: Snapshot) -> Plot:
    """Return the figure of a metric; by dimension, its largest segments."""
    goals = [goal for goal in snapshot.goals if goal.metric == metric.id and not goal.where]
    goal = goals[0] if len(goals) == 1 and series.by is None and series.grain == snapshot.head.grain else None
    segments = _largest(series.segments) if series.by else series.segments
    lines = tuple(Line(segment.name or (UNNAMED if series.by else ""), segment.points) for segment in segments)
    benchmark = metric.benchmark if series.by is None else ()
    return Plot(
        metric.title, metric.unit, lines, goal.target if goal else None, goal.path if goal else (), tuple(benchmark)
    )


def _largest(segments: Sequence[Segment]) -> list[Segment]:
    if len(segments) <= MANY_SEGMENTS:
        return list(segments)

    def size(segment: Segment) -> float:
        point = last_whole(segment.points)
        return abs(point.value or 0.0) if point else -1.0

    return sorted(segments, key=size, reverse=True)[:MANY_SEGMENTS]


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """One segment of a metric; `style` is the number of its line in the figure, None where it has none."""

    name: str
    style: int | None
    standing: Standing
    figure: SafeString


def segment_lines(metric: Metric, series: Series, formats: Formats) -> list[SegmentLine]:
    """Return the segments with sparklines on one common scale."""
    drawn = _largest(series.segments)
    common = bounds(point.value for segment in series.segments for point in segment.points)
    lines = []
    for segment in sorted(series.segments, key=lambda each: drawn.index(each) if each in drawn else len(drawn)):
        name = segment.name or UNNAMED
        plot = Plot(f"{metric.title}, {name}", metric.unit, (Line(name, segment.points),))
        style = drawn.index(segment) % 6 if segment in drawn else None
        now = standing(metric, series, segment.points)
        lines.append(SegmentLine(name, style, now, sparkline(plot, formats, common=common)))
    return lines


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One period of a metric: a cell for each segment; for the whole, the change and the parts beside it."""

    point: Point
    cells: list[float | None]
    change: float | None


@dataclass(frozen=True, slots=True)
class ValueTable:
    """The values behind a figure, newest first."""

    segments: list[str]
    lines: list[ValueLine]
    ratio: bool


def value_table(metric: Metric, series: Series) -> ValueTable:
    """Return the values of a metric by period, one column per segment."""
    names = [segment.name or UNNAMED for segment in series.segments] if series.by else []
    labels: dict[str, Point] = {}
    for segment in series.segments:
        labels.update({point.label: point for point in segment.points})
    cells = [{point.label: point.value for point in segment.points} for segment in series.segments]
    whole = series.points()
    changes = {point.label: previous(whole, index) for index, point in enumerate(whole)}
    lines = [
        ValueLine(point, [each.get(point.label) for each in cells], None if series.by else changes.get(point.label))
        for point in sorted(labels.values(), key=lambda point: point.start, reverse=True)
    ]
    ratio = series.by is None and metric.kind == "ratio"
    return ValueTable(names, lines, ratio)


def value_rows(series: Series) -> list[dict[str, object]]:
    """Return the values of a metric for the twins, in the words of the `measure` command."""
    return [
        {"metric": series.metric, "period": point.label}
        | ({series.by: segment.name or None} if series.by else {})
        | {"value": point.value, "n": point.n, "numerator": point.numerator, "denominator": point.denominator}
        | {"start": point.start, "end": point.end, "partial": point.partial}
        for segment in series.segments
        for point in segment.points
    ]


def periods(snapshot: Snapshot, metric: Metric, grain: str) -> list[str]:
    """Return the labels of all periods that a window of this metric can begin or end with, newest first."""
    points = snapshot.series(metric.id, grain=grain).points()
    return [point.label for point in reversed(points)]


def input_rows(how: Computation) -> list[dict[str, object]]:
    """Return the sources behind a computation for the twins."""
    return [
        {
            "metric": how.metric,
            "source": each.source,
            "rows": each.rows,
            "rejects": each.rejects,
            "fresh_at": each.fresh_at,
            "files": list(each.files),
        }
        for each in how.sources
    ]


def computation_document(how: Computation, metric: Metric) -> dict[str, object]:
    """Return what the JSON twin says of a computation besides its sources."""
    place = metric.place
    return {
        "metric": how.metric,
        "kind": how.kind,
        "definition": dict(how.definition),
        "declared": f"{place.file}:{place.line}" if place else None,
        "inputs": list(how.inputs),
        "sql": list(how.sql),
        "scans": dict(how.scans),
        "run_at": how.run_at,
        "seconds": how.seconds,
        "computed_from": how.hash,
    }
