"""Counting what came in, by token and day, and why some of it was refused; written down every few seconds.

A process that is killed loses the counts of these seconds, never an event.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from sightline_web import store
from sightline_web.landed import Refusal
from sightline_web.landing.models import NO_TOKEN, Delivery
from sightline_web.landing.senders import Sender, used
from sightline_web.stream.services import touch

__all__ = ["EVERY_SECONDS", "REASONS_KEPT", "Counts"]

EVERY_SECONDS = 3.0
REASONS_KEPT = 20  # of each token and day, the newest
REASONS_TOLD = 3  # of one request
LETTERS = 200
NUMBERS = ("requests", "landed", "duplicates", "conflicts", "refused", "turned_away")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tally:
    account: int | None
    last_at: datetime
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))
    reasons: list[dict[str, Any]] = field(default_factory=list)


class Counts:
    """What this process has to write down."""

    def __init__(self, *, every: float = EVERY_SECONDS) -> None:
        self._every = every
        self._lock, self._flushing = threading.Lock(), threading.Lock()
        self._tallies: dict[tuple[date, int], _Tally] = {}
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def add(
        self,
        sender: Sender | None,
        *,
        at: datetime,
        status: int,
        reasons: Iterable[Refusal] = (),
        **numbers: int,
    ) -> None:
        """Count one request: `landed`, `duplicates`, `conflicts` and `refused` events, or `turned_away=1`."""
        key = at.date(), NO_TOKEN if sender is None else sender.token
        with self._lock:
            tally = self._tallies.setdefault(key, _Tally(None if sender is None else sender.account, at))
            tally.last_at = max(tally.last_at, at)
            tally.numbers["requests"] += 1
            for name, number in numbers.items():
                tally.numbers[name] += number
            told = [_kept(each, at, status) for each, _ in zip(reasons, range(REASONS_TOLD), strict=False)]
            tally.reasons = [*told, *tally.reasons][:REASONS_KEPT]
            if self._thread is None and not self._over.is_set():
                self._thread = threading.Thread(target=self._run, name="sightline-landing-counts", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write down what was counted; what cannot be written now waits for the next time."""
        with self._flushing:
            with self._lock:
                tallies, self._tallies = self._tallies, {}
            if not tallies:
                return
            try:
                _write(tallies)
            except store.StoreError:
                self._back(tallies)
            finally:
                connection.close()

    def close(self) -> None:
        """Write down the rest."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(10)
        apart = threading.Thread(target=self.flush, name="sightline-landing-counts-last")
        apart.start()  # a server may stop within a loop
        apart.join(10)

    def _back(self, tallies: dict[tuple[date, int], _Tally]) -> None:
        with self._lock:
            for key, each in tallies.items():
                later = self._tallies.setdefault(key, _Tally(each.account, each.last_at))
                later.last_at = max(later.last_at, each.last_at)
                later.numbers = {name: later.numbers[name] + each.numbers[name] for name in NUMBERS}
                later.reasons = [*later.reasons, *each.reasons][:REASONS_KEPT]

    def _run(self) -> None:
        while not self._over.wait(self._every):
            try:
                self.flush()
            except Exception:  # the counts of the next seconds are still wanted
                log.exception("what came in could not be counted")


def _kept(refusal: Refusal, at: datetime, status: int) -> dict[str, Any]:
    said = {"field": refusal.field, "reason": refusal.reason, "fix": refusal.fix}
    kept = {name: text[:LETTERS] for name, text in said.items()}
    return {"at": at.isoformat(timespec="seconds"), "status": status, "index": refusal.index, **kept}


@store.writing()
@transaction.atomic
def _write(tallies: dict[tuple[date, int], _Tally]) -> None:
    for (day, token), tally in sorted(tallies.items()):
        rows = Delivery.objects.unscoped("programs are counted, for whoever may look")
        row, made = rows.select_for_update().get_or_create(
            day=day,
            token=token,
            defaults={"account": tally.account, "last_at": tally.last_at, "reasons": tally.reasons, **tally.numbers},
        )
        if not made:
            more: dict[str, Any] = {name: F(name) + number for name, number in tally.numbers.items() if number}
            more["reasons"] = _newest(tally.reasons, row.reasons)
            more["last_at"] = max(row.last_at, tally.last_at)
            rows.filter(pk=row.pk).update(**more)
    touch("freshness")
    used({token for _day, token in tallies if token != NO_TOKEN})


def _newest(new: Sequence[dict[str, Any]], old: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*new, *old][:REASONS_KEPT]
