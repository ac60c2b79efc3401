"""The figure of a goal, drawn as SVG: what was, the fan of what may come, and the target.

Colours stand as attributes, as a strict content security policy asks, and lines take that of the text around them, so
that it can be read on a page of any theme, on paper and on a wall; the target is dashed, to be told without colour.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from sightline.reviews.lines import GoalLine
from sightline.reviews.speech import Speech, as_it_is
from sightline.saying import joined, labelled, say, say_in
from sightline.units import format_value

__all__ = ["figure_words", "goal_figure"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 220, 100, 20, 14, 26
INK, ACCENT = "currentColor", "#2f7fb8"
FONT = 'font-family="Libertinus Serif, Georgia, serif" font-size="13"'
TICKS, ROOM = 4, 0.06
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
OUTER, INNER, MIDDLE = (0, 4), (1, 3), 2  # of the levels of a band
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a value at a place in time stands on the drawing."""

    across: int
    low: float
    high: float

    def x(self, at: float) -> float:
        return LEFT + at / self.across * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)

    def at(self, at: float, value: float) -> Point:
        return self.x(at), self.y(value)


def goal_figure(goal: GoalLine, speech: Speech = as_it_is) -> str:
    """Return the figure, its texts said in a speech; empty where no value is known."""
    past = [(at, value) for at, (_, value) in enumerate(goal.history) if value is not None]
    if not past:
        return ""
    ahead = [(len(goal.history) + at, band.levels) for at, band in enumerate(goal.fan)]
    ticks = _ticks([*(value for _, value in past), *(each for _, levels in ahead for each in levels), goal.target])
    plane = _Plane(max(len(goal.history) + len(goal.fan) - 1, 1), ticks[0], ticks[-1])
    parts = [
        *_grid(ticks, goal.unit, plane, speech), *_fan(past[-1], ahead, plane), _target(goal.target, plane, speech),
        *_runs([value for _, value in goal.history], plane), *_dates(goal, plane, speech),
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(speech(figure_words(goal)), quote=True)}">{"".join(parts)}</svg>'
    )


def figure_words(goal: GoalLine) -> str:
    """Return what the figure shows, in words."""
    known = [(label, value) for label, value in goal.history if value is not None]
    (first, start), (last, end) = known[0], known[-1]
    told: list[str] = [
        say("{title}: {start} in {first}, {end} in {last}", title=goal.title, start=_short(start, goal),
            first=labelled(first), end=_short(end, goal), last=labelled(last))
    ]  # fmt: skip
    if goal.forecast is not None and goal.low is not None and goal.high is not None:
        told.append(say(
            "forecast {forecast} by {day:%Y-%m-%d}, 90 % interval {low} to {high}", day=goal.by,
            forecast=_short(goal.forecast, goal), low=_short(goal.low, goal), high=_short(goal.high, goal),
        ))  # fmt: skip
    return joined("; ", [*told, say("target {target}.", target=_short(goal.target, goal))])


def _short(value: float, goal: GoalLine) -> str:
    return format_value(value, goal.unit, compact=True)


def _ticks(numbers: Sequence[float]) -> list[float]:
    """Return round numbers between which everything lies."""
    low, high = min(numbers), max(numbers)
    room = (high - low) * ROOM or abs(high) * ROOM or 1.0
    rough = (high - low + 2 * room) / TICKS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next((each * size for each in STEPS if each * size >= rough), 10 * size)
    return [at * step for at in range(math.floor((low - room) / step), math.ceil((high + room) / step) + 1)]


def _path(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _grid(ticks: Sequence[float], unit: str, plane: _Plane, speech: Speech) -> list[str]:
    return [
        f'<path d="M{LEFT} {plane.y(tick):.1f}H{WIDTH - RIGHT}" stroke="{INK}" stroke-opacity="0.15" fill="none"/>'
        f'<text x="{LEFT - 8}" y="{plane.y(tick) + 4:.1f}" text-anchor="end" fill="{INK}" fill-opacity="0.7" {FONT}>'
        f"{escape(speech(format_value(tick, unit, compact=True)))}</text>"
        for tick in ticks
    ]


def _fan(last: tuple[int, float], ahead: Sequence[tuple[int, tuple[float, ...]]], plane: _Plane) -> list[str]:
    """Return two bands and the median, from the last known value on."""
    if not ahead:
        return []
    bands = [
        f'<polygon fill="{ACCENT}" fill-opacity="{shade}" points="'
        f'{_path([plane.at(*last), *(plane.at(at, levels[high]) for at, levels in ahead)])} '
        f'{_path(plane.at(at, levels[low]) for at, levels in reversed(ahead))}"/>'
        for (low, high), shade in ((OUTER, 0.14), (INNER, 0.22))
    ]  # fmt: skip
    middle = _path([plane.at(*last), *(plane.at(at, levels[MIDDLE]) for at, levels in ahead)])
    return [*bands, f'<polyline fill="none" stroke="{ACCENT}" stroke-width="1.6" points="{middle}"/>']


def _target(target: float, plane: _Plane, speech: Speech) -> str:
    y, word = plane.y(target), escape(speech(say_in("beside a line", "target")))
    return (
        f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{INK}" stroke-width="1.2" stroke-dasharray="2 4" '
        f'fill="none"/><text x="{WIDTH - RIGHT}" y="{y - 5:.1f}" text-anchor="end" fill="{INK}" {FONT}>{word}</text>'
    )


def _runs(values: Sequence[float | None], plane: _Plane) -> list[str]:
    """Return the line of what was, broken where there is no value, with a dot at its end."""
    runs: list[list[Point]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(plane.at(at, value))
    drawn = [
        f'<polyline fill="none" stroke="{INK}" stroke-width="1.8" points="{_path(run)}"/>' for run in runs if run[1:]
    ]
    x, y = next(run[-1] for run in reversed(runs) if run)
    return [*drawn, f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{INK}"/>']


def _dates(goal: GoalLine, plane: _Plane, speech: Speech) -> list[str]:
    """Return the first period, the last known one, and the last one ahead."""
    first, last = goal.history[0][0], goal.history[-1][0]
    places = [(0, first, "start")]
    if goal.fan:
        places += [(len(goal.history) - 1, last, "middle"), (plane.across, goal.fan[-1].label, "end")]
    elif len(goal.history) > 1:
        places.append((plane.across, last, "end"))
    return [
        f'<text x="{plane.x(at):.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}" fill="{INK}" fill-opacity="0.7" {FONT}>'
        f"{escape(speech(labelled(label)))}</text>"
        for at, label, anchor in places
    ]
