"""SCIM 2.0: people as the users of a directory; see `scim` for what is read back, and the references."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sightline.exchange.scim import ASSIGNMENTS, ENTERPRISE, LIST, USER
from sightline.records.people import Assignment, Assignments

__all__ = ["write_scim"]


def write_scim(people: Assignments, *, on: date, roles: Mapping[str, str]) -> str:
    """Return everybody who ever held a role as a SCIM ListResponse, as on a day; who holds none then is not active.

    Parameters
    ----------
    people : Assignments
        Who holds which role.
    on : date
        The day.
    roles : mapping of str to str
        Role to title.
    """
    users = [_user(person, people.on(on, person), roles) for person in people.persons]
    document = {
        "schemas": [LIST],
        "totalResults": len(users),
        "startIndex": 1,
        "itemsPerPage": len(users),
        "Resources": users,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _user(person: str, held: Sequence[Assignment], roles: Mapping[str, str]) -> dict[str, Any]:
    more: dict[str, Any] = {"employeeNumber": person}
    first = next(iter(sorted(held, key=lambda one: (-one.capacity, one.role))), None)
    if first is not None and first.unit is not None:
        more["department"] = first.unit
    if first is not None and first.manager is not None:
        more["manager"] = {"value": first.manager}
    return {
        "schemas": [USER, ENTERPRISE, ASSIGNMENTS],
        "id": person,
        "externalId": person,
        "userName": person,
        "active": bool(held),
        "roles": [
            {"value": role, **({"display": roles[role]} if role in roles else {}), "primary": role == first.role}
            for role in sorted({one.role for one in held})
            if first is not None
        ],
        ENTERPRISE: more,
        ASSIGNMENTS: {"assignments": [_written(one) for one in held]},
        "meta": {"resourceType": "User"},
    }


_PARTS: Mapping[str, Callable[[Assignment], object]] = {
    "role": lambda one: one.role,
    "manager": lambda one: one.manager,
    "unit": lambda one: one.unit,
    "capacity": lambda one: one.capacity,
    "since": lambda one: one.since and one.since.isoformat(),
    "until": lambda one: one.until and one.until.isoformat(),
}


def _written(one: Assignment) -> dict[str, object]:
    return {name: value for name, of in _PARTS.items() if (value := of(one)) is not None}
