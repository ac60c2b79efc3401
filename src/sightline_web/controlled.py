"""Controls as the pages see them: each in each period, whether it held, and the cases that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sightline_web.ahead import Span

__all__ = ["Controlled"]


@dataclass(frozen=True, slots=True)
class Controlled:
    """One control in one period; the mirror of the library's record."""

    control: str
    title: str
    requirement: str
    owner: str | None
    enforces: str | None
    metric: str
    unit: str
    period: Span
    so_far: bool
    outcome: str  # "pass", "fail" or "not_tested"
    value: float | None
    tolerates: int | None
    at_most: float | None
    at_least: float | None
    cases: int | None
    pending: int | None
    evidence: tuple[str, ...]
    failing_since: str | None
    review: date | None
    overdue: bool
    fresh_at: datetime | None
    words: str = ""
