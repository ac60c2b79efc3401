"""SCIM 2.0: the users of a directory as people.

Read are the roles, `active` and, of the enterprise extension, manager, department and employee number: names, addresses
and whatever else stands there is never looked at. Names of attributes and schemas are compared without upper and lower
case (RFC 7643, 2.1). What SCIM has no word for, capacity and dates, travels in an extension of our own.

References: RFC 7643 (core schema: 3.1, 4.1, 4.3), RFC 7644 (protocol: 3.4.2 lists, 3.7 bulk).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

from sightline.errors import SourceError, UnknownNameError
from sightline.exchange.people_state import (
    MOST,
    Held,
    Incoming,
    LeftOut,
    Post,
    RefusedError,
    clean_id,
    each_once,
    sized,
)

__all__ = ["ASSIGNMENTS", "ENTERPRISE", "IDENTIFIERS", "LIST", "USER", "read_scim"]

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ASSIGNMENTS = "urn:sightline:params:scim:schemas:extension:assignments:1.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
IDENTIFIERS = ("employeeNumber", "externalId", "id", "userName")
_UNASKED = IDENTIFIERS[:3]  # a user name is mostly a name, so it must be asked for
_BULK_ID = "bulkid:"  # before the id by which entries of a bulk mean each other
_FIX = "A ListResponse, a BulkRequest, a list of users or one user is read."


class _Folded(dict[str, Any]):
    """An object whose keys are compared without upper and lower case."""

    twice: str | None = None


def _folded(pairs: Sequence[tuple[str, Any]]) -> _Folded:
    found = _Folded()
    for key, value in pairs:
        name = key.casefold()
        if name in found:
            found.twice = key
        found[name] = value
    return found


@dataclass(frozen=True, slots=True)
class _User:
    """One user of the file, and what to call it in messages."""

    content: _Folded
    place: str
    bulk_id: str | None = None
    gone: str | None = None  # the id of a user that is to be deleted


def read_scim(
    content: bytes, *, roles: Mapping[str, str], place: str = "SCIM", identifier: str | None = None
) -> Incoming:
    """Return what a SCIM document says of people.

    Parameters
    ----------
    content : bytes
        A ListResponse, a BulkRequest (POST, PUT and DELETE of users), a list of users or one user, in UTF-8.
    roles : mapping of str to str
        Role to title, as the model declares them: a user's roles, else the `title`, are found among them by id or
        title. Where there are none, every role counts as it is written.
    place : str
        The file, for messages.
    identifier : str, optional
        The attribute that is the id of the people source, one of `IDENTIFIERS`. Left out: the first of employee number,
        external id and id that every user has.

    Raises
    ------
    SourceError
        If it is no such document, or no attribute identifies every user.
    UnknownNameError
        If `identifier` is none of them.
    """
    if identifier is not None and identifier not in IDENTIFIERS:
        raise UnknownNameError("identifier", identifier, IDENTIFIERS)
    reader = _Reader(roles, place)
    users, whole = reader.users(_parsed(content, place))
    reader.choose(users, identifier)
    held = [one for user in users if (one := reader.taken(user)) is not None]
    kept = each_once(held, reader.left_out)
    return Incoming(kept, reader.left_out, whole, tuple(reader.remarks()))


def _parsed(content: bytes, place: str) -> Any:
    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is no number")

    try:
        return json.loads(sized(content, place).decode("utf-8-sig"), object_pairs_hook=_folded, parse_constant=refuse)
    except RecursionError:
        raise SourceError("it is nested beyond any use.", place=place, fix=_FIX) from None
    except ValueError as error:  # no UTF-8, no JSON, a number with thousands of digits
        raise SourceError(f"this is no JSON: {error}.", place=place, fix=_FIX) from None


@dataclass
class _Reader:
    """Reads users one by one, and remembers what could not be taken over."""

    roles: Mapping[str, str]
    place: str
    left_out: LeftOut = field(default_factory=LeftOut)
    identifier: str = "id"
    others: int = 0
    without_role: int = 0
    unknown_managers: int = 0
    _ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_title = {title.casefold(): role for role, title in self.roles.items()}
        self._known = {**by_title, **{role.casefold(): role for role in self.roles}}

    def users(self, document: Any) -> tuple[list[_User], bool]:
        """Return the users of a document, and whether it holds all of them."""
        if isinstance(document, list):
            return self._each(document), True
        if not isinstance(document, _Folded):
            raise SourceError("this is no SCIM document.", place=self.place, fix=_FIX)
        if document.twice is not None:
            raise SourceError(f"'{document.twice[:60]}' is said twice.", place=self.place, fix="Ask for it again.")
        schemas = _schemas(document)
        if LIST.casefold() in schemas or "resources" in document or "totalresults" in document:
            found = self._listed(document.get("resources"), "Resources")
            total = document.get("totalresults")
            return self._each(found), not isinstance(total, int) or total <= len(found)
        if BULK.casefold() in schemas or "operations" in document:
            return self._operations(self._listed(document.get("operations"), "Operations")), False
        return self._each([document]), False

    def _listed(self, value: Any, name: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            raise SourceError(f"'{name}' is no list.", place=self.place, fix=_FIX)
        if len(value) > MOST:
            raise SourceError(f"it holds more than {MOST:,} entries.", place=self.place, fix="Split it.")
        return value

    def _each(self, found: Iterable[Any]) -> list[_User]:
        users = []
        for number, one in enumerate(found, 1):
            if not isinstance(one, _Folded):
                self.left_out.add("it is no object", f"entry {number}")
            elif _is_user(one):
                users.append(_User(one, f"entry {number}"))
            else:
                self.others += 1
        return users

    def _operations(self, found: Iterable[Any]) -> list[_User]:
        """Return the users that a bulk makes, replaces or deletes; others of its operations are counted."""
        users = []
        for number, one in enumerate(found, 1):
            place = f"operation {number}"
            if not isinstance(one, _Folded):
                self.left_out.add("it is no object", place)
                continue
            method, path = str(one.get("method", "")).upper(), str(one.get("path", "")).strip("/").split("/")
            if path[0].casefold() != "users":
                self.others += 1
            elif method in {"POST", "PUT"} and isinstance(one.get("data"), _Folded):
                data = one["data"]
                if method == "PUT" and path[1:]:
                    data.setdefault("id", path[1])
                users.append(_User(data, place, bulk_id=str(one.get("bulkid") or "") or None))
            elif method == "DELETE" and path[1:]:
                users.append(_User(_Folded(), place, gone=path[1]))
            else:
                self.left_out.add(f"{method[:10] or 'no method'} of a user is not read here", place)
        return users

    def choose(self, users: Sequence[_User], identifier: str | None) -> None:
        """Find the attribute that identifies everybody, and who is meant by which id of SCIM."""
        there = [user for user in users if user.gone is None]
        if identifier is None:
            able = [name for name in _UNASKED if all(_said(user.content, name) for user in there)]
            if not able:
                counts = ", ".join(
                    f"{name} {sum(bool(_said(user.content, name)) for user in there):,}" for name in IDENTIFIERS
                )
                raise SourceError(
                    f"no attribute identifies all {len(there):,} users: {counts}.",
                    place=self.place,
                    fix="Say with --id which attribute is the id in the people source.",
                )
            identifier = able[0] if there else "id"
        self.identifier = identifier
        for user in there:
            person = _said(user.content, identifier)
            known = (user.content.get("id"), f"{_BULK_ID}{user.bulk_id}" if user.bulk_id else None)
            self._ids.update({key: person for key in known if person and isinstance(key, str)})

    def taken(self, user: _User) -> Held | None:
        """Return what a user holds; None, and counted, where it cannot be taken over."""
        try:
            return self._gone(user.gone) if user.gone is not None else self._held(user.content)
        except RefusedError as error:
            self.left_out.add(str(error), user.place)
            return None

    def _gone(self, scim_id: str) -> Held:
        person = scim_id if self.identifier == "id" else self._ids.get(scim_id)
        if person is None:
            raise RefusedError("nothing says whom its id means")
        return Held(clean_id(person, "id"), ())

    def _held(self, user: _Folded) -> Held:
        if user.twice is not None:
            raise RefusedError("an attribute is said twice")
        person = clean_id(_said(user, self.identifier), "id")
        if not person:
            raise RefusedError(f"there is no {self.identifier}")
        if not _active(user.get("active")):
            return Held(person, ())
        own = user.get(ASSIGNMENTS.casefold())
        if isinstance(own, _Folded) and "assignments" in own:
            return Held(person, tuple(map(_post, _items(own["assignments"]))))
        manager, unit = self._above(user)
        found = self._roles(user)
        if not found:
            self.without_role += 1
            return Held(person, None, manager, unit)
        return Held(person, tuple(Post(role, manager, unit) for role in found))

    def _above(self, user: _Folded) -> tuple[str | None, str | None]:
        """Return the manager and the unit; None where the enterprise extension is not there to say them."""
        more = _enterprise(user)
        if more is None:
            return None, None
        said = more.get("manager")
        if isinstance(said, list):
            said = said[0] if said else None
        value = said
        if isinstance(said, _Folded):
            value = said.get("value") or str(said.get("$ref") or "").rstrip("/").rpartition("/")[2]
        if value in (None, ""):
            manager: str | None = ""
        else:
            said = str(value)
            bulk = said.casefold().startswith(_BULK_ID)
            manager = self._ids.get(f"{_BULK_ID}{said[len(_BULK_ID) :]}" if bulk else said)
            if manager is None and self.identifier == "id":
                manager = str(value)
            self.unknown_managers += manager is None
        return None if manager is None else clean_id(manager, "manager"), clean_id(more.get("department"), "department")

    def _roles(self, user: _Folded) -> tuple[str, ...]:
        """Return the roles of the model that a user has; where none is known, the one that the title names."""
        found: dict[str, None] = {}
        for one in _items(user.get("roles")):
            words = (one.get("value"), one.get("display")) if isinstance(one, _Folded) else (one,)
            named = [clean_id(word, "role") for word in words if word not in (None, "")]
            if not self.roles:
                found.update(dict.fromkeys(named[:1]))
                continue
            known = [self._known[word.casefold()] for word in named if word.casefold() in self._known]
            found.update(dict.fromkeys(known[:1]))
        title = user.get("title")
        if not found and isinstance(title, str) and title.strip().casefold() in self._known:
            found[self._known[title.strip().casefold()]] = None
        return tuple(found)

    def remarks(self) -> Iterable[str]:
        """Yield what a reader should know."""
        yield f"People are known by '{self.identifier}'."
        if self.others:
            yield f"Entries that are no users do not count: {self.others:,}."
        if self.without_role:
            yield f"Users that name no role of the model keep those that they hold: {self.without_role:,}."
        if self.unknown_managers:
            yield f"Managers that are no users of this file count as not said: {self.unknown_managers:,}."


def _schemas(document: Mapping[str, Any]) -> frozenset[str]:
    found = document.get("schemas")
    return (
        frozenset(one.casefold() for one in found if isinstance(one, str)) if isinstance(found, list) else frozenset()
    )


def _is_user(one: _Folded) -> bool:
    schemas = _schemas(one)
    meta = one.get("meta")
    kind = meta.get("resourcetype") if isinstance(meta, _Folded) else None
    if isinstance(kind, str):
        return kind.casefold() == "user"
    return not schemas or USER.casefold() in schemas


def _enterprise(user: _Folded) -> Mapping[str, Any] | None:
    """Return the enterprise extension, also where its attributes stand flat with their whole names (RFC 7644, 3.10)."""
    name = ENTERPRISE.casefold()
    nested = user.get(name)
    flat = {key[len(name) + 1 :]: value for key, value in user.items() if key.startswith(f"{name}:")}
    if isinstance(nested, _Folded):
        if nested.twice is not None:
            raise RefusedError("an attribute is said twice")
        return {**nested, **flat}
    return flat or None


def _said(user: _Folded, name: str) -> str:
    """Return an identifier as text; empty where it is not there, or no text."""
    try:
        place = (_enterprise(user) or {}) if name == "employeeNumber" else user
    except RefusedError:
        return ""
    value = place.get(name.casefold())
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _active(value: Any) -> bool:
    """Return whether somebody is active; so is everybody of whom nothing is said. Some servers write it as a text."""
    if value is None or isinstance(value, bool):
        return value is not False
    if isinstance(value, str) and value.casefold() in {"true", "false"}:
        return value.casefold() == "true"
    raise RefusedError("'active' is neither true nor false")


def _post(value: Any) -> Post:
    if not isinstance(value, _Folded) or value.twice is not None:
        raise RefusedError("an assignment is no plain object")
    role = clean_id(value.get("role"), "role")
    if not role:
        raise RefusedError("an assignment names no role")
    capacity = value.get("capacity")
    if capacity is not None and (isinstance(capacity, bool) or not isinstance(capacity, int | float) or capacity < 0):
        raise RefusedError("a capacity is no number of 0 or more")
    days = {part: _day(value.get(part)) for part in ("since", "until")}
    manager, unit = (clean_id(value.get(part), part) for part in ("manager", "unit"))
    return Post(role, manager, unit, capacity, **days)


def _day(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise RefusedError("a day is not written as 2026-07-31") from None
