"""Charts of records, for notebooks: Vega-Lite specifications as plain dictionaries.

A notebook shows them by itself. They hold their data, fetch nothing and need no further package.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sightline.records import FAN, EffectRecord, LineOfSight, Outlook, Values, Why

__all__ = ["Chart", "chart"]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_MIME = "application/vnd.vegalite.v5+json"
_INK, _ACCENT, _BAD = "#1d2126", "#1f5f8b", "#a4372b"
_WIDTH, _HEIGHT, _ROW = 620, 260, 22
_ROOM = 0.25
Spec = dict[str, Any]


class Chart(dict[str, Any]):
    """A Vega-Lite specification that notebooks draw."""

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, Any]:
        title = self.get("title")
        return {_MIME: dict(self), "text/plain": f"Chart: {title}" if title else "Chart"}


def chart(records: Values | Outlook | Why | Sequence[Any]) -> Chart:
    """Return a chart of what a reading answered.

    Parameters
    ----------
    records : Values, Outlook, Why, or a sequence of LineOfSight or EffectRecord
        Values become lines, an outlook a fan, an explained change a waterfall, lines of sight and effects their
        intervals.

    Returns
    -------
    Chart
        A dictionary in the form of Vega-Lite 5.

    Raises
    ------
    TypeError
        If there is no chart for it.
    """
    for kind, draw in _DRAWN.items():
        if isinstance(records, kind):
            return _whole(draw(records))
    if isinstance(records, Sequence) and records and not isinstance(records, str):
        if all(isinstance(one, LineOfSight) for one in records):
            return _whole(_lines_of_sight(records))
        if all(isinstance(one, EffectRecord) for one in records):
            return _whole(_effects(records))
    raise TypeError(f"there is no chart of {type(records).__name__}.")


def _whole(spec: Spec) -> Chart:
    return Chart({"$schema": _SCHEMA, "width": _WIDTH, "config": {"view": {"stroke": None}}, **spec})


def _values(values: Values) -> Spec:
    rows = [
        {"period": row["start"].isoformat(), "value": row["value"], "line": _named(row, values.by)}
        for row in values.rows()
    ]
    return {
        "height": _HEIGHT,
        "data": {"values": rows},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "period", "type": "temporal", "title": None},
            "y": {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False}},
            "color": {"field": "line", "type": "nominal", "title": None},
        },
    }


def _named(row: Mapping[str, Any], by: Sequence[str]) -> str:
    return ", ".join([row["metric"], *(str(row[name]) for name in by)])


def _outlook(one: Outlook) -> Spec:
    place = {level: index for index, level in enumerate(FAN)}
    rows = [
        {
            "period": period.start.isoformat(),
            **{_level(level): _number(one.fan[at, column]) for level, at in place.items()},
        }
        for column, period in enumerate(one.periods)
    ]
    x = {"field": "period", "type": "temporal", "title": None}

    def band(low: float, high: float, opacity: float) -> Spec:
        ends = {"y": _y(_level(low), one.unit), "y2": {"field": _level(high)}}
        return {"mark": {"type": "area", "opacity": opacity, "color": _ACCENT}, "encoding": {"x": x, **ends}}

    target = {"data": {"values": [{"target": one.target}]}, "mark": {"type": "rule", "strokeDash": [2, 4]}}
    return {
        "title": one.goal,
        "height": _HEIGHT,
        "data": {"values": rows},
        "layer": [
            band(FAN[0], FAN[-1], 0.15),
            band(FAN[1], FAN[-2], 0.3),
            {"mark": {"type": "line", "color": _INK}, "encoding": {"x": x, "y": _y(_level(0.5), one.unit)}},
            {**target, "encoding": {"y": {"field": "target", "type": "quantitative"}}},
        ],
    }


def _level(level: float) -> str:
    return f"q{round(level * 100):02d}"


def _y(field: str, unit: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": unit, "scale": {"zero": False}}


def _why(why: Why) -> Spec:
    rows: list[Spec] = [{"label": why.from_, "start": None, "end": why.before, "kind": "value"}]
    at = why.before
    steps = [
        (_where(part.metric, part.segment), part.contribution, "part") for part in why.parts if part.part != "residual"
    ]
    if why.residual:
        steps.append(("not explained", why.residual, "residual"))
    for label, size, kind in steps:
        rows.append({"label": label, "start": at, "end": at + size, "kind": kind})
        at += size
    rows.append({"label": why.to, "start": None, "end": why.after, "kind": "value"})
    ends = [row["end"] for row in rows]
    floor = min(ends) - _ROOM * (max(ends) - min(ends))  # the bars of the two values begin off the figure, not at zero
    for index, row in enumerate(rows):
        row["order"] = index
        row["start"] = floor if row["start"] is None else row["start"]
    colours = {"domain": ["value", "part", "residual"], "range": [_INK, _ACCENT, _BAD]}
    return {
        "title": f"{why.metric}: {why.from_} to {why.to}",
        "height": {"step": _ROW},
        "data": {"values": rows},
        "mark": "bar",
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": {"field": "order"}, "title": None},
            "x": {"field": "start", "type": "quantitative", "title": why.unit, "scale": {"zero": False, "nice": False}},
            "x2": {"field": "end"},
            "color": {"field": "kind", "type": "nominal", "title": None, "scale": colours},
        },
    }


def _where(metric: str, segment: str | None) -> str:
    return f"{metric}, {segment}" if segment else metric


def _lines_of_sight(lines: Sequence[LineOfSight]) -> Spec:
    rows = [_interval(f"{one.from_} > {one.goal}", one.per_unit, one.low, one.high, one.support) for one in lines]
    return _intervals(rows, "goal units per unit")


def _effects(effects: Sequence[EffectRecord]) -> Spec:
    """Return the effects, each on the scale of its own interval: their units differ."""
    rows = []
    for one in effects:
        ends = [abs(end) for end in (one.low, one.high, one.per_unit) if end]
        scale = max(ends, default=1.0)
        low, middle, high = (None if end is None else end / scale for end in (one.low, one.per_unit, one.high))
        rows.append(_interval(f"{one.driver} > {one.on}", middle, low, high, one.support))
    return _intervals(rows, "share of the far end of each interval")


def _interval(label: str, middle: float | None, low: float | None, high: float | None, support: str) -> Spec:
    return {"label": label, "middle": middle, "low": low, "high": high, "support": support.replace("_", " ")}


def _intervals(rows: Sequence[Spec], title: str) -> Spec:
    y = {"field": "label", "type": "nominal", "sort": None, "title": None}
    colour = {"field": "support", "type": "nominal", "title": None}
    ends = {"x": {"field": "low", "type": "quantitative", "title": title}, "x2": {"field": "high"}}
    middle = {"field": "middle", "type": "quantitative"}
    return {
        "height": {"step": _ROW},
        "data": {"values": list(rows)},
        "encoding": {"y": y, "color": colour},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": ends},
            {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": {"x": middle}},
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "color": _INK},
                "encoding": {"x": {"field": "zero", "type": "quantitative"}, "y": None, "color": None},
            },
        ],
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


_DRAWN: Mapping[type, Callable[[Any], Spec]] = {Values: _values, Outlook: _outlook, Why: _why}
