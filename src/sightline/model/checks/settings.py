"""The head: calendar, working time, time zones, engine."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from sightline.model.checks.twice import stands_twice
from sightline.model.declarations import CalendarDeclaration
from sightline.model.draft import Draft
from sightline.model.positions import Path
from sightline.periods.working import overlapping

__all__ = ["check_settings", "check_timezone"]

_ENGINES = ("duckdb", "spark")


def check_settings(draft: Draft) -> None:
    """Check the head of the model."""
    settings = draft.settings
    check_timezone(draft, settings.calendar.timezone, ("calendar", "timezone"))
    _working_time(draft, settings.calendar)
    known = {*_ENGINES, *settings.connections}
    if settings.engine not in known:
        close = draft.suggest(settings.engine, known)
        fix = f"Did you mean '{close}'?" if close else f"Declare connections: {{{settings.engine}: …}}, or use duckdb."
        draft.say("SL313", ("engine",), f"no engine or connection is called '{settings.engine}'.", fix)


def _working_time(draft: Draft, declared: CalendarDeclaration) -> None:
    """Say where hours of a day overlap or last no time, where no day has any, and where a holiday stands twice."""
    stands_twice(draft, (day.isoformat() for day in declared.holidays), ("calendar", "holidays"))
    if declared.shifts is None:
        return
    shifts = declared.shifts.model_dump(exclude_none=True)
    if not shifts:
        draft.say("SL436", ("calendar", "shifts"), "no day has working hours.", "Write them, or delete shifts.")
    for day, hours in shifts.items():
        if overlapping(hours):
            cause = f"the hours '{hours}' overlap, or last no time."
            draft.say("SL436", ("calendar", "shifts", day), cause, "Write hours apart, as in 08:00-12:00, 13:00-17:00.")


def check_timezone(draft: Draft, name: str | None, path: Path) -> None:
    """Say where a time zone is not known."""
    if name is None:
        return
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        close = draft.suggest(name, available_timezones())
        fix = f"Did you mean '{close}'?" if close else "Write an IANA name, such as Europe/Amsterdam."
        draft.say("SL412", path, f"no time zone is called '{name}'.", fix)
