"""The reading that an act rests on, or that it has to wait for one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sightline_web import keeper
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS
from sightline_web.shell.refusals import refusal
from sightline_web.snapshot import Snapshot

__all__ = ["reading_of"]


def reading_of(request: HttpRequest) -> Snapshot | HttpResponse:
    """Return the present reading; a refusal where there is none yet."""
    snapshot = keeper.current().state(wait=FIRST_ANSWER_SECONDS).snapshot
    if snapshot is not None:
        return snapshot
    return refusal(request, 503, {"error": "There is no reading yet.", "fix": "Try again in a moment."}, retry=2)
