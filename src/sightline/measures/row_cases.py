"""Cases out of a table: one row each, with what a metric says of that row, who did it, and what kind of case it was.

Only a metric that is the mean of something over rows, or the share of rows with something, says anything of one row.
What is asked for is about persons, so no answer is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from sightline.engines import portable
from sightline.errors import EstimateError, SightlineError
from sightline.events.instants import in_utc
from sightline.events.moments import Now
from sightline.events.relations import Relation, named, quoted
from sightline.measures.kinds import Context, dimensions_of
from sightline.model.declarations import Metric, Source
from sightline.model.expressions import parse_aggregate, parse_scalar
from sightline.records.cases import TOUCHES, Cases, Scale
from sightline.saying import phrase, say
from sightline.units import parse_unit

__all__ = ["row_cases", "says_of_rows", "scale_of"]

Ask = Callable[[exp.Select], pa.Table]
_FIX = phrase(
    "Evidence needs a mean over rows, or a share of rows: ratio: {{of: sum(X), to: count(*)}}, measure: avg(X), or "
    "ratio: {{of: count(*) filter (where X), to: count(*)}}."
)
_SKEWED = 1.0


@dataclass(frozen=True, slots=True)
class _OfRow:
    """What a metric says of one row, which rows it says something of, and whether it is yes or no."""

    value: exp.Expr
    condition: exp.Expr | None
    share: bool


def row_cases(name: str, metric: Metric, source: Source, relation: Relation, now: Now, ask: Ask) -> Cases:
    """Return the cases of a metric that a table measures.

    Parameters
    ----------
    name : str
        The metric.
    metric, source : Metric, Source
        As declared.
    relation : Relation
        The table.
    now : Now
        The moment of the reading; later rows do not count.
    ask : callable
        Answers one SELECT.

    Raises
    ------
    EstimateError
        If the metric says nothing of one row.
    SourceError
        If the table lacks a column.
    SightlineError
        If nothing says who did what.
    """
    place = say("metric '{name}'", name=name)
    context = Context(relation, now, place)
    said = _of_row(metric, context)
    performer = "performer" if relation.log else source.performer
    if performer is None:
        cause = say("nothing says whose work a row of '{source}' is.", source=relation.source)
        fix = phrase("Add performer: COLUMN (and case: COLUMN) to the source '{source}'.")
        raise SightlineError(cause, place=place, fix=say(fix, source=relation.source))
    columns = {"performer": relation.name(performer, place=place), "at": relation.name(metric.time or "time")}
    case = "case" if relation.log else source.case
    if case is not None:
        columns["case"] = relation.name(case, place=place)
    by = dimensions_of(metric.by, context)
    select = _select(relation, said, columns, by, now)
    return _cases(name, metric, ask(select), said, tuple(by), now, select)


def scale_of(values: np.ndarray, unit: str, *, share: bool = False) -> Scale:
    """Return how values are compared: times and skewed positive amounts by ratios."""
    if share:
        return "share"
    known = values[np.isfinite(values)]
    if parse_unit(unit).same_dimension(parse_unit("hours")):
        return "log"
    if not len(known) or known.min() <= 0:
        return "plain"
    return "log" if abs(_skewness(np.log(known))) < _skewness(known) > _SKEWED else "plain"


def _skewness(values: np.ndarray) -> float:
    spread = float(values.std())
    return float(((values - values.mean()) ** 3).mean()) / spread**3 if spread > 0 else 0.0


def says_of_rows(metric: Metric) -> bool:
    """Return whether a metric says something of one row, by its declaration alone."""
    return _declared(metric) is not None


def _declared(metric: Metric) -> _OfRow | None:
    if metric.ratio is not None:
        return _ratio(*(parse_aggregate(one) for one in (metric.ratio.of, metric.ratio.to)))
    if metric.measure is not None:
        aggregate, only = _split(parse_aggregate(metric.measure))
        if isinstance(aggregate, exp.Avg | exp.Median):
            return _OfRow(aggregate.this, only, share=False)
    return None


def _of_row(metric: Metric, context: Context) -> _OfRow:
    condition = context.relation.bind(parse_scalar(metric.filter), place=context.place) if metric.filter else None
    found = _declared(metric)
    if found is None:
        raise EstimateError(say("the metric says nothing of one row."), place=context.place, fix=say(_FIX))
    for one in (found.value, found.condition):
        if one is not None:
            context.relation.bind(one, place=context.place)
    whole = [one for one in (condition, found.condition) if one is not None]
    return _OfRow(found.value, exp.and_(*whole) if whole else None, found.share)


def _ratio(of: exp.Expr, to: exp.Expr) -> _OfRow | None:
    counted, among = _split(to)
    if not isinstance(counted, exp.Count) or not isinstance(counted.this, exp.Star):
        return None
    above, only = _split(of)
    if isinstance(above, exp.Sum) and only == among:
        return _OfRow(above.this, among, share=False)
    if isinstance(above, exp.CountIf):
        above, only = exp.Count(this=exp.Star()), above.this
    if isinstance(above, exp.Count) and isinstance(above.this, exp.Star) and only is not None:
        flag = exp.Case(ifs=[exp.If(this=only, true=exp.Literal.number(1))], default=exp.Literal.number(0))
        return _OfRow(flag, among, share=True)
    return None


def _split(aggregate: exp.Expr) -> tuple[exp.Expr, exp.Expr | None]:
    """Return an aggregate and the condition of its filter."""
    inner = aggregate.this if isinstance(aggregate, exp.Paren) else aggregate
    return (inner.this, inner.expression.this) if isinstance(inner, exp.Filter) else (inner, None)


def _select(
    relation: Relation, said: _OfRow, columns: dict[str, str], by: Mapping[str, str], now: Now
) -> exp.Select:  # fmt: skip
    """Return the query; attributes are called `by NAME`, so that none is taken for another column."""

    def column(name: str) -> exp.Column:
        return quoted(relation.physical.get(name, name))

    def physical(one: exp.Expr) -> exp.Expr:
        for each in one.find_all(exp.Column):
            each.set("this", exp.to_identifier(relation.physical.get(each.name, each.name), quoted=True))
        return one

    chosen = [exp.alias_(exp.cast(physical(said.value), "double"), "value", quoted=True)]
    chosen += [exp.alias_(column(one), name, quoted=True) for name, one in columns.items()]
    chosen += [exp.alias_(column(one), f"by {name}", quoted=True) for name, one in by.items()]
    at = columns["at"]
    end = {"timestamptz": now.instant, "date": now.end}.get(relation.kind(at), now.local)
    before = exp.LT(this=column(at), expression=portable.literal(end))
    select = exp.select(*chosen).from_(named(relation.source)).where(before)
    return select if said.condition is None else select.where(physical(exp.paren(said.condition)))


def _cases(
    name: str, metric: Metric, found: pa.Table, said: _OfRow, by: tuple[str, ...], now: Now, select: exp.Select
) -> Cases:
    value = found.column("value").cast(pa.float64())
    there = pc.and_(pc.is_valid(value), pc.is_finite(value))
    left_out = found.num_rows - int(pc.sum(pc.fill_null(there, fill_value=False)).as_py() or 0)
    found = found.filter(there)
    rows = found.num_rows
    words = ""
    if "case" in found.column_names:
        case = found.column("case").cast(pa.string())
    else:
        case = pa.array([f"row {one}" for one in range(1, rows + 1)], pa.string())
        words = say("Rows have no id: add case: COLUMN to the source, so that each number leads to its cases.")
    table = pa.table(
        {
            "case": case,
            "at": in_utc(found.column("at"), now.calendar),
            "value": found.column("value").cast(pa.float64()),
            **{one: found.column(f"by {one}") for one in by},
        }
    )
    person = found.column("performer").cast(pa.string())
    nothing = pa.nulls(rows, pa.float64())
    touches = pa.table(
        [pa.array(np.arange(rows)), person, pa.nulls(rows, pa.string()), nothing, nothing], schema=TOUCHES
    ).filter(pc.is_valid(person))  # fmt: skip
    scale = scale_of(table.column("value").to_numpy(), metric.unit, share=said.share)
    return Cases(
        name, metric.title, metric.unit, metric.better, scale, table, by, touches, left_out,
        sql=select.sql("duckdb"), words=words,
    )  # fmt: skip
