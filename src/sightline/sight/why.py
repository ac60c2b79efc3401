"""Why a metric changed between two periods: ranked contributions that add up to the change, without remainder.

The change is pushed down through formulas, windows and effects to everything that the metric rests on; each metric
keeps what its own drivers do not explain, and that is cut by segment, rate and mix apart. What the explained metric
itself keeps is the residual. Contributions say how much came from where; they do not prove a cause.

An effect counts with the mean of its draws, so that contributions add up; intervals are those of the draws. An effect
of which the data cannot say whether it is there counts only where more than half of its draws are on one side of zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sightline.errors import EstimateError
from sightline.model.declarations import Metric
from sightline.model.model import Model
from sightline.periods import Period
from sightline.records import ChangePart, EffectRecord, History, Why
from sightline.saying import labelled, listed, say
from sightline.sight import why_words as words
from sightline.sight.graph import metric_graph
from sightline.sight.why_accounts import Question
from sightline.sight.why_asked import DimensionsOf, check_dimension, drivers_of, histories_of, shown, upstream
from sightline.sight.why_ledger import Ledger
from sightline.sight.why_parts import blocks_of, bounds, parts_of, residual_of
from sightline.sight.why_pasts import laid_out
from sightline.sight.why_sweep import sweep

__all__ = ["asked_for", "explain"]

Ask = tuple[str, tuple[str, ...]]
DRAWS = 1000


def asked_for(
    model: Model, metric: str, *, by: str | None = None, dimensions_of: DimensionsOf
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (metric, dimensions) of every history that `explain` needs.

    Parameters
    ----------
    model : Model
        What is declared.
    metric : str
        The metric to explain.
    by : str, optional
        The dimension to cut by; left out, the first that each metric has.
    dimensions_of : callable
        Gives the dimensions of a metric.

    Raises
    ------
    UnknownNameError
        If there is no such metric, or no metric that it rests on has the dimension.
    """
    return histories_of(model, metric, by=by, dimensions_of=dimensions_of)


def explain(
    model: Model,
    metric: str,
    from_: Period,
    to: Period,
    histories: Mapping[Ask, History],
    effects: Sequence[EffectRecord],
    *,
    by: str | None = None,
    dimensions_of: DimensionsOf,
) -> Why:
    """Explain the change of a metric between two periods.

    Parameters
    ----------
    model : Model
        What is declared.
    metric : str
        The metric to explain.
    from_, to : Period
        Of the histories' grain.
    histories : mapping of (metric, dimensions) to History
        Those that `asked_for` names; without one its metric is not explained further, or not cut.
    effects : sequence of EffectRecord
        Estimated and assumed ones; exact ones follow from the formulas.
    by : str, optional
        The dimension to cut by; left out, the first that each metric has.
    dimensions_of : callable
        Gives the dimensions of a metric.

    Returns
    -------
    Why
        In the unit of the metric. The residual is one of the parts where there is one: first where it is over half
        of the change, else last.

    Raises
    ------
    UnknownNameError
        If there is no such metric, or no metric that it rests on has the dimension.
    EstimateError
        If the metric has no value in one of the periods.
    DeclarationError
        If metrics move each other within one period.
    """
    counting = _counting(model, effects)
    upwards = upstream(model, metric, drivers_of((one.driver, one.on) for one in counting))
    check_dimension(by, upstream(model, metric, drivers_of((one.driver, one.on) for one in effects)), dimensions_of)
    before, after = (_value(histories.get((metric, ())), metric, period) for period in (from_, to))
    pasts = laid_out(model, histories, upwards, from_.grain, lambda name: shown(name, by, dimensions_of))
    graph = metric_graph(model, counting, {}, also=(metric,), draws=DRAWS)
    ledger = sweep(graph, pasts, metric, pasts.axis.index(from_), pasts.axis.index(to))
    question = Question(
        model,
        metric,
        after - before,
        max(abs(before), abs(after)),
        from_.grain.value,
        {(one.driver, one.on): one for one in counting},
    )
    return _told(question, ledger, (from_, to), (before, after), _silent(model, upwards, effects, counting))


