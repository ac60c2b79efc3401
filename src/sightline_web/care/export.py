"""All that is held about a person, for that person: one archive with a page to read and a document to compute on.

The page is in the person's language; the document has English names in every language.

Every table that `holdings` lists is in it, and nothing leaves while a table with a column about persons is not listed.
What opens something (passwords, tokens, keys) is left out; so is what an entry of the journal says about somebody else.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sightline_web import rows, store
from sightline_web.care.erasure import find, names_of
from sightline_web.care.holdings import HOLDINGS, Whose, rows_of, unlisted, whose
from sightline_web.care.rows import plain
from sightline_web.engine.agreements import agreements_of
from sightline_web.engine.promises import decisions_of
from sightline_web.engine.saying import said_of
from sightline_web.journal import seal
from sightline_web.journal.kinds import record_word
from sightline_web.journal.services import record
from sightline_web.languages.marks import noted
from sightline_web.languages.preferences import Preferences, language_of
from sightline_web.languages.spoken import speaking
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.shell.columns import column_words
from sightline_web.shell.voices import said

__all__ = ["IncompleteError", "account_export", "gathered", "packed", "person_export"]

AGREEMENTS, DECISIONS = noted("Agreements about goals"), noted("Decisions about initiatives")
SEALED = ("before", "after", "reason", "origin")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(?:Z|\+00:00)")
Rows = list[dict[str, Any]]


class IncompleteError(RuntimeError):
    """A table has a column about persons, and nobody has said what of it belongs to whom."""


@store.writing()
def person_export(*, person: str, by: Actor, now: datetime, assignments: Sequence[Mapping[str, object]] = ()) -> bytes:
    """Return the archive of all that is held about a person, and write in the journal that it was taken.

    Parameters
    ----------
    person : str
        The id in the people source, or the address of an account that belongs to nobody there.
    by : Actor
        Who takes it.
    now : datetime
        When.
    assignments : sequence of mapping
        What the people source says: role, unit, manager, from when to when.

    Raises
    ------
    UnknownPersonError
        If nothing is held about such a person.
    IncompleteError
        If a table is not listed.
    """
    owner = find(person)
    with speaking(_language_for(owner)):
        return _taken(owner, by=by, now=now, assignments=assignments)


@store.writing()
def account_export(
    *, account: int, by: Actor, now: datetime, assignments: Sequence[Mapping[str, object]] = ()
) -> bytes:
    """Return the same about whoever an account belongs to, in the language of the moment: they ask themselves."""
    return _taken(whose(account=account), by=by, now=now, assignments=assignments)


def _language_for(owner: Whose) -> str:
    kept = QuerySet(get_user_model()).filter(pk__in=owner.accounts).first()
    return language_of(Preferences.of(kept))


def _taken(owner: Whose, *, by: Actor, now: datetime, assignments: Sequence[Mapping[str, object]]) -> bytes:
    with transaction.atomic():
        key = owner.person or ",".join(str(each) for each in owner.accounts)
        record(by=by, action="export", kind="person", key=key[:200], subject=owner.person)
        with rows.acting_as(SYSTEM):  # who looked, and from which account: the person may know it
            return packed(gathered(owner, now=now, assignments=assignments))


def gathered(owner: Whose, *, now: datetime, assignments: Sequence[Mapping[str, object]] = ()) -> dict[str, Any]:
    """Return all that is held about a person, table by table under its title."""
    if missing := unlisted():
        raise IncompleteError(f"{missing[0]} is about persons, and no holding says whose it is")
    keys: seal.Keys = {}  # each is asked for once, whatever lies under it
    held = {holding.title: _rows(label, owner, keys) for label, holding in HOLDINGS.items()}
    folder = store.folder()
    if folder is not None and owner.person:
        held[AGREEMENTS] = agreements_of(folder, owner.person)
    if folder is not None and (decided := decisions_of(folder, names_of(owner), owner.accounts)):
        held[DECISIONS] = decided
    return {
        "sightline": version("sightline"),
        "made_at": now.isoformat(),
        "person": owner.person or None,
        "assignments": [dict(each) for each in assignments],
        "looked": _looked(owner),
        "held": held,
    }


def _rows(label: str, owner: Whose, keys: seal.Keys) -> Rows:
    holding = HOLDINGS[label]
    rows = rows_of(label, owner).order_by("pk")
    if label == "journal.Entry":
        return [_entry(row, owner, keys) for row in rows.iterator()]
    return [_opened(_shown(row, holding.secret), holding.sealed, keys) for row in rows.iterator()]


def _shown(row: Model, secret: frozenset[str]) -> dict[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001 -- Django's own name
    return {field.name: plain(field.value_from_object(row)) for field in fields if field.name not in secret}


def _opened(row: dict[str, Any], sealed: frozenset[str], keys: seal.Keys) -> dict[str, Any]:
    return {name: _unsealed(seal.opened(each, keys)) if name in sealed else each for name, each in row.items()}


def _unsealed(kept: Any) -> Any:
    """Return what was sealed; a sentence that was kept with what it is made of as the text that it is."""
    return said_of(kept) if isinstance(kept, Mapping) and "said" in kept else kept


def _entry(row: Any, owner: Whose, keys: seal.Keys) -> dict[str, Any]:
    """Return an entry with its texts opened: those about the person, and from where the person acted."""
    own = row.account in owner.accounts
    about = row.subject == owner.person if row.subject else own or row.kind == "account"
    found = _shown(row, HOLDINGS["journal.Entry"].secret)
    for name in SEALED:
        mine = own if name == "origin" else about
        found[name] = seal.opened(getattr(row, name), keys) if mine else None
    return found


def _looked(owner: Whose) -> Rows:
    """Return who has looked at the person's record, and when."""
    if not owner.person:
        return []
    entries = rows_of("journal.Entry", owner).filter(subject=owner.person, action__in=("view", "export"))
    others = entries.exclude(account__in=owner.accounts).order_by("seq").values_list("at", "account", "kind", "actor")
    accounts: QuerySet[Any] = QuerySet(get_user_model())
    names = {pk: name or email for pk, name, email in accounts.values_list("pk", "name", "email")}
    return [
        {"at": at, "who": names.get(account, actor) if account else actor, "what": kind}
        for at, account, kind, actor in others
    ]


