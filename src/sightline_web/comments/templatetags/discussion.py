"""`{% discussion %}`: the discussion of the page that it stands on; nothing on a page that none is held on."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.anchors import anchor_shown, decided
from sightline_web.comments.panel import panel
from sightline_web.shell.actors import actor_of
from sightline_web.store import StoreError

__all__ = ["register"]

register = template.Library()


@register.simple_tag(takes_context=True)
def discussion(context: Context) -> SafeString:
    """Return the discussion of a page; that the records cannot be read takes nothing else from the page."""
    state = context.get("state")
    anchor = anchor_shown(context)
    if anchor is None or not anchor.kind.discussed or state is None or state.snapshot is None:
        return SafeString()
    request: HttpRequest = context["request"]
    try:
        if not decided(actor_of(request), anchor, state.snapshot).allowed:
            return SafeString()
        found = panel(request, state.snapshot, anchor, context["formats"])
    except LookupError:
        return SafeString()
    except StoreError as error:
        return render_to_string("shell/_fault.html", {"fault": error.fault}, request)
    return render_to_string("comments/_panel.html", {"panel": found, "formats": context["formats"]}, request)


@register.simple_tag(takes_context=True)
def comment_on(context: Context) -> SafeString:
    """Return the link that leads to the form to say something about a number of the page at hand."""
    anchor = anchor_shown(context)
    if anchor is None or not anchor.kind.discussed:
        return SafeString()
    return format_html('<a href="{}">{}</a>', "#write", _("Comment on this"))
