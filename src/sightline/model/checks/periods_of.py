"""Labels of periods."""

from __future__ import annotations

from sightline.errors import SightlineError
from sightline.model.draft import Draft
from sightline.model.positions import Path
from sightline.periods import Period

__all__ = ["check_period"]


def check_period(draft: Draft, label: str, path: Path) -> Period | None:
    """Return the period of a label, and say where there is none."""
    known = draft.calendar
    if not label or known is None:
        return None
    try:
        return known.parse(label)
    except SightlineError as error:
        draft.say("SL423", path, error.cause, error.fix or None)
        return None
