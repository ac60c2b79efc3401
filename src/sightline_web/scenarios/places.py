"""Saved scenarios as places: of the palette, and of discussions."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.anchors import Kind
from sightline_web.policy.actor import SYSTEM
from sightline_web.policy.words import Record
from sightline_web.scenarios import queries
from sightline_web.shell.palette import Entry
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot
from sightline_web.store import StoreError

__all__ = ["KIND", "saved_places"]


def _title(_snapshot: Snapshot, parts: tuple[str, ...]) -> str:
    found = queries.scenario_find(by=SYSTEM, scenario=whole(parts[0]))
    if found is None:
        raise LookupError(parts[0])
    return found.name


KIND = Kind("scenario", "scenario", ("scenario",), Record.SCENARIO, _title)


def saved_places() -> Iterable[Entry]:
    """Return the saved scenarios; none where the records cannot be read."""
    try:
        saved = queries.scenario_list(by=SYSTEM)  # the palette shows each to whom its page is open
    except StoreError:
        return []
    words = _("what if")
    return [
        Entry("scenario", each.name, reverse("scenario", args=[each.pk]), f"{words} {' '.join(each.shifts)}")
        for each in saved
    ]
