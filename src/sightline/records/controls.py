"""Controls as they stand in each period: passed, failed, or not tested, with the cases that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sightline.periods import Period

__all__ = ["CONTROL_OUTCOMES", "ControlOutcome", "ControlResult"]

ControlOutcome = Literal["pass", "fail", "not_tested"]
CONTROL_OUTCOMES: tuple[ControlOutcome, ...] = ("pass", "fail", "not_tested")


@dataclass(frozen=True, slots=True)
class ControlResult:
    """One control in one period.

    Parameters
    ----------
    control, title : str
        Its id, and how people call it.
    requirement : str
        What it asks for, in words.
    owner : str, optional
        The role that answers for it.
    enforces : str, optional
        The rule that it is bound to, as `process.rule`.
    metric : str
        The metric that is counted: the one with the limit, or the violations of the rule.
    unit : str
        Of `value` and the limits.
    period : Period
        The period.
    so_far : bool
        Whether the period is under way.
    outcome : str
        `pass`, `fail` or `not_tested`.
    value : float, optional
        The metric, or the number of violations; None where there are no data.
    tolerates : int, optional
        How many violations a period may have.
    at_most, at_least : float, optional
        The limits of the metric.
    cases : int, optional
        Cases in which the rule was satisfied or violated in the period, for a control on a rule.
    pending : int, optional
        Cases in which the rule is still open now; of the period that holds the moment of the reading alone.
    evidence : tuple of str
        Cases that violated the rule in the period, the newest first, no more than `EVIDENCE`.
    failing_since : str, optional
        The period since which it has failed without a pass between; None where it does not fail.
    review : date, optional
        When its owner looks at it again.
    overdue : bool
        Whether that day is past.
    fresh_at : datetime, optional
        The newest moment in the data behind it.
    words : str
        Why it was not tested, or what a reader should know.
    """

    control: str
    title: str
    requirement: str
    owner: str | None
    enforces: str | None
    metric: str
    unit: str
    period: Period
    so_far: bool
    outcome: ControlOutcome
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
