"""What an enterprise declares of exceptions: what they must cost to interrupt somebody, how often, and how soon."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from sightline.model.declared import Declaration, MetricRef, Whole

__all__ = ["DueDeclaration", "ExceptionsDeclaration", "ThresholdDeclaration"]

FixedDuration = Annotated[
    str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)? (minute|hour|day|week)s?$", max_length=40)
]


class ThresholdDeclaration(Declaration):
    """`thresholds.NAME:` what one rule or metric must cost to interrupt somebody; a price, a share, or both."""

    price_share: float | int | None = None
    price: float | int | None = None
    retired: bool = False


class DueDeclaration(Declaration):
    """`due:` how long the owner of an exception has to act, by what deviates."""

    rule: FixedDuration = "3 days"
    deadline: FixedDuration = "1 day"
    chart: FixedDuration = "7 days"
    control: FixedDuration = "5 days"


class ExceptionsDeclaration(Declaration):
    """`exceptions:` when a deviation interrupts somebody, and how much of that a role is asked to bear."""

    price_share: float | int = 0.02
    thresholds: dict[MetricRef, ThresholdDeclaration] = Field(default_factory=dict)
    dead_time: FixedDuration = "1 day"
    quiet: FixedDuration = "7 days"
    settle: FixedDuration = "28 days"
    worse_by: float | int = 1.5
    mute_at_most: FixedDuration = "90 days"
    interrupting_per_shift: Whole = 2
    per_hour: Whole = 6
    shift: FixedDuration = "8 hours"
    due: DueDeclaration = DueDeclaration()
