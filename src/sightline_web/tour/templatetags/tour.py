"""The tag that shows where in the tour a visitor is, or offers it to one who has not seen it."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse

from sightline_web.shell.actors import actor_of
from sightline_web.snapshot import Head, Snapshot
from sightline_web.tour.steps import ready, steps

__all__ = ["register"]

register = template.Library()


@register.inclusion_tag("tour/_bar.html", takes_context=True)
def tour(context: Context) -> dict[str, object]:
    """Return the step that the address asks for, or the offer on the first page; nothing outside the example."""
    request: HttpRequest = context["request"]
    head: Head | None = context.get("head")
    snapshot: Snapshot | None = getattr(context.get("state"), "snapshot", None)
    shown = {"request": request, "csrf_token": context.get("csrf_token"), "back": request.path}
    if head is None or not head.example or snapshot is None:
        return {}
    asked = request.GET.get("tour", "")
    if not asked:
        new = settings.SIGHTLINE_TOUR_COOKIE not in request.COOKIES
        return shown | {"offered": new and request.path == reverse("strategy") and ready(snapshot)}
    if not ready(snapshot):
        return shown | {"waits": True}
    every = steps(snapshot, actor_of(request), context["formats"])
    at = min(max(int(asked), 1), len(every)) if asked.isascii() and asked.isdecimal() and len(asked) < len("100") else 1
    if not every:
        return {}
    step = every[at - 1]
    return shown | {
        "step": step, "at": at, "of": len(every), "here": request.path == step.href.partition("?")[0],
        "before": every[at - 2] if at > 1 else None, "after": every[at] if at < len(every) else None,
    }  # fmt: skip
