"""What forms do to what one follows; each answers with the page that it was done on, and says what was done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web.anchors import anchor_named, decided, view_of
from sightline_web.policy.guard import Denied, guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import told
from sightline_web.shell.writes import posted
from sightline_web.snapshot import Fault, Snapshot
from sightline_web.subscriptions import services
from sightline_web.subscriptions.models import CADENCES
from sightline_web.subscriptions.services import TooManyError
from sightline_web.subscriptions.stands import stand_of

__all__ = ["change", "end", "follow", "pause", "restore", "resume"]

SELF = {Relation.SELF}


def _list(**_parts: object) -> str:
    return reverse("following")


def _cadence(request: HttpRequest) -> str:
    asked = request.POST.get("cadence", "")
    if asked not in CADENCES:
        raise Http404
    return asked


@guarded(Record.SUBSCRIPTION, Action.CREATE, relations=SELF)
@posted(_list)
def follow(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Follow a page, or choose anew how one is told of it."""
    by, post = actor_of(request), request.POST
    anchor = anchor_named(post.get("kind", ""), post.get("key", ""))
    if anchor is None or not anchor.kind.followed:
        raise Http404
    try:
        if not (found := decided(by, anchor, snapshot)).allowed:
            raise Denied(found)
        stand = stand_of(snapshot, anchor, by)
    except LookupError as error:
        raise Http404 from error
    query, cadence = view_of(post.get("view", "")), _cadence(request)
    try:
        services.follow(
            by=by, anchor=anchor, query=query, cadence=cadence, mail="mail" in post, stand=stand, at=timezone.now()
        )
    except TooManyError as error:
        return told(request, Fault(str(error), fix=_("Open {address}.").format(address=reverse("following"))))
    return HttpResponseRedirect(f"{anchor.href}?{f'{query}&' if query else ''}followed=1#follow")


def _doing(do: Callable[[], bool], done: str, subscription: int) -> HttpResponse:
    if not do():
        raise Http404
    return HttpResponseRedirect(f"{reverse('following')}?done={done}&subscription={subscription}")


@guarded(Record.SUBSCRIPTION, Action.EDIT, relations=SELF)
@posted(_list)
def change(request: HttpRequest, _snapshot: Snapshot, subscription: int) -> HttpResponse:
    """Choose when and how one is told of something."""
    by, cadence = actor_of(request), _cadence(request)
    mail = "mail" in request.POST
    return _doing(
        lambda: services.change(by=by, subscription=subscription, cadence=cadence, mail=mail), "changed", subscription
    )


@guarded(Record.SUBSCRIPTION, Action.EDIT, relations=SELF)
@posted(_list)
def pause(request: HttpRequest, _snapshot: Snapshot, subscription: int) -> HttpResponse:
    """Be told nothing of something for a while."""
    by, at = actor_of(request), timezone.now()
    return _doing(lambda: services.pause(by=by, subscription=subscription, at=at, stop=True), "paused", subscription)


@guarded(Record.SUBSCRIPTION, Action.EDIT, relations=SELF)
@posted(_list)
def resume(request: HttpRequest, _snapshot: Snapshot, subscription: int) -> HttpResponse:
    """Be told of something again."""
    by, at = actor_of(request), timezone.now()
    return _doing(lambda: services.pause(by=by, subscription=subscription, at=at, stop=False), "resumed", subscription)


@guarded(Record.SUBSCRIPTION, Action.DELETE, relations=SELF)
@posted(_list)
def end(request: HttpRequest, _snapshot: Snapshot, subscription: int) -> HttpResponse:
    """Follow something no more; the page offers to take it up again."""
    by, at = actor_of(request), timezone.now()
    return _doing(lambda: services.end(by=by, subscription=subscription, at=at), "ended", subscription)


@guarded(Record.SUBSCRIPTION, Action.RESTORE, relations=SELF)
@posted(_list)
def restore(request: HttpRequest, _snapshot: Snapshot, subscription: int) -> HttpResponse:
    """Take up again what was ended."""
    by = actor_of(request)
    back = services.restore(by=by, subscription=subscription)
    return HttpResponseRedirect(f"{reverse('following')}?done={'restored' if back else 'there'}")
