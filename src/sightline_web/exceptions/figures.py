"""Figures of exceptions, drawn on the server: what one costs from day to day, and how many are raised week by week.

Acts and changes stand as marks; the tables beside the figures hold the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale, nice_ticks, polylines

__all__ = ["Mark", "by_week", "over_time"]

WIDEST = 60.0  # of a bar, where weeks are few
GAP_DAYS = 10  # days without a look that break the line


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment."""

    at: datetime
    word: str


@dataclass(frozen=True, slots=True)
class _Frame:
    kind: str
    width: int
    height: int
    left: int
    label: int
    right: int = 16
    top: int = 26
    bottom: int = 24


WIDE = _Frame("wide", 1100, 220, 62, 110)
NARROW = _Frame("narrow", 340, 200, 48, 92)


def over_time(prices: Sequence[tuple[datetime, float | None]], marks: Sequence[Mark], formats: Formats) -> SafeString:
    """Return what an exception cost from day to day, as a share of what its goal had to go; nothing below two days."""
    if sum(share is not None for _, share in prices) < 2:  # noqa: PLR2004 -- a line needs two points
        return SafeString()
    return _over_time(prices, marks, formats, WIDE) + _over_time(prices, marks, formats, NARROW)


def _over_time(
    prices: Sequence[tuple[datetime, float | None]], marks: Sequence[Mark], formats: Formats, frame: _Frame
) -> SafeString:
    days = [at.timestamp() / 86_400 for at, _ in prices]
    x = Scale(days[0], days[-1], frame.left + 4, frame.width - frame.right)
    ticks = nice_ticks(0.0, max((share or 0.0) for _, share in prices) or 0.01, count=4)
    y = Scale(ticks[0], ticks[-1], frame.height - frame.bottom, frame.top)
    places: list[tuple[float, float | None]] = []
    for at, (day, (_, share)) in enumerate(zip(days, prices, strict=True)):
        if at and day - days[at - 1] > GAP_DAYS:
            places.append((x(day), None))
        places.append((x(day), None if share is None else y(share)))
    lines = format_html_join("", '<polyline class="line" points="{}"/>', [(each,) for each in polylines(places)])
    texts = [(tick, formats.value(tick, "share")) for tick in ticks]
    ends = [(x.start, "start", formats.day_of(prices[0][0])), (x.end, "end", formats.day_of(prices[-1][0]))]
    known = [(x(mark.at.timestamp() / 86_400), mark.word) for mark in marks if days[0] <= mark.at.timestamp() / 86_400]
    return _svg(frame, _grid(texts, y, frame) + _marks(known, frame) + lines + _ends(ends, frame))


def by_week(weeks: Sequence[tuple[datetime, int]], marks: Sequence[Mark], formats: Formats) -> SafeString:
    """Return how many were raised each week, with the changes of thresholds; nothing without a week."""
    if not weeks:
        return SafeString()
    return _by_week(weeks, marks, formats, WIDE) + _by_week(weeks, marks, formats, NARROW)


def _by_week(
    weeks: Sequence[tuple[datetime, int]], marks: Sequence[Mark], formats: Formats, frame: _Frame
) -> SafeString:
    ticks = [tick for tick in nice_ticks(0.0, max([*(many for _, many in weeks), 4]), count=4) if tick == int(tick)]
    y = Scale(ticks[0], ticks[-1], frame.height - frame.bottom, frame.top)
    x = Scale(0.0, float(len(weeks)), frame.left + 4, frame.width - frame.right)
    wide = min(max((x.end - x.start) / len(weeks) - 2, 1.0), WIDEST)
    bars = format_html_join(
        "", '<rect class="week" x="{}" y="{}" width="{}" height="{}"/>',
        [
            (f"{x(at) + 1:.1f}", f"{y(many):.1f}", f"{wide:.1f}", f"{y(0) - y(many):.1f}")
            for at, (_, many) in enumerate(weeks)
            if many
        ],
    )  # fmt: skip
    first, days = weeks[0][0].timestamp() / 86_400, len(weeks) * 7
    known = [
        (x(max(0.0, min((mark.at.timestamp() / 86_400 - first) / 7, days / 7))), mark.word)
        for mark in marks
        if mark.at.timestamp() / 86_400 >= first
    ]
    texts = [(tick, formats.count(tick)) for tick in ticks]
    ends = [(x.start, "start", formats.day_of(weeks[0][0]))]
    if len(weeks) > 1:
        ends.append((x.end, "end", formats.day_of(weeks[-1][0])))
    return _svg(frame, _grid(texts, y, frame) + bars + _marks(known, frame) + _ends(ends, frame))


def _svg(frame: _Frame, inner: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart exceptional {}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        frame.kind, frame.width, frame.height, inner,
    )  # fmt: skip


def _grid(ticks: Sequence[tuple[float, str]], y: Scale, frame: _Frame) -> SafeString:
    right = frame.width - frame.right
    return format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>',
        [(frame.left, f"{y(at):.1f}", right, frame.left - 8, f"{y(at):.1f}", text) for at, text in ticks],
    )


def _marks(known: Sequence[tuple[float, str]], frame: _Frame) -> SafeString:
    """Return marks as lines, each with its word where there is room for it."""
    parts, last = [], float("-inf")
    for left, word in sorted(known):
        room = left - last >= frame.label
        last = left if room else last
        anchor = "end" if left > frame.width - frame.label else "start"
        at = left - 4 if anchor == "end" else left + 4
        parts.append(
            (f"{left:.1f}", frame.top - 12, frame.height - frame.bottom, f"{at:.1f}", frame.top - 4, anchor,
             word if room else "")
        )  # fmt: skip
    return format_html_join(
        "", '<path class="when" d="M{} {}V{}"/><text class="label" x="{}" y="{}" text-anchor="{}">{}</text>', parts
    )


def _ends(ends: Sequence[tuple[float, str, str]], frame: _Frame) -> SafeString:
    return format_html_join(
        "", '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        [(f"{at:.1f}", frame.height - 6, anchor, text) for at, anchor, text in ends],
    )  # fmt: skip
