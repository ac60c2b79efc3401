"""Rules about time: from which activity to which, within how long, and when that is up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sightline.model.declarations import Rule
from sightline.operations.clocks import clock_moments
from sightline.operations.timelines import NEVER, Ints, Timelines
from sightline.periods import Span

__all__ = ["DAY_US", "Owed", "Timing", "moment", "owed", "timing_of"]

DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Timing:
    """From one activity to another within a time.

    Parameters
    ----------
    from_, to : str
        Ids of activities.
    every : bool
        Whether every `from_` owes it (a response), or the first of a case alone (a deadline).
    us : int
        Within how many microseconds.
    business : bool
        Whether they are counted in working time.
    """

    from_: str
    to: str
    every: bool
    us: int
    business: bool


def timing_of(rule: Rule) -> Timing | None:
    """Return what a rule says of time; None where it says nothing, or counts in months."""
    if rule.deadline is not None:
        from_, to, within, every = rule.deadline.from_, rule.deadline.to, rule.deadline.within, False
    elif rule.response is not None and rule.within is not None:
        (from_, to), within, every = rule.response, rule.within, True
    else:
        return None
    span = Span.parse(within)
    if not span.fixed:
        return None
    return Timing(from_, to, every, round(span.seconds * 1_000_000), rule.calendar == "business")


@dataclass(frozen=True, slots=True, eq=False)
class Owed:
    """The events of cases that owe another within a time.

    Parameters
    ----------
    event : array
        Numbers of the events that owe it.
    case : array
        The case of each.
    at, due : array
        When it began to be owed, and until when.
    came : array
        When it came; `NEVER` where it has not, or the case was closed before.
    ended : array
        When it was no longer owed: it came, or the case was closed; `NEVER` while it is.
    """

    event: Ints
    case: Ints
    at: Ints
    due: Ints
    came: Ints
    ended: Ints

    @property
    def excess(self) -> NDArray[np.float64]:
        """The microseconds between due and the moment that it came; 0 in time, NaN where it has not come."""
        late = np.maximum(self.came - self.due, 0).astype(np.float64)
        return np.where(self.came == NEVER, np.nan, late)


def owed(lines: Timelines, timing: Timing) -> Owed:
    """Return every event that owes something by this timing."""
    starts = lines.does(timing.from_)
    case_of = lines.case_of
    if not timing.every and starts.any():
        place = np.flatnonzero(starts)
        _, earliest = np.unique(case_of[place], return_index=True)
        starts = np.zeros_like(starts)
        starts[place[earliest]] = True
    event = np.flatnonzero(starts)
    case, at = case_of[event], lines.at[event]
    came = lines.next_of(lines.does(timing.to))[event] if len(event) else at
    closed = lines.closed[case] if len(event) else at
    came = np.where(came > np.maximum(closed, at), NEVER, came) if len(event) else came
    due = _due(lines, timing, at)
    ended = np.minimum(came, np.where(closed < at, at, closed))
    return Owed(event, case, at, due, came, ended)


def _due(lines: Timelines, timing: Timing, at: Ints) -> Ints:
    if not timing.business or not len(at):
        return at + timing.us
    working = lines.calendar.working
    unique, places = np.unique(at, return_inverse=True)
    clock = [working.us(_local(lines, int(one))) + timing.us for one in unique]
    moments = clock_moments(pa.array(clock, pa.int64()), lines.calendar)
    due = np.array([NEVER if one is None else _micros(lines, one) for one in moments.to_pylist()], dtype=np.int64)
    return due[places]


def _local(lines: Timelines, us: int) -> datetime:
    return moment(lines, us).astimezone(ZoneInfo(lines.calendar.timezone)).replace(tzinfo=None)


def moment(lines: Timelines, us: int) -> datetime:
    """Return microseconds of these timelines as a moment in UTC."""
    plain = _EPOCH + timedelta(microseconds=us)
    return plain if lines.zoned else plain.replace(tzinfo=ZoneInfo(lines.calendar.timezone)).astimezone(UTC)


def _micros(lines: Timelines, one: datetime) -> int:
    plain = one if lines.zoned else one.astimezone(ZoneInfo(lines.calendar.timezone)).replace(tzinfo=UTC)
    return (plain - _EPOCH) // timedelta(microseconds=1)
