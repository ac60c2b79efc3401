"""Whom a role's news concerns: accounts of those who hold it today, then tier by tier those above them.

Each account stands in one tier, the first that it belongs to: so nothing goes round in circles. What nobody holds is
the operations managers', who are the last tier in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from sightline_web import keeper
from sightline_web.accounts.models import Account
from sightline_web.directory import Directory
from sightline_web.languages.preferences import Preferences, language_of
from sightline_web.notices.models import Preference
from sightline_web.notices.quiet import Quiet
from sightline_web.policy.words import Duty
from sightline_web.shell.guarding import today
from sightline_web.snapshot import Snapshot

__all__ = ["ALL", "language_for", "preference_of", "quiet_of", "served", "tiers_of", "zone_of"]

TIERS = 4  # the holders, two above them, and operations managers
ALL = "notices are the system's own: it tells everybody theirs"


def served() -> Snapshot | None:
    """Return the reading that this process serves; None before there is one, and in a process that reads none."""
    kept = keeper.installed()
    return kept.state().snapshot if kept is not None else None


def tiers_of(role: str, snapshot: Snapshot | None) -> list[list[int]]:
    """Return the accounts that a role's news concerns, tier by tier; the first are told at once."""
    seen: set[int] = set()
    tiers = []
    for tier in (*_above(role, snapshot), _on_duty()):
        new = sorted(set(tier) - seen)
        seen |= set(new)
        if new:
            tiers.append(new)
    return tiers[:TIERS]


def _above(role: str, snapshot: Snapshot | None) -> list[list[int]]:
    if snapshot is None or not role:
        return []
    on, directory = today(snapshot), snapshot.directory
    held = directory.holders(role, on)
    above = _managers(held, directory, on)
    return [_accounts(held), _accounts(above), _accounts(_managers(above, directory, on))]


def _managers(persons: Iterable[str], directory: Directory, on: date) -> frozenset[str]:
    return frozenset(each for person in persons for each in directory.managers(person, on))


def _accounts(persons: Iterable[str]) -> list[int]:
    wanted = [each for each in persons if each]
    there: QuerySet[Account] = QuerySet(Account)
    return list(there.filter(is_active=True, person__in=wanted).values_list("pk", flat=True))


def _on_duty() -> list[int]:
    there: QuerySet[Account] = QuerySet(Account)
    found = there.filter(is_active=True).values_list("pk", "duties")
    return [pk for pk, duties in found if Duty.OPERATIONS_MANAGER.value in duties]


def language_for(account: int) -> str:
    """Return the language in which an account is told: its own, else the workspace's."""
    kept = QuerySet(Account).filter(pk=account).values("language", "locale", "zone").first()
    return language_of(Preferences.of(kept or {}))


def preference_of(account: int) -> Preference:
    """Return how an account wants to be told: as kept, or by the defaults."""
    return Preference.objects.unscoped(ALL).filter(account=account).first() or Preference(account=account)


def zone_of(preference: Preference) -> ZoneInfo:
    """Return the zone of somebody's clock: their own, or that of the enterprise."""
    snapshot = served()
    return ZoneInfo(preference.zone or (snapshot.head.timezone if snapshot else "UTC"))


def quiet_of(preference: Preference) -> Quiet:
    """Return somebody's quiet hours."""
    days = frozenset(preference.workdays)
    return Quiet(zone_of(preference), preference.quiet_from, preference.quiet_until, days)
