"""What the palette shows of controls: the register, and each of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.shell.palette import Entry

__all__ = ["control_places"]


def control_places() -> Iterable[Entry]:
    """Return the register and the controls of the model."""
    pages = [Entry("page", _("Controls"), reverse("controls"), _("register audit waivers governance"))]
    kept = keeper.installed()
    snapshot = kept.state().snapshot if kept is not None else None
    if snapshot is None:
        return pages
    kind = _("control")
    return pages + [
        Entry("control", title, reverse("control", args=[name]), f"{name} {kind}")
        for name, title in snapshot.control_titles.items()
    ]
