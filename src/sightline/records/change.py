"""Changes explained: what made a metric move between two periods, without remainder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sightline.records.effects import Grade, Support

__all__ = ["PART_COLUMNS", "ChangePart", "PartKind", "Why"]

PartKind = Literal["value", "rate", "mix", "entered", "left", "effect", "residual"]
PART_COLUMNS = ("metric", "dimension", "segment", "part", "contribution", "share")


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One part of a change.

    Parameters
    ----------
    metric : str
        The metric that moved.
    dimension, segment : str, optional
        Where; None for the metric as a whole.
    part : str
        `value` (an amount that adds up), `rate` (the segment's own rate moved), `mix` (the segment's weight moved),
        `entered` or `left` (a segment that is in one of the periods alone), `effect` (reaches the explained metric
        through an estimated or assumed effect), `residual` (what no declared driver explains).
    contribution : float
        In the unit of the explained metric.
    low, high : float
        Its 90 % interval; equal to `contribution` where no estimate is involved.
    share : float, optional
        Of the whole change; None where the metric did not change.
    moved : float, optional
        How far `metric` itself moved there, in its own unit.
    lag : int
        How many periods earlier it moved.
    via : tuple of str
        The metrics between it and the explained metric, nearest to the explained one last.
    support, grade : str, optional
        Of the weakest effect on the way; None where it is arithmetic alone.
    words : str
        A sentence: what, where, how much.
    """

    metric: str
    dimension: str | None
    segment: str | None
    part: PartKind
    contribution: float
    low: float
    high: float
    share: float | None
    moved: float | None = None
    lag: int = 0
    via: tuple[str, ...] = ()
    support: Support | None = None
    grade: Grade | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a metric changed between two periods.

    Parameters
    ----------
    metric, unit : str
        What changed.
    from_, to : str
        Labels of the two periods.
    before, after : float
        The two values.
    total : float
        `after` - `before`. The contributions of `parts` and `residual` add up to it.
    residual : float
        What no declared driver explains; 0 where formulas and dimensions explain everything.
    parts : tuple of ChangePart
        The largest contribution first; a residual of over half of the change comes before them all.
    sentence : str
        The answer in one sentence.
    words : str
        What a reader should know.
    """

    metric: str
    unit: str
    from_: str
    to: str
    before: float
    after: float
    total: float
    residual: float
    parts: tuple[ChangePart, ...]
    sentence: str
    words: str = ""
