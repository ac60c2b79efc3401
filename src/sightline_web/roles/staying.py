"""How long people stay, drawn on the server: a curve that falls in steps, with its interval as a band.

The table beside it holds the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sightline_web.capabilities import Curve
from sightline_web.shell.formats import Formats
from sightline_web.shell.grains import in_periods
from sightline_web.shell.scales import Scale, nice_ticks

__all__ = ["stays_figure"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 340, 170, 46, 12, 10, 24


def stays_figure(curve: Curve, formats: Formats) -> SafeString:
    """Return the curve of a group; nothing where the data cannot say."""
    if len(curve.points) < 2:  # noqa: PLR2004 -- a curve needs two points
        return SafeString()
    last = curve.points[-1].months
    lowest = min(each.low for each in curve.points)
    ticks = nice_ticks(min(lowest, 0.8), 1.0, count=3)
    ticks = [tick for tick in ticks if tick <= 1.0]
    x = Scale(0.0, float(last or 1), LEFT, WIDTH - RIGHT)
    y = Scale(ticks[0], 1.0, HEIGHT - BOTTOM, TOP)
    upper = _steps([(x(each.months), y(each.high)) for each in curve.points])
    lower = _steps([(x(each.months), y(each.low)) for each in curve.points])
    middle = _steps([(x(each.months), y(each.share)) for each in curve.points])
    grid = format_html_join(
        "", '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>',
        [(LEFT, f"{y(at):.1f}", WIDTH - RIGHT, LEFT - 8, f"{y(at):.1f}", formats.share(at)) for at in ticks],
    )  # fmt: skip
    months = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        [(f"{x(0):.1f}", HEIGHT - 5, "start", "0"),
         (f"{x(last):.1f}", HEIGHT - 5, "end", in_periods(last, "month"))],
    )  # fmt: skip
    return format_html(
        '<svg class="chart stays" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}'
        '<polygon class="band" points="{}"/><polyline class="line" points="{}"/>{}</svg>',
        WIDTH, HEIGHT, grid, _text([*upper, *lower[::-1]]), _text(middle), months,
    )  # fmt: skip


def _steps(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a line that keeps its height until the next place."""
    found = [places[0]]
    for (_, height), (right, lower) in pairwise(places):
        found += [(right, height), (right, lower)]
    return found


def _text(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{left:.1f},{top:.1f}" for left, top in places)
