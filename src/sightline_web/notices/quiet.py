"""Quiet hours: when somebody may be told next, by their own clock.

Hours and days are those of a wall clock, so that a night of eight hours has seven or nine where clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["Quiet", "last_slot", "moment"]

LONGEST_DAYS = 15  # whoever works on no day at all is told then
MIDNIGHT = time(0)


def moment(day: date, at: time, zone: ZoneInfo, *, after: datetime | None = None) -> datetime:
    """Return the moment of a wall clock's time; the second one of an hour that comes twice, where the first is over."""
    first = datetime.combine(day, at, tzinfo=zone)
    found = first.astimezone(UTC)
    return first.replace(fold=1).astimezone(UTC) if after is not None and found <= after else found


@dataclass(frozen=True, slots=True)
class Quiet:
    """When somebody is not to be disturbed: from a time until another, over midnight too, and on days off.

    Parameters
    ----------
    zone : ZoneInfo
        Of the wall clock.
    start, end : time or None
        The quiet hours of each day; none where either is None or both are the same.
    workdays : frozenset of int
        Days on which they may be disturbed at all, Monday is 1; on others nothing is told. Empty: every day.
    """

    zone: ZoneInfo
    start: time | None = None
    end: time | None = None
    workdays: frozenset[int] = frozenset()

    def holds(self, at: datetime) -> bool:
        """Return whether it is quiet at a moment."""
        local = at.astimezone(self.zone)
        return self._off(local.date()) or self._within(local.time())

    def over(self, at: datetime) -> datetime:
        """Return when it is quiet no more: the moment itself, where it is not quiet then."""
        last = at + timedelta(days=LONGEST_DAYS)
        while self.holds(at) and at < last:
            local = at.astimezone(self.zone)
            if self._off(local.date()):
                at = moment(local.date() + timedelta(days=1), MIDNIGHT, self.zone, after=at)
            else:
                at = self._end_of(local, at)
        return min(at, last)

    def _end_of(self, local: datetime, at: datetime) -> datetime:
        end = self.end or MIDNIGHT
        day = local.date() if local.time() < end else local.date() + timedelta(days=1)
        return moment(day, end, self.zone, after=at)

    def _off(self, day: date) -> bool:
        return bool(self.workdays) and day.isoweekday() not in self.workdays

    def _within(self, clock: time) -> bool:
        if self.start is None or self.end is None or self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def last_slot(at: datetime, *, zone: ZoneInfo, hour: int, weekday: int | None, workdays: frozenset[int]) -> datetime:
    """Return the latest moment at which a digest was due: at an hour of each working day, or of one day of the week."""
    day = at.astimezone(zone).date()
    for back in range(LONGEST_DAYS):
        tried = day - timedelta(days=back)
        fits = tried.isoweekday() == weekday if weekday else not workdays or tried.isoweekday() in workdays
        found = moment(tried, time(hour), zone)
        if fits and found <= at:
            return found
    return at - timedelta(days=LONGEST_DAYS)
