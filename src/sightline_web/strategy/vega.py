"""The same figure as a Vega-Lite specification: for the script that lets a reader point at its values.

Scales, ticks and their texts are those of the figure drawn on the server, so that the two look alike. Colours
are left to the page, which knows whether it is light or dark: the specification names roles (`ink`, `dim`,
`accent`, `line`), and `chart.js` puts the page's own colours in their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from sightline_web.shell.figures import Layout, Plot, layout, middle, unfinished
from sightline_web.shell.formats import NONE, Formats
from sightline_web.snapshot import Point

__all__ = ["specification"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name, never fetched
DASHES: tuple[list[int], ...] = ([], [], [7, 3], [], [7, 3], [2, 3])


def specification(plot: Plot, formats: Formats, *, narrow: bool = False) -> dict[str, Any]:
    """Return the Vega-Lite specification of a figure, with its values and their texts in the reader's locale."""
    plan = layout(plot, formats, narrow=narrow)
    layers = [*_judges(plot, plan, formats), *_lines(plot), *_pointed(plot, formats)]
    return {
        "$schema": SCHEMA,
        "description": plot.title,
        "width": "container",
        "height": plan.height,
        "padding": {"left": 0, "right": 0, "top": 4, "bottom": 0},
        "data": {"values": _rows(plot)},
        "params": [
            {"name": "xlabels", "value": [text for _, text in plan.x_ticks]},
            {"name": "xplaces", "value": [place for place, _ in plan.x_ticks]},
            {"name": "ylabels", "value": [text for _, text in plan.y_ticks]},
            {"name": "yplaces", "value": [place for place, _ in plan.y_ticks]},
        ],
        "encoding": {"x": _x(plan), "y": _y(plan)},
        "layer": layers,
        "config": {"view": {"stroke": None}},
    }


def _rows(plot: Plot) -> list[dict[str, Any]]:
    return [
        {"at": middle(point), "value": point.value, "style": index, "alone": alone, "partial": point.partial}
        for index, line in enumerate(plot.lines)
        for point, alone in zip(line.points, _alone(line.points), strict=True)
    ]


def _alone(points: Sequence[Point]) -> list[bool]:
    """Return for each point whether it has a value and neither neighbour has one."""
    there = [False, *(point.value is not None for point in points), False]
    return [here and not before and not after for before, here, after in zip(there, there[1:], there[2:], strict=False)]


def _x(plan: Layout) -> dict[str, Any]:
    axis = {
        "title": None, "values": [place for place, _ in plan.x_ticks], "grid": False, "domain": False, "ticks": False,
        "labelExpr": "xlabels[indexof(xplaces, datum.value)]", "labelFlush": False, "labelPadding": 8,
    }  # fmt: skip
    domain = [plan.start, plan.end]
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": axis,
    }


def _y(plan: Layout) -> dict[str, Any]:
    places = [place for place, _ in plan.y_ticks]
    axis = {
        "title": None, "values": places, "domain": False, "ticks": False, "labelPadding": 10,
        "labelExpr": "ylabels[indexof(yplaces, datum.value)]",
    }  # fmt: skip
    domain = [places[0], places[-1]]
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": axis,
    }


def _styled(plot: Plot) -> dict[str, Any]:
    if len(plot.lines) == 1:
        return {}
    order = list(range(len(plot.lines)))
    colours = [f"s{index % 6}" for index in order]
    dashes = [DASHES[index % 6] for index in order]
    return {
        "color": {"field": "style", "type": "nominal", "legend": None, "scale": {"domain": order, "range": colours}},
        "strokeDash": {
            "field": "style",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": order, "range": dashes},
        },
    }


