"""What a page's head fetches by itself: how fresh live events are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sightline_web import keeper
from sightline_web.policy.guard import signed_in
from sightline_web.shell.pages import formats_of

__all__ = ["fresh"]


@require_safe
@signed_in
def fresh(request: HttpRequest) -> HttpResponse:
    """Return the line about live events of the head of a page, and nothing else."""
    snapshot = keeper.current().state().snapshot
    timezone = snapshot.head.timezone if snapshot is not None else "UTC"
    return render(request, "live/fresh.html", {"formats": formats_of(request, timezone)})
