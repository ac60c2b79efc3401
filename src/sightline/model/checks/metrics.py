"""Metrics: their sources, expressions, units, windows and typed values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from sightline.model.checks import names
from sightline.model.checks.periods_of import check_period
from sightline.model.checks.places import say_expression
from sightline.model.checks.twice import stands_twice
from sightline.model.declarations import Conversion, Metric, SeriesPoint
from sightline.model.draft import Draft
from sightline.model.expressions import ExpressionError, is_reserved, read_aggregate, read_scalar
from sightline.model.positions import Path
from sightline.units import UnitError, parse_unit

__all__ = ["check_metrics"]

_IDLE = {
    "formula": ("source", "time", "filter"),
    "cumulative": ("source", "time", "filter"),
    "typed": ("source", "time", "filter"),
    "duration": ("source", "time"),
}


def check_metrics(draft: Draft) -> None:
    """Check every metric on its own."""
    for name, metric in draft.metrics.items():
        path = ("metrics", name)
        if is_reserved(name):
            fix = f"Add a word: {name}_total."
            draft.say("SL434", path, f"'{name}' is a word of SQL: no formula could name it.", fix, key=True)
        names.source(draft, metric.source, (*path, "source"))
        names.role(draft, metric.owner, (*path, "owner"))
        stands_twice(draft, metric.by, (*path, "by"))
        _unit(draft, path, metric)
        _expressions(draft, path, metric)
        _kinds(draft, path, metric)
        _series(draft, path, "baseline", metric.baseline)
        _series(draft, path, "benchmark", metric.benchmark)
        if ("metrics", name) in draft.whole:
            _idle(draft, path, metric)


def _unit(draft: Draft, path: Path, metric: Metric) -> None:
    try:
        if metric.unit:
            parse_unit(metric.unit)
    except UnitError as error:
        draft.say("SL421", (*path, "unit"), f"the unit cannot be read: {error.cause}", error.fix or None)


def _expressions(draft: Draft, path: Path, metric: Metric) -> None:
    """Read all SQL of a metric (formulas are read with the graph)."""
    aggregates: list[tuple[str | None, Path]] = [(metric.measure, (*path, "measure"))]
    if metric.ratio is not None:
        aggregates += [(metric.ratio.of, (*path, "ratio", "of")), (metric.ratio.to, (*path, "ratio", "to"))]
    if metric.balance is not None:
        aggregates.append((metric.balance.of, (*path, "balance", "of")))
        stands_twice(draft, metric.balance.per, (*path, "balance", "per"))
    for text, place in aggregates:
        _read(draft, text, place, read_aggregate)
    _read(draft, metric.filter, (*path, "filter"), read_scalar)


def _read(draft: Draft, text: str | None, path: Path, read: Callable[[str], exp.Expression]) -> None:
    if not text:
        return
    try:
        read(text)
    except ExpressionError as error:
        say_expression(draft, path, text, error)


def _kinds(draft: Draft, path: Path, metric: Metric) -> None:
    if metric.duration is not None:
        between = metric.duration
        if names.process(draft, between.process, (*path, "duration", "process")):
            names.activity(draft, between.process, between.from_, (*path, "duration", "from"))
            names.activity(draft, between.process, between.to, (*path, "duration", "to"))
    if metric.conversion is not None:
        _conversion(draft, path, metric, metric.conversion)
    if metric.cumulative is not None:
        names.metric(draft, metric.cumulative.of, (*path, "cumulative", "of"))
        if draft.unit_of(metric.cumulative.of) in ("share", "percent", "%"):
            cause = f"'{metric.cumulative.of}' is a share: summed over time it means nothing."
            draft.say("SL511", (*path, "cumulative", "of"), cause, "Declare a ratio over the longer time instead.")
    if metric.typed is not None:
        _typed(draft, path, metric)


def _conversion(draft: Draft, path: Path, metric: Metric, conversion: Conversion) -> None:
    if conversion.process is not None:
        if names.process(draft, conversion.process, (*path, "conversion", "process")):
            names.activity(draft, conversion.process, conversion.from_, (*path, "conversion", "from"))
            names.activity(draft, conversion.process, conversion.to, (*path, "conversion", "to"))
        return
    if conversion.entity is None:
        return
    _read(draft, conversion.from_, (*path, "conversion", "from"), read_scalar)
    _read(draft, conversion.to, (*path, "conversion", "to"), read_scalar)
    if metric.source is None or metric.time is None:
        cause = "a conversion by entity needs 'source' and 'time': rows that say what happened when."
        draft.say("SL432", (*path, "conversion"), cause, "Add source and time to the metric.", key=True)


def _typed(draft: Draft, path: Path, metric: Metric) -> None:
    entries = metric.typed.entries if metric.typed is not None else ()
    seen: dict[object, int] = {}
    for number, entry in enumerate(entries):
        place = (*path, "typed", "entries", number)
        check_period(draft, entry.period, (*place, "period"))
        known = (entry.period, tuple(sorted(entry.segment.items())))
        if known in seen and entry.period:
            draft.say("SL411", (*place, "period"), f"there are two values for {entry.period}.", "Delete one of them.")
        seen[known] = number
        for dimension in entry.segment:
            if dimension not in metric.by:
                cause = f"'{dimension}' is not among the dimensions of the metric."
                draft.say("SL422", (*place, "segment", dimension), cause, f"Add by: [{dimension}].", key=True)


def _series(draft: Draft, path: Path, key: str, points: Sequence[SeriesPoint]) -> None:
    for number, point in enumerate(points):
        check_period(draft, point.period, (*path, key, number, "period"))
    stands_twice(draft, [point.period for point in points], (*path, key), below=("period",))


def _idle(draft: Draft, path: Path, metric: Metric) -> None:
    """Warn of keys that this kind of metric does not read."""
    kinds: Iterable[str] = (kind for kind in _IDLE if getattr(metric, kind) is not None)
    for kind in kinds:
        for key in _IDLE[kind]:
            if getattr(metric, key) is not None:
                cause = f"'{key}' has no effect on a metric with '{kind}'."
                draft.say("SL510", (*path, key), cause, "Delete it.", key=True)
