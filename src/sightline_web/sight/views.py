"""The pages of the Line of sight surface."""

from __future__ import annotations

from django.http import HttpRequest

from sightline_web.shell.pages import Page, page
from sightline_web.snapshot import Snapshot

__all__ = ["sight"]


@page
def sight(request: HttpRequest, snapshot: Snapshot) -> Page:  # noqa: ARG001 -- one shape for all views
    """Show what moves the goals."""
    rows = [{"goal": each.goal, "from": each.origin, "per_unit": each.per_unit} for each in snapshot.sight()]
    return Page("sight", "Line of sight", "sight/sight.html", rows, section="sight")
