"""Writing the journal: an entry stands in the same transaction as what it tells, or neither does.

The entry takes its place in the chain under a lock that is held until the transaction ends, so there is one chain
however many processes write. Call `record` after the change itself: on PostgreSQL the lock is the last one taken then,
and two writers wait for each other only here.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from sightline_web import rows, store
from sightline_web.journal.chain import APART, COLUMNS, START, chain_key, digest, key_id
from sightline_web.journal.head import Head, put
from sightline_web.journal.models import MOMENT, Entry
from sightline_web.journal.seal import Personal, holder_of, written
from sightline_web.policy.actor import SYSTEM, Actor

__all__ = ["OutsideTransactionError", "looked", "record", "refused"]

QUIET = timedelta(minutes=1)  # so long the same refusal is told once
LOCK = 0x51_67_48_74_4A_6F_75_72  # the name of PostgreSQL's advisory lock: any number that nobody else takes


class OutsideTransactionError(RuntimeError):
    """An entry was to be written apart from the change that it tells."""


@rows.acting_as(SYSTEM)  # the end of the chain and the keys of others are not the actor's to see
def record(
    *,
    by: Actor,
    action: str,
    kind: str,
    key: str,
    subject: str = "",
    before: object = None,
    after: object = None,
    reason: str = "",
) -> Entry:
    """Write one entry of the journal.

    Parameters
    ----------
    by : Actor
        Who did it; where from is sealed under their own key.
    action, kind, key : str
        What was done to which record.
    subject : str, optional
        The person whom the record is about; `before`, `after` and `reason` are then sealed under that person's key.
    before, after : JSON value, optional
        The record as it was and as it is; a `seal.Personal` in it is sealed by itself.
    reason : str, optional
        Why, in the words of whoever did it.

    Raises
    ------
    OutsideTransactionError
        If there is no transaction that would undo the entry together with the change.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError(f"{action} {kind} is to be written in the transaction of the change")
    if any(APART in each for each in (action, kind, key, subject)):
        raise ValueError("what is written in the journal holds no NUL")
    last = _last()
    chain = chain_key()
    whose = subject or (f"account:{key}" if kind == "account" else "")

    def slot(value: object) -> str:
        return written(Personal(value, whose) if whose and value is not None else value)

    entry = Entry(
        seq=last.count + 1,
        at=timezone.now().strftime(MOMENT),
        actor=by.name if by.account is None else "account",
        account=by.account,
        action=str(action),
        kind=str(kind),
        key=str(key),
        subject=subject,
        before=slot(before),
        after=slot(after),
        reason=slot(reason or None),
        origin=written(Personal(by.origin, holder_of(by)) if by.origin else None),
        key_id=key_id(chain),
        previous=last.hash,
    )
    entry.hash = digest(chain, [getattr(entry, name) for name in COLUMNS])
    entry.save(force_insert=True)
    transaction.on_commit(partial(put, Head(entry.seq, entry.hash, entry.at)), robust=True)
    return entry


def _last() -> Head:
    """Return the end of the chain, which stays the end until this transaction is over."""
    if connection.vendor == "postgresql":  # SQLite gave the lock when the transaction began
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    found = Entry.objects.order_by("-seq").values_list("seq", "hash", "at").first()
    return Head(*found) if found else Head(0, START, "")


@store.writing()
def looked(*, by: Actor, kind: str, key: str, subject: str) -> Entry | None:
    """Write down that somebody reads another person's record; reading one's own is nobody's business.

    Raises
    ------
    StoreError
        If it cannot be written: the record must then not be shown.
    """
    if by.person and by.person == subject:
        return None
    with transaction.atomic():
        return record(by=by, action="view", kind=kind, key=key, subject=subject)


@store.writing()
@rows.acting_as(SYSTEM)
def refused(*, by: Actor, action: str, kind: str, key: str = "") -> Entry | None:
    """Write down that the policy refused something; within a minute once, so that asking again fills no disk.

    Who has no account is asked to sign in instead, and is not written down.
    """
    if by.account is None:
        return None
    since = (timezone.now() - QUIET).strftime(MOMENT)
    told = Entry.objects.filter(account=by.account, action="deny", kind=kind, key=key, at__gte=since)
    with transaction.atomic():
        if told.exists():
            return None
        return record(by=by, action="deny", kind=kind, key=key, after={"asked": str(action)})
