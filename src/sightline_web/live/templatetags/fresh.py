"""Tags that say how fresh live events are: a line in the head of every page, and a notice where a log is silent.

A workspace without live logs shows neither.
"""

from __future__ import annotations

from django import template
from django.template import Context

from sightline_web.live import clock
from sightline_web.live.freshness import Freshness
from sightline_web.live.queries import freshness

__all__ = ["register"]

register = template.Library()
WORST = ("silent", "never", "late", "fresh")


@register.inclusion_tag("live/_state.html", takes_context=True)
def live_state(context: Context) -> dict[str, object]:
    """Return the line that says how fresh the live logs are: the worst of them, and the newest event of all."""
    found = sorted(freshness(), key=lambda each: WORST.index(each.state))
    newest = max((each.newest_at for each in found if each.newest_at), default=None)
    return _shown(context, {"found": found, "worst": found[0] if found else None, "newest": newest})


@register.inclusion_tag("live/_no_data.html", takes_context=True)
def no_data(context: Context, log: str = "") -> dict[str, object]:
    """Return a notice for a log that is silent, or for all of them; nothing where all is well."""
    unwell = [each for each in freshness() if _unwell(each) and log in {"", each.log}]
    return _shown(context, {"unwell": unwell})


def _unwell(each: Freshness) -> bool:
    return each.state == "silent"


def _shown(context: Context, more: dict[str, object]) -> dict[str, object]:
    replay = clock.replayed()
    return more | {"formats": context.get("formats"), "request": context.get("request"), "replay": replay}
