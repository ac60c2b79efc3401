"""From the library's declarations and records to view records: shapes only, no questions asked.

Works on what `engine` hands over and imports nothing of the library, so it is read and tested alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sightline_web.snapshot import Computation, Goal, Input, Mark, Metric, ModelFile, Place, Point, Series

__all__ = [
    "columns_of",
    "computation",
    "first_rows",
    "goal",
    "metrics",
    "model_files",
    "place_of",
    "point",
    "trimmed",
]

KINDS = ("measure", "ratio", "balance", "duration", "conversion", "cumulative", "formula", "typed")
SECTIONS = (
    "sources", "metrics", "effects", "goals", "processes", "controls",
    "capabilities", "roles", "initiatives", "people", "work", "skills", "charts",
)  # fmt: skip
A_DAY = timedelta(days=1)
NOT_DEFINING = {"title", "description", "owner", "baseline", "benchmark", "tolerance", "indicator", "by"}


def place_of(model: Any, path: Sequence[str | int]) -> Place | None:
    """Return where something is declared, or None where no file says."""
    found = model.positions.lookup(tuple(path), key=True)
    return Place(found.file, found.line) if found is not None else None


def model_files(texts: Mapping[str, str], model: Any) -> tuple[ModelFile, ...]:
    """Return the files of a model, `sightline.yml` first, with how many entries of each kind they declare."""
    counts: dict[str, dict[str, int]] = {}
    if model is not None:
        for section in SECTIONS:
            for name in _names(getattr(model, section)):
                place = place_of(model, (section, name))
                if place is not None:
                    counts.setdefault(place.file, {}).setdefault(section, 0)
                    counts[place.file][section] += 1
    order = sorted(texts, key=lambda path: (path != "sightline.yml", path))
    return tuple(ModelFile(path, texts[path], tuple(counts.get(path, {}).items())) for path in order)


def _names(entries: Any) -> Iterable[str | int]:
    if isinstance(entries, Mapping):
        return list(entries)
    return range(len(entries)) if isinstance(entries, tuple) else ()


def metrics(
    model: Any, *, inputs_of: Callable[[str], tuple[str, ...]], dimensions_of: Callable[[str], tuple[str, ...]]
) -> dict[str, Metric]:
    """Return all metrics of a model with what they are made from and what they feed."""
    inputs = {name: inputs_of(name) for name in model.metric_ids()}
    feeds: dict[str, list[str]] = {}
    for name, made_from in inputs.items():
        for each in made_from:
            feeds.setdefault(each, []).append(name)
    goals: dict[str, list[str]] = {}
    for name, declared in model.goals.items():
        goals.setdefault(declared.metric, []).append(name)
    found = {}
    for name in model.metric_ids():
        declared = model.metric(name)
        yielded = name not in model.metrics
        found[name] = Metric(
            id=name,
            title=declared.title,
            unit=declared.unit,
            better=declared.better,
            kind="yielded" if yielded else _kind(declared),
            indicator=declared.indicator,
            description=getattr(declared, "description", None),
            owner=declared.owner,
            dimensions=dimensions_of(name),
            sources=tuple(dict.fromkeys(_sources(model, name, inputs, ()))),
            inputs=inputs[name],
            feeds=tuple(feeds.get(name, ())),
            moves=tuple(dict.fromkeys(each.on for each in model.effects if each.driver == name)),
            moved_by=tuple(dict.fromkeys(each.driver for each in model.effects if each.on == name)),
            goals=tuple(goals.get(name, ())),
            baseline=() if yielded else _marks(model, declared.baseline),
            benchmark=() if yielded else _marks(model, declared.benchmark),
            definition=_yielded_definition(declared) if yielded else _definition(declared),
            place=_metric_place(model, name, declared, yielded=yielded),
            process=_process(model, name),
        )
    return found


def _kind(declared: Any) -> str:
    return next((kind for kind in KINDS if getattr(declared, kind) is not None), "measure")


def _process(model: Any, name: str) -> str | None:
    if name not in model.metrics:
        return name.partition(".")[0]
    declared = model.metrics[name]
    for part in (declared.duration, declared.conversion):
        if part is not None and part.process:
            return str(part.process)
    return None


def _sources(model: Any, name: str, inputs: Mapping[str, tuple[str, ...]], seen: tuple[str, ...]) -> Iterable[str]:
    if name in seen:
        return
    declared = model.metrics.get(name)
    process = _process(model, name)
    if declared is not None and declared.source:
        yield declared.source
    if process is not None and process in model.processes:
        yield model.processes[process].log
    for each in inputs.get(name, ()):
        yield from _sources(model, each, inputs, (*seen, name))


def _marks(model: Any, points: Iterable[Any]) -> tuple[Mark, ...]:
    marks = []
    for each in points:
        period = model.calendar.parse(each.period)
        marks.append(Mark(period.label, period.start, float(each.value)))
    return tuple(marks)


def _definition(declared: Any) -> tuple[tuple[str, str], ...]:
    plain = declared.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    lines: list[tuple[str, str]] = []
    for key, value in plain.items():
        if key in NOT_DEFINING:
            continue
        if key == "typed":
            lines += [
                (f"{entry['period']}", f"{entry['value']} by {entry['by']}: {entry['evidence']}")
                for entry in value["entries"]
            ]
        elif isinstance(value, Mapping):
            lines += [(f"{key} {inner}", _text(item)) for inner, item in value.items()]
        else:
            lines.append((key, _text(value)))
    return tuple(lines)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _yielded_definition(declared: Any) -> tuple[tuple[str, str], ...]:
    parts = (
        ("process", declared.process),
        ("kind", declared.kind),
        ("activity", declared.activity),
        ("rule", declared.rule),
    )
    return tuple(
        (key, str(value)) for key, value in (*parts, ("unit", declared.unit), ("better", declared.better)) if value
    )


def _metric_place(model: Any, name: str, declared: Any, *, yielded: bool) -> Place | None:
    if not yielded:
        return place_of(model, ("metrics", name))
    inner = (
        ("rules", declared.rule) if declared.rule else ("activities", declared.activity) if declared.activity else ()
    )
    return place_of(model, ("processes", declared.process, *inner))


def point(row: Mapping[str, Any], as_of: date) -> Point:
    """Return one value as a point; partial where its period ends after the day of `as_of`."""
    partial = row["end"] - timedelta(days=1) > as_of
    return Point(
        row["period"], row["start"], row["end"], row["value"], row["n"], row["numerator"], row["denominator"], partial
    )


def revised(series: Series, first: Mapping[str, float]) -> Series:
    """Return a series that says which of its periods were something else when they were over first."""
    segments = tuple(
        replace(each, points=tuple(_revised(one, first) for one in each.points)) for each in series.segments
    )
    return replace(series, segments=segments)


def _revised(one: Point, first: Mapping[str, float]) -> Point:
    was = first.get(one.label)
    changed = was is not None and one.value is not None and not math.isclose(was, one.value, rel_tol=1e-9)
    return replace(one, first=was) if changed and not one.partial else one


def trimmed(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points from the first value to the last; gaps between stay."""
    ordered = sorted(points, key=lambda each: each.start)
    there = [index for index, each in enumerate(ordered) if each.value is not None]
    return tuple(ordered[there[0] : there[-1] + 1]) if there else ()


