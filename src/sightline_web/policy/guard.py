"""The guard on a view: which record and action it is about, asked at each request; a view without one is refused.

A view says its policy by `guarded`, by `signed_in` where whoever has an account may see it and what it shows is sifted
one by one, or by `public`. The guard knows nobody and no directory: the request carries the actor, and `standing`,
which says how the actor stands to a person today (`shell.guarding` sets it). Where one is missing nothing is open.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

from sightline_web.policy.actor import NOBODY, Actor
from sightline_web.policy.decide import Decision, may
from sightline_web.policy.grants import Condition
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Action, Record, Relation

__all__ = ["PUBLIC", "SIGNED_IN", "Denied", "Policy", "allowed", "guarded", "policy_of", "public", "signed_in"]

V = TypeVar("V", bound=Callable[..., Any])
Subject = Callable[..., str]
Related = Callable[..., Collection[Relation]]
Holding = Callable[..., Collection[Condition]]
READS = frozenset({Action.LIST, Action.VIEW})


class Denied(Exception):  # noqa: N818 -- the policy's word for its answer
    """What was asked for is not open to the actor.

    Parameters
    ----------
    decision : Decision
        What is missing.
    hidden : bool
        Whether even the existence of the record is not the actor's to know.
    """

    def __init__(self, decision: Decision, *, hidden: bool = False) -> None:
        super().__init__(decision.missing)
        self.decision = decision
        self.hidden = hidden


@dataclass(frozen=True, slots=True)
class Policy:
    """What a view is about; without a record it is open to everybody with an account, or to anybody."""

    record: Record | None = None
    action: Action | None = None
    anybody: bool = False
    relations: frozenset[Relation] = frozenset()  # in which whoever has an account stands to the record
    found: Related | None = None  # finds them for the request and the parts of the address, where they differ


PUBLIC = Policy(anybody=True)
SIGNED_IN = Policy()


def policy_of(view: object) -> Policy | None:
    """Return the policy of a view; None where it has none."""
    found = getattr(view, "policy", None)
    return found if isinstance(found, Policy) else None


def public(view: V) -> V:
    """Open a view to anybody, with or without an account."""
    view.policy = PUBLIC  # type: ignore[attr-defined]  # a function takes attributes
    return view


def signed_in(view: V) -> V:
    """Open a view to whoever has an account; what it shows, it asks the policy about itself."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _actor(request).account is None:
            raise Denied(may(NOBODY, Action.VIEW, Record.GOAL))
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]  # a view

    answer.policy = SIGNED_IN  # type: ignore[attr-defined]  # a function takes attributes
    return answer  # type: ignore[return-value]  # of the same call


def guarded(
    record: Record,
    action: Action,
    *,
    subject: Subject | None = None,
    relations: Collection[Relation] | Related = frozenset(),
    holding: Holding | None = None,
) -> Callable[[V], V]:
    """Have a view ask the policy at each request; the CSV twin of a page that reads is an export.

    Parameters
    ----------
    record, action : Record, Action
        What the view does on which kind of record.
    subject : callable, optional
        Takes the request and the parts of the address, returns the id of the person whom the record is about.
    relations : collection of Relation or callable, optional
        How the actor stands to the record whatever the request, as `SELF` to one's own account; or a callable that
        takes what `subject` takes.
    holding : callable, optional
        Takes the same, returns which conditions hold for the record at hand.

    Raises
    ------
    Denied
        At the request, where the policy refuses.
    """

    def guard(view: V) -> V:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            held = set(relations(request, **kwargs) if callable(relations) else relations)
            person = None if subject is None else subject(request, **kwargs)
            if person is not None:
                held |= set(_standing(request, person))
            asked = Action.EXPORT if kwargs.get("form") == "csv" and action in READS else action
            actor = _actor(request)
            conditions = holding(request, **kwargs) if holding is not None else frozenset()
            decision = may(actor, asked, record, held, holding=conditions)
            if not decision.allowed:
                hidden = person is not None and record in ABOUT_PERSONS and actor.account is not None
                raise Denied(decision, hidden=hidden)
            return view(request, *args, **kwargs)  # type: ignore[no-any-return]  # a view

        always = frozenset() if callable(relations) else frozenset(relations)
        found = relations if callable(relations) and subject is None else None
        answer.policy = Policy(record, action, relations=always, found=found)  # type: ignore[attr-defined]  # takes attributes
        return answer  # type: ignore[return-value]  # of the same call

    return guard


def allowed(actor: Actor, policy: Policy | None) -> bool:
    """Return whether a view of a policy would be open to an actor: what links, menus and the palette ask."""
    if policy is None:
        return False
    if policy.anybody:
        return True
    if policy.record is None or policy.action is None:
        return actor.account is not None
    return may(actor, policy.action, policy.record, policy.relations).allowed


def _actor(request: HttpRequest) -> Actor:
    found = getattr(request, "actor", NOBODY)
    return found if isinstance(found, Actor) else NOBODY


def _standing(request: HttpRequest, person: str) -> Collection[Relation]:
    ask = getattr(request, "standing", None)
    return ask(person) if callable(ask) else frozenset()
