"""Telling what is followed: changes beyond noise at once, digests at their hour; each once, whoever is restarted when.

A message has a name made of whose it is, of which digest and of its hour; a second one of that name is not written. It
is written in the transaction that notes how everything stood, so that neither is ever there without the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction

from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.languages.preferences import Preferences, language_of
from sightline_web.languages.spoken import speaking
from sightline_web.notices import mail
from sightline_web.notices.models import Preference
from sightline_web.notices.people import preference_of, served, zone_of
from sightline_web.notices.quiet import last_slot, moment
from sightline_web.notices.services import message
from sightline_web.policy.actor import Actor
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Snapshot
from sightline_web.subscriptions.documents import Followed, document, followed, news
from sightline_web.subscriptions.models import AT_ONCE, DIGESTS, Subscription

__all__ = ["run", "slot_of"]

WHY = "whose hour has come"
LATEST = timedelta(days=2)  # after its hour a digest is of no use; the next one tells


def slot_of(cadence: str, preference: Preference, now: datetime) -> datetime:
    """Return the latest moment at which a digest was due: of a month, on the first working day after it."""
    zone, days = zone_of(preference), frozenset(preference.workdays)
    if cadence != "monthly":
        weekday = preference.weekday if cadence == "weekly" else None
        return last_slot(now, zone=zone, hour=preference.hour, weekday=weekday, workdays=days)
    first = now.astimezone(zone).date().replace(day=1)
    for month in (first, (first - timedelta(days=1)).replace(day=1)):
        week = (month + timedelta(days=each) for each in range(7))
        day = next((each for each in week if not days or each.isoweekday() in days), month)
        if (due := moment(day, time(preference.hour), zone)) <= now:
            return due
    return now - timedelta(days=31)


def run(now: datetime) -> str:
    """Tell everybody what is due; returns how much. Without a reading, or while chances are estimated, it waits."""
    snapshot = served()
    if snapshot is None or not snapshot.ready("outlooks") or not snapshot.ready("deviations"):
        return ""
    rows = Subscription.objects.unscoped(WHY).filter(archived_at=None, paused_at=None)
    there = Account.objects.filter(pk__in=rows.values_list("account", flat=True).distinct(), is_active=True)
    told = sum(_tell(each, snapshot, now) for each in there.order_by("pk"))
    return f"{counted(told, 'message')} about what is followed" if told else ""


def _tell(to: Account, snapshot: Snapshot, now: datetime) -> int:
    """Tell one account what is due, in its own language; returns how many messages that were."""
    by, preference, own = actor_of(to), preference_of(to.pk), Preferences.of(to)
    with speaking(language_of(own)):
        formats = mail.formats(zone_of(preference), own.locale)
        told = sum(_at_once(row, by, snapshot, now, formats) for row in _rows(to.pk, AT_ONCE))
        for cadence in DIGESTS:
            slot = slot_of(cadence, preference, now)
            for by_mail in (True, False):
                due = [each for each in _rows(to.pk, cadence) if each.mail == by_mail and each.told_at < slot]
                told += bool(due) and _digest(due, by, snapshot, slot, now, formats)
    return told


def _rows(account: int, cadence: str) -> list[Subscription]:
    own = Subscription.objects.unscoped(WHY).filter(account=account, cadence=cadence)
    return list(own.filter(archived_at=None, paused_at=None))


@transaction.atomic
def _at_once(row: Subscription, by: Actor, snapshot: Snapshot, now: datetime, formats: Formats) -> bool:
    """Tell one change beyond noise, unless it was told in this reading; what merely moved is kept as told before."""
    found = next(followed([row], by=by, snapshot=snapshot), None)
    if found is None or not found.changed:
        return False
    once = f"change-{row.pk}-{snapshot.head.reading}"
    made = message("change", news(found, formats), account=row.account, now=now, once=once[:120], here=not row.mail)
    _noted([found], now)
    return made is not None


@transaction.atomic
def _digest(
    rows: list[Subscription], by: Actor, snapshot: Snapshot, slot: datetime, now: datetime, formats: Formats
) -> bool:
    """Write one digest, and note how everything in it stood."""
    account, by_mail = rows[0].account, rows[0].mail
    found = list(followed(rows, by=by, snapshot=snapshot))
    made = None
    if now - slot >= LATEST:  # how things stood stays as it was told, so that the next one tells what changed since
        Subscription.objects.unscoped(WHY).filter(pk__in=[each.pk for each in rows]).update(told_at=now)
        return False
    if found:
        told = document(found, formats)
        once = f"{rows[0].cadence}-{account}-{'mail' if by_mail else 'here'}-{slot:%Y%m%dT%H%M}"
        made = message(rows[0].cadence, told, account=account, now=now, once=once, here=not by_mail)
    _noted(found, now)
    return made is not None


def _noted(found: Iterable[Followed], now: datetime) -> None:
    for each in found:
        every = Subscription.objects.unscoped(WHY).filter(pk=each.row.pk)
        told = each.stand.plain()
        if each.stand.signals is None:  # so that the next one tells what came and went since they were known
            told["signals"] = each.row.told.get("signals")
        every.update(told=told, told_at=now)
