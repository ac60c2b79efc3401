"""Metrics of a process: those it yields by itself, durations and conversions, all from one scan of its log.

Every one is dated at one event: a count at the event itself, what concerns a whole case at the event that begins or
closes it, a duration at its end, a violation where it happens. So rows need never be multiplied, and segments are the
values of that event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from sightline.engines import portable
from sightline.errors import DeclarationError
from sightline.events.features import WHOLE, Feature, feature, identifier
from sightline.events.moments import elapsed_before, elapsed_us, no_later_than
from sightline.events.rules import violating
from sightline.events.steps import AFTER, BEFORE, Steps
from sightline.measures.components import count_rows
from sightline.measures.kinds import Context, dimensions_of, share_recipe, statistic_recipe
from sightline.measures.recipes import Recipe
from sightline.model.declarations import Metric
from sightline.model.expressions import parse_scalar
from sightline.model.process_metrics import YieldedMetric
from sightline.periods import Span
from sightline.saying import say
from sightline.units import parse_unit

__all__ = ["conversion_recipe", "duration_recipe", "yielded_recipe"]

_HOUR_US = 3_600_000_000.0
_SHARES = {"median": 0.5, "p80": 0.8, "p90": 0.9, "p95": 0.95}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One metric over the steps of a process."""

    name: str
    steps: Steps
    by: tuple[str, ...]
    context: Context
    scale: float = 1.0

    def share(self, of: str, to: str, *features: Feature | None) -> Recipe:
        return share_recipe(
            self.name,
            self.steps.relation.source,
            "time",
            of=f"({to}) AND ({of})",
            to=to,
            dimensions=dimensions_of(self.by, self.context),
            features=tuple(one for one in features if one is not None),
        )

    def count(self, condition: str, *features: Feature) -> Recipe:
        rows = count_rows(sqlglot.parse_one(condition, read="duckdb"))
        dimensions = dimensions_of(self.by, self.context)
        source = self.steps.relation.source
        return Recipe(self.name, source, "time", (rows,), exp.column("c0"), 0, dimensions=dimensions, features=features)

    def statistic(self, stat: str, value: str, condition: str, *features: Feature | None) -> Recipe:
        return statistic_recipe(
            self.name,
            self.steps.relation.source,
            "time",
            aggregate=_statistic(stat, sqlglot.parse_one(value, read="duckdb")),
            condition=f"({condition}) AND {value} IS NOT NULL",
            dimensions=dimensions_of(self.by, self.context),
            features=tuple(one for one in features if one is not None),
            scale=self.scale,
        )


def _statistic(stat: str, value: exp.Expr) -> exp.Expr:
    if stat in _SHARES:
        return portable.percentile(value, _SHARES[stat])
    kinds: dict[str, type[exp.AggFunc]] = {"mean": exp.Avg, "max": exp.Max, "min": exp.Min}
    return kinds[stat](this=value)


def yielded_recipe(metric: YieldedMetric, steps: Steps, context: Context) -> Recipe:
    """Return the recipe of a metric that a process yields.

    Raises
    ------
    UnknownNameError
        If the process and its log do not know the activity.
    SourceError
        If the log lacks a column that it needs.
    """
    scale = _HOUR_US * (24.0 if metric.unit == "days" else 1.0)
    return _KINDS[metric.kind](metric, _Asked(metric.id, steps, metric.by, context, scale))


def _cases(_metric: YieldedMetric, asked: _Asked) -> Recipe:
    first, needed = asked.steps.beginning()
    return asked.count(first, needed)


def _on_time(_metric: YieldedMetric, asked: _Asked) -> Recipe:
    """Share of the cases closed in a period that met all deadlines; without deadlines, that did the whole chain."""
    steps = asked.steps
    closes, closing = steps.closing()
    deadlines = [rule for rule in steps.process.rules.values() if rule.deadline is not None]
    if deadlines:
        late = [violating(steps, rule) for rule in deadlines]
        ever = steps.anywhere(" OR ".join(str(one) for one in late), *late)
        return asked.share(f"{ever} = 0", closes, closing, ever)
    done = [steps.anywhere(steps.does(activity)) for activity in steps.process.chain]
    return asked.share(" AND ".join(f"{one} = 1" for one in done) or "TRUE", closes, closing, *done)


def _lead_time(_metric: YieldedMetric, asked: _Asked) -> Recipe:
    """Median time from the first activity of the chain to the last; without a chain, from first event to closing."""
    steps = asked.steps
    if len(steps.process.chain) > 1:
        return _between(asked, steps.process.chain[0], steps.process.chain[-1], "median")
    closes, closing = steps.closing()
    begun = feature("begun", f"MIN({steps.time}) OVER {steps.window(WHOLE)}")
    return asked.statistic("median", elapsed_us(str(begun), steps.time), closes, begun, closing)


