"""What came in lately, by token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sightline_web import rows, store
from sightline_web.accounts.models import Token
from sightline_web.landing.models import NO_TOKEN, Delivery
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action

__all__ = ["PAST_DAYS", "Reason", "Sending", "sendings"]

PAST_DAYS = 7
REASONS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused."""

    at: datetime
    status: int
    index: int | None
    field: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Sending:
    """What one token sent in the last days; `token` is 0 for requests without a good one."""

    token: int
    name: str
    owner: str
    mine: bool
    requests: int
    landed: int
    duplicates: int
    conflicts: int
    refused: int
    turned_away: int
    last_at: datetime
    reasons: tuple[Reason, ...]

    @property
    def known(self) -> bool:
        """Whether it is one that opens something."""
        return self.token != NO_TOKEN


@store.reading()
def sendings(*, by: Actor, now: datetime) -> tuple[Sending, ...]:
    """Return what each token sent in the last days: one's own first, then the newest."""
    since = now.date() - timedelta(days=PAST_DAYS - 1)
    found: dict[int, list[Delivery]] = {}
    for row in Delivery.objects.for_actor(by, Action.LIST).filter(day__gte=since):
        found.setdefault(row.token, []).append(row)
    names = _names(found)
    made = [_sending(token, days, names, by) for token, days in found.items()]
    return tuple(sorted(made, key=lambda each: (not each.known, not each.mine, -each.last_at.timestamp())))


@rows.acting_as(SYSTEM)  # who may see what came in may know by which program, and whose that is
def _names(tokens: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows_of = Token.objects.filter(pk__in=list(tokens)).select_related("account")
    return {each.pk: (each.name, each.account.name or each.account.email) for each in rows_of}


def _sending(token: int, days: list[Delivery], names: dict[int, tuple[str, str]], by: Actor) -> Sending:
    name, owner = names.get(token, (_("a token that is gone") if token != NO_TOKEN else _("no good token"), ""))
    reasons = [_reason(each) for row in sorted(days, key=lambda row: row.day, reverse=True) for each in row.reasons]
    return Sending(
        token,
        name,
        owner,
        by.account is not None and any(row.account == by.account for row in days),
        sum(row.requests for row in days),
        sum(row.landed for row in days),
        sum(row.duplicates for row in days),
        sum(row.conflicts for row in days),
        sum(row.refused for row in days),
        sum(row.turned_away for row in days),
        max(row.last_at for row in days),
        tuple(reasons[:REASONS_SHOWN]),
    )


def _reason(kept: dict[str, Any]) -> Reason:
    return Reason(
        datetime.fromisoformat(kept["at"]), kept["status"], kept["index"], kept["field"], kept["reason"], kept["fix"]
    )
