"""Who acts in a request, as a view asks for it: what the middleware has set, or nobody."""

from __future__ import annotations

from django.http import HttpRequest

from sightline_web.policy.actor import NOBODY, Actor

__all__ = ["actor_of"]


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in a request."""
    found = getattr(request, "actor", NOBODY)
    return found if isinstance(found, Actor) else NOBODY
