"""Time as an enterprise cuts it: grains, half-open periods, fiscal calendars, spans.

A `Calendar` names every day's period of every grain, and finds the period of every label. Periods of
one grain tile time: each ends where the next begins. Days are local to the calendar's time zone;
`Calendar.instant` says when a local day starts in UTC.
"""

from __future__ import annotations

from sightline.periods.calendars import Calendar
from sightline.periods.grains import Grain, Period, PeriodError
from sightline.periods.spans import Span
from sightline.periods.working import WorkingTime

__all__ = ["Calendar", "Grain", "Period", "PeriodError", "Span", "WorkingTime"]
