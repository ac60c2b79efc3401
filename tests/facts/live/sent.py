"""CloudEvents for tests: one that is good, and what is made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sightline.facts.live.admission import Admission, Catalog
from sightline.facts.live.rows import MemberKind

__all__ = ["CATALOG", "NOW_US", "admission", "good"]

NOW_US = int(datetime(2026, 3, 31, 12, tzinfo=UTC).timestamp() * 1_000_000)
CATALOG = Catalog(
    types={"orders": ("order_log", None), "orders.ship": ("order_log", "Shipped"), "order_log": ("order_log", None)},
    labels={"orders": frozenset({"Received", "Shipped"})},
    closed={"old_log": "old_log"},
)


def good(**changes: Any) -> dict[str, Any]:
    """Return a good event, changed; a member that is `...` is left out."""
    event = {
        "specversion": "1.0",
        "id": "e1",
        "source": "/erp",
        "type": "orders.ship",
        "subject": "case 7",
        "time": "2026-03-31T13:05:00.250+02:00",
        "data": {"performer": "p1", "amount": 12.5, "region": "north", "rush": True, "note": None},
    }
    return {name: value for name, value in (event | changes).items() if value is not ...}


def admission(**kinds: MemberKind) -> Admission:
    """Return what checks a batch, where a log holds columns already."""
    return Admission(CATALOG, NOW_US, lambda _log: kinds)
