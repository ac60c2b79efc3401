"""Small figures drawn on the server: a line with its target and path, readable without a script.

Classes carry the colours, so that figures follow the theme and the page's policy allows no inline style. Every
figure has a name and a summary in words; the table beside it holds the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web.ahead import Span
from sightline_web.shell.fans import MIDDLE, Fan, drawn_fan
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.scales import Scale, bounds, nice_ticks, polylines
from sightline_web.snapshot import Mark, Point

__all__ = ["Layout", "Line", "Plot", "after", "chart", "fan_in_words", "in_words", "layout", "middle", "sparkline",
           "unfinished"]  # fmt: skip

SPARK_WIDTH, SPARK_HEIGHT, SPARK_PAD = 220, 40, 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart; without a name it is the whole."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """What a figure shows: lines, and the marks that they are judged by."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    target: float | None = None
    path: tuple[Mark, ...] = ()
    benchmark: tuple[Mark, ...] = ()
    until: date | None = None
    fan: Fan | None = None

    @property
    def unfinished(self) -> bool:
        """Whether a line leads to a period that had not ended."""
        return any(unfinished(line.points) for line in self.lines)


def in_words(points: Sequence[Point], unit: str, formats: Formats) -> str:
    """Return where a series comes from and where it stands, in one clause."""
    present = [point for point in points if point.value is not None]
    if not present:
        return _("no data")
    whole = [point for point in present if not point.partial] or present
    first, last = whole[0], whole[-1]
    if first is last:
        return _("{value} in {period}").format(
            value=formats.value(last.value, unit, brief=True), period=formats.period(last.label)
        )
    start, end = formats.value(first.value, unit, brief=True), formats.value(last.value, unit, brief=True)
    since, until = formats.period(first.label), formats.period(last.label)
    if start == end:
        return _("at {end} in {since} and in {until}").format(end=end, since=since, until=until)
    rises = (last.value or 0) > (first.value or 0)
    text = (
        _("up from {start} in {since} to {end} in {until}")
        if rises
        else _("down from {start} in {since} to {end} in {until}")
    )
    return text.format(start=start, since=since, end=end, until=until)


def fan_in_words(fan: Fan, unit: str, formats: Formats) -> str:
    """Return where a fan ends: "forecast €57.7M (€55.6M to €59.8M) in Mar 2028"."""
    low, likely, high = (fan.levels[level][-1] for level in (5, MIDDLE, 95))
    texts = [formats.value(value, unit, brief=True) for value in (likely, low, high)]
    return _("forecast {likely} ({low} to {high}) in {period}").format(
        likely=texts[0], low=texts[1], high=texts[2], period=formats.period(fan.spans[-1].label)
    )


def middle(point: Point | Span) -> float:
    """Return the day in the middle of a period, as an ordinal number."""
    return (point.start.toordinal() + point.end.toordinal()) / 2


def _opening(points: Sequence[Point], fan: Fan) -> tuple[float, float] | None:
    """Return the last measured value before a fan, where it opens."""
    before = [point for point in points if point.value is not None and fan.spans and point.end <= fan.spans[0].start]
    return (middle(before[-1]), before[-1].value or 0.0) if before else None


def sparkline(plot: Plot, formats: Formats, *, common: tuple[float, float] | None = None) -> SafeString:
    """Return a line the size of a word, with the target as a dotted level, and the path as a dashed line or a fan.

    Parameters
    ----------
    plot : Plot
        The first line is drawn.
    formats : Formats
        For the summary in words.
    common : tuple of float, optional
        The scale that several sparklines share.
    """
    points = plot.lines[0].points if plot.lines else ()
    drawn = [point for point in points if point.value is not None]
    if not drawn:
        return format_html('<span class="none">{}</span>', NONE)
    start, end = middle(points[0]), max(middle(points[-1]), plot.until.toordinal() if plot.until else 0)
    fan = plot.fan.until(plot.until) if plot.fan and plot.until else None
    path = [] if fan else _clipped(plot.path, start, end)
    low, high = common or bounds(
        [*(point.value for point in drawn), plot.target, *(value for _, value in path), *(fan.values() if fan else ())],
    )
    x = Scale(start, end, 3, SPARK_WIDTH - 4)
    y = Scale(low, high, SPARK_HEIGHT - SPARK_PAD, SPARK_PAD)
    parts = []
    if plot.target is not None:
        parts.append(_level(y(plot.target), 0, SPARK_WIDTH, "target"))
    if path:
        parts.append(_runs([(x(day), y(value)) for day, value in path], "path"))
    if fan:
        parts.append(drawn_fan(fan, _opening(points, fan), x, y))
    parts.append(_course(points, x, y, "line"))
    last = drawn[-1]
    parts.append(_dot(x(middle(last)), y(last.value or 0.0), "dot partial" if last.partial else "dot"))
    parts_said = [f"{plot.title}: {in_words(points, plot.unit, formats)}"]
    if plot.target is not None:
        parts_said.append(_("target {value}").format(value=formats.value(plot.target, plot.unit)))
    if plot.fan:
        parts_said.append(fan_in_words(plot.fan, plot.unit, formats))
    summary = "; ".join(parts_said)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        SPARK_WIDTH, SPARK_HEIGHT, summary, _joined(parts),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Frame:
    width: int
    height: int
    left: int
    right: int
    top: int = 10
    bottom: int = 26
    label: int = 92  # the room of one period's name


