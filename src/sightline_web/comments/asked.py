"""Whom a comment can ask: roles that somebody holds, and people by what stands before the @ of their address.

Who has an account is the administrators' to list. Completion therefore offers the roles of the model, who has written
on the page, and who leads or reports to whoever writes; anybody else is asked by writing their address. Nobody is told
of a page that they may not see, and whoever writes learns no more than that nobody of that name can see it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.anchors import Anchor, decided
from sightline_web.comments.models import Comment
from sightline_web.comments.words import Part
from sightline_web.policy.actor import Actor
from sightline_web.shell.guarding import today
from sightline_web.snapshot import Snapshot

__all__ = ["Asked", "Known", "found", "handle_of", "known", "named"]

MOST_HOLDERS = 25  # of one role
WHY = "whom a comment asks"
ERASED_ENDS = "@erased.invalid"  # of the address of an erased account


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a text asks: what each handle means, the accounts to be told with why, and the handles that mean nobody."""

    meant: Mapping[str, Part]
    accounts: Mapping[int, str]  # "mention" or "role"
    nobody: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom completion may offer."""

    handle: str
    title: str


def handle_of(account: Account) -> str:
    """Return how an account is asked for: what stands before the @ of its address."""
    return account.email.partition("@")[0].casefold()


def found(handles: Iterable[str], *, anchor: Anchor, snapshot: Snapshot) -> Asked:
    """Return what handles mean on a page: a person who can see it, or a role held by people who can."""
    meant: dict[str, Part] = {}
    accounts: dict[int, str] = {}
    nobody = []
    for handle in handles:
        one = _person(handle, anchor, snapshot)
        if one is not None:
            meant[handle] = {"to": one.pk}
            accounts[one.pk] = "mention"
            continue
        holders = [each for each in _holders(handle, snapshot) if _sees(each, anchor, snapshot)]
        if holders:
            meant[handle] = {"role": handle}
            for each in holders:
                accounts.setdefault(each.pk, "role")
        else:
            nobody.append(handle)
    return Asked(meant, accounts, tuple(nobody))


def _person(handle: str, anchor: Anchor, snapshot: Snapshot) -> Account | None:
    """Return the one account of a handle that can see a page; of several, the whole address has to be written."""
    there: QuerySet[Account] = QuerySet(Account)
    own = there.filter(is_active=True)
    some = own.filter(email__iexact=handle) if "@" in handle else own.filter(email__istartswith=f"{handle}@")
    seeing = [each for each in some[:MOST_HOLDERS] if _sees(each, anchor, snapshot)]
    return seeing[0] if len(seeing) == 1 else None


def _holders(role: str, snapshot: Snapshot) -> Iterable[Account]:
    there: QuerySet[Account] = QuerySet(Account)
    persons = sorted(snapshot.directory.holders(role, today(snapshot)))[:MOST_HOLDERS]
    return there.filter(is_active=True, person__in=persons) if persons else ()


def _sees(account: Account, anchor: Anchor, snapshot: Snapshot) -> bool:
    return decided(actor_of(account), anchor, snapshot).allowed


def known(*, by: Actor, anchor: Anchor, snapshot: Snapshot, text: str = "", most: int = 12) -> list[Known]:
    """Return whom completion offers to whoever writes on a page, roles last; nobody whose name is not theirs to see."""
    wanted = text.casefold().lstrip("@")
    offered = [each for each in _around(by, anchor, snapshot) if wanted in f"{each.handle} {each.title.casefold()}"]
    return sorted(set(offered), key=lambda each: (each.handle in snapshot.directory.roles(today(snapshot)),
                                                  not each.handle.startswith(wanted), each.title))[:most]  # fmt: skip


def _around(by: Actor, anchor: Anchor, snapshot: Snapshot) -> Iterator[Known]:
    day, directory = today(snapshot), snapshot.directory
    persons = {*directory.team(by.person, day), *directory.managers(by.person, day)} if by.person else set()
    writers = (
        Comment.objects.unscoped(WHY).filter(kind=anchor.kind.id, key=anchor.key).values_list("account", flat=True)
    )
    there: QuerySet[Account] = QuerySet(Account)
    near = there.filter(is_active=True, person__in=persons) | there.filter(
        is_active=True, pk__in=[*filter(None, writers)]
    )
    for each in near.exclude(pk=by.account):
        if _sees(each, anchor, snapshot):
            yield Known(handle_of(each), each.name or handle_of(each))
    offered = _("{role} (role)")
    for role in directory.roles(day):
        yield Known(role, offered.format(role=role.replace("_", " ").capitalize()))


def named(accounts: Collection[int | None]) -> dict[int, tuple[str, str]]:
    """Return what accounts are called and how they are asked for, by their numbers; those that were erased are not."""
    there: QuerySet[Account] = QuerySet(Account)
    those = there.filter(pk__in={each for each in accounts if each is not None}).exclude(email__endswith=ERASED_ENDS)
    return {each.pk: (each.name or handle_of(each), handle_of(each)) for each in those}
