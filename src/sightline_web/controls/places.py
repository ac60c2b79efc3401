"""What the palette shows of controls: the register, and each of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web import keeper
from sightline_web.shell.palette import Entry

__all__ = ["control_places"]


def control_places() -> Iterable[Entry]:
    """Return the register and the controls of the model."""
    pages = [Entry("page", "Controls", reverse("controls"), "register audit waivers governance")]
    kept = keeper.installed()
    snapshot = kept.state().snapshot if kept is not None else None
    if snapshot is None:
        return pages
    return pages + [
        Entry("control", title, reverse("control", args=[name]), f"{name} control")
        for name, title in snapshot.control_titles.items()
    ]
