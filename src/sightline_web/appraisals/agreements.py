"""Both sides take note of an agreement as it was frozen: each for themselves, once, and of that content alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from sightline_web import rows, store
from sightline_web.agreed import Agreed
from sightline_web.appraisals.models import Acknowledgement
from sightline_web.journal.services import record
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action, Record, Relation

__all__ = ["MANAGER", "PERSON", "Sides", "acknowledged", "acknowledged_by", "agreement_acknowledge", "agreement_freeze"]

Sides = dict[str, datetime]

PERSON, MANAGER = "person", "manager"


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)  # the policy has been asked how the actor stands to the person
def agreement_acknowledge(
    *, by: Actor, standing: Collection[Relation], person: str, manager: str, period: str, content: str, at: datetime
) -> bool:
    """Take note of an agreement as the person or as who leads them; return whether that was still to be done.

    Parameters
    ----------
    manager : str
        Who led the person when it was frozen.
    content : str
        The hash of what was frozen, so that a declared re-baseline has to be taken note of anew.

    Raises
    ------
    PermissionError
        If the actor is neither of the two.
    ValueError
        If it is no hash.
    """
    if not re.fullmatch(r"[0-9a-f]{8,64}", content):
        raise ValueError("an agreement is known by the hash of its content")
    side = PERSON if Relation.SELF in standing and by.person == person else MANAGER
    if side == MANAGER and Relation.MANAGER not in standing:
        raise PermissionError(person)
    try:
        with transaction.atomic():
            Acknowledgement.objects.create(
                person=person, manager=manager, period=period, content=content, side=side, account=by.account, at=at
            )
    except IntegrityError:
        return False
    record(by=by, action=Action.EDIT, kind=Record.AGREEMENT, key=f"{period} {content[:16]}", subject=person,
           after={"side": side})  # fmt: skip
    return True


@store.writing()
@transaction.atomic
def agreement_freeze(*, by: Actor, make: Callable[[], Agreed]) -> Agreed:
    """Freeze what `make` returns, with its entry in the journal: what cannot be written down is not frozen.

    A file that was kept although the entry failed is found again, as it is, by whoever freezes the same once more.
    """
    found = make()
    record(by=by, action=Action.CREATE, kind=Record.AGREEMENT, key=f"{found.period} {found.id[:16]}",
           subject=found.person or "", after={"role": found.role, "version": found.version})  # fmt: skip
    return found


@store.reading()
@rows.acting_as(SYSTEM)
def acknowledged(*, person: str, period: str, content: str) -> Sides:
    """Return when each side took note of an agreement; a side that did not is missing."""
    found = Acknowledgement.objects.filter(person=person, period=period, content=content)
    return dict(found.values_list("side", "at"))


@store.reading()
@rows.acting_as(SYSTEM)
def acknowledged_by(persons: Collection[str]) -> dict[tuple[str, str], Sides]:
    """Return when each side took note of what, for each of some persons and each content."""
    found: dict[tuple[str, str], Sides] = {}
    for each in Acknowledgement.objects.filter(person__in=set(persons)):
        found.setdefault((each.person, each.content), {})[each.side] = each.at
    return found
