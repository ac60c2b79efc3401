"""Controls of a reading: judged by values that are measured anyway, with the cases of the rules they are bound to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import SightlineError
from sightline.operations.controls import Days, counted_by, days_of, enforced, judged
from sightline.operations.outcomes import case_outcomes, rule_drift, sound
from sightline.periods import Period
from sightline.reading.operating import operating_process
from sightline.records.controls import ControlResult

if TYPE_CHECKING:
    from sightline.reading.measuring import Measuring

__all__ = ["controls"]

PERIODS = 12  # shown where nothing is asked, and looked at before the first one to say since when it fails


def controls(base: Measuring, since: str | None, until: str | None) -> tuple[ControlResult, ...]:
    """Return each control in each period; see `Reading.controls`."""
    model = base.model
    if not model.controls:
        return ()
    asked = _periods(base, since, until)
    periods = [*_before(base, asked[0]), *asked] if asked else []
    if not periods:
        return ()
    metrics = tuple(dict.fromkeys(counted_by(one) for one in model.controls.values()))
    values = base.measure(metrics, since=periods[0].label, until=periods[-1].label)
    rules = _Rules()
    for process, names in enforced(model).items():
        try:
            _add(base, process, names, periods, rules)
        except SightlineError:  # its values are missing too, and `problems` says why
            continue
    days = Days(base.last_day, base.now.whole)
    found = judged(
        model, values, periods, days, broken=rules.broken, settled=rules.settled, pending=rules.pending
    )  # fmt: skip
    shown = {one.label for one in asked}
    return tuple(one for one in found if one.period.label in shown)


@dataclass
class _Rules:
    """What became of rules: the days and cases of violations, cases settled in a period, cases open now."""

    broken: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    settled: dict[tuple[str, str], int] = field(default_factory=dict)
    pending: dict[str, int] = field(default_factory=dict)


def _add(base: Measuring, process: str, names: Sequence[str], periods: Sequence[Period], rules: _Rules) -> None:
    calendar = base.model.calendar
    found = operating_process(base, process)
    declared, _ = sound(found.steps, {name: base.model.processes[process].rules[name] for name in names})
    outcomes = case_outcomes(found.steps, declared, found.ask)
    first = pa.scalar(calendar.instant(periods[0].start), outcomes.schema.field("at").type)
    for name in declared:
        mine = outcomes.filter(pc.equal(outcomes.column("rule"), name))
        violated = mine.filter(pc.equal(mine.column("outcome"), "violated"))
        rules.pending[f"{process}.{name}"] = mine.num_rows - violated.num_rows
        late = violated.filter(pc.greater_equal(violated.column("at"), first))
        rules.broken[f"{process}.{name}"] = days_of(late, calendar.timezone)
    for one in rule_drift(found.steps, declared, found.ask, calendar):
        rules.settled[f"{process}.{one.rule}", one.period] = one.settled


def _periods(base: Measuring, since: str | None, until: str | None) -> list[Period]:
    calendar = base.model.calendar
    last = calendar.parse(until) if until else calendar.period_of(base.last_day)
    if since:
        return calendar.between(calendar.parse(since), last)
    return [*_before(base, last, PERIODS - 1), last]


def _before(base: Measuring, period: Period, many: int = PERIODS) -> list[Period]:
    """Return the periods before one, the oldest first."""
    found: list[Period] = []
    for _ in range(many):
        period = base.model.calendar.period_of(period.start - timedelta(days=1), period.grain)
        found.append(period)
    return found[::-1]
