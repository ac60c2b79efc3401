"""Deciding on an initiative: the promise and its entry in the journal are there together or not at all."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from sightline_web import store
from sightline_web.decided import Promise
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record

__all__ = ["promise_decide"]


def promise_decide(*, by: Actor, make: Callable[[], Promise], take_back: Callable[[Promise], None]) -> Promise:
    """Keep the decision that `make` returns, with its entry in the journal.

    Where the entry cannot be written, `take_back` takes the decision away again: nothing is decided that nobody can
    look up. The reason stands in the promise alone, which is sealed.

    Parameters
    ----------
    by : Actor
        Who decides.
    make : callable
        Keeps the decision, and raises where it cannot be decided.
    take_back : callable
        Takes away what `make` has kept.
    """
    made: Promise | None = None
    try:
        with store.writing(), transaction.atomic():
            made = make()
            after = {"decision": "declined" if made.declined else "approved", "model": made.model[:16]}
            record(by=by, action=Action.CREATE, kind=Record.PROMISE, key=made.initiative, after=after)
    except BaseException:
        if made is not None:
            take_back(made)
        raise
    return made
