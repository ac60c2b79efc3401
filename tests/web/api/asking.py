"""Asking the API in tests: each operation by its path in the small enterprise, and all parts of a list."""

from __future__ import annotations

from typing import Any

from django.test import Client

from sightline_web.api.every import OPERATIONS
from sightline_web.api.operations import Operation, Read

V1 = "/api/v1"
PARTS: dict[str, object] = {
    "goal": "grow_revenue", "metric": "on_time_share", "origin": "lead_time", "driver": "lead_time",
    "on": "on_time_share", "process": "order_to_cash", "rule": "ship_in_time", "case": "2026/18", "file": "goals.yml",
    "source": "shipments", "exception": 1, "control": "four_eyes", "scenario": 1, "initiative": "night_shift",
    "cycle": 1,
}  # fmt: skip
OTHERS: dict[str, dict[str, object]] = {"chart": {"metric": "lead_time"}}
READS = [each for each in OPERATIONS if isinstance(each, Read)]


def address(operation: Operation, **parts: object) -> str:
    """Where an operation is, of something that the small enterprise has."""
    path = operation.path
    known = PARTS | OTHERS.get(operation.id, {}) | parts
    for part in path.split("/"):
        if part.startswith("{"):
            path = path.replace(part, str(known[part.strip("{}").rpartition(":")[2]]))
    return f"{V1}/{path}"


def every_part(client: Client, where: str, limit: int) -> list[dict[str, Any]]:
    """All rows of a list, asked for in parts."""
    found, following = [], f"{where}{'&' if '?' in where else '?'}limit={limit}"
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.content
        document = answer.json()
        assert len(document["rows"]) <= limit
        found += document["rows"]
        following = document["next"]
        assert answer.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
    return found
