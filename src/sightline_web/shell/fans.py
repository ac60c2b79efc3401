"""What may come, drawn: bands of 90 % and 50 % around the middle path, from the last value that was measured.

Reference: Britton, Fisher and Whitley (1998), The Inflation Report projections: understanding the fan chart, Bank of
England Quarterly Bulletin 38(1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sightline_web.ahead import Span
from sightline_web.shell.scales import Scale, polylines

__all__ = ["MIDDLE", "Fan", "drawn_fan"]

BANDS = ((5, 95, "band"), (25, 75, "band inner"))
MIDDLE = 50
Place = tuple[float, float]  # a day as an ordinal number, and a value


@dataclass(frozen=True, slots=True)
class Fan:
    """Quantiles of the values ahead: for each level in percent one value per period, None where there is none."""

    spans: tuple[Span, ...]
    levels: Mapping[int, tuple[float | None, ...]]

    def values(self) -> list[float | None]:
        """Return all quantiles, for the bounds of a scale."""
        return [value for row in self.levels.values() for value in row]

    def until(self, day: date) -> Fan:
        """Return the fan up to the last period that begins before a day."""
        kept = [index for index, span in enumerate(self.spans) if span.start < day]
        levels = {level: tuple(row[index] for index in kept) for level, row in self.levels.items()}
        return Fan(tuple(self.spans[index] for index in kept), levels)

    def at(self, level: int) -> list[tuple[float, float | None]]:
        """Return the middle of each period with its quantile of a level."""
        return [(_middle(span), value) for span, value in zip(self.spans, self.levels.get(level, ()), strict=False)]


def _middle(span: Span) -> float:
    return (span.start.toordinal() + span.end.toordinal()) / 2


def drawn_fan(fan: Fan, start: Place | None, x: Scale, y: Scale) -> SafeString:
    """Return the bands and the middle path.

    Parameters
    ----------
    fan : Fan
        What may come; a period without a quantile is a gap.
    start : tuple of float, optional
        The last measured value, where the fan opens.
    x, y : Scale
        Days and values to pixels.
    """
    bands = [
        (kind, f"M{' '.join(f'{x(day):.1f},{y(value):.1f}' for day, value in edge)}Z")
        for low, high, kind in BANDS
        for edge in _edges(fan.at(low), fan.at(high), start)
    ]
    middle: list[tuple[float, float | None]] = [] if start is None else [(x(start[0]), y(start[1]))]
    middle += [(x(day), None if value is None else y(value)) for day, value in fan.at(MIDDLE)]
    return format_html(
        "{}{}",
        format_html_join("", '<path class="{}" d="{}"/>', bands),
        format_html_join(
            "", '<polyline class="median" points="{}"/>', [(run,) for run in polylines(middle) if " " in run]
        ),
    )


def _edges(
    low: Sequence[tuple[float, float | None]], high: Sequence[tuple[float, float | None]], start: Place | None
) -> list[list[Place]]:
    """Return the outline of a band for each unbroken run: along its lower edge and back along its upper."""
    runs: list[list[tuple[float, float, float]]] = [[] if start is None else [(start[0], start[1], start[1])]]
    for (day, below), (_, above) in zip(low, high, strict=True):
        if below is None or above is None:
            runs.append([])
        else:
            runs[-1].append((day, below, above))
    return [
        [(day, below) for day, below, _ in run] + [(day, above) for day, _, above in reversed(run)]
        for run in runs
        if len(run) > 1
    ]