LETTER = 7  # the widest that a letter of a tick usually is
LONGEST = 18  # letters of a line's name that fit beside the figure
WIDE = _Frame(1100, 300, 74, 128)
NARROW = _Frame(340, 240, 58, 30, bottom=24, label=62)


def chart(plot: Plot, formats: Formats) -> SafeString:
    """Return the figure of a metric, drawn twice: for a wide and for a narrow screen."""
    shown = [point for line in plot.lines for point in line.points if point.value is not None]
    if not shown:
        return SafeString()
    return format_html(
        "{}{}",
        _drawn(plot, formats, WIDE, "chart wide"),
        _drawn(plot, formats, NARROW, "chart narrow"),
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of a chart lies, in days and values; shared by every way to draw it."""

    start: int
    end: int
    height: int
    path: list[tuple[float, float]]
    bench: list[tuple[float, float]]
    x_ticks: list[tuple[float, str]]
    y_ticks: list[tuple[float, str]]


def layout(plot: Plot, formats: Formats, *, narrow: bool = False) -> Layout:
    """Return the layout of a chart that has at least one point."""
    frame = NARROW if narrow else WIDE
    every: list[Point | Span] = [point for line in plot.lines for point in line.points]
    measured = [point.value for line in plot.lines for point in line.points]
    if plot.fan:
        every += plot.fan.spans
    first, last = min(point.start for point in every), max(point.end for point in every)
    if plot.until is not None:
        last = max(last, plot.until)
    start, end = first.toordinal(), last.toordinal()
    path = _clipped(plot.path, start, end)
    bench = [(float(mark.day.toordinal()), mark.value) for mark in plot.benchmark if first <= mark.day < last]
    values = [*measured, *(value for _, value in path), *(value for _, value in bench)]
    if plot.fan:
        values += plot.fan.values()
    ticks = nice_ticks(*bounds([*values, plot.target]), count=5)
    y_ticks = [(tick, formats.value(tick, plot.unit)) for tick in ticks]
    height = frame.height - frame.bottom - frame.top
    return Layout(start, end, height, path, bench, _periods(every, formats, frame, start, end), y_ticks)


def _periods(
    points: Sequence[Point | Span], formats: Formats, frame: _Frame, start: int, end: int
) -> list[tuple[float, str]]:
    """Return the periods that have room for their name, counted back from the last."""
    unique = sorted({(point.start, point.label): point for point in points}.values(), key=lambda point: point.start)
    width = (frame.width - frame.left - frame.right) * (unique[-1].end.toordinal() - start) / max(end - start, 1)
    room = max(1, int(width / frame.label))
    step = -(-len(unique) // room)
    step = next((count for count in (1, 2, 3, 4, 6, 12, 24, 52) if count >= step), step)
    return [(middle(point), formats.period(point.label)) for point in unique[::-1][::step]]


def _drawn(plot: Plot, formats: Formats, frame: _Frame, kind: str) -> SafeString:
    plan = layout(plot, formats, narrow=frame is NARROW)
    wide = frame is WIDE
    longest = max(len(text) for _, text in plan.y_ticks)
    frame = replace(frame, left=max(frame.left, LETTER * longest + 14))
    x = Scale(plan.start, plan.end, frame.left, frame.width - frame.right)
    y = Scale(plan.y_ticks[0][0], plan.y_ticks[-1][0], frame.height - frame.bottom, frame.top)
    parts = [_grid(plan, y, frame), _names(plan, x, frame)]
    labels: list[tuple[float, str, str]] = []
    if plot.target is not None:
        parts.append(_level(y(plot.target), frame.left, frame.width - frame.right, "target"))
        labels.append((y(plot.target), pgettext("beside a line", "target"), "quiet"))
    for name, places, style, tone in (
        (pgettext("beside a line", "path"), plan.path, "path", "accented"),
        (pgettext("beside a line", "benchmark"), plan.bench, "bench", "quiet"),
    ):
        if places:
            parts.append(_runs([(x(day), y(value)) for day, value in places], style))
            labels.append((y(places[-1][1]), name, tone))
    if plot.fan:
        parts.append(drawn_fan(plot.fan, _opening(plot.lines[0].points, plot.fan), x, y))
        if (end := plot.fan.at(MIDDLE)[-1][1]) is not None:
            labels.append((y(end), pgettext("beside a line", "forecast"), "accented"))
    several = len(plot.lines) > 1
    for index, line in enumerate(plot.lines):
        style = f" s{index % 6}" if several else ""
        parts.append(_course(line.points, x, y, f"line{style}"))
        last = next((point for point in reversed(line.points) if point.value is not None), None)
        if last is not None:
            dot = "dot partial" if last.partial else "dot"
            parts.append(_dot(x(middle(last)), y(last.value or 0.0), f"{dot}{style}"))
            if several:
                labels.append((y(last.value or 0.0), line.name, style.strip()))
    if wide:
        parts.append(_labels(labels, frame))
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        kind, frame.width, frame.height, _joined(parts),
    )  # fmt: skip


def _grid(plan: Layout, y: Scale, frame: _Frame) -> SafeString:
    right = frame.width - frame.right
    return format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text class="tick" x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>',
        [(frame.left, f"{y(at):.1f}", right, frame.left - 10, f"{y(at):.1f}", text) for at, text in plan.y_ticks],
    )


def _names(plan: Layout, x: Scale, frame: _Frame) -> SafeString:
    return format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>',
        [(f"{x(at):.1f}", frame.height - 6, text) for at, text in plan.x_ticks],
    )


def _labels(labels: list[tuple[float, str, str]], frame: _Frame) -> SafeString:
    gap = 15.0
    placed: list[tuple[float, str, str]] = []
    for at, text, style in sorted(labels):
        floor = placed[-1][0] + gap if placed else 0.0
        placed.append((max(at, floor), text, style))
    over = placed[-1][0] - (frame.height - frame.bottom) if placed else 0.0
    if over > 0:
        placed = [(at - over, text, style) for at, text, style in placed]
    x = frame.width - frame.right + 8
    return format_html_join(
        "",
        '<text class="label {}" x="{}" y="{}" dy=".32em">{}</text>',
        [
            (style, x, f"{at:.1f}", text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
            for at, text, style in placed
        ],
    )


def _clipped(path: Sequence[Mark], start: float, end: float) -> list[tuple[float, float]]:
    """Return the path between two days, with its value at either end."""
    marks = [(float(mark.day.toordinal()), mark.value) for mark in path]
    if len(marks) == 1:
        return [mark for mark in marks if start <= mark[0] <= end]
    inside: list[tuple[float, float]] = []
    for (left, a), (right, b) in pairwise(marks):
        lo, hi = max(left, start), min(right, end)
        if lo > hi or right == left:
            continue
        line = Scale(left, right, a, b)
        inside += [(lo, line(lo)), (hi, line(hi))]
    return list(dict.fromkeys(inside))


def unfinished(points: Sequence[Point]) -> list[Point]:
    """Return the points of periods that had not ended, after the one before them; nothing where all had.

    What came in a part of a month stands far below a month: such a step is drawn apart, and not as a fall.
    """
    still = [point for point in points if point.partial and point.value is not None]
    return [*[point for point in points if not point.partial][-1:], *still] if still else []


def _course(points: Sequence[Point], x: Scale, y: Scale, kind: str) -> SafeString:
    """Return the line of a series, dashed where it leads to a period that had not ended."""
    still = unfinished(points)
    ended = [point for point in points if not point.partial]
    parts = [
        _runs([(x(middle(point)), None if point.value is None else y(point.value)) for point in some], style)
        for some, style in ((ended, kind), (still, f"{kind} partial"))
    ]
    return _joined(parts)


def _level(at: float, left: float, right: float, kind: str) -> SafeString:
    return format_html('<path class="{}" d="M{} {}H{}"/>', kind, left, f"{at:.1f}", right)


def _runs(places: Sequence[tuple[float, float | None]], kind: str) -> SafeString:
    """Return a line for each unbroken run of places, and a dot for each place that stands alone."""
    runs = polylines(places)
    lines = format_html_join("", '<polyline class="{}" points="{}"/>', [(kind, run) for run in runs if " " in run])
    alone = [(kind.replace("line", "dot"), *run.split(",")) for run in runs if " " not in run]
    return lines + format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="2"/>', alone)


def _dot(x: float, y: float, kind: str) -> SafeString:
    return format_html('<circle class="{}" cx="{}" cy="{}" r="2.5"/>', kind, f"{x:.1f}", f"{y:.1f}")


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", [(part,) for part in parts])


def after(day: date, months: int) -> date:
    """Return a day about so many months later: for the right end of a figure."""
    return day + timedelta(days=round(months * 30.44))
