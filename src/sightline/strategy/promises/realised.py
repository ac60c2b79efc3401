"""What came of a promise: the change of a metric against what would have been without the initiative.

Where it was delivered in some segments only, the others show what would have been: the step in the difference of the
two (difference in differences). Where it was delivered everywhere, the metric's own past has to do: the step in the
series beside its trend and season (interrupted series), which anything else that happened then would show, too.

References: J. L. Bernal, S. Cummins, A. Gasparrini (2017), Interrupted Time Series Regression for the Evaluation of
Public Health Interventions, International Journal of Epidemiology 46(1); J. D. Angrist, J.-S. Pischke (2009), Mostly
Harmless Econometrics, ch. 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.records import History
from sightline.records.backlog import Estimate
from sightline.records.effects import Grade
from sightline.records.promises import Beside, Outcome, Realised
from sightline.saying import Said, joined, phrase, say, say_many
from sightline.strategy.promises.steps import Step, step_in
from sightline.units import format_value

__all__ = ["AFTER", "BEFORE", "Delivery", "realised"]

Floats = NDArray[np.float64]
BEFORE, AFTER = 8, 4  # periods at least, or nothing is said
_TAILS = (0.05, 0.95)
_SURE = 0.95
_WAVES = 2  # harmonics of a season


@dataclass(frozen=True, slots=True)
class Delivery:
    """When and where an initiative was delivered.

    Parameters
    ----------
    initiative : str
        Which one.
    on : date, optional
        The first day with it; None while it is not delivered.
    where : mapping of str to tuple of str
        The segments that got it, by dimension; empty for everywhere.
    """

    initiative: str
    on: date | None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def reaches(self, by: Sequence[str], segment: Sequence[str | None]) -> bool:
        """Return whether a segment got it."""
        values = dict(zip(by, segment, strict=True))
        return all(values.get(name) in wanted for name, wanted in self.where.items())


def realised(
    delivery: Delivery,
    metric: str,
    unit: str,
    promised: Estimate,
    history: History | None,
    others: Sequence[Delivery] = (),
    *,
    season: int,
) -> Realised:
    """Return what came of a promise for one metric.

    Parameters
    ----------
    delivery : Delivery
        When and where.
    metric, unit : str
        What was to change.
    promised : (low, likely, high)
        What was promised, in `unit`.
    history : History, optional
        The metric's past, cut by the dimensions of `delivery.where`; None where there is none.
    others : sequence of Delivery
        Other initiatives that change the same metric.
    season : int
        After how many periods the year repeats.
    """
    case = _Case(delivery, metric, unit, promised)
    if delivery.on is None:
        return case.told("not delivered", say("It is not delivered yet."))
    if history is None or not len(history.periods):
        return case.told("cannot say", say("There are no values of {metric}.", metric=metric))
    missing = [name for name in delivery.where if name not in history.by]
    if missing:
        text = phrase("{metric} cannot be cut by {dimension}: nothing shows where it was delivered.")
        return case.told("cannot say", say(text, metric=metric, dimension=missing[0]))
    inside = [at for at, one in enumerate(history.segments) if delivery.reaches(history.by, one)]
    if not inside:
        return case.told("cannot say", say("No values of {metric} are from where it was delivered.", metric=metric))
    outside = [at for at in range(len(history.segments)) if at not in inside]
    spoiled = {at for at in outside for one in others if one.on and one.reaches(history.by, history.segments[at])}
    controls = [at for at in outside if at not in spoiled]
    return _estimated(case, delivery.on, history, inside, controls, others, season)


@dataclass(frozen=True, slots=True)
class _Case:
    delivery: Delivery
    metric: str
    unit: str
    promised: Estimate

    def told(
        self, outcome: Outcome, words: str, *, step: Step | None = None, grade: Grade | None = None,
        counts: tuple[int, int, int] = (0, 0, 0), path: tuple[Beside, ...] = (),
    ) -> Realised:  # fmt: skip
        value, low, high = (None, None, None) if step is None else (step.mean, *(step.quantile(q) for q in _TAILS))
        likely = self.promised[1]
        return Realised(
            self.delivery.initiative, self.metric, self.unit, self.promised, self.delivery.on,
            tuple(value for wanted in self.delivery.where.values() for value in wanted), value, low, high,
            value / likely if value is not None and likely else None, outcome, grade, *counts, words,
            path,
        )  # fmt: skip


def _estimated(
    case: _Case, on: date, history: History, inside: Sequence[int], controls: Sequence[int],
    others: Sequence[Delivery], season: int,
) -> Realised:  # fmt: skip
    came = history.value[list(inside)].mean(axis=0)
    level = history.value[list(controls)].mean(axis=0) if controls else np.zeros(len(came))
    series = came - level
    whole = np.array([period.start >= on or period.end <= on for period in history.periods])
    kept = np.isfinite(series) & whole
    periods = [period for period, keep in zip(history.periods, kept, strict=True) if keep]
    series = series[kept]
    step = np.array([float(period.start >= on) for period in periods])
    before, after = int((step == 0).sum()), int(step.sum())
    counts = (before, after, len(controls))
    if before < BEFORE:
        words = say("{count} periods before it are too few; {least} are the least.", count=before, least=BEFORE)
        return case.told("cannot say", words, counts=counts)
    if after < AFTER:
        words = say("{count} periods after it are too few; {least} are the least.", count=after, least=AFTER)
        return case.told("too early", words, counts=counts)
    at = np.array([history.periods.index(period) for period in periods])
    beside = [np.ones(len(series)), *_other_steps(periods, history, inside, others, step)]
    if not controls:
        beside += _trend_and_season(at, season)
    table = np.column_stack(beside)
    found = step_in(series, table, step)
    if found is None:
        return case.told("cannot say", say("It cannot be told from what else changed then."), counts=counts)
    drift = _drift(series[step == 0], at[step == 0]) if controls else ""
    grade: Grade = "quasi-experimental" if controls else "correlational"
    outcome = _outcome(found, case.promised)
    told = joined(" ", [_how(case, found, len(controls), outcome), drift])
    labels = [period.label for period in periods]
    path = _path(labels, came[kept], level[kept] + table @ found.beside, step, found)
    return case.told(outcome, told, step=found, grade=grade, counts=counts, path=path)


def _path(labels: Sequence[str], came: Floats, without: Floats, step: Floats, found: Step) -> tuple[Beside, ...]:
    """Return the periods beside what they would have been, which is as unsure as the step is."""
    lowest, highest = (found.quantile(q) for q in _TAILS)
    under, over = found.mean - highest, found.mean - lowest  # the more it did, the less there would have been
    return tuple(
        Beside(label, True, float(one), float(other), float(other + under), float(other + over))
        if after
        else Beside(label, False, float(one), float(other))
        for label, one, other, after in zip(labels, came, without, step, strict=True)
    )


def _other_steps(
    periods: Sequence[object], history: History, inside: Sequence[int], others: Sequence[Delivery], step: Floats
) -> list[Floats]:
    """Return a column for each other initiative that came to the same segments at another time."""
    found: list[Floats] = []
    for other in others:
        share = np.mean([other.reaches(history.by, history.segments[at]) for at in inside])
        if other.on is None or not share:
            continue
        column = share * np.array([float(period.start >= other.on) for period in periods])  # type: ignore[attr-defined] # periods
        if np.ptp(column) > 0 and not any(np.allclose(column, share * one) for one in (step, *found)):
            found.append(column)
    return found


def _trend_and_season(at: NDArray[np.int64], season: int) -> list[Floats]:
    columns = [at / max(len(at), 1)]
    if season > 1 and len(at) >= 2 * season:
        for wave in range(1, min(_WAVES, season // 2) + 1):
            angle = 2 * np.pi * wave * at / season
            columns += [np.sin(angle)] if 2 * wave == season else [np.sin(angle), np.cos(angle)]
    return columns


def _drift(series: Floats, at: NDArray[np.int64]) -> str:
    """Return a warning where the segments already drifted apart before."""
    slope = step_in(series, np.ones((len(series), 1)), (at - at.mean()) / max(len(at), 1))
    if slope is None or (1 - _SURE) / 2 < slope.below(0.0) < (1 + _SURE) / 2:
        return ""
    return say("Mind: these segments and the others drifted apart before it, too.")


def _outcome(step: Step, promised: Estimate) -> Outcome:
    """Return what can be said of a promise with 90 % certainty, in the direction that was promised."""
    low, likely, high = promised
    lowest, highest = (step.quantile(q) for q in _TAILS)
    least, most = (low, high) if likely >= 0 else (-high, -low)
    if likely < 0:
        lowest, highest = -highest, -lowest
    if highest < least:
        return "less"
    if lowest > most:
        return "more"
    there = lowest > 0  # that anything came at all
    return "as promised" if there and least <= abs(step.mean) <= most else "cannot say"


_SAID: Mapping[str, str] = {
    "as promised": phrase("{change}, within what was promised; {likely} was the likeliest."),
    "less": phrase("{change}: less than the least that was promised; {likely} was the likeliest."),
    "more": phrase("{change}: more than the most that was promised; {likely} was the likeliest."),
    "cannot say": phrase("{change}, too unsure to be told from what was promised ({likely})."),
}


def _how(case: _Case, step: Step, controls: int, outcome: Outcome) -> Said:
    likely = format_value(case.promised[1], case.unit, signed=True)
    return say(
        _SAID[outcome], change=_against(format_value(step.mean, case.unit, signed=True), controls), likely=likely
    )


def _against(change: str, controls: int) -> Said:
    """Return a change with what it is against."""
    if not controls:
        text = phrase("{change} against its own trend and season, as nothing was left without it")
        return say(text, change=change)
    return say_many(
        "{change} against {count} segment without it", "{change} against {count} segments without it", controls,
        change=change,
    )  # fmt: skip
