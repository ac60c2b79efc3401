"""`{% follow %}`: the button by which the page at hand is followed; nothing on a page that cannot be."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor, anchor_shown, decided, view_of
from sightline_web.languages.marks import later
from sightline_web.shell.actors import actor_of
from sightline_web.store import StoreError
from sightline_web.subscriptions.models import CADENCES
from sightline_web.subscriptions.queries import following

__all__ = ["register"]

register = template.Library()

YOU_FOLLOW = {
    "goal": later("You follow this goal."),
    "metric": later("You follow this metric."),
    "effect": later("You follow this effect."),
    "process": later("You follow this process."),
    "rule": later("You follow this rule."),
    "chart": later("You follow this chart."),
    "control": later("You follow this control."),
    "initiative": later("You follow this initiative."),
    "review": later("You follow this review."),
    "scenario": later("You follow this scenario."),
}


@register.simple_tag(takes_context=True)
def follow(context: Context) -> SafeString:
    """Return the form by which a view of a page is followed, or how it is."""
    anchor, state = anchor_shown(context), context.get("state")
    if anchor is None or not anchor.kind.followed or state is None or state.snapshot is None:
        return SafeString()
    request: HttpRequest = context["request"]
    view, by = view_of(request.META.get("QUERY_STRING", "")), actor_of(request)
    try:
        if by.account is None or not decided(by, anchor, state.snapshot).allowed:
            return SafeString()
        kept = following(by=by, anchor=anchor, query=view)
    except (LookupError, StoreError):  # the page, or the discussion below, says so
        return SafeString()
    told = {"anchor": anchor, "kept": kept, "view": view, "cadences": CADENCES.items(),
            "done": _done(request, anchor, view)}  # fmt: skip
    return render_to_string("subscriptions/_follow.html", told, request)


def _done(request: HttpRequest, anchor: Anchor, view: str) -> str:
    """Return what was done, where the page is shown after that."""
    if "followed" not in request.GET:
        return ""
    return _("You follow this view.") if view else str(YOU_FOLLOW.get(anchor.kind.id, _("You follow this page.")))