def _rework(_metric: YieldedMetric, asked: _Asked) -> Recipe:
    """Share of the cases closed in a period in which any activity occurs more than once."""
    steps = asked.steps
    closes, closing = steps.closing()
    again = steps.count("TRUE", BEFORE, more=(identifier("activity"),))
    ever = steps.anywhere(f"{again} > 0", again)
    return asked.share(f"{ever} = 1", closes, closing, ever)


def _count(metric: YieldedMetric, asked: _Asked) -> Recipe:
    return asked.count(asked.steps.does(metric.activity or ""))


def _duration(metric: YieldedMetric, asked: _Asked) -> Recipe:
    """Median time from start to end of an activity, where the log knows both."""
    start = identifier(asked.steps.relation.name("start", place=asked.context.place))
    return asked.statistic("median", elapsed_us(start, asked.steps.time), asked.steps.does(metric.activity or ""))


def _waiting(metric: YieldedMetric, asked: _Asked) -> Recipe:
    """Median time from the end of the case's previous event to the start of the activity (its time, without a start).

    Overlapping activities wait for nothing; the first event of a case has no waiting.
    """
    steps = asked.steps
    previous = feature("previous_time", f"LAG({steps.time}) OVER {steps.window('')}")
    begins = f"COALESCE({identifier('start')}, {steps.time})" if "start" in steps.relation.columns else steps.time
    waited = feature("waited", f"GREATEST({elapsed_us(str(previous), begins)}, 0)", previous)
    known = f"({steps.does(metric.activity or '')}) AND {previous} IS NOT NULL"
    return asked.statistic("median", str(waited), known, waited, previous)


def _violations(metric: YieldedMetric, asked: _Asked) -> Recipe:
    rule = asked.steps.process.rules[metric.rule or ""]
    flag = violating(asked.steps, rule)
    first, earlier = asked.steps.first_of(str(flag), flag)
    return asked.count(first, flag, earlier)


_KINDS: dict[str, Callable[[YieldedMetric, _Asked], Recipe]] = {
    "cases": _cases,
    "on_time": _on_time,
    "lead_time": _lead_time,
    "rework": _rework,
    "count": _count,
    "duration": _duration,
    "waiting": _waiting,
    "violations": _violations,
}


def duration_recipe(name: str, metric: Metric, steps: Steps, context: Context) -> Recipe:
    """Return the recipe of a declared duration, in the metric's unit.

    Raises
    ------
    DeclarationError
        If the unit is no unit of time.
    """
    declared = metric.duration
    assert declared is not None  # noqa: S101 -- narrows the type
    unit, second = parse_unit(metric.unit), parse_unit("seconds")
    if not unit.same_dimension(second):
        raise DeclarationError(
            say("a duration is measured in a unit of time, not in '{unit}'.", unit=metric.unit),
            place=context.place,
            fix=say("Write days, hours or minutes."),
        )
    scale = 1_000_000.0 * unit.scale / second.scale
    asked = _Asked(name, steps, metric.by or steps.process.by, context, scale)
    return _between(asked, declared.from_, declared.to, declared.stat)


def _between(asked: _Asked, start: str, end: str, stat: str) -> Recipe:
    """Return the statistic of the times from the first `start` to the first following `end` of each case."""
    steps = asked.steps
    begun = steps.earliest(steps.does(start), BEFORE)
    ends, earlier = steps.first_of(f"({steps.does(end)}) AND {begun} IS NOT NULL", begun)
    return asked.statistic(stat, elapsed_us(str(begun), steps.time), ends, begun, earlier)


def conversion_recipe(name: str, metric: Metric, steps: Steps, context: Context) -> Recipe:
    """Return the recipe of a conversion within the cases of a process.

    Each A whose window has passed counts, dated at the A, and is converted when a later event of its case is a B within
    the window. An A whose window is still open is left out, converted or not, so that the share is not biased.
    """
    declared = metric.conversion
    assert declared is not None  # noqa: S101 -- narrows the type
    first, then = (_step(steps, one, context) for one in (declared.from_, declared.to))
    if metric.filter:
        first = f"({first}) AND ({context.relation.bind(parse_scalar(metric.filter)).sql('duckdb')})"
    following = steps.earliest(then, AFTER)
    within = Span.parse(declared.within)
    known = f"({first}) AND {elapsed_before(steps.time, steps.relation.kind('time'), within, steps.now)}"
    asked = _Asked(name, steps, metric.by or steps.process.by, context)
    return asked.share(no_later_than(str(following), steps.time, within), known, following)


def _step(steps: Steps, written: str, context: Context) -> str:
    """Return the condition that an event is the activity, or meets the condition, that is written."""
    if written in steps.process.activities or written in steps.relation.labels:
        return steps.does(written)
    return context.relation.bind(parse_scalar(written), place=context.place).sql("duckdb")
