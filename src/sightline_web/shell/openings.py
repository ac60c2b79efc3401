"""Which addresses of the app are open to somebody: what menus, links and the palette ask before they show one.

The answer is the policy's, by the kind of record. Where only the request can tell how somebody stands to the record, as
whoever owns what a role owns, it must be handed over; that a page about one person is open, the page itself finds out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from sightline_web.policy.actor import Actor
from sightline_web.policy.guard import Policy, allowed, policy_of
from sightline_web.snapshot import UnanswerableError, UnderWayError

__all__ = ["is_open"]

REMEMBERED = 20_000


def is_open(actor: Actor, href: str, request: HttpRequest | None = None) -> bool:
    """Return whether an address would be open to an actor; one that leads nowhere is not."""
    policy, parts = _policy(href.partition("?")[0].partition("#")[0])
    if allowed(actor, policy):
        return True
    if policy is None or policy.found is None or request is None or actor.account is None:
        return False
    try:
        found = frozenset(policy.found(request, **parts))
    except (LookupError, UnderWayError, UnanswerableError):  # what is not there, or not known yet, is nobody's
        return False
    return bool(found) and allowed(actor, replace(policy, relations=policy.relations | found))


@lru_cache(maxsize=REMEMBERED)
def _policy(path: str) -> tuple[Policy | None, Mapping[str, object]]:
    try:
        match = resolve(path)
    except Resolver404:
        return None, {}
    return policy_of(match.func), {name: part for name, part in match.kwargs.items() if name != "form"}
