"""Findings of metrics: behaviour charts that spoke, and limits of controls that are passed.

Only the unfavourable direction is a finding. A signal counts while it is news: in the newest period, or shortly before
as long as the metric has not come back. The shift is told and priced as it is now: from the most likely period at which
it began, among those that its signals cover, to the newest one. Of an average, the period under way counts too, by as
much as has happened in it: a week that was odd by itself is over by then, a change that lasts is not.

Reference: Pignatiello and Samuel (2001), Estimation of the change point of a normal process mean in SPC applications,
J. Quality Technology 33 (maximum likelihood of one step).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sightline.model.declarations import Metric
from sightline.model.model import Model
from sightline.operations.findings import Finding, amount, owner_of
from sightline.operations.places import in_place
from sightline.operations.pricing import drawn, grain_factor, segment_weight
from sightline.operations.timing import timing_of
from sightline.records.deviations import BehaviourChart, Signal
from sightline.records.history import History, Segment
from sightline.records.so_far import SoFar
from sightline.saying import Said, joined, labelled, phrase, say

__all__ = ["Histories", "Running", "passed", "rule_behind", "spoken"]

Histories = Mapping[tuple[str, tuple[str, ...]], History]
Running = Mapping[tuple[str, Segment], SoFar]
_AVERAGES = ("lead_time", "on_time", "rework", "duration", "waiting")  # of what a process yields
_NEWS = 3  # periods
_RESTS_ON_ONE = phrase("It rests on one period: if that was a single event, the price is too high.")
_STILL = 0.5  # of the shift must be left in the newest value
_Z90 = 1.6448536269514722


def spoken(
    model: Model, charts: Sequence[BehaviourChart], histories: Histories, running: Running | None = None
) -> Iterator[Finding]:
    """Yield a finding for each chart with a signal that is news and unfavourable.

    `running` is what the period under way says; a metric that adds up over time is judged by whole periods alone.
    """
    for chart in charts:
        signal = _news(chart)
        if signal is not None and _worse(model, chart.metric, signal.size):
            segment = tuple(value for _, value in chart.segment)
            now = (running or {}).get((chart.metric, segment)) if _averages(model, chart.metric) else None
            yield _finding(model, chart, signal, histories, now)


def _averages(model: Model, metric: str) -> bool:
    """Return whether a metric is a mean, a median or a share, so that half a week of it is like a week."""
    declared = model.metric(metric)
    if isinstance(declared, Metric):
        return declared.duration is not None or declared.ratio is not None
    return declared.kind in _AVERAGES


def _news(chart: BehaviourChart) -> Signal | None:
    if not chart.signals:
        return None
    signal = chart.signals[0]
    labels = [period.label for period in chart.periods]
    ago = len(labels) - 1 - labels.index(signal.period)
    if ago == 0:
        return signal
    off = (chart.values - chart.centre)[-1]
    still = np.isfinite(off) and off * np.sign(signal.size) >= _STILL * abs(signal.size)
    return signal if ago < _NEWS and still else None


def _worse(model: Model, metric: str, size: float) -> bool:
    return size > 0 if model.metric(metric).better == "lower" else size < 0


@dataclass(frozen=True, slots=True)
class _Shift:
    """A run of signals: the period that it began in, the shift as it is now, and how many periods that rests on."""

    run_since: str
    since: str
    size: float
    low: float
    high: float
    periods: float


def _shift(chart: BehaviourChart, signal: Signal, now: SoFar | None) -> _Shift:
    labels = [period.label for period in chart.periods]
    first = signal
    for older in chart.signals[chart.signals.index(signal) + 1 :]:
        # a CUSUM begins anew after a signal
        if np.sign(older.size) != np.sign(signal.size) or labels.index(older.period) < labels.index(first.since) - 1:
            break
        first = older if labels.index(older.since) < labels.index(first.since) else first
    begin, own = labels.index(first.since), labels.index(signal.since)
    off = (chart.values - chart.centre)[begin:]
    seen = np.isfinite(off)
    many = np.cumsum(seen[::-1])[::-1]
    mean = np.cumsum(np.where(seen, off, 0.0)[::-1])[::-1] / np.maximum(many, 1)
    mean = np.where(seen & (mean * np.sign(signal.size) > 0), mean, 0.0)
    start = int(np.argmax(many * mean**2))
    if mean[start] == 0:
        return _Shift(first.since, signal.since, signal.size, signal.low, signal.high, 1)
    known = int(np.isfinite(chart.values[own : labels.index(signal.period) + 1]).sum())
    periods, size = float(many[start]), float(mean[start])
    if now is not None and np.isfinite(chart.centre[-1]):
        size = (size * periods + (now.value - float(chart.centre[-1])) * now.share) / (periods + now.share)
        size = size if size * signal.size > 0 else 0.0  # it has come back
        periods += now.share
    wider = float(np.sqrt(max(known, 1) / periods))
    low, high = (size + (end - signal.size) * wider for end in (signal.low, signal.high))
    return _Shift(first.since, labels[begin + start], size, low, high, periods)


def _finding(model: Model, chart: BehaviourChart, signal: Signal, histories: Histories, now: SoFar | None) -> Finding:
    metric = model.metric(chart.metric)
    by, segment = tuple(name for name, _ in chart.segment), tuple(value for _, value in chart.segment)
    parts, whole = histories.get((chart.metric, by)), histories.get((chart.metric, ()))
    at = [period.label for period in chart.periods].index(signal.period)
    period, level = chart.periods[at], float(chart.centre[at])
    weight = segment_weight(parts, whole, segment)
    factor = grain_factor(level, (period.end - period.start).days, parts, segment)
    shift = _shift(chart, signal, now)
    name = ("chart", chart.metric, repr(chart.segment), shift.run_since)
    draws = drawn(" ".join(name), shift.size, shift.low, shift.high) * weight * factor
    process, rule = rule_behind(model, chart.metric)
    spread = max((shift.high - shift.low) / (2 * _Z90), 1e-300)
    known = not segment or parts is not None
    counted = say("What {period} says so far is counted.", period=labelled(now.period)) if now is not None else ""
    words = joined(" ", (say(_RESTS_ON_ONE) if shift.periods == 1 else "", counted, chart.words))
    return Finding(
        name, "chart", "signal", model.calendar.instant(model.calendar.parse(shift.since).start),
        _off(in_place(metric.title, chart.segment), shift, metric.unit, above=signal.size > 0),
        chart.metric, draws if known else None, sustained=True, segment=chart.segment, process=process, rule=rule,
        metric=chart.metric, owner=owner_of(model, process, rule, chart.metric),
        probability=float(ndtr(abs(shift.size) / spread)), words=words,
        size=abs(shift.size) / (abs(level) or 1.0), weight=weight,
    )  # fmt: skip


def _off(what: str, shift: _Shift, unit: str, *, above: bool) -> Said:
    """Return where a metric is, with the interval of its shift, where that is on one side of the baseline."""
    size, since = amount(shift.size, unit), labelled(shift.since)
    if shift.low * shift.high <= 0:
        over = phrase("{what} is {size} above its baseline since {since}")
        under = phrase("{what} is {size} below its baseline since {since}")
        return say(over if above else under, what=what, size=size, since=since)
    low, high = (amount(end, unit) for end in sorted((abs(shift.low), abs(shift.high))))
    over = phrase("{what} is {size} above its baseline since {since} (90 %: {low} to {high})")
    under = phrase("{what} is {size} below its baseline since {since} (90 %: {low} to {high})")
    return say(over if above else under, what=what, size=size, since=since, low=low, high=high)


def rule_behind(model: Model, metric: str) -> tuple[str | None, str | None]:
    """Return the process that a metric comes from, and the rule that limits the same stretch of it."""
    declared = model.metric(metric)
    if not isinstance(declared, Metric):
        return declared.process, declared.rule
    between = declared.duration
    if between is None:
        return (declared.conversion.process if declared.conversion is not None else None), None
    for name, rule in model.processes[between.process].rules.items():
        timing = timing_of(rule)
        if timing is not None and (timing.from_, timing.to) == (between.from_, between.to):
            return between.process, name
    return between.process, None


def passed(model: Model, histories: Histories) -> Iterator[Finding]:
    """Yield a finding for each control whose metric is beyond its limit in the newest whole period."""
    for name, control in model.controls.items():
        history = histories.get((control.metric or "", ()))
        if control.metric is None or history is None:
            continue
        known = np.flatnonzero(np.isfinite(history.total))
        if not known.size:
            continue
        limits = [
            (limit, sign) for limit, sign in ((control.at_most, 1.0), (control.at_least, -1.0)) if limit is not None
        ]
        for limit, sign in limits:
            off = (history.total[known] - limit) * sign
            if off[-1] > 0:
                first = known[-1] if (off > 0).all() and len(off) == 1 else known[_last_run(off > 0)]
                yield _beyond(model, name, history, int(first), float(limit), sign * float(off[-1]))


def _last_run(beyond: np.ndarray) -> int:
    """Return where the last run of true ones begins."""
    inside = np.flatnonzero(~beyond)
    return int(inside[-1]) + 1 if inside.size else 0


def _beyond(model: Model, name: str, history: History, first: int, limit: float, off: float) -> Finding:
    control, metric = model.controls[name], model.metric(history.metric)
    process, rule = rule_behind(model, history.metric)
    since = history.periods[first]
    text = phrase("{metric} is {size} above the limit of '{control}'")
    under = phrase("{metric} is {size} below the limit of '{control}'")
    said = say(
        text if off > 0 else under, metric=metric.title, size=amount(off, metric.unit), control=control.title or name
    )
    return Finding(
        ("control", name, since.label), "control", "beyond", model.calendar.instant(since.start), said,
        history.metric, np.full(1000, off), sustained=True, process=process, rule=rule, metric=history.metric,
        owner=control.owner or owner_of(model, process, rule, history.metric),
        size=abs(off) / (abs(limit) or 1.0),
    )  # fmt: skip
