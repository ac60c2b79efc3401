"""Where a goal stands: its metric's value beside the target and the path that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

__all__ = ["STATUSES", "GoalStatus", "Status"]

Status = Literal["reached", "on course", "behind", "missed", "no data"]
STATUSES: tuple[str, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class GoalStatus:
    """One goal at one moment.

    Parameters
    ----------
    goal : str
        Its id.
    statement : str
        What it says.
    metric : str
        The metric it is measured by.
    unit : str
        The unit of `value`, `target`, `baseline`, `expected` and `gap`.
    period : str, optional
        The label of the period that `value` belongs to; None where there is no value.
    value : float, optional
        The newest value that counts; None means no data.
    target : float
        What is to be reached.
    by : date
        When it is to be reached.
    baseline : float, optional
        Where the path starts.
    expected : float, optional
        Where the path is in `period`; None where it has no start.
    status : str
        One of `STATUSES`; the rule stands in `sightline.strategy.status`.
    gap : float, optional
        How much is still to go, in the better direction: positive while the target is not reached.
    share_done : float, optional
        The part of the way from `baseline` to `target` that is done; 1 or more when reached.
    owner : str, optional
        The role that answers for it.
    forecast, low, high, probability : float, optional
        The outlook at `by`; None until a forecast is made.
    fresh_at : datetime, optional
        The newest moment in the data behind `value`, UTC.
    reason : str
        Which rule gave the status, in one sentence.
    """

    goal: str
    statement: str
    metric: str
    unit: str
    period: str | None
    value: float | None
    target: float
    by: date
    baseline: float | None
    expected: float | None
    status: Status
    gap: float | None
    share_done: float | None
    owner: str | None
    forecast: float | None = None
    low: float | None = None
    high: float | None = None
    probability: float | None = None
    fresh_at: datetime | None = None
    reason: str = ""
