"""The waterfall of an explained change: from before, by its parts, to after; what is not explained is a bar of its own.

Drawn twice: upright for wide screens, lying down for narrow ones. The scale begins near the parts where they would be
too small beside the whole, and the page says where. The table beside it holds the same numbers.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sightline_web.ahead import Part, Why
from sightline_web.languages.marks import later
from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale, nice_ticks
from sightline_web.shell.sentences import counted
from sightline_web.shell.sizes import cramped, size

__all__ = ["UNEXPLAINED", "Bar", "Fall", "bars", "waterfall"]

UNEXPLAINED = later("not explained")
MOST = 7  # parts with a bar of their own
ROOM = 0.25  # of the range, below the lowest bar
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1100, 330, 84, 8, 24, 52
LETTERS, LINES = 12, 3  # of a name below its bar, at least
NARROW, ROW, LETTER = 340, 46, 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, from `start` to `end` in the metric's unit; `kind`: "level", "part", "rest" or "residual"."""

    name: str
    kind: str
    start: float
    end: float
    text: str
    tone: str  # "good", "bad" or "dim"


@dataclass(frozen=True, slots=True)
class Fall:
    """A drawn waterfall with its bars; `floor` says where the scale begins, empty for zero."""

    svg: SafeString
    bars: tuple[Bar, ...]
    floor: str


def bars(why: Why, named: Sequence[tuple[Part, str]], better: str, formats: Formats) -> list[Bar]:
    """Return the bars: before, the parts by rank, the rest of them, what is not explained, after.

    Parameters
    ----------
    why : Why
        The explained change.
    named : sequence of (Part, str)
        Its parts without the residual, by rank, each with its name.
    better : str
        Which direction is better: "higher" or "lower".
    formats : Formats
        How the reader sees numbers.
    """
    kept, rest = (named, ()) if len(named) <= MOST + 1 else (named[:MOST], named[MOST:])
    steps = [(name, "part", part.contribution) for part, name in kept]
    if rest:
        steps.append((counted(len(rest), "smaller part"), "rest", sum(part.contribution for part, _ in rest)))
    steps.append((str(UNEXPLAINED), "residual", why.residual))
    found = [Bar(formats.period(why.since), "level", 0.0, why.before, _level(why.before, why, formats), "dim")]
    at = why.before
    for name, kind, moved in steps:
        tone = "dim" if kind == "residual" or not moved else "good" if (moved > 0) == (better == "higher") else "bad"
        found.append(Bar(name, kind, at, at + moved, cramped(size(moved, why.unit, formats), why.unit), tone))
        at += moved
    found.append(Bar(formats.period(why.until), "level", 0.0, why.after, _level(why.after, why, formats), "dim"))
    return found


def _level(value: float, why: Why, formats: Formats) -> str:
    return formats.value(value, why.unit, finer=formats.finer(why.before, why.after, why.unit))


def waterfall(found: Sequence[Bar], unit: str, formats: Formats) -> Fall:
    """Return the waterfall of some bars, drawn for wide and for narrow screens."""
    ticks = _ticks(found)
    floor = formats.value(ticks[0], unit) if ticks[0] > 0 else ""
    svg = format_html("{}{}", _upright(found, ticks, unit, formats), _lying(found, ticks))
    return Fall(svg, tuple(found), floor)


def _ticks(found: Sequence[Bar]) -> list[float]:
    moving = [at for bar in found for at in ((bar.start, bar.end) if bar.kind != "level" else (bar.end,))]
    low, high = min(moving), max(moving)
    room = (high - low) * ROOM
    low = low - room if low - room > 0 else min(low, 0.0)
    return nice_ticks(low, max(high, 0.0) if high < 0 else high, count=5)


def _ends(bar: Bar, floor: float) -> tuple[float, float]:
    return (max(bar.start, floor), bar.end) if bar.kind == "level" else (bar.start, bar.end)


def _upright(found: Sequence[Bar], ticks: Sequence[float], unit: str, formats: Formats) -> SafeString:
    texts = [formats.value(tick, unit) for tick in ticks]
    left = max(LEFT, LETTER * max(map(len, texts)) + 14)
    y = Scale(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    slot = (WIDTH - left - RIGHT) / len(found)
    wide = min(slot * 0.62, 84)
    grid = format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text class="tick" x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>',
        [
            (left, f"{y(tick):.1f}", WIDTH - RIGHT, left - 10, f"{y(tick):.1f}", text)
            for tick, text in zip(ticks, texts, strict=True)
        ],
    )
    parts = [grid]
    for index, bar in enumerate(found):
        middle = left + slot * (index + 0.5)
        ends = [y(at) for at in _ends(bar, ticks[0])]
        top, tall = min(ends), max(abs(ends[0] - ends[1]), 1.5)
        parts.append(_rect(bar, middle - wide / 2, top, wide, tall, "wide"))
        if index + 1 < len(found):
            parts.append(_joint(f"M{middle + wide / 2:.1f} {ends[1]:.1f}H{middle + slot - wide / 2:.1f}"))
        above = bar.kind == "level" or bar.end >= bar.start or top + tall + 18 > HEIGHT - BOTTOM
        parts.append(_text("amount", middle, top - 6 if above else top + tall + 14, bar.text))
        lines = textwrap.wrap(bar.name, max(int(slot / LETTER), LETTERS), max_lines=LINES, placeholder="…")
        parts += [_text("tick", middle, HEIGHT - BOTTOM + 18 + 14 * row, line) for row, line in enumerate(lines)]
    return _svg("chart fall wide", WIDTH, HEIGHT, parts, "wide")


def _lying(found: Sequence[Bar], ticks: Sequence[float]) -> SafeString:
    x = Scale(ticks[0], ticks[-1], 2, NARROW - 2)
    parts: list[SafeString] = []
    joints: list[SafeString] = []  # below the texts that they pass
    for index, bar in enumerate(found):
        ends = [x(at) for at in _ends(bar, ticks[0])]
        left, wide = min(ends), max(abs(ends[0] - ends[1]), 1.5)
        top = index * ROW
        parts.append(_text("tick", 2, top + 14, bar.name, "start"))
        parts.append(_text("amount", NARROW - 2, top + 14, bar.text, "end"))
        parts.append(_rect(bar, left, top + 20, wide, 16, "narrow"))
        if index + 1 < len(found):
            joints.append(_joint(f"M{ends[1]:.1f} {top + 36}V{top + ROW + 20}"))
    return _svg("chart fall narrow", NARROW, ROW * len(found), [*joints, *parts], "narrow")


def _svg(kind: str, width: int, height: int, parts: Sequence[SafeString], hatch: str) -> SafeString:
    pattern = format_html(
        '<defs><pattern id="hatch-{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0 0V6"/></pattern></defs>',
        hatch,
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        kind, width, height, pattern, format_html_join("", "{}", [(part,) for part in parts]),
    )  # fmt: skip


def _rect(bar: Bar, left: float, top: float, wide: float, tall: float, hatch: str) -> SafeString:
    fill = format_html(' fill="url(#hatch-{})"', hatch) if bar.kind == "residual" else ""
    return format_html(
        '<rect class="bar {} {}" x="{}" y="{}" width="{}" height="{}"{}/>',
        bar.kind, bar.tone, f"{left:.1f}", f"{top:.1f}", f"{wide:.1f}", f"{tall:.1f}", fill,
    )  # fmt: skip


def _joint(path: str) -> SafeString:
    return format_html('<path class="joint" d="{}"/>', path)


def _text(kind: str, x: float, y: float, text: str, anchor: str = "middle") -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', kind, f"{x:.1f}", f"{y:.1f}", anchor, text
    )
