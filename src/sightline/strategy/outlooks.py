"""Outlooks of goals: where the sample paths of a goal's metric end, and how many of them reach the target.

The probability is the share of paths that are at the target or better in the period that holds the goal's date. A goal
whose date is past has no period ahead: it was reached or it was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from sightline.model.declarations import Goal
from sightline.periods import Calendar, Grain, Period
from sightline.records import FAN, Forecast, GoalStatus, Outlook, Paths
from sightline.records.history import Floats
from sightline.saying import Said, joined, phrase, say

__all__ = ["FURTHEST", "horizon", "outlook"]

FURTHEST = {Grain.DAY: 366, Grain.WEEK: 156, Grain.MONTH: 60, Grain.QUARTER: 20, Grain.YEAR: 10}
_SLACK = 1e-9  # relative: what binary fractions may lose; as in the status of goals


def horizon(goals: Mapping[str, Goal], calendar: Calendar, as_of: date) -> tuple[Period, ...]:
    """Return the periods ahead, from the first that is not complete to the one of the latest goal date.

    Parameters
    ----------
    goals : mapping of str to Goal
        By id.
    calendar : Calendar
        How time is cut.
    as_of : date
        The last local day that counts.

    Returns
    -------
    tuple of Period
        At most `FURTHEST` of them: a goal beyond has no outlook, and its words say so. Empty where no date is ahead.
    """
    first = calendar.period_of(as_of + timedelta(days=1))
    dates = [goal.by for goal in goals.values() if goal.by >= first.start and goal.by > as_of]
    if not dates:
        return ()
    last = calendar.period_of(max(dates))
    return tuple(calendar.between(first, last)[: FURTHEST[calendar.grain]])


def outlook(
    name: str,
    goal: Goal,
    status: GoalStatus,
    better: str,
    paths: Paths,
    forecasts: Mapping[str, Forecast],
    *,
    calendar: Calendar,
    as_of: date,
) -> Outlook:
    """Return where a goal is heading.

    Parameters
    ----------
    name : str
        The goal.
    goal : Goal
        What is declared of it.
    status : GoalStatus
        Where it stands.
    better : str
        `higher` or `lower`.
    paths : Paths
        Values of its metric (and others), past and ahead, by draws.
    forecasts : mapping of str to Forecast
        The forecasts of the measured metrics that it rests on.
    calendar : Calendar
        How time is cut.
    as_of : date
        The last local day that counts.
    """

    def told(
        words: str,
        *,
        periods: tuple[Period, ...] = (),
        fan: Floats | None = None,
        probability: float | None = None,
    ) -> Outlook:
        quantiles = np.full((len(FAN), len(periods)), np.nan) if fan is None else fan
        middle, low, high = (None, None, None) if fan is None else (float(fan[at, -1]) for at in (2, 0, -1))
        return Outlook(
            goal=name, metric=goal.metric, unit=status.unit, target=status.target, by=goal.by, better=better,
            periods=periods, fan=quantiles, forecast=middle, low=low, high=high, probability=probability,
            methods=forecasts, words=words,
        )  # fmt: skip

    due = calendar.period_of(goal.by)
    if due.end <= as_of + timedelta(days=1) or goal.by < as_of:
        came = {"reached": 1.0, "missed": 0.0}.get(status.status)
        return told(_over(came, goal), probability=came)
    ahead = paths.periods[paths.now :]
    count = next((at + 1 for at, period in enumerate(ahead) if period.start == due.start), 0)
    if not count:
        return told(say("{day:%Y-%m-%d} is too far ahead: no forecast reaches it.", day=goal.by))
    values = paths.values.get(goal.metric)
    periods = ahead[:count]
    if values is None or np.isnan(values[:, paths.now + count - 1]).any():
        return told(_unknown(forecasts), periods=periods)
    future = values[:, paths.now : paths.now + count]
    fan = np.quantile(future, FAN, axis=0)
    past = values[:, : paths.now]
    if _still(past, future):
        words = say("It has never moved: the data cannot say how likely a change is.")
        return told(words, periods=periods, fan=fan)
    probability = _share_at(future[:, -1], status.target, 1 if better == "higher" else -1)
    return told(_words(status, goal, forecasts), periods=periods, fan=fan, probability=probability)


def _share_at(values: Floats, target: float, sign: int) -> float:
    """Return the share of values at the target or better."""
    slack = _SLACK * np.maximum(np.abs(values), abs(target))
    return float(np.mean((values - target) * sign >= -slack))


def _still(past: Floats, future: Floats) -> bool:
    """Return whether neither past nor future moves: no spread, for no reason but a lack of movement."""
    known = past[np.isfinite(past)]
    level = future[0, 0]
    return bool((future == level).all() and known.size and (known == level).all())


def _over(came: float | None, goal: Goal) -> Said:
    if came is None:
        text = phrase("The date {day:%Y-%m-%d} is past, and there is no value to say whether it was reached.")
    elif came:
        text = phrase("The date {day:%Y-%m-%d} is past: it was reached.")
    else:
        text = phrase("The date {day:%Y-%m-%d} is past: it was missed.")
    return say(text, day=goal.by)


def _unknown(forecasts: Mapping[str, Forecast]) -> str:
    for forecast in forecasts.values():
        if forecast.method == "none":
            return joined(" ", [say("The data cannot say."), _of(forecast)])
    return say("The data cannot say: there is no forecast for its metric.")


def _of(forecast: Forecast) -> str:
    return joined(": ", [forecast.metric, forecast.words])


def _words(status: GoalStatus, goal: Goal, forecasts: Mapping[str, Forecast]) -> str:
    parts: list[str] = []
    if status.status == "reached":
        text = phrase("The target is met now; the probability is that it is still met on {day:%Y-%m-%d}.")
        parts.append(say(text, day=goal.by))
    parts += [_of(one) if len(forecasts) > 1 else one.words for one in forecasts.values() if one.words]
    return joined(" ", parts)
