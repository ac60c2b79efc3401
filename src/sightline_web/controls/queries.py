"""Reading waivers: those of a control, and which are in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sightline_web import store
from sightline_web.controls.models import Waiver
from sightline_web.journal.queries import names_of

__all__ = ["granted_by", "waivers_in_force", "waivers_of"]


@store.reading()
def waivers_of(control: str) -> list[Waiver]:
    """Return the waivers of a control, the newest first."""
    return list(Waiver.objects.filter(control=control))


@store.reading()
def waivers_in_force(day: date) -> dict[str, list[Waiver]]:
    """Return the waivers that are in force on a day, by control, the one that lasts longest first."""
    found: dict[str, list[Waiver]] = {}
    for each in Waiver.objects.filter(since__lte=day, until__gte=day).order_by("-until"):
        if each.covers(day):
            found.setdefault(each.control, []).append(each)
    return found


@store.reading()
def granted_by(waivers: list[Waiver]) -> Mapping[int, str]:
    """Return the names of the accounts that granted waivers."""
    return names_of({each.account for each in waivers if each.account is not None})
