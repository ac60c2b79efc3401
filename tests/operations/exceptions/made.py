"""Deviations, occurrences and moments for the tests of exceptions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sightline.records.deviations import Deviation
from sightline.records.exceptions import Episode, Occurrence, Sighting

START = datetime(2026, 5, 4, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = "orders.in_time@region=North"


def day(number: float) -> datetime:
    return START + number * DAY


def occurrence(share: float | None = 0.1, why: str | None = "price", **more: object) -> Occurrence:
    base: dict[str, object] = {
        "key": KEY, "kind": "rule", "process": "orders", "rule": "in_time", "metric": None,
        "segment": (("region", "North"),), "owner": "clerk", "goal": "grow", "why": why, "since": START, "due": None,
        "price": None if share is None else 1000 * share, "low": None, "high": None, "price_share": share,
    }  # fmt: skip
    return Occurrence(**(base | more))  # type: ignore[arg-type]  # a dict of mixed values


def deviation(name: str = "a", **more: object) -> Deviation:
    base: dict[str, object] = {
        "deviation": name, "kind": "rule", "process": "orders", "rule": "in_time", "case": None, "metric": None,
        "segment": (("region", "North"),), "since": START, "due": None, "outcome": "violated", "owner": "clerk",
        "goal": "grow", "price": 10.0, "low": 5.0, "high": 15.0, "price_share": 0.1, "probability": 1.0,
        "prices": {"grow": 10.0},
    }  # fmt: skip
    return Deviation(**(base | more))  # type: ignore[arg-type]  # a dict of mixed values


def sighting(at: float, share: float | None = 0.1, key: str = KEY, **more: object) -> Sighting:
    base: dict[str, object] = {"owner": "clerk", "forced": None, "goal": "grow", "price": None}
    return Sighting(key=key, at=day(at), price_share=share, **(base | more))  # type: ignore[arg-type]  # likewise


def episode(raised: float, outcome: str | None = None, closed: float | None = None, **more: object) -> Episode:
    base: dict[str, object] = {
        "key": KEY, "subject": "orders.in_time", "owner": "clerk", "why": "price", "raised_at": day(raised),
        "closed_at": None if closed is None else day(closed), "outcome": outcome, "goal": "grow", "price_share": 0.1,
    }  # fmt: skip
    return Episode(**(base | more))  # type: ignore[arg-type]  # likewise
