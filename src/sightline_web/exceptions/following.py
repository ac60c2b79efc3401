"""Offering what deviates in each reading that is served; where events come in live, their own process does so."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from django.db import connection

from sightline_web.engine.live import live_logs
from sightline_web.exceptions.offering import offer
from sightline_web.keeper import Keeper
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError
from sightline_web.store import StoreError

__all__ = ["follow"]

log = logging.getLogger(__name__)


def follow(kept: Keeper, root: Path) -> None:
    """Have every reading of a workspace offered once its deviations are found."""
    kept.afterwards(partial(_offer, root))


def _offer(root: Path, snapshot: Snapshot) -> None:
    if live_logs(root):
        return
    try:
        offer(snapshot.deviations(), complete=True, at=snapshot.head.as_of, snapshot=snapshot)
    except (UnderWayError, UnanswerableError):  # it was stopped, or cannot be said: nothing is known to be gone
        return
    except StoreError as error:
        log.error("exceptions were not looked for: %s %s", error.fault.cause, error.fault.fix or "")  # noqa: TRY400 -- the fault says it
    finally:
        connection.close()
