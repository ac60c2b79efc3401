"""No view without a policy; and what the guard of a view needs to know of persons.

A view that does not say who may see it is refused, whoever asks, so that a forgotten guard opens nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.policy.guard import policy_of
from sightline_web.policy.relations import owns, relations
from sightline_web.policy.words import Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.views import denied
from sightline_web.snapshot import Snapshot

__all__ = ["NO_PERSON", "Guarding", "owning_role", "person_asked", "standing_to", "today"]

log = logging.getLogger(__name__)
NO_PERSON = "\0"  # no person has this id, so nobody stands in any relation to it


class Guarding:
    """Refuses views without a policy, and tells the guard of a view how the actor stands to a person today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        request.standing = partial(_standing, request)  # type: ignore[attr-defined]  # a request takes attributes
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse a view that does not say who may see it."""
        if policy_of(view) is not None:
            return None
        log.error("the view %s has no policy, so it is refused", getattr(view, "__qualname__", type(view).__name__))
        missing = _("Nobody may see this page, because it does not say who may.")
        return denied(request, missing, _("Tell who runs Sightline."))


def today(snapshot: Snapshot) -> date:
    """Return the day that it is where the enterprise is."""
    return timezone.now().astimezone(ZoneInfo(snapshot.head.timezone)).date()


def person_asked(_request: HttpRequest, person: str, **_rest: object) -> str:
    """Return the person of an address, as a guard asks for whom it is about."""
    return person


def standing_to(request: HttpRequest, person: str) -> frozenset[Relation]:
    """Return how whoever asks stands to a person today."""
    return frozenset(request.standing(person))  # type: ignore[attr-defined]  # set by `Guarding`


def owning_role(request: HttpRequest, role_of: Callable[[Snapshot], str | None]) -> frozenset[Relation]:
    """Return whether the actor owns today what a role owns; nobody owns what the model does not declare."""
    snapshot = keeper.current().state().snapshot
    if snapshot is None:
        return frozenset()
    with suppress(LookupError):
        return owns(actor_of(request), role_of(snapshot), snapshot.directory, today(snapshot))
    return frozenset()


def _standing(request: HttpRequest, person: str) -> frozenset[Relation]:
    """Return how the actor stands to a person today; where nothing has been read yet, to nobody."""
    snapshot = keeper.current().state().snapshot
    if snapshot is None:
        return frozenset()
    return relations(actor_of(request), person, snapshot.directory, today(snapshot))
