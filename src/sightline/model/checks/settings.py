"""The head: calendar, time zones, engine."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["check_settings", "check_timezone"]

_ENGINES = ("duckdb", "spark")


def check_settings(draft: Draft) -> None:
    """Check the head of the model."""
    settings = draft.settings
    check_timezone(draft, settings.calendar.timezone, ("calendar", "timezone"))
    known = {*_ENGINES, *settings.connections}
    if settings.engine not in known:
        close = draft.suggest(settings.engine, known)
        fix = f"Did you mean '{close}'?" if close else f"Declare connections: {{{settings.engine}: …}}, or use duckdb."
        draft.say("SL313", ("engine",), f"no engine or connection is called '{settings.engine}'.", fix)


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
