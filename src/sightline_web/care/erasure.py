"""Erasing a person: what is theirs goes, what must stay is left without them, and the journal's chain stays whole.

The account keeps its number, because the journal names it, and loses everything else. What is personal in the journal
is sealed under the person's key, which is destroyed. SQLite is then made to forget: deleted text is overwritten at
once, the file is written anew and its log cut off. What the people source of the model says is not ours to erase.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet

from sightline_web import store
from sightline_web.accounts.models import Account, Invitation
from sightline_web.care import erased
from sightline_web.care.backup import last_good
from sightline_web.care.holdings import HOLDINGS, Whose, model_of, rows_of, whose
from sightline_web.care.models import LegalHold
from sightline_web.care.retention import ASIDE
from sightline_web.engine.agreements import erased_from_agreements, have_agreed
from sightline_web.engine.events import erased_from_events, performers_of
from sightline_web.engine.promises import erased_from_promises, have_decided
from sightline_web.journal import seal
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor

__all__ = [
    "ErasedPerson",
    "HeldError",
    "UnknownPersonError",
    "copies",
    "find",
    "forget",
    "names_of",
    "person_erase",
    "reapply",
]

PATIENCE_SECONDS = 5
NOBODY_NAMED = "(erased)"
DONE = ("controls.Waiver", "exceptions.Happening", "exceptions.ThresholdChange")  # it stays, and now by nobody


class HeldError(RuntimeError):
    """Records of the person must stay: there is a legal hold."""


class UnknownPersonError(LookupError):
    """Nothing is kept about such a person."""


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """What an erasure did: rows by what they are, keys destroyed, whether the database has forgotten them.

    `copies` are older copies, which still hold the person: backups, and what a restore put aside.
    """

    counts: dict[str, int] = field(default_factory=dict)
    keys: int = 0
    forgotten: bool = True
    copies: tuple[str, ...] = ()


def person_erase(*, person: str, by: Actor, reason: str, now: datetime) -> ErasedPerson:
    """Erase a person from the store, for good.

    Parameters
    ----------
    person : str
        The id in the people source, or the address of an account that belongs to nobody there.
    by : Actor
        Who erases.
    reason : str
        Why; it stays in the journal, so it must not name anybody.
    now : datetime
        When.

    Raises
    ------
    HeldError
        If there is a legal hold on the person.
    UnknownPersonError
        If nothing is kept about such a person.
    """
    with store.writing():
        with transaction.atomic():
            owner = _found(person)
            called = names_of(owner)
            if LegalHold.objects.filter(person=owner.person, until=None).exclude(person="").exists():
                raise HeldError
            counts, destroyed = _scrub(owner)
            said = {"rows": counts, "keys": destroyed}
            key = ",".join(str(each) for each in owner.accounts)
            record(by=by, action="erase", kind="person", key=key, after=said, reason=reason)
            erased.note(owner.person, owner.accounts, at=now)
        if events := from_events(owner.person):
            counts["live events"] = events
        if agreed := from_agreements(owner.person):
            counts["agreements"] = agreed
        if decided := from_promises(called, at=now):
            counts["decisions about initiatives"] = decided
        return ErasedPerson(counts, destroyed, forgotten=forget(), copies=tuple(copies()))


def from_events(person: str) -> int:
    """Take a person out of the live events; return in how many they stood."""
    folder = store.folder()
    return 0 if folder is None or not person else erased_from_events(folder, person)


def from_agreements(person: str) -> int:
    """Take away the agreements that a person holds; return how many versions that were."""
    folder = store.folder()
    return 0 if folder is None or not person else erased_from_agreements(folder, person)


def names_of(owner: Whose) -> frozenset[str]:
    """Return everything by which a person may stand in a file: their id, addresses, and names of their accounts."""
    names: list[str] = list(QuerySet(Account).filter(pk__in=owner.accounts).values_list("name", flat=True))
    return frozenset(each for each in (owner.person, *owner.emails, *names) if each)


def from_promises(called: frozenset[str], *, at: datetime) -> int:
    """Take a person out of the promises that name them as who decided; return how many that were.

    What was decided stays, and so does its seal. A name is marked as erased, too, for a restore of an older copy.
    """
    folder = store.folder()
    found = erased_from_promises(folder, called) if folder is not None and called else ()
    for name in sorted(set(found)):
        erased.note(name, (), at=at)
    return len(found)


def _found(person: str) -> Whose:
    """Return a person about whom something is kept in the store or in a file; raises UnknownPersonError."""
    try:
        return find(person)
    except UnknownPersonError:
        folder = store.folder()
        if folder is None or person not in performers_of(folder) | have_agreed(folder) | have_decided(folder):
            raise
        return whose(person)


def find(person: str) -> Whose:
    """Return a person about whom something is kept; raises UnknownPersonError."""
    owner = whose(person)
    if not owner.accounts:
        by_address = Account.objects.filter(email__iexact=person).values_list("pk", flat=True).first()
        owner = whose(account=by_address) if by_address is not None else owner
    if not owner.accounts and not any(rows_of(label, owner).exists() for label in HOLDINGS):
        raise UnknownPersonError(person)
    return owner


def reapply(marks: list[erased.Mark], *, by: Actor) -> int:
    """Erase again who was erased after a backup was taken; return how many of them were there."""
    accounts = {account for mark in marks for account in mark.accounts}
    persons = {mark.person for mark in marks if mark.person}
    again = []
    for pk, person, email in QuerySet(Account).values_list("pk", "person", "email"):
        if email != address_of(pk) and (pk in accounts or erased.mark_of(person) in persons):
            again.append(whose(person, account=pk))
    with transaction.atomic():
        for owner in again:
            _scrub(owner)
        if again:
            record(by=by, action="erase", kind="person", key="", after={"again": len(again)})
    return len(again)


def _scrub(owner: Whose) -> tuple[dict[str, int], int]:
    """Take a person out of every table; return the rows by table, and how many keys were destroyed."""
    counts = {}
    if ended := _end_sessions(owner):
        counts["sessions"] = ended
    for label, holding in HOLDINGS.items():
        rows = rows_of(label, owner, gone=True)
        if holding.erased == "deleted" and (count := rows.count()):
            rows.delete()
            counts[str(model_of(label)._meta.verbose_name_plural)] = count  # noqa: SLF001 -- Django's own name
        _taken_out(label, owner)
    if made := rows_of("scenarios.Scenario", owner).update(owner=None):  # the enterprise's, and now nobody's
        counts["scenarios without an owner"] = made
    for label in DONE:
        if done := rows_of(label, owner).update(account=None):
            counts[f"{model_of(label)._meta.verbose_name_plural} of nobody"] = done  # noqa: SLF001 -- Django's own name
    for email in owner.emails:
        Invitation.objects.filter(invited_by__iexact=email).update(invited_by=NOBODY_NAMED)
    for account in owner.accounts:
        counts["accounts"] = counts.get("accounts", 0) + Account.objects.filter(pk=account).update(
            email=address_of(account), name="", person="", duties=[], units=[], language="", locale="",
            zone="", is_active=False, last_login=None,
            password=make_password(None),
        )  # fmt: skip
    return counts, sum(seal.erase(owner.person, account=each) for each in owner.accounts or (None,))


def _taken_out(label: str, owner: Whose) -> None:
    """Take a person out of the rows of others."""
    for column, instead in HOLDINGS[label].stands.items():
        whole: QuerySet[Any] = QuerySet(model_of(label))
        values = owner.accounts if column.endswith("account") else [owner.person] if owner.person else []
        whole.filter(**{f"{column}__in": values}).update(**{column: instead})


def address_of(account: int) -> str:
    """Return what stands for the address of an erased account, which must stay one and unlike all others."""
    return f"erased-{account}@erased.invalid"


def copies() -> Iterator[str]:
    """Yield where older copies of the records are, as far as this workspace knows."""
    folder = store.folder()
    if folder is not None:
        yield from (str(path) for path in sorted(folder.glob(ASIDE)))
    if (good := last_good()) is not None and Path(good[1]["file"]).exists():
        yield str(good[1]["file"])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before\\_restore\\_%' ORDER BY 1")
            yield from (f"schema {name}" for (name,) in cursor.fetchall())


def _end_sessions(owner: Whose) -> int:
    """End every session of a person, whoever lists it."""
    own = {str(account) for account in owner.accounts}
    keys = [each.session_key for each in Session.objects.iterator() if str(each.get_decoded().get(SESSION_KEY)) in own]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def forget() -> bool:
    """Have the database overwrite what was deleted; return whether it could do so entirely."""
    if connection.vendor == "postgresql":
        with store.owning(), connection.cursor() as cursor:  # others than the owner are passed over, without a word
            for label in HOLDINGS:
                cursor.execute(f'VACUUM (FULL) "{model_of(label)._meta.db_table}"')  # noqa: SLF001 -- Django's own name
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(PATIENCE_SECONDS * 1000)}")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]  # a reader holds the log for its request
    return not busy
