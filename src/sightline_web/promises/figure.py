"""What came beside what would have been, drawn on the server: two lines, and a band from the delivery on.

The table beside it holds the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.decided import Beside
from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale, bounds, nice_ticks

__all__ = ["beside_figure"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 520, 210, 62, 12, 22, 24
LETTER, GAP = 7, 6  # the widest that a letter of a tick usually is, and what it needs beside
Places = Sequence[tuple[float, float]]


def beside_figure(path: Sequence[Beside], unit: str, formats: Formats) -> SafeString:
    """Return the figure; nothing where it cannot be said."""
    after = [at for at, each in enumerate(path) if each.after]
    if not after:
        return SafeString()
    numbers = [value for each in path for value in (each.came, each.without, each.low, each.high)]
    ticks = nice_ticks(*bounds(numbers), count=4)
    marks = [(at, formats.value(at, unit, brief=True)) for at in ticks]
    left = max(LEFT, LETTER * max(len(text) for _at, text in marks) + GAP)
    x = Scale(0.0, float(max(len(path) - 1, 1)), left, WIDTH - RIGHT)
    y = Scale(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    upper = [(x(at), y(path[at].high or 0.0)) for at in after]
    lower = [(x(at), y(path[at].low or 0.0)) for at in after]
    lines = [[(x(at), y(value)) for at, value in enumerate(values)]
             for values in ([each.came for each in path], [each.without for each in path])]  # fmt: skip
    start = x(after[0] - 0.5)
    return format_html(
        '<svg class="chart beside" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}'
        '<polygon class="band" points="{}"/><polyline class="path" points="{}"/>'
        '<polyline class="line" points="{}"/>{}</svg>',
        WIDTH, HEIGHT, _grid(marks, y, left), _text([*upper, *lower[::-1]]), _text(lines[1]), _text(lines[0]),
        _frame(path, start, x, formats),
    )  # fmt: skip


def _grid(marks: Sequence[tuple[float, str]], y: Scale, left: float) -> SafeString:
    return format_html_join(
        "", '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>',
        [(left, f"{y(at):.1f}", WIDTH - RIGHT, left - 8, f"{y(at):.1f}", text) for at, text in marks],
    )  # fmt: skip


def _frame(path: Sequence[Beside], start: float, x: Scale, formats: Formats) -> SafeString:
    """Return the day of the delivery, and the first and the last period."""
    late = start > WIDTH / 2
    return format_html(
        '<path class="target" d="M{0} {1}V{2}"/><text x="{3}" y="{4}" text-anchor="{5}">{11}</text>'
        '<text x="{6}" y="{7}" text-anchor="start">{8}</text><text x="{9}" y="{7}" text-anchor="end">{10}</text>',
        f"{start:.1f}", TOP - 4, HEIGHT - BOTTOM, f"{start - 6 if late else start + 6:.1f}", TOP - 8,
        "end" if late else "start", f"{x(0):.1f}", HEIGHT - 5, formats.period(path[0].label),
        f"{x(len(path) - 1):.1f}", formats.period(path[-1].label), _("delivered"),
    )  # fmt: skip


def _text(places: Places) -> str:
    return " ".join(f"{left:.1f},{top:.1f}" for left, top in places)
