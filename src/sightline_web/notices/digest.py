"""The digest: what waits for somebody, told at an hour of theirs and only where there is something.

The page shows it as it would be sent now, out of the same document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.accounts.models import Account
from sightline_web.languages.openings import opening
from sightline_web.languages.spoken import speaking
from sightline_web.notices.models import Open, Preference
from sightline_web.notices.people import ALL, language_for, zone_of
from sightline_web.notices.quiet import last_slot
from sightline_web.notices.services import message
from sightline_web.notices.told import text_of, translatable
from sightline_web.policy.words import Duty
from sightline_web.shell.sentences import counted, numeral

__all__ = ["document", "run", "slot_of"]

STALE = timedelta(hours=24)  # as ISA-18.2 and IEC 62682 call an alarm
MOST = 20
MAY_SEE = frozenset(
    {Duty.EXECUTIVE, Duty.STRATEGY_OFFICE, Duty.OPERATIONS_MANAGER, Duty.PORTFOLIO_BOARD, Duty.ANALYST, Duty.AUDITOR}
)


def document(account: int, now: datetime) -> dict[str, object]:
    """Return the digest of an account, in the language of the moment: sections of lines, none where nothing waits."""
    own = [row for row in Open.objects.all() if row.tiers and account in row.tiers[0]]
    waiting = [row for row in own if row.waits]
    back = [row for row in own if row.regressed and row.waits]
    stale = [row for row in own if row.waits and now - row.since > STALE]
    going = [row for row in own if not row.waits and row.state != "muted"]
    sections = [
        _section(_("Nobody has taken these up"), [row for row in waiting if row not in back and row not in stale], now),
        _section(_("These came back"), back, now),
        _section(_("These have waited for more than a day"), [row for row in stale if row not in back], now),
        _section(_("These are in hand"), going, now),
    ]
    found = [each for each in sections if each["lines"]]
    return {"heading": _heading(waiting, own), "sections": found}


def _heading(waiting: Sequence[Open], own: Sequence[Open]) -> str:
    if not own:
        return _("Nothing waits for you.")
    if not waiting:
        return _("Nothing new waits for you; what is open is in hand.")
    text = ngettext("{number} exception waits for you.", "{number} exceptions wait for you.", len(waiting))
    return opening(text.format(number=numeral(len(waiting))))


def _section(title: str, rows: Iterable[Open], now: datetime) -> dict[str, object]:
    found = list(rows)
    lines = [
        {
            "title": text_of(row.content, "title"), "sentence": text_of(row.content, "sentence"),
            "english": not translatable(row.content), "href": row.content["href"], "role": row.role,
             "hours": int((now - row.since) / timedelta(hours=1)),
            "due": row.due_at.isoformat() if row.due_at else None,
        }
        for row in found[:MOST]
    ]  # fmt: skip
    return {"title": title, "lines": lines, "more": max(len(found) - MOST, 0)}


def slot_of(preference: Preference, now: datetime) -> datetime:
    """Return the latest moment at which a digest was due."""
    weekly = preference.weekday if preference.digest == "weekly" else None
    days = frozenset(preference.workdays)
    return last_slot(now, zone=zone_of(preference), hour=preference.hour, weekday=weekly, workdays=days)


def run(now: datetime) -> str:
    """Write each digest whose hour has come; returns how many."""
    concerned = {account for tiers in Open.objects.values_list("tiers", flat=True) for account in (tiers or [[]])[0]}
    there = Account.objects.filter(pk__in=concerned, is_active=True).values_list("pk", flat=True)
    every = Preference.objects.unscoped(ALL)
    written = 0
    for account in there:  # whoever has chosen nothing begins now, and is told at the next hour of a digest
        kept, new = every.get_or_create(account=account, defaults={"digested_at": now})
        written += not new and _write(kept, now)
    return f"{counted(written, 'digest')} written" if written else ""


@transaction.atomic
def _write(preference: Preference, now: datetime) -> bool:
    """Write one digest, unless that of its hour is written; what stands twice under one name is sent once."""
    if preference.digest == "never":
        return False
    slot = slot_of(preference, now)
    if preference.digested_at is not None and preference.digested_at >= slot:
        return False
    Preference.objects.unscoped(ALL).filter(pk=preference.pk).update(digested_at=now)
    with speaking(language_for(preference.account)):
        found = document(preference.account, now)
    if not found["sections"] or now - slot > timedelta(days=1):
        return False
    once = f"digest-{preference.account}-{slot:%Y%m%dT%H%M}"
    return message("digest", found, account=preference.account, now=now, once=once) is not None
