"""The guard on each view: the policy is asked at every request, before the view is.

A view says what it does with which kind of record; one that says nothing has no `policy`, which the suite refuses.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from sightline_web import keeper
from sightline_web.policy.actor import NOBODY, Actor
from sightline_web.policy.decide import may
from sightline_web.policy.relations import relations as relations_of
from sightline_web.policy.words import Action, Record, Relation

__all__ = ["PUBLIC", "Denied", "guarded", "public"]

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)
PUBLIC = "public"
WAIT_SECONDS = 2.0  # for the first reading


class Denied(Exception):  # noqa: N818 -- a decision, not an error
    """Somebody may not do something; `missing` says what they would need, and names nobody."""

    def __init__(self, record: Record, action: Action, *, missing: str, hidden: bool = False) -> None:
        super().__init__(f"{action} {record} needs {missing}")
        self.record = record
        self.action = action
        self.missing = missing
        self.hidden = hidden  # whether there is such a record must not be told either


def guarded(
    record: Record,
    action: Action,
    *,
    subject: Callable[..., str] | None = None,
    relations: Collection[Relation] = (),
) -> Callable[[View], View]:
    """Return a decorator that lets a view answer only whom the policy allows.

    Parameters
    ----------
    record, action
        What the view does with which kind of record.
    subject : callable, optional
        Given the request and the view's arguments, the person whom the record is about.
    relations : collection of Relation, optional
        In which everybody stands to what the view shows, as to a list of one's own.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", NOBODY)
            stands = set(relations)
            if subject is not None:
                given = {name: value for name, value in kwargs.items() if name != "form"}
                stands |= _relations(actor, subject(request, **given))
            decision = may(actor, action, record, stands)
            if not decision.allowed:
                raise Denied(record, action, missing=decision.missing, hidden=subject is not None)
            return view(request, *args, **kwargs)

        asked.policy = (record, action)  # type: ignore[attr-defined]  # what the suite looks for
        return asked

    return decorate


def public(view: V) -> V:
    """Mark a view that answers everybody: it leads in, or says nothing about the workspace."""
    view.policy = PUBLIC  # type: ignore[attr-defined]  # what the suite looks for
    return view


def _relations(actor: Actor, person: str) -> frozenset[Relation]:
    """Return how an actor stands to a person today; only to themselves, while there is no reading."""
    snapshot = keeper.current().state(wait=WAIT_SECONDS).snapshot
    if snapshot is None:
        return frozenset({Relation.SELF}) if actor.person and actor.person == person else frozenset()
    today = timezone.now().astimezone(ZoneInfo(snapshot.head.timezone)).date()
    return relations_of(actor, person, snapshot.directory, today)
