"""Which addresses of the app are open to somebody: what menus, links and the palette ask before they show one.

The answer is the policy's, by the kind of record; that a page about one person or one owner's record is open, the page
itself finds out.
"""

from __future__ import annotations

from functools import lru_cache

from django.urls import Resolver404, resolve

from sightline_web.policy.actor import Actor
from sightline_web.policy.guard import Policy, allowed, policy_of

__all__ = ["is_open"]

REMEMBERED = 20_000


def is_open(actor: Actor, href: str) -> bool:
    """Return whether an address would be open to an actor; one that leads nowhere is not."""
    return allowed(actor, _policy(href.partition("?")[0].partition("#")[0]))


@lru_cache(maxsize=REMEMBERED)
def _policy(path: str) -> Policy | None:
    try:
        return policy_of(resolve(path).func)
    except Resolver404:
        return None
