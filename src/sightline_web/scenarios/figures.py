"""Several outlooks of one goal above each other, on one scale with its target: what a comparison looks like."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.ahead import Outlook
from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale, bounds

__all__ = ["ranges"]

WIDTH, ROW, LEFT, PAD = 260, 20, 22, 6


def ranges(outlooks: Sequence[tuple[str, Outlook]], formats: Formats) -> SafeString:
    """Return one line for each outlook: its 90 % interval with the forecast as a dot, and the target behind them.

    Parameters
    ----------
    outlooks : sequence of (str, Outlook)
        A letter and the outlook of the goal under it; the first is that without changes.
    """
    shown = [(letter, each) for letter, each in outlooks if each.forecast is not None]
    if not shown:
        return SafeString()
    goal = shown[0][1]
    low, high = bounds([value for _, each in shown for value in (each.low, each.forecast, each.high, each.target)])
    x = Scale(low, high, LEFT + PAD, WIDTH - PAD)
    height = ROW * len(outlooks)
    marks = format_html('<path class="target" d="M{} 0V{}"/>', f"{x(goal.target):.1f}", height)
    rows = [_row(letter, each, x, ROW * (index + 0.5)) for index, (letter, each) in enumerate(outlooks)]
    return format_html(
        '<svg class="interval ranges" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        WIDTH, height, _said(shown, formats), marks, format_html_join("", "{}", [(row,) for row in rows]),
    )  # fmt: skip


def _row(letter: str, each: Outlook, x: Scale, at: float) -> SafeString:
    name = format_html('<text x="4" y="{}" dy=".32em">{}</text>', at, letter)
    if each.forecast is None:
        return name
    low = each.forecast if each.low is None else each.low
    high = each.forecast if each.high is None else each.high
    return name + format_html(
        '<path class="range" d="M{} {}H{}"/><circle cx="{}" cy="{}" r="3.5"/>',
        f"{x(low):.1f}", at, f"{x(high):.1f}", f"{x(each.forecast):.1f}", at,
    )  # fmt: skip


def _said(shown: Sequence[tuple[str, Outlook]], formats: Formats) -> str:
    goal = shown[0][1]
    said = [f"{letter} {formats.value(each.forecast, each.unit, brief=True)}" for letter, each in shown]
    return _("Forecasts beside the target of {target}: {forecasts}").format(
        target=formats.value(goal.target, goal.unit, brief=True), forecasts=", ".join(said)
    )
