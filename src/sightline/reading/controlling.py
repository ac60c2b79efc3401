"""Controls of a reading: judged by values that are measured anyway, with the cases of the rules they are bound to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from sightline.errors import SightlineError
from sightline.operations.controls import counted_by, days_of, enforced, judged
from sightline.operations.outcomes import case_outcomes
from sightline.periods import Period
from sightline.reading.operating import operating_process
from sightline.records.controls import ControlResult

if TYPE_CHECKING:
    from sightline.reading.measuring import Measuring

__all__ = ["controls"]

PERIODS = 12


def controls(base: Measuring, since: str | None, until: str | None) -> tuple[ControlResult, ...]:
    """Return each control in each period; see `Reading.controls`."""
    model = base.model
    if not model.controls:
        return ()
    periods = _periods(base, since, until)
    rules = enforced(model)
    metrics = [counted_by(one) for one in model.controls.values()] + [f"{process}.cases" for process in rules]
    values = base.measure(tuple(dict.fromkeys(metrics)), since=periods[0].label, until=periods[-1].label)
    broken: dict[str, list[tuple[date, str]]] = {}
    pending: dict[str, int] = {}
    for process, names in rules.items():
        try:
            found = operating_process(base, process)
            declared = {name: model.processes[process].rules[name] for name in names}
            outcomes = case_outcomes(found.steps, declared, found.ask)
        except SightlineError:  # its values are missing too, and `problems` says why
            continue
        for name in names:
            mine = outcomes.filter(pc.equal(outcomes.column("rule"), name))
            violated = mine.filter(pc.equal(mine.column("outcome"), "violated"))
            broken[f"{process}.{name}"] = days_of(violated, model.calendar.timezone)
            pending[f"{process}.{name}"] = mine.num_rows - violated.num_rows
    return judged(model, values, periods, base.now.whole, broken=broken, pending=pending)


def _periods(base: Measuring, since: str | None, until: str | None) -> list[Period]:
    calendar = base.model.calendar
    last = calendar.parse(until) if until else calendar.period_of(base.last_day)
    if since:
        return calendar.between(calendar.parse(since), last)
    first = last
    for _ in range(PERIODS - 1):
        first = calendar.period_of(date.fromordinal(first.start.toordinal() - 1), first.grain)
    return calendar.between(first, last)