def packed(found: Mapping[str, Any]) -> bytes:
    """Return an archive of what was gathered: to read and to compute on."""
    assigned = [column_words(name) for name in next(iter(found["assignments"]), ())]
    looked = [[_text(each["at"]), each["who"], record_word(each["what"])] for each in found["looked"]]
    context = {"found": found, "made_at": _text(found["made_at"]), "assigned": assigned, "looked": looked}
    page = render_to_string("care/export.html", context | {"tables": _tables(found["held"])})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        archive.writestr("person.html", page)
    return out.getvalue()


def _tables(held: Mapping[str, Rows]) -> list[tuple[str, list[str], list[list[str]]]]:
    """Return each table as a reader calls it, the names of its columns, and its cells as text."""
    return [
        (
            _(title),
            [column_words(name) for name in rows[0]],
            [[_text(value) for value in row.values()] for row in rows],
        )
        for title, rows in held.items()
        if rows
    ]


def _text(value: object) -> str:
    """Return a value as it is read: a moment to the minute; the data file beside the page has it to the last digit."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if moment := MOMENT.fullmatch(str(value)):
        return f"{moment[1]} {moment[2]} UTC"
    if isinstance(value, list | dict):
        return json.dumps(_told(value), ensure_ascii=False) if value else "—"
    return str(value)


def _told(value: Any) -> Any:
    """Return a value with the sentences of the library in it in the language of the page."""
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_told(each) for each in value]
    return said(value) if isinstance(value, str) else value
