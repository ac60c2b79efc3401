"""The policy of exceptions: from what price on a deviation interrupts, how often, and what is too soon to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sightline.model.interrupting import ExceptionsDeclaration
from sightline.periods import Span
from sightline.records.deviations import DeviationKind

__all__ = ["DUE", "Policy", "Threshold"]

DUE: Mapping[DeviationKind, timedelta] = {
    "rule": timedelta(days=3),
    "deadline": timedelta(days=1),
    "chart": timedelta(days=7),
    "control": timedelta(days=5),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what price on one rule or metric interrupts.

    Parameters
    ----------
    price_share : float, optional
        A share of what the goal still has to go; the policy's own where neither is given.
    price : float, optional
        An amount in the goal's unit; whichever of the two is passed counts.
    retired : bool
        Whether it never interrupts: everything about it is a line in the log.
    """

    price_share: float | None = None
    price: float | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """When a deviation interrupts somebody.

    Parameters
    ----------
    price_share : float
        The share of a goal's gap that a deviation must cost, where its rule or metric has no threshold of its own.
    thresholds : mapping of str to Threshold
        By rule (`process.rule`) or metric.
    dead_time : timedelta
        No new interruption about the same thing within it.
    quiet : timedelta
        How long something must be gone before it is over, and before coming back counts.
    settle : timedelta
        How long something that was acted upon may still be there before that counts as coming back.
    worse_by : float
        Muted or accepted until worse by this factor.
    mute_at_most : timedelta
        The longest that anything is muted.
    interrupting_per_shift, per_hour : int
        How many exceptions may interrupt a role in a shift, and how many may reach it in an hour in all.
    shift : timedelta
        How long a shift is.
    due : mapping of str to timedelta
        By kind of deviation, how long its owner has to act.
    """

    price_share: float = 0.02
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    dead_time: timedelta = timedelta(days=1)
    quiet: timedelta = timedelta(days=7)
    settle: timedelta = timedelta(days=28)
    worse_by: float = 1.5
    mute_at_most: timedelta = timedelta(days=90)
    interrupting_per_shift: int = 2
    per_hour: int = 6
    shift: timedelta = timedelta(hours=8)
    due: Mapping[DeviationKind, timedelta] = field(default_factory=lambda: DUE)

    @classmethod
    def of(cls, declared: ExceptionsDeclaration) -> Policy:
        """Return the policy that the head of a model declares."""
        own = {
            name: Threshold(_number(one.price_share), _number(one.price), one.retired)
            for name, one in declared.thresholds.items()
        }
        due: dict[DeviationKind, timedelta] = {
            "rule": _span(declared.due.rule),
            "deadline": _span(declared.due.deadline),
            "chart": _span(declared.due.chart),
            "control": _span(declared.due.control),
        }
        return cls(
            float(declared.price_share), own, _span(declared.dead_time), _span(declared.quiet),
            _span(declared.settle), float(declared.worse_by), _span(declared.mute_at_most),
            declared.interrupting_per_shift, declared.per_hour, _span(declared.shift), due,
        )  # fmt: skip

    def threshold(self, subject: str) -> Threshold:
        """Return the threshold that holds for a rule or metric."""
        own = self.thresholds.get(subject, Threshold())
        if own.retired or own.price_share is not None or own.price is not None:
            return own
        return replace(own, price_share=self.price_share)

    def with_threshold(self, subject: str, threshold: Threshold) -> Policy:
        """Return this policy with another threshold for one rule or metric."""
        return replace(self, thresholds={**self.thresholds, subject: threshold})


def _span(text: str) -> timedelta:
    return timedelta(seconds=Span.parse(text).seconds)


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
