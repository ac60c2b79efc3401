"""The same figure as a Vega-Lite specification: for the script that lets a reader point at its values.

Colours are left to the page, which knows whether it is light or dark; the specification names roles only
(`ink`, `accent`, `dim`), and `chart.js` puts the page's own colours in their place.
"""

from __future__ import annotations

from typing import Any

from sightline_web.shell.figures import Plot
from sightline_web.shell.formats import Formats

__all__ = ["specification"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name, never fetched


def specification(plot: Plot, formats: Formats) -> dict[str, Any]:
    """Return the Vega-Lite specification of a figure, with its values and their texts in the reader's locale."""
    rows = [
        {
            "at": point.start.isoformat(),
            "value": point.value,
            "text": formats.value(point.value, plot.unit),
            "period": formats.period(point.label) + (" (not complete)" if point.partial else ""),
            "segment": line.name or plot.title,
        }
        for line in plot.lines
        for point in line.points
    ]
    x = {"field": "at", "type": "temporal", "axis": {"title": None}}
    y = {"field": "value", "type": "quantitative", "axis": {"title": None}, "scale": {"zero": False}}
    tooltip = [{"field": "period", "title": "Period"}, {"field": "text", "title": plot.title}]
    if len(plot.lines) > 1:
        tooltip.insert(0, {"field": "segment", "title": "Segment"})
    line: dict[str, Any] = {
        "mark": {"type": "line", "point": {"size": 60}, "tooltip": True},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
    if len(plot.lines) > 1:
        line["encoding"]["color"] = {"field": "segment", "type": "nominal", "legend": {"orient": "top", "title": None}}
        line["encoding"]["strokeDash"] = {"field": "segment", "type": "nominal", "legend": None}
    layers = [line]
    if plot.target is not None:
        target = {"value": plot.target, "text": formats.value(plot.target, plot.unit)}
        layers.append(
            {
                "data": {"values": [target]},
                "mark": {"type": "rule", "strokeDash": [1, 4], "color": "dim"},
                "encoding": {"y": y, "tooltip": [{"field": "text", "title": "Target"}]},
            }
        )
    return {
        "$schema": SCHEMA,
        "description": plot.title,
        "width": "container",
        "height": 260,
        "data": {"values": rows},
        "layer": layers,
    }