def _lines(plot: Plot) -> list[dict[str, Any]]:
    """Return the lines of the periods that had ended, and dashed ones to those that had not."""
    mark = {
        "type": "line", "color": "ink", "strokeWidth": 1.6, "strokeJoin": "round",
        "invalid": "break-paths-show-domains",
    }  # fmt: skip
    styled = _styled(plot)
    found: list[dict[str, Any]] = [
        {"transform": [{"filter": "!datum.partial"}], "mark": mark, "encoding": styled},
    ]
    still = [
        {"at": middle(point), "value": point.value, "style": index}
        for index, line in enumerate(plot.lines)
        for point in unfinished(line.points)
    ]
    if still:
        coloured = {key: value for key, value in styled.items() if key == "color"}
        dashed = mark | {"strokeDash": [2, 3]}
        found.append({"data": {"values": still}, "mark": dashed, "encoding": coloured | {"detail": {"field": "style"}}})
    return found


def _pointed(plot: Plot, formats: Formats) -> list[dict[str, Any]]:
    """Return points that show themselves where the pointer is, and unseen columns that feel it and tell the values."""
    near = {"name": "near", "select": {"type": "point", "on": "pointerover", "clear": "pointerout", "fields": ["at"]}}
    styled = {key: value for key, value in _styled(plot).items() if key == "color"}
    shown = [{"param": "near", "empty": False, "value": 1}, {"test": "datum.alone", "value": 1}]
    opacity = {"condition": shown, "value": 0}
    seen = {
        "transform": [{"filter": "isValid(datum.value)"}],
        "mark": {"type": "point", "filled": True, "size": 55, "color": "ink"},
        "encoding": {"opacity": opacity, **styled},
    }
    titles = [line.name or _("Value") for line in plot.lines]
    tooltip = [{"field": "period", "title": _("Period")}]
    tooltip += [{"field": f"v{index}", "title": title} for index, title in enumerate(titles)]
    felt = {
        "data": {"values": _columns(plot, formats)},
        "params": [near],
        "mark": {"type": "rect", "opacity": 0},
        "encoding": {
            "x": {"field": "from", "type": "quantitative"},
            "x2": {"field": "to"},
            "y": {"value": 0},
            "y2": {"value": "height"},
            "tooltip": tooltip,
        },
    }
    return [seen, felt]


def _columns(plot: Plot, formats: Formats) -> list[dict[str, Any]]:
    """Return one row for each period, with the text of every line's value."""
    found: dict[str, dict[str, Any]] = {}
    for index, line in enumerate(plot.lines):
        for point in line.points:
            period = formats.period(point.label)
            if point.partial:
                period = _("{period} (not complete)").format(period=period)
            start, end = point.start.toordinal(), point.end.toordinal()
            row = found.setdefault(point.label, {"at": middle(point), "from": start, "to": end, "period": period})
            row[f"v{index}"] = formats.value(point.value, plot.unit)
    every = [f"v{index}" for index in range(len(plot.lines))]
    return [dict.fromkeys(every, NONE) | row for row in found.values()]


def _judges(plot: Plot, plan: Layout, formats: Formats) -> list[dict[str, Any]]:
    """Return the lines that the series is judged by: target, path and benchmark."""
    found = []
    for kind, places, mark in (
        (_("Benchmark"), plan.bench, {"color": "dim", "strokeWidth": 1}),
        (_("Path"), plan.path, {"color": "accent", "strokeWidth": 1.5, "strokeDash": [3, 3]}),
    ):
        if places:
            rows = [{"at": at, "value": value, "text": formats.value(value, plot.unit)} for at, value in places]
            tooltip = [{"field": "text", "title": kind}]
            found.append({"data": {"values": rows}, "mark": {"type": "line", **mark}, "encoding": {"tooltip": tooltip}})
    if plot.target is not None:
        rows = [{"value": plot.target, "text": formats.value(plot.target, plot.unit)}]
        rule = {"type": "rule", "strokeDash": [1, 4], "color": "dim", "strokeWidth": 1.2}
        tooltip = [{"field": "text", "title": _("Target")}]
        found.append({"data": {"values": rows}, "mark": rule, "encoding": {"x": None, "tooltip": tooltip}})
    return found