def goal(model: Any, status: Any, points: Sequence[Point]) -> Goal:
    """Return one goal as a view record; `points` are the values that it is judged by."""
    declared = model.goals[status.goal]
    metric = model.metric(declared.metric)
    return Goal(
        id=status.goal,
        statement=status.statement,
        metric=status.metric,
        unit=status.unit,
        better=metric.better,
        status=status.status,
        period=status.period,
        value=status.value,
        target=float(status.target),
        expected=status.expected,
        gap=status.gap,
        share_done=status.share_done,
        baseline=status.baseline,
        by=status.by,
        owner=status.owner,
        fresh_at=status.fresh_at,
        path=_path(model, declared, metric, status.baseline, points),
        where=tuple(declared.where.items()),
        perspective=declared.perspective,
        supports=declared.supports,
        place=place_of(model, ("goals", status.goal)),
        reason=status.reason,
    )


def _path(model: Any, declared: Any, metric: Any, baseline: float | None, points: Sequence[Point]) -> tuple[Mark, ...]:
    """Return the way of a goal, from where its status says that it starts, over declared points, to its target.

    The path starts at the goal's baseline, else at the metric's first declared one, else at its first value.
    """
    if baseline is None:
        return ()
    first = next((point for point in points if point.value is not None), None)
    known: tuple[Any, ...] = getattr(metric, "baseline", ())
    if declared.baseline is not None or known:
        period = model.calendar.parse(declared.baseline.period if declared.baseline is not None else known[0].period)
        start = Mark(period.label, period.end - A_DAY, baseline)
    elif first is not None:
        start = Mark(first.label, first.end - A_DAY, baseline)
    else:
        return ()
    inner = []
    for each in declared.path:
        period = model.calendar.parse(each.period)
        inner.append(Mark(period.label, period.end - A_DAY, float(each.value)))
    inner = [mark for mark in sorted(inner, key=lambda mark: mark.day) if start.day < mark.day < declared.by]
    end = Mark("target", declared.by, float(declared.target))
    return (start, *inner, end) if start.day < declared.by else (*inner, end)


def computation(how: Any, metric: Metric) -> Computation:
    """Return how a metric was computed as a view record."""
    inputs = tuple(
        Input(each.source, each.rows, each.rejects or 0, each.fresh_at, tuple(Path(file).name for file in each.files))
        for each in how.sources
    )
    return Computation(
        metric.id, metric.kind, metric.definition, tuple(how.inputs), inputs, tuple(how.sql), tuple(how.scans.items()),
        how.run_at, how.seconds, how.hash,
    )  # fmt: skip


def columns_of(columns: Any) -> tuple[tuple[str, str], ...]:
    """Return the columns of a landed source as name and kind."""
    if isinstance(columns, Mapping):
        return tuple((str(name), str(kind)) for name, kind in columns.items())
    return tuple((str(name), "") for name in columns or ())


def first_rows(file: Path | None, limit: int) -> list[dict[str, Any]]:
    """Return the first rows of a file of rejects; none where there is no file."""
    if file is None or not Path(file).is_file():
        return []
    with pq.ParquetFile(file) as parquet:
        batch = next(parquet.iter_batches(batch_size=limit, columns=["file", "row", "reason", "raw"]), None)
    return batch.to_pylist() if batch is not None else []