def _told(
    question: Question,
    ledger: Ledger,
    periods: tuple[Period, Period],
    values: tuple[float, float],
    silent: Sequence[tuple[str, str]],
) -> Why:
    explained = _itself(question.model, question.metric)
    left = residual_of(ledger.accounts, explained)
    parts = parts_of(question, blocks_of(ledger.accounts, explained), ledger.journeys)
    residual = float(left.mean())
    if abs(residual) <= 1e-12 * max(question.size, *(abs(part.contribution) for part in parts), 0.0):
        residual = 0.0
    else:
        low, high = bounds(left, residual)
        share = question.share(residual)
        part = ChangePart(
            question.metric,
            None,
            None,
            "residual",
            residual,
            low,
            high,
            share,
            words=words.residual(question, residual),
        )
        parts = [part, *parts] if abs(share or 0.0) > words.HALF else [*parts, part]
    labels = periods[0].label, periods[1].label
    return Why(
        question.metric,
        question.model.metric(question.metric).unit,
        *labels,
        *values,
        question.total,
        residual,
        tuple(parts),
        words.answer(question, labels, values[0], residual, parts),
        words.notes(
            question.model,
            before_data=sorted(ledger.unknown),
            uncut=sorted(ledger.uncut),
            unsplit=sorted(ledger.unsplit),
            silent=silent,
        ),
    )


def _itself(model: Model, metric: str) -> list[str]:
    """Return a metric and, where it sums another over time, that one: their own change explains nothing."""
    found = [metric]
    while isinstance(declared := model.metric(found[-1]), Metric) and declared.cumulative is not None:
        found.append(declared.cumulative.of)
    return found


def _counting(model: Model, effects: Sequence[EffectRecord]) -> list[EffectRecord]:
    """Return the effects that contribute, those on formulas and cumulative metrics aside: these are arithmetic."""
    return [one for one in effects if one.kind != "exact" and _is_measured(model, one.on) and _moves(one)]


def _is_measured(model: Model, name: str) -> bool:
    declared = model.metric(name)
    return not (isinstance(declared, Metric) and (declared.formula is not None or declared.cumulative is not None))


def _moves(effect: EffectRecord) -> bool:
    if effect.draws is None or not len(effect.draws):
        return bool(effect.per_unit) and np.isfinite(effect.per_unit or np.nan)
    total = np.nan_to_num(effect.draws).sum(axis=1)
    return bool(np.median(total) != 0 if effect.support == "cannot_say" else total.any())


def _silent(
    model: Model, upwards: Mapping[str, object], effects: Sequence[EffectRecord], counting: Sequence[EffectRecord]
) -> list[tuple[str, str]]:
    known = {(one.driver, one.on) for one in counting}
    return sorted(
        (one.driver, one.on)
        for one in effects
        if one.kind != "exact"
        and one.on in upwards
        and (one.driver, one.on) not in known
        and _is_measured(model, one.on)
    )


def _value(history: History | None, metric: str, period: Period) -> float:
    """Return the value in one period.

    Raises
    ------
    EstimateError
        If there is none; names the nearest periods that have one.
    """
    known = (
        []
        if history is None
        else [one for one, value in zip(history.periods, history.total, strict=True) if np.isfinite(value)]
    )
    if history is not None and period in known:
        return float(history.total[history.periods.index(period)])
    cause = say("{metric} has no value in {period}.", metric=metric, period=labelled(period.label))
    if not known:
        raise EstimateError(cause, place=metric, fix=say("It has no values at all: see what could not be measured."))
    near = [
        *[one for one in known if one.start < period.start][-1:],
        *[one for one in known if one.start > period.start][:1],
    ]
    labels = listed([labelled(one.label) for one in near])
    raise EstimateError(cause, place=metric, fix=say("The nearest periods with values: {periods}.", periods=labels))
