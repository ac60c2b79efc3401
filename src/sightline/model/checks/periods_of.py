"""Labels of periods."""

from __future__ import annotations

from sightline.errors import SightlineError
from sightline.model.draft import Draft
from sightline.model.model import calendar_of
from sightline.model.positions import Path
from sightline.periods import Calendar, Period

__all__ = ["calendar", "check_period"]


def calendar(draft: Draft) -> Calendar | None:
    """Return the calendar of the settings, or None where they say an impossible one."""
    try:
        return calendar_of(draft.settings)
    except SightlineError:
        return None


def check_period(draft: Draft, label: str, path: Path) -> Period | None:
    """Return the period of a label, and say where there is none."""
    known = calendar(draft)
    if not label or known is None:
        return None
    try:
        return known.parse(label)
    except SightlineError as error:
        draft.say("SL423", path, error.cause, error.fix or None)
        return None
