"""Series by period on a screen: periods as columns where they fit, as rows where the series fit, else in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sightline.cli.figures import figure, large, unit_column
from sightline.cli.tables import Column, natural_width, render
from sightline.cli.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Series:
    """One metric in one segment, over periods.

    Parameters
    ----------
    title : str
        The metric's id.
    unit : str
        Its unit.
    segment : tuple of str
        One value per dimension.
    values : mapping of str to float or None
        By period label; None and absent mean no data.
    """

    title: str
    unit: str
    segment: tuple[str, ...]
    values: Mapping[str, float | None]


def _figures(series: Series, periods: Sequence[str], terminal: Terminal) -> list[str]:
    values = [series.values.get(period) for period in periods]
    compact = large(values)
    return [figure(value, series.unit, terminal, compact=compact) for value in values]


def _head(series: Sequence[Series], dimensions: Sequence[str]) -> tuple[list[Column], bool]:
    units = any(unit_column(one.unit) for one in series)
    columns = [Column("Metric"), *(Column(name) for name in dimensions)]
    return ([*columns, Column("Unit")] if units else columns), units


def _across(
    series: Sequence[Series],
    dimensions: Sequence[str],
    periods: Sequence[str],
    heads: Sequence[str],
    terminal: Terminal,
) -> tuple[list[Column], list[list[str]]]:
    columns, units = _head(series, dimensions)
    rows = [
        [one.title, *one.segment, *([unit_column(one.unit)] if units else []), *_figures(one, periods, terminal)]
        for one in series
    ]
    return [*columns, *(Column(head, figures=True) for head in heads)], rows


def _down(
    series: Sequence[Series], periods: Sequence[str], heads: Sequence[str], terminal: Terminal
) -> tuple[list[Column], list[list[str]]]:
    columns = [Column("Period")]
    for one in series:
        unit = unit_column(one.unit)
        name = " ".join(
            [*one.segment] if one.segment and len({two.title for two in series}) == 1 else [one.title, *one.segment]
        )
        columns.append(Column(f"{name}, {unit}" if unit else name, figures=True))
    figures = [_figures(one, periods, terminal) for one in series]
    return columns, [[head, *(column[at] for column in figures)] for at, head in enumerate(heads)]


def lay_out(
    series: Sequence[Series],
    dimensions: Sequence[str],
    periods: Sequence[str],
    heads: Sequence[str],
    terminal: Terminal,
) -> list[str]:
    """Return the lines that show `series`.

    Parameters
    ----------
    series : sequence of Series
        In the order to be shown.
    dimensions : sequence of str
        The names of the segment's parts.
    periods : sequence of str
        Labels, oldest first.
    heads : sequence of str
        What to write for each period.
    terminal : Terminal
        Its width decides the layout.
    """
    columns, rows = _across(series, dimensions, periods, heads, terminal)
    if natural_width(columns, rows) <= terminal.width:
        return render(columns, rows, terminal)
    downward = _down(series, periods, heads, terminal)
    if natural_width(*downward) <= terminal.width:
        return render(*downward, terminal)
    lines: list[str] = []
    start = 0
    while start < len(periods):
        end = _fitting(series, dimensions, periods, heads, terminal, start)
        lines += [*([""] if lines else [])]
        lines += render(*_across(series, dimensions, periods[start:end], heads[start:end], terminal), terminal)
        start = end
    return lines


def _fitting(
    series: Sequence[Series], dimensions: Sequence[str], periods: Sequence[str], heads: Sequence[str],
    terminal: Terminal, start: int,
) -> int:  # fmt: skip
    """Return the end of the longest run of periods from `start` that fits; at least one period."""
    end = start + 1
    while end < len(periods):
        columns, rows = _across(series, dimensions, periods[start : end + 1], heads[start : end + 1], terminal)
        if natural_width(columns, rows) > terminal.width:
            break
        end += 1
    return end
