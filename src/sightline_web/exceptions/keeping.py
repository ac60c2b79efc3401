"""Keeping an exception: its row, its life and what happened to it, together in the caller's transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sightline_web.engine.exceptions import Rules
from sightline_web.exceptions.models import Exceptional, Happening, Lived, ThresholdChange
from sightline_web.journal.seal import personal
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.raised import Raised, Threshold, plain
from sightline_web.snapshot import Snapshot

__all__ = ["happened", "journal", "keep", "rules_now", "thresholds_now"]

_BY_ACTS = ("state", "owner", "outcome", "reason", "mute_until", "mute_above")


def thresholds_now() -> dict[str, Threshold]:
    """Return the thresholds that were set here and hold now, by rule or metric."""
    last = {each.about: each.threshold for each in ThresholdChange.objects.order_by("id")}
    return {subject: threshold for subject, threshold in last.items() if threshold is not None}


def rules_now(snapshot: Snapshot | None) -> Rules:
    """Return the rules of exceptions as they hold now."""
    return Rules(snapshot, thresholds_now())


def keep(row: Exceptional, after: Raised, rules: Rules) -> Exceptional:
    """Keep an exception as it is now; its revision counts what people see change, not every new price."""
    before = row.raised if row.pk else None
    if before is not None and any(getattr(before, name) != getattr(after, name) for name in _BY_ACTS):
        row.revision += 1
    row.key, row.record, row.state, row.role = after.key, plain(after), after.state, after.owner or ""
    row.open, row.gone, row.share = after.open, after.quiet_since is not None, after.price_share
    row.raised_at, row.changed_at = after.raised_at, after.changed_at
    row.save()
    life = rules.life(after)
    if before is not None and replace(rules.life(before), price=life.price) == life:
        return row  # what it costs now is written down when it closes
    told = {
        "about": life.subject, "role": life.owner or "", "why": life.why, "outcome": life.outcome or "",
        "goal": life.goal or "", "price": life.price, "price_share": life.price_share,
        "acknowledged_at": life.acknowledged_at, "acted_at": life.acted_at, "closed_at": life.closed_at,
        "interrupted": life.interrupted,
    }  # fmt: skip
    Lived.objects.update_or_create(exception=row, raised_at=after.raised_at, defaults=told)
    return row


def happened(
    row: Exceptional,
    what: str,
    *,
    at: datetime,
    by: Actor | None = None,
    note: str = "",
    before: Raised | None = None,
    undoes: Happening | None = None,
) -> Happening:
    """Write down what happened to an exception; `before` is what it was, where somebody can undo it."""
    return Happening.objects.create(
        exception=row, at=at, what=what, account=by.account if by else None, role=row.role, note=note,
        before=None if before is None else plain(replace(before, cases=())), undoes=undoes,
    )  # fmt: skip


def journal(
    by: Actor, action: Action, row: Exceptional, *, before: Raised | None, after: Raised, note: str = ""
) -> None:
    """Write the entry of the journal: how it stood and stands, and what somebody wrote, sealed under their key."""
    told: dict[str, object] = {"exception": row.key, **_stand(after)}
    if note:
        told["note"] = personal(note, by)
    record(
        by=by, action=action, kind=Record.EXCEPTION, key=str(row.pk), after=told,
        before=None if before is None else _stand(before),
    )  # fmt: skip


def _stand(one: Raised) -> dict[str, object]:
    muted = None if one.mute_until is None else one.mute_until.isoformat()
    return {"state": one.state, "owner": one.owner, "outcome": one.outcome, "muted until": muted}
