"""The first level of a pack: each goal in the period, where it is heading, why it changed, and what would move it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sightline.errors import EstimateError
from sightline.reading import Reading
from sightline.records import ChangePart, GoalStatus, LineOfSight, Outlook, Why
from sightline.records.effects import GRADES
from sightline.reviews.lines import Band, GoalLine, Part, SightLine
from sightline.reviews.spans import Reviewed

__all__ = ["goals", "number"]

HISTORY = 25  # periods of the calendar's grain that a figure shows
PARTS = 5
ORIGINS = ("initiative", "activity", "role")  # one step of each means something; a unit of a metric does not


def number(value: float | None) -> float | None:
    """Return a number that a pack can hold: None for what is missing or not finite."""
    return None if value is None or not math.isfinite(value) else float(value)


def goals(reading: Reading, spans: Reviewed) -> tuple[GoalLine, ...]:
    """Return a line for each goal, in the order of the model."""
    ahead = {one.goal: one for one in reading.outlook()}
    return tuple(_line(reading, one, ahead[one.goal], spans) for one in reading.goals())


def _line(reading: Reading, status: GoalStatus, ahead: Outlook, spans: Reviewed) -> GoalLine:
    declared, metric = reading.model.goals[status.goal], reading.model.metric(status.metric)
    where = {name: str(value) for name, value in declared.where.items()}
    value, previous = _values(reading, status.metric, where, spans)
    why = _why(reading, status, spans) if not where else None
    return GoalLine(
        goal=status.goal, statement=status.statement, metric=status.metric, title=metric.title or status.metric,
        unit=status.unit, better=ahead.better, target=status.target, by=status.by, status=status.status,
        reason=status.reason, owner=status.owner, perspective=declared.perspective, value=number(value),
        previous=number(previous), expected=number(status.expected), baseline=number(status.baseline),
        forecast=number(status.forecast), low=number(status.low), high=number(status.high),
        probability=number(status.probability), words=ahead.words, history=_history(reading, status.metric, where),
        fan=_fan(ahead), why=why.sentence if why else "", change=number(why.total) if why else None,
        residual=number(why.residual) if why else None, parts=_parts(why.parts if why else ()),
        sight=_sight(_open(reading, reading.sight(status.goal))),
    )  # fmt: skip


def _values(reading: Reading, metric: str, where: dict[str, str], spans: Reviewed) -> tuple[float | None, float | None]:
    """Return the value of the reviewed period and of the one before."""
    found = dict(
        reading.measure(
            [metric], by=tuple(where), grain=spans.grain, since=spans.previous.label, until=spans.period.label
        ).series(metric, **where)
    )
    return found.get(spans.period.label), found.get(spans.previous.label)


def _history(reading: Reading, metric: str, where: dict[str, str]) -> tuple[tuple[str, float | None], ...]:
    series = reading.measure([metric], by=tuple(where)).series(metric, **where)
    return tuple((label, number(value)) for label, value in series[-HISTORY:])


def _fan(ahead: Outlook) -> tuple[Band, ...]:
    return tuple(
        Band(period.label, tuple(float(level) for level in ahead.fan[:, at])) for at, period in enumerate(ahead.periods)
    )


def _why(reading: Reading, status: GoalStatus, spans: Reviewed) -> Why | None:
    """Return why the metric changed from the end of the period before; None where it has no value there."""
    try:
        return reading.why(status.metric, spans.before.label, spans.last)
    except EstimateError:
        return None


def _parts(parts: Iterable[ChangePart]) -> tuple[Part, ...]:
    kept = [one for one in parts if one.part != "residual" and one.contribution][:PARTS]
    return tuple(
        Part(one.words, float(one.contribution), float(one.low), float(one.high), number(one.share), one.grade)
        for one in kept
    )


def _open(reading: Reading, lines: Iterable[LineOfSight]) -> Iterable[LineOfSight]:
    """Return lines without those of initiatives that are delivered: they have moved what they can."""
    done = {name for name, one in reading.model.initiatives.items() if one.delivered is not None}
    return (one for one in lines if one.origin != "initiative" or one.from_ not in done)


def _sight(lines: Iterable[LineOfSight]) -> tuple[SightLine, ...]:
    """Return of initiatives, activities and roles what moves a goal most, as far as the data support it."""
    told = [
        one for one in lines
        if one.paths and one.share_of_gap is not None and one.per_unit and one.support != "cannot_say"
    ]  # fmt: skip
    strongest = (
        max((one for one in told if one.origin == origin), key=lambda one: abs(one.share_of_gap or 0.0), default=None)
        for origin in ORIGINS
    )
    return tuple(_sight_line(one) for one in strongest if one is not None)


def _sight_line(line: LineOfSight) -> SightLine:
    share, per_unit = line.share_of_gap or 0.0, line.per_unit or 1.0
    ends = sorted(end * share / per_unit for end in (line.low, line.high) if end is not None)
    grades = [link.grade for link in line.paths[0].links if link.grade is not None]
    return SightLine(
        line.from_, line.title, line.origin, line.unit, float(share), ends[0] if ends else None,
        ends[-1] if ends else None, min(grades, key=GRADES.index) if grades else None, tuple(line.paths[0].nodes),
    )  # fmt: skip
