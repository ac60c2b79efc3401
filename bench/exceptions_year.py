"""Exceptions raised over the planted year, beside plain thresholds on the same rules and limits.

The example is read every Sunday from November 2025 to October 2026, each time with nothing that came later, and its
deviations are handed to the exceptions' own state machine. Beside it stand plain alarms over the same year: every case
that violates a rule, every month in which a control's limit is passed, every period in which a behaviour chart lies
beyond its limit to the worse. They are counted one by one, once per rule and day, and once per rule, region and week.

A second world without the planted slowdown says how many exceptions come when nothing was planted. `--keep` (as a
program of its own) writes both worlds beside the tests, which run them again.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from tests.operations.exceptions.year import SLOW_FROM, WEEK_LATER, Alarm, Year, counts, keep, raised, standing

from sightline.example import make_example
from sightline.example.planted import Planted
from sightline.operations.outcomes import case_outcomes
from sightline.operations.timelines import attribute_columns, timelines
from sightline.periods import Grain
from sightline.reading import Reading, read
from sightline.reading.operating import OperatingProcess, operating_process
from sightline.records import histories
from sightline.records.deviations import BehaviourChart
from sightline.workspace import Workspace

FIRST, LAST = date(2025, 11, 2), date(2026, 10, 31)
PROMISE = 0.2
SLOW = "order_to_cash.check_in_time@region=North"


def run(*, quick: bool) -> list[dict[str, object]]:
    started = time.perf_counter()
    planted, without = lived_through(sundays(quick=quick))
    seconds = time.perf_counter() - started
    rows = [row for name, year in (("planted", planted), ("nothing planted", without)) for row in _rows(name, year)]
    only = [at for (at, here), (_, there) in zip(standing(planted), standing(without), strict=True)
            if SLOW in here and SLOW not in there and at.date() >= SLOW_FROM]  # fmt: skip
    note = f"stands from {only[0].date()} on, {(only[0].date() - SLOW_FROM).days} days after it began; not without it"
    return [*rows, {"name": "the slow credit check in the North", "seconds": seconds, "note": note}]


def _rows(name: str, year: Year) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for closing in (None, "acted"):
        mine = raised(year, closing=closing)
        reasons = ", ".join(f"{sum(one.why == why for one in mine)} by {why}" for why in ("control", "price", "signal"))
        for how, many in counts(year.alarms).items():
            ratio = len(mine) / many
            rows.append({
                "name": f"{name}, {'each acted upon when due' if closing else 'nobody acts'}, alarms {how}",
                "seconds": 0.0, "value": ratio, "limit": PROMISE,
                "note": f"{len(mine)} exceptions ({reasons}), {many} plain alarms",
            })  # fmt: skip
    return rows


def sundays(*, quick: bool = False) -> list[date]:
    """Return the days of the readings; every fourth where it is quick."""
    weeks = [FIRST + timedelta(weeks=number) for number in range(0, 52, 4 if quick else 1)]
    return [*weeks, LAST]


def lived_through(days: Sequence[date]) -> tuple[Year, Year]:
    """Return the year of the planted world, and of the same world without the slowdown."""
    planted = Planted()
    steady = replace(planted.slowdown, after_days=planted.slowdown.before_days)
    return lived(planted, days), lived(replace(planted, slowdown=steady), days)


def lived(planted: Planted, days: Sequence[date]) -> Year:
    """Return what a world's year shows."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = make_example(Path(scratch) / "example", planted=planted)
        looks = []
        for day in days:
            with read(Workspace.find(folder), as_of=day) as reading:
                looks.append((reading.as_of, reading.deviations()))
                if day == days[-1]:
                    alarms = (*cases(reading), *limits(reading), *chart_limits(reading))
                model = reading.model
        return Year(model, tuple(looks), alarms)


# --- plain thresholds -----------------------------------------------------------------------------------------------


def cases(reading: Reading) -> Iterable[Alarm]:
    """Yield an alarm for each case that violated a rule in the year."""
    for name, process in reading.model.processes.items():
        found = operating_process(reading, name)
        places = places_of(found)
        outcomes = case_outcomes(found.steps, process.rules, found.ask, outcome=("violated",))
        for rule, case, at in zip(*(outcomes.column(one).to_pylist() for one in ("rule", "case", "at")), strict=True):
            if at is not None and in_year(at):
                yield f"{name}.{rule}", places.get(case, ""), at


def places_of(process: OperatingProcess) -> Mapping[str, str]:
    """Return the region of each case."""
    columns = {name: one for name, one in attribute_columns(process.steps, ()).items() if name == "region"}
    lines = timelines(process.steps, process.ask, columns=columns)
    return dict(zip(map(str, lines.cases), map(str, lines.attributes["region"]), strict=True))


def limits(reading: Reading) -> Iterable[Alarm]:
    """Yield an alarm for each month in which a control's limit or tolerance is passed."""
    for name, control in reading.model.controls.items():
        metric = control.metric or f"{control.enforces}.violations"
        most = control.at_most if control.metric is not None else control.tolerates
        for period, value in monthly(reading, metric):
            over = most is not None and value > most
            under = control.at_least is not None and value < control.at_least
            if over or under:
                yield f"control {name}", "", period


def monthly(reading: Reading, metric: str) -> Iterable[tuple[datetime, float]]:
    """Yield the value of each month of the year, at its end."""
    calendar = reading.model.calendar
    past = histories(reading.measure([metric]), calendar, reading.last_day).get(metric)
    for period, value in zip(past.periods, past.total, strict=True) if past is not None else ():
        moment = calendar.instant(period.end)
        if in_year(moment) and np.isfinite(value):
            yield moment, float(value)


def chart_limits(reading: Reading) -> Iterable[Alarm]:
    """Yield an alarm for each period in which a chart lies beyond its limit to the worse; weekly where it can be."""
    kept: dict[object, BehaviourChart] = {}
    for one in (*reading.charts(Grain.WEEK), *reading.charts()):
        if one.periods and np.isfinite(one.upper).any():
            kept.setdefault((one.metric, one.segment), one)
    for chart in kept.values():
        higher = reading.model.metric(chart.metric).better == "higher"
        beyond = chart.values < chart.lower if higher else chart.values > chart.upper
        for at in np.flatnonzero(beyond):
            moment = reading.model.calendar.instant(chart.periods[at].end)
            if in_year(moment):
                yield f"chart {chart.metric}", ",".join(value for _, value in chart.segment), moment


def in_year(at: datetime) -> bool:
    return datetime(2025, 11, 1, tzinfo=UTC) <= at < datetime(2026, 11, 2, tzinfo=UTC)


if __name__ == "__main__" and "--keep" in sys.argv:
    both = lived_through(sorted([*sundays(), WEEK_LATER]))
    keep(dict(zip(("planted", "nothing planted"), both, strict=True)))
