"""Controls: governance that asks the same figures as everybody else.

A control on a rule counts the values of the rule's own metric, `process.rule.violations`; a control with limits looks
at the values of its metric. It has no query of its own, so it cannot disagree with the progress that people watch.

It passes where what it counts is within its tolerance; it is not tested where there are no data, or the rule was
settled in no case. A period that is under way can fail already; a pass is one so far, and what still adds up to a floor
is not held against it yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from sightline.model.declarations import Control, Metric
from sightline.model.model import Model
from sightline.operations.definitions import definition
from sightline.operations.findings import owner_of
from sightline.periods import Period
from sightline.records.controls import ControlOutcome, ControlResult
from sightline.records.values import Values
from sightline.saying import Said, joined, phrase, say, say_many
from sightline.units import format_value

__all__ = ["EVIDENCE", "Days", "counted_by", "days_of", "enforced", "judged"]

EVIDENCE = 20
NO_DATA = phrase("There are no data for this period.")
NO_CASE = phrase("The rule was settled in no case of this period.")
UNDER_WAY = phrase("The period is under way, and what counts still adds up.")
_ADDS_UP = re.compile(r"\b(sum|count)\s*\(", re.IGNORECASE)
Broken = Mapping[str, Sequence[tuple[date, str]]]


@dataclass(frozen=True, slots=True)
class _Value:
    value: float | None
    fresh_at: datetime | None


def counted_by(control: Control) -> str:
    """Return the metric that a control looks at."""
    return f"{control.enforces}.violations" if control.enforces else str(control.metric)


def enforced(model: Model) -> dict[str, list[str]]:
    """Return the rules that controls are bound to: process to rules."""
    found: dict[str, list[str]] = {}
    for control in model.controls.values():
        if control.enforces:
            process, _, rule = control.enforces.partition(".")
            if rule not in found.setdefault(process, []):
                found[process].append(rule)
    return found


@dataclass(frozen=True, slots=True)
class Days:
    """The last local day that counts, and the first that does not count as a whole."""

    last: date
    whole: date


def judged(
    model: Model, values: Values, periods: Sequence[Period], days: Days, *, broken: Broken,
    settled: Mapping[tuple[str, str], int], pending: Mapping[str, int],
) -> tuple[ControlResult, ...]:  # fmt: skip
    """Return each control in each period, in the order of the model, the oldest period first.

    Parameters
    ----------
    model : Model
        What is declared.
    values : Values
        Of what `counted_by` names; without dimensions.
    periods : sequence of Period
        Which.
    days : Days
        How far the data are taken.
    broken : mapping of str to sequence of (date, str)
        Rule (`process.rule`) to the days and cases of its violations, the newest first.
    settled : mapping of (str, str) to int
        Rule and label of a period to the cases in which it was satisfied or violated then.
    pending : mapping of str to int
        Rule to the cases in which it is still open.
    """
    known = {
        (row["metric"], row["period"]): _Value(row["value"], row["fresh_at"]) for row in values.rows()
    }  # fmt: skip
    found: list[ControlResult] = []
    for name, control in model.controls.items():
        results = (_judge(model, name, control, period, known, settled, days) for period in periods)
        found += _told(control, _since(results), broken, pending, days)
    return tuple(found)


def _judge(
    model: Model, name: str, control: Control, period: Period, known: Mapping[tuple[str, str], _Value],
    settled: Mapping[tuple[str, str], int], days: Days,
) -> ControlResult:  # fmt: skip
    metric = counted_by(control)
    measured = known.get((metric, period.label), _Value(None, None))
    cases = settled.get((control.enforces, period.label), 0) if control.enforces else None
    so_far = period.end > days.whole
    outcome, words = _outcome(model, control, measured.value, cases, so_far=so_far)
    review = None if control.review is None else date.fromisoformat(str(control.review))
    process, _, rule = (control.enforces or "").partition(".")
    return ControlResult(
        control=name, title=control.title or name.replace("_", " ").capitalize(), requirement=_required(model, control),
        owner=control.owner or owner_of(model, process or None, rule or None, control.metric),
        enforces=control.enforces, metric=metric, unit="count" if control.enforces else model.metric(metric).unit,
        period=period, so_far=so_far, outcome=outcome, value=measured.value,
        tolerates=(control.tolerates or 0) if control.enforces else None, at_most=_number(control.at_most),
        at_least=_number(control.at_least), cases=cases, pending=None, evidence=(), failing_since=None, review=review,
        overdue=review is not None and review < days.last, fresh_at=measured.fresh_at, words=words,
    )  # fmt: skip


def _outcome(
    model: Model, control: Control, value: float | None, cases: int | None, *, so_far: bool
) -> tuple[ControlOutcome, str]:
    if value is None:
        return "not_tested", say(NO_DATA)
    if control.enforces:
        if value > (control.tolerates or 0):
            return "fail", ""
        return ("pass", "") if value or cases else ("not_tested", say(NO_CASE))
    if control.at_most is not None and value > control.at_most:
        return "fail", ""
    if control.at_least is not None and value < control.at_least:
        return ("not_tested", say(UNDER_WAY)) if so_far and _adds_up(model, counted_by(control)) else ("fail", "")
    return "pass", ""


def _adds_up(model: Model, metric: str) -> bool:
    """Return whether a metric grows as its period goes on."""
    declared = model.metric(metric)
    if not isinstance(declared, Metric):
        return declared.kind in ("cases", "count", "violations")
    if declared.measure is not None:
        return _ADDS_UP.search(str(declared.measure)) is not None
    return declared.formula is not None and declared.unit != "share"


def _required(model: Model, control: Control) -> str:
    """Return what a control asks for, in words."""
    if control.enforces:
        process, _, rule = control.enforces.partition(".")
        declared = model.processes[process]
        return joined(" ", [definition(declared.rules[rule], declared), _accepted(control.tolerates or 0)])
    measured = model.metric(counted_by(control))
    low, high = (
        "" if limit is None else format_value(float(limit), measured.unit)
        for limit in (control.at_least, control.at_most)
    )
    if not high:
        return say("{metric} is at least {low}.", metric=measured.title, low=low)
    if not low:
        return say("{metric} is at most {high}.", metric=measured.title, high=high)
    return say("{metric} is at least {low} and at most {high}.", metric=measured.title, low=low, high=high)


def _accepted(violations: int) -> Said:
    if not violations:
        return say("No violation is accepted.")
    return say_many(
        "{count:,} violation a period is accepted.", "{count:,} violations a period are accepted.", violations
    )


def _since(results: Iterable[ControlResult]) -> list[ControlResult]:
    """Return the results of one control with the period since which it fails."""
    found: list[ControlResult] = []
    since: str | None = None
    for one in results:
        if one.outcome == "fail":
            since = since or one.period.label
        elif one.outcome == "pass":
            since = None
        found.append(replace(one, failing_since=since if one.outcome == "fail" else None))
    return found


def _told(
    control: Control, results: Sequence[ControlResult], broken: Broken, pending: Mapping[str, int], days: Days
) -> list[ControlResult]:
    """Return results with the cases that show them, and what is still open now."""
    if not control.enforces or not results:
        return list(results)
    cases = broken.get(control.enforces, ())
    told = [
        replace(one, evidence=tuple(case for day, case in cases if one.period.start <= day < one.period.end)[:EVIDENCE])
        for one in results
    ]
    return [
        replace(one, pending=pending.get(control.enforces)) if one.period.start <= days.last < one.period.end else one
        for one in told
    ]


def _number(limit: float | None) -> float | None:
    return None if limit is None else float(limit)


def days_of(table: pa.Table, zone: str) -> list[tuple[date, str]]:
    """Return the local day and the case of each row of a table of outcomes, in its order."""
    moments = pc.local_timestamp(table.column("at").cast(pa.timestamp("us", tz=zone))).cast(pa.date32())
    return list(zip(moments.to_pylist(), table.column("case").to_pylist(), strict=True))
