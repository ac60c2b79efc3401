"""An interval as a figure the size of a word: its ends, its middle, and where zero is."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString

from sightline_web.shell.scales import Scale

__all__ = ["common", "interval"]

WIDTH, HEIGHT, PAD = 150, 20, 5


def interval(
    low: float | None,
    middle: float | None,
    high: float | None,
    *,
    quiet: bool = False,
    scale: tuple[float, float] | None = None,
) -> SafeString:
    """Return an interval drawn beside zero; nothing where there is none. The words beside it hold the same numbers.

    Parameters
    ----------
    low, middle, high : float, optional
        The interval.
    quiet : bool
        Whether it is drawn in the quiet tone: the data cannot say.
    scale : (float, float), optional
        The ends of a common scale for several intervals, by `common`.
    """
    if low is None or middle is None or high is None:
        return SafeString()
    start, end = scale or common((low, high))
    x = Scale(start, end, PAD, WIDTH - PAD)
    kind = "interval quiet" if quiet else "interval"
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '<path class="zero" d="M{} 2V{}"/><path class="range" d="M{} {}H{}"/><circle cx="{}" cy="{}" r="3.5"/></svg>',
        kind, WIDTH, HEIGHT, WIDTH, HEIGHT, f"{x(0.0):.1f}", HEIGHT - 2, f"{x(low):.1f}", HEIGHT / 2,
        f"{max(x(high), x(low) + 1):.1f}", f"{x(middle):.1f}", HEIGHT / 2,
    )  # fmt: skip


def common(ends: Iterable[float]) -> tuple[float, float]:
    """Return the ends of a scale that holds those of several intervals, and zero."""
    every = [0.0, *ends]
    return min(every), max(every)
