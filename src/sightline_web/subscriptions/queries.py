"""Reading what somebody follows: all of it, and whether they follow the view of a page that they look at."""

from __future__ import annotations

from sightline_web import store
from sightline_web.anchors import Anchor
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action
from sightline_web.subscriptions.models import Subscription

__all__ = ["following", "mine"]


@store.reading()
def mine(*, by: Actor) -> list[Subscription]:
    """Return what an actor follows, in the order in which they began."""
    return list(Subscription.objects.for_actor(by, Action.LIST).filter(account=by.account, archived_at=None))


@store.reading()
def following(*, by: Actor, anchor: Anchor, query: str) -> Subscription | None:
    """Return the subscription of an actor to a view of a page; None where they do not follow it."""
    own = Subscription.objects.for_actor(by, Action.LIST).filter(account=by.account, archived_at=None)
    return own.filter(kind=anchor.kind.id, key=anchor.key, query=query).first()
