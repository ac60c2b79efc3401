"""What deviates is offered here; what must be acted upon becomes an exception, the rest a line in the log.

One transaction for each offer, one offer at a time: two processes that offer the same raise it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from sightline_web import store
from sightline_web.deviations import Deviation
from sightline_web.engine.exceptions import Rules
from sightline_web.exceptions.holders import served
from sightline_web.exceptions.keeping import happened, journal, keep, rules_now
from sightline_web.exceptions.models import Exceptional, Happening, Look, Seen
from sightline_web.exceptions.outward import tell
from sightline_web.policy.actor import SYSTEM
from sightline_web.policy.words import Action
from sightline_web.raised import Occurring, Raised
from sightline_web.snapshot import Snapshot

__all__ = ["Offered", "offer"]

LOCK = 0x51_67_48_74_45_78_63_65  # PostgreSQL's advisory lock of one offer at a time; any number that nobody else takes
TOLD = "interrupted"
LONGEST_SHIFT = timedelta(days=8)
ALL = "offers are the system's own: it looks at every exception"


@dataclass(slots=True)
class Offered:
    """What an offer led to: keys of exceptions that were raised, came back, woke, went, or interrupted somebody."""

    raised: list[str] = field(default_factory=list)
    regressed: list[str] = field(default_factory=list)
    woke: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether anything changed that somebody should see."""
        return bool(self.raised or self.regressed or self.woke or self.went or self.interrupted)


@store.writing()
@transaction.atomic
def offer(
    deviations: Iterable[Deviation], *, complete: bool, at: datetime, snapshot: Snapshot | None = None
) -> Offered:
    """Offer what deviates; safe to repeat, and beside others that do the same.

    Parameters
    ----------
    deviations : iterable of Deviation
        Of one moment; of each rule or metric in a segment that is among them, all.
    complete : bool
        Whether these are all that there are: exceptions that are not among them are then told to be gone.
    at : datetime
        The moment that they are about; what is older than the newest offer is no news.
    snapshot : Snapshot, optional
        The reading whose model says who owns what; the one that is served where left out.

    Returns
    -------
    Offered
        What it led to.
    """
    _alone()
    rules = rules_now(snapshot or served())
    found = rules.grouped(deviations)
    _log(found, at, complete=complete)
    rows = _concerned(found, complete=complete)
    offered, prices = Offered(), 0
    for occurring in found:
        row = rows.get(occurring.key)
        prices += _take(row, rules.seen(row.raised if row else None, occurring, at), rules, at, offered)
    for key in rows.keys() - {each.key for each in found} if complete else ():
        prices += _take(rows[key], rules.gone(rows[key].raised, at), rules, at, offered)
    _interrupt(rules, at, offered)
    if prices or offered.anything:
        tell(None)
    return offered


def _concerned(found: Sequence[Occurring], *, complete: bool) -> dict[str, Exceptional]:
    """Return the exceptions that an offer may change, by their keys, held until the transaction ends."""
    wanted = Q(key__in=[each.key for each in found])
    if complete:  # also those that may be gone
        wanted |= Q(open=True) | Q(gone=False)
    return {each.key: each for each in Exceptional.objects.unscoped(ALL).filter(wanted).select_for_update()}


def _alone() -> None:
    """Hold the lock of offers until the transaction ends; SQLite gave its own when it began."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _take(row: Exceptional | None, after: Raised | None, rules: Rules, at: datetime, offered: Offered) -> bool:
    """Keep what became of an exception; return whether anything about it is new."""
    if after is None:
        return False
    before = row.raised if row else None
    if before == after:
        return False
    kept = keep(row or Exceptional(), after, rules)
    what = _news(before, after)
    if what is None:
        return True
    note = str(after.reason) if what == "went" else ""
    happened(kept, what, at=at, note=note)
    journal(SYSTEM, Action.EDIT if before else Action.CREATE, kept, before=before, after=after)
    getattr(offered, what).append(after.key)
    tell(kept, what)
    return True


def _news(before: Raised | None, after: Raised) -> str | None:
    """Return what a new fact made of an exception; None where it stands as it stood."""
    if before is None:
        return "raised"
    if before.state == after.state and before.raised_at == after.raised_at:
        return None
    return {"regressed": "regressed", "new": "woke", "resolved": "went"}.get(after.state)


def _interrupt(rules: Rules, at: datetime, offered: Offered) -> None:
    """Let those interrupt their owners for whom the budget has room; the others wait for the next offer."""
    asking = {row.key: row for row in Exceptional.objects.unscoped(ALL).filter(open=True).select_for_update()}
    told = list(Happening.objects.filter(what=TOLD, at__gt=at - LONGEST_SHIFT).values_list("role", "at"))
    raised = [row.raised for row in asking.values()]
    for turn in rules.turns(raised, at, [(role or None, when) for role, when in told]):
        for key in turn.now:
            row = asking[key]
            keep(row, rules.told(row.raised, at), rules)
            happened(row, TOLD, at=at)
            offered.interrupted.append(key)
            tell(row, TOLD)


def _log(found: Sequence[Occurring], at: datetime, *, complete: bool) -> None:
    """Keep what was there, once a key and day at its dearest, and that it was looked for."""
    day = at.date()
    look = Look.objects.filter(day=day).first()
    if complete and look is None:
        look = Look.objects.create(day=day, at=at, last_at=at)
    elif complete and look is not None and look.last_at < at:
        look.last_at = at
        look.save(update_fields=["last_at"])
    when = look.at if look is not None else at
    known = {each.key: each for each in Seen.objects.filter(day=day)}
    new, dearer = [], []
    for one in found:
        seen = known.get(one.key)
        if seen is None:
            new.append(
                Seen(key=one.key, day=day, at=when, role=one.owner or "", forced=one.forced or "", goal=one.goal or "",
                     price=one.price, share=one.price_share)
            )  # fmt: skip
        elif (one.price_share or 0.0, one.price or 0.0) > (seen.share or 0.0, seen.price or 0.0):
            seen.price, seen.share, seen.goal = one.price, one.price_share, one.goal or ""
            dearer.append(seen)
    Seen.objects.bulk_create(new, batch_size=500)
    Seen.objects.bulk_update(dearer, ["price", "share", "goal"], batch_size=200)
