"""A table that is read through the policy: a query says for whom it asks, or why it asks for all.

`Thing.objects.all()`, `.filter()`, `.get()` and the like raise; `Thing.objects.for_actor(actor, Action.EDIT)` holds the
rows on which the actor may do that, and `Thing.objects.unscoped("why")` all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models

from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record, Relation

__all__ = ["ScopedManager", "UnscopedError"]

M = TypeVar("M", bound=models.Model)
Own = Callable[[Actor], models.Q]


class UnscopedError(RuntimeError):
    """A table was asked without saying for whom."""


class ScopedManager(models.Manager[M]):
    """Reads a table for an actor alone.

    Parameters
    ----------
    record : Record
        What a row is.
    own : callable
        Takes an actor, returns which rows stand in `relation` to them.
    relation : Relation
        How an actor stands to such a row: its owner, or the person whom it is about.
    """

    def __init__(self, record: Record, own: Own, relation: Relation = Relation.OWNER) -> None:
        super().__init__()
        self._record, self._own, self._relation = record, own, relation

    def get_queryset(self) -> models.QuerySet[M]:
        """Refuse: every method of a manager that reads begins here."""
        raise UnscopedError(f"say for whom: {self._named()}.objects.for_actor(actor, action), or .unscoped(reason)")

    def for_actor(self, actor: Actor, action: Action) -> models.QuerySet[M]:
        """Return the rows on which an actor may do something: all, their own, or none; the system works on all."""
        every = super().get_queryset()
        if actor == SYSTEM or may(actor, action, self._record).allowed:
            return every
        if may(actor, action, self._record, {self._relation}).allowed:
            return every.filter(self._own(actor))
        return every.none()

    def unscoped(self, reason: str) -> models.QuerySet[M]:
        """Return all rows, for something that is done for nobody in particular; the reason stands in the code."""
        if not reason.strip():
            raise UnscopedError(f"say why all rows of {self._named()} are needed")
        return super().get_queryset()

    def create(self, **values: Any) -> M:
        """Add a row; whether that may be done, the view's guard has asked."""
        return super().get_queryset().create(**values)

    def _named(self) -> str:
        return self.model.__name__
