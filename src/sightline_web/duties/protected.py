"""To which groups persons belong: sealed under a key of its own, opened by the fairness audit and by nothing else.

Row-level security shows the rows to no request (`rows.py`); an import contract lets the audit alone import this module;
and whoever has the database, or any other key of the workspace, reads nothing without `audit_key`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.db import transaction

from sightline_web import store
from sightline_web.accounts.sealing import sealing
from sightline_web.duties.models import Protected

__all__ = ["declared", "protected_set"]

KEY = "audit_key"


@store.writing()
@transaction.atomic
def protected_set(*, person: str, attribute: str, value: str, at: datetime) -> None:
    """Keep to which group a person belongs, in place of what was kept before; an empty value takes it away."""
    rows = Protected.objects.filter(person=person, attribute=attribute)
    if not value.strip():
        rows.delete()
        return
    sealed = sealing(KEY).encrypt(f"{person}\n{value.strip()}".encode())
    Protected.objects.update_or_create(
        person=person, attribute=attribute, defaults={"sealed": sealed, "declared_at": at}
    )


@store.reading()
def declared(attribute: str, persons: Collection[str]) -> dict[str, str]:
    """Return the groups of those of some persons who declared one."""
    cipher, found = sealing(KEY), {}
    for row in Protected.objects.filter(attribute=attribute, person__in=list(persons)):
        try:
            person, _, value = cipher.decrypt(bytes(row.sealed)).decode().partition("\n")
        except InvalidToken:
            continue  # under a key that is lost: unknown
        if person == row.person:  # a row that was moved to somebody else says nothing
            found[person] = value
    return found
