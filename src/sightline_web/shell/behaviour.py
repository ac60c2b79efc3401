"""Figures of behaviour drawn on the server: values between their limits, sums of deviations, parts of a whole.

Periods stand side by side at equal distances. Classes carry the colours, signals a shape and a word; the table beside
a figure holds the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale, bounds, nice_ticks, polylines

__all__ = ["SHAPES", "Run", "drawn", "spark", "stacked"]

Values = Sequence[float | None]
SHAPES = {"beyond a limit": "M0-6 6 0 0 6-6 0z", "cusum up": "M0-6 6 5H-6z", "cusum down": "M0 6 6-5H-6z"}
STRIP = 64  # the height of the sums below the values
BAR_WIDTH, BAR_HEIGHT = 220, 14
SPARK_WIDTH, SPARK_HEIGHT = 220, 40


@dataclass(frozen=True, slots=True)
class Run:
    """Values over periods with what they are judged by.

    Parameters
    ----------
    labels : sequence of str
        The periods.
    unit : str
        Of the values.
    values, centre, lower, upper : sequence of float, optional
        One each period; the last three may be empty.
    up, down : sequence of float, optional
        Cumulative sums in standard deviations, drawn in a strip below; may be empty.
    shaded : (int, int), optional
        The first and last period that the limits rest on.
    marks : mapping of int to str
        The signals by period: keys of `SHAPES`.
    good : set of int
        The periods of signals that are good news.
    provisional : bool
        Whether these limits are provisional, which the figure says.
    whiskers : bool
        Whether `lower` and `upper` are intervals of each value, not limits.
    """

    labels: Sequence[str]
    unit: str
    values: Values
    centre: Values = ()
    lower: Values = ()
    upper: Values = ()
    up: Values = ()
    down: Values = ()
    shaded: tuple[int, int] | None = None
    marks: Mapping[int, str] = field(default_factory=dict)
    good: frozenset[int] = frozenset()
    provisional: bool = False
    whiskers: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    width: int
    height: int
    left: int
    right: int
    label: int  # the room of one period's name
    top: int = 12
    bottom: int = 24


WIDE = _Frame(1100, 300, 84, 16, 92)
NARROW = _Frame(340, 240, 62, 8, 76)


def drawn(run: Run, formats: Formats) -> SafeString:
    """Return the figure, drawn twice: for a wide and for a narrow screen; nothing without a value."""
    if all(value is None for value in run.values):
        return SafeString()
    return _figure(run, formats, WIDE, "wide") + _figure(run, formats, NARROW, "narrow")


def _figure(run: Run, formats: Formats, frame: _Frame, kind: str) -> SafeString:
    ticks = nice_ticks(*bounds([*run.values, *run.centre, *run.lower, *run.upper]), count=5)
    texts = [formats.value(tick, run.unit) for tick in ticks]
    left = max(frame.left, 7 * max(map(len, texts)) + 14)
    x = Scale(-0.5, len(run.labels) - 0.5, left, frame.width - frame.right)
    y = Scale(ticks[0], ticks[-1], frame.height - frame.bottom, frame.top)
    strip = _strip(run, x, frame) if run.up else SafeString()
    height = frame.height + (STRIP + 22 if run.up else 0)
    parts = [
        _baseline(run, x, frame),
        _grid(zip(ticks, texts, strict=True), y, left, frame),
        _periods(run, x, formats, frame),
        _limits(run, x, y),
        _line(run.centre, x, y, "centre"),
        _line(run.values, x, y, "line"),
        _dots(run, x, y),
        strip,
    ]
    return format_html(
        '<svg class="chart behaviour {}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        kind, frame.width, height, format_html_join("", "{}", [(part,) for part in parts]),
    )  # fmt: skip


def _baseline(run: Run, x: Scale, frame: _Frame) -> SafeString:
    if run.shaded is None:
        return SafeString()
    left, right = x(run.shaded[0] - 0.5), x(run.shaded[1] + 0.5)
    return format_html(
        '<rect class="base" x="{}" y="{}" width="{}" height="{}"/><text class="tick" x="{}" y="{}">{}</text>',
        f"{left:.1f}", frame.top - 4, f"{right - left:.1f}", frame.height - frame.bottom - frame.top + 4,
        f"{left + 6:.1f}", frame.top + 10, _("baseline, provisional") if run.provisional else _("baseline"),
    )  # fmt: skip


def _grid(ticks: object, y: Scale, left: float, frame: _Frame) -> SafeString:
    right = frame.width - frame.right
    return format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text class="tick" x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>',
        [(left, f"{y(at):.1f}", right, left - 10, f"{y(at):.1f}", text) for at, text in ticks],  # type: ignore[attr-defined]  # a zip of pairs
    )


def _periods(run: Run, x: Scale, formats: Formats, frame: _Frame) -> SafeString:
    room = max(1, int((x.end - x.start) / frame.label))
    step = -(-len(run.labels) // room)
    shown = range(len(run.labels) - 1, -1, -step)
    half = frame.label / 2
    places: list[tuple[float, str]] = []
    for index in shown:  # from the last one on, which keeps inside the figure; the next may have no room then
        at = max(min(x(index), x.end - half + 8), x.start + half - 8)
        if not places or places[-1][0] - at >= frame.label - 8:
            places.append((at, run.labels[index]))
    return format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>',
        [(f"{at:.1f}", frame.height - 5, formats.period(label)) for at, label in places],
    )


def _limits(run: Run, x: Scale, y: Scale) -> SafeString:
    if not run.whiskers:
        return _line(run.lower, x, y, "limit") + _line(run.upper, x, y, "limit")
    spans = zip(run.lower, run.upper, strict=True)
    return format_html_join(
        "",
        '<path class="whisker" d="M{} {}V{}"/>',
        [
            (f"{x(at):.1f}", f"{y(low):.1f}", f"{y(high):.1f}")
            for at, (low, high) in enumerate(spans)
            if low is not None and high is not None
        ],
    )


def _line(values: Values, x: Scale, y: Scale, kind: str) -> SafeString:
    runs = polylines([(x(at), None if value is None else y(value)) for at, value in enumerate(values)])
    return format_html_join("", '<polyline class="{}" points="{}"/>', [(kind, each) for each in runs if " " in each])


def _dots(run: Run, x: Scale, y: Scale) -> SafeString:
    places = [(at, x(at), y(value)) for at, value in enumerate(run.values) if value is not None]
    plain = [(f"{left:.1f}", f"{top:.1f}") for at, left, top in places if at not in run.marks]
    marked = [
        (_tone(run, at), f"{left:.1f}", f"{top:.1f}", SHAPES[run.marks[at]])
        for at, left, top in places
        if at in run.marks
    ]
    dots = format_html_join("", '<circle class="dot" cx="{}" cy="{}" r="2.2"/>', plain)
    return dots + format_html_join("", '<path class="{}" transform="translate({} {})" d="{}"/>', marked)


def _tone(run: Run, at: int) -> str:
    return "mark good" if at in run.good else "mark"


def _strip(run: Run, x: Scale, frame: _Frame) -> SafeString:
    """Return the cumulative sums: above the middle those upwards, below it those downwards."""
    down = [None if value is None else -abs(value) for value in run.down]
    most = max((abs(value) for value in (*run.up, *down) if value is not None), default=0.0) or 1.0
    top = frame.height + 14
    y = Scale(-most, most, top + STRIP, top)
    texts = [
        (f"{y(at):.1f}", text) for at, text in ((most, f"{most:.0f}"), (0.0, _("sums, sd")), (-most, f"{most:.0f}"))
    ]
    names = format_html_join(
        "", '<text class="tick" x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>',
        [(f"{x.start - 10:.1f}", at, text) for at, text in texts],
    )  # fmt: skip
    level = format_html('<path class="grid" d="M{} {}H{}"/>', f"{x.start:.1f}", f"{y(0.0):.1f}", f"{x.end:.1f}")
    return names + level + _line(run.up, x, y, "sum") + _line(down, x, y, "sum")


def spark(run: Run, name: str) -> SafeString:
    """Return the values between their limits, the size of a word."""
    if all(value is None for value in run.values):
        return SafeString()
    x = Scale(0, max(len(run.values) - 1, 1), 4, SPARK_WIDTH - 6)
    y = Scale(*bounds([*run.values, *run.lower, *run.upper]), SPARK_HEIGHT - 5, 5)
    places = [
        (_tone(run, at), f"{x(at):.1f}", f"{y(value):.1f}", SHAPES[run.marks[at]])
        for at, value in enumerate(run.values)
        if at in run.marks and value is not None
    ]
    marks = format_html_join("", '<path class="{}" transform="translate({} {}) scale(.8)" d="{}"/>', places)
    return format_html(
        '<svg class="spark behaviour" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        SPARK_WIDTH, SPARK_HEIGHT, name, _limits(run, x, y), _line(run.centre, x, y, "centre"),
        _line(run.values, x, y, "line"), marks,
    )  # fmt: skip


def stacked(parts: Sequence[tuple[str, float | None]], whole: float) -> SafeString:
    """Return parts of a whole side by side, each in the style of its name; the words beside it hold the numbers."""
    rects, left = [], 0.0
    for kind, part in parts:
        width = BAR_WIDTH * (part or 0.0) / whole if whole else 0.0
        if width:
            rects.append((kind, f"{left:.1f}", f"{max(width - 1, 0.6):.1f}", BAR_HEIGHT))
        left += width
    return format_html(
        '<svg class="parts-of" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}</svg>',
        BAR_WIDTH, BAR_HEIGHT, BAR_WIDTH, BAR_HEIGHT,
        format_html_join("", '<rect class="p-{}" x="{}" y="0" width="{}" height="{}"/>', rects),
    )  # fmt: skip
