"""Reading the journal: as its readers look it up, as the history of one record, and as who looked at a person's.

An account stands in an entry as a number; its name is joined here. What is kept of a record about a person is not shown
to whoever reads the journal: only which of its fields were changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, overload

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.journal.models import MOMENT, Entry
from sightline_web.journal.seal import ERASED, Keys, keys_of, opened
from sightline_web.journal.wording import done

__all__ = [
    "Change", "Found", "Line", "Rows", "Sought", "find", "history", "kinds", "lookers", "names_of", "plain", "rows",
    "total",
]  # fmt: skip

MOST = 10_000  # rows of a twin
MOST_NAMES = 200  # accounts that a name is looked for in
LOOKS = ("view", "export")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record, as it was and as it is; empty where it had no value."""

    field: str
    before: str
    after: str

    @property
    def erased(self) -> bool:
        """Whether nobody can read any more what was changed."""
        return self.field == ERASED


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read."""

    seq: int
    at: datetime
    who: str
    account: int | None
    action: str
    kind: str
    key: str
    subject: str
    what: str  # "created scenario"
    changes: tuple[Change, ...]
    reason: str
    origin: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; all of it has to fit. `until` is the first moment that no longer fits."""

    actor: str = ""
    kind: str = ""
    key: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, the newest first, and how many there are in all."""

    lines: list[Line]
    total: int


@store.reading()
def find(sought: Sought, *, first: int, most: int) -> Found:
    """Return entries, from the `first` one on."""
    entries = _sought(sought).order_by("-seq")
    return Found(_lines(entries[first : first + most]), entries.count())


class Rows(Sequence[dict[str, object]]):
    """Entries for the twins: each is read and opened when it is asked for, those of a slice together.

    Parameters
    ----------
    entries : QuerySet of Entry
        What they are among.
    numbers : list of int
        Which they are, in their order.
    """

    def __init__(self, entries: QuerySet[Entry], numbers: list[int]) -> None:
        self._entries, self.numbers = entries, numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> dict[str, object]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, object]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, object] | list[dict[str, object]]:
        chosen = self.numbers[place] if isinstance(place, slice) else [self.numbers[place]]
        found = {each.seq: plain(each) for each in _read(self._entries.filter(seq__in=chosen))}
        rows = [found[number] for number in chosen]  # entries are never deleted
        return rows if isinstance(place, slice) else rows[0]

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self[:])


@store.reading()
def _read(entries: QuerySet[Entry]) -> list[Line]:
    return _lines(entries)


@store.reading()
def rows(sought: Sought, *, most: int = MOST) -> Rows:
    """Return the newest entries for the twins."""
    entries = _sought(sought).order_by("-seq")
    return Rows(entries, list(entries.values_list("seq", flat=True)[:most]))


@store.reading()
def total(sought: Sought) -> int:
    """Return how many entries there are."""
    return _sought(sought).count()


@store.reading()
def history(*, kind: str, key: str) -> list[Line]:
    """Return what was done to one record, the newest first; neither who looked at it, nor from where it was done."""
    entries = Entry.objects.filter(kind=kind, key=key).exclude(action__in=LOOKS).order_by("-seq")
    return [replace(each, origin="") for each in _lines(entries)]


@store.reading()
def lookers(*, person: str, but: int | None = None, most: int = MOST) -> list[Line]:
    """Return who has looked at a person's records, the newest first; `but` is the person's own account."""
    looks = Entry.objects.filter(subject=person, action__in=LOOKS)
    others = looks if but is None else looks.filter(Q(account=None) | ~Q(account=but))
    return _lines(others.order_by("-seq")[:most])


@store.reading()
def kinds() -> list[str]:
    """Return the kinds of record that something was written about."""
    return list(Entry.objects.order_by("kind").values_list("kind", flat=True).distinct())


def plain(line: Line) -> dict[str, object]:
    """Return an entry for the twins."""
    return {
        "seq": line.seq,
        "at": line.at,
        "who": line.who,
        "account": line.account,
        "action": line.action,
        "kind": line.kind,
        "key": line.key,
        "subject": line.subject,
        "changes": [f"{each.field}: {each.before} → {each.after}" for each in line.changes],
        "reason": line.reason,
        "origin": line.origin,
    }


def _sought(sought: Sought) -> QuerySet[Entry]:
    exact = {"kind": sought.kind, "key": sought.key, "subject": sought.subject}
    entries = Entry.objects.filter(**{name: value for name, value in exact.items() if value})
    if sought.actor:
        entries = entries.filter(Q(actor=sought.actor) | Q(account__in=_accounts(sought.actor)))
    if sought.since:
        entries = entries.filter(at__gte=sought.since.strftime(MOMENT))
    if sought.until:
        entries = entries.filter(at__lt=sought.until.strftime(MOMENT))
    return entries


def _accounts(text: str) -> list[int]:
    """Return the accounts whose name or address holds a text, and the one whose number it is."""
    named = Q(name__icontains=text) | Q(email__icontains=text)
    if text.isascii() and text.isdecimal() and len(text) < 19:  # noqa: PLR2004 -- 64 bits
        named |= Q(pk=int(text))
    return list(get_user_model().objects.filter(named).values_list("pk", flat=True)[:MOST_NAMES])


def _lines(entries: Iterable[Entry]) -> list[Line]:
    found = list(entries)
    names = names_of({each.account for each in found if each.account is not None})
    keys = keys_of(text for each in found for text in (each.before, each.after, each.reason, each.origin))
    return [_line(each, names, keys) for each in found]


def names_of(accounts: set[int]) -> dict[int, str]:
    """Return how accounts are called, by their numbers: by name, else by address."""
    rows = get_user_model().objects.filter(pk__in=accounts).values_list("pk", "name", "email")
    return {pk: name or email for pk, name, email in rows}


def _line(entry: Entry, names: Mapping[int, str], keys: Keys) -> Line:
    who = (
        entry.actor
        if entry.account is None
        else names.get(entry.account, _("account {number}").format(number=entry.account))
    )
    reason = _("(sealed)") if entry.subject and entry.reason else opened(entry.reason, keys) or ""
    return Line(
        entry.seq, entry.moment, who, entry.account, entry.action, entry.kind, entry.key, entry.subject,
        done(entry.action, entry.kind),
        tuple(_changes(entry, keys)), str(reason), str(opened(entry.origin, keys) or ""),
    )  # fmt: skip


def _changes(entry: Entry, keys: Keys) -> Iterable[Change]:
    """Give the fields that an entry changed; without their values, where they are about a person."""
    before, after = opened(entry.before, keys), opened(entry.after, keys)
    if ERASED in (before, after):
        yield Change(ERASED, "", "")
        return
    was, now = _fields(before), _fields(after)
    hidden = bool(entry.subject) or entry.kind in {"account", "person"}
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            yield Change(name, "", "") if hidden else Change(name, _text(was.get(name)), _text(now.get(name)))


def _fields(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"value": value}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(each)}" for name, each in value.items())
    return str(value)
