"""How long people stay, as a curve of a role or a unit; of nobody by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Group", "RetentionCurve", "RetentionPoint", "Scale"]

Group = Literal["role", "unit"]
Scale = Literal["stay", "watch"]


@dataclass(frozen=True, slots=True)
class RetentionPoint:
    """One point of a curve.

    Parameters
    ----------
    months : int
        Since the beginning that the curve's scale says.
    share, low, high : float
        Of those who were there at the curve's beginning, who are still there; with its 90 % interval.
    at_risk : int
        How many were followed at that time.
    """

    months: int
    share: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True, slots=True)
class RetentionCurve:
    """How long people stay in one role or unit.

    Parameters
    ----------
    by : str
        `role` or `unit`.
    group : str
        Which.
    scale : str
        What months count from: `stay`, the beginning of the stay; `watch`, the day from which on somebody was watched,
        where too few were watched at any one length of stay.
    people : int
        How many were followed.
    left : int, optional
        How many of them left; None where withheld.
    points : tuple of RetentionPoint
        Rising months, the first one with share 1; empty where the data cannot say.
    median_months : int, optional
        When half of them were gone; None where the curve does not fall that far.
    words : str
        What it rests on, or why there is none.
    """

    by: Group
    group: str
    scale: Scale
    people: int
    left: int | None
    points: tuple[RetentionPoint, ...]
    median_months: int | None
    words: str
