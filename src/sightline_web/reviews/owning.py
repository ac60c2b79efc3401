"""Who may say what came of a decision: those who keep reviews, and who holds the role that it was given to."""

from __future__ import annotations

from django.http import HttpRequest

from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.reviews import queries
from sightline_web.reviews.models import Decision
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import owning_role

__all__ = ["owner_of", "owns_decision"]


def owner_of(request: HttpRequest, key: int) -> frozenset[Relation]:
    """Return how whoever asks stands to a decision; nobody owns one that is not there."""
    role = queries.role_of(key)
    return owning_role(request, lambda _: role) if role else frozenset()


def owns_decision(request: HttpRequest, one: Decision) -> bool:
    """Return whether whoever asks may say what came of a decision."""
    held = owning_role(request, lambda _: one.role)
    return may(actor_of(request), Action.EDIT, Record.REVIEW_DECISION, held).allowed
