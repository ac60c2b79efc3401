"""How decisions fell out between groups of people: rates, impact ratios, and what can be told from chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Fairness", "FairnessGroup", "FairnessState"]

FairnessState = Literal["highest", "compared", "small_share"]


@dataclass(frozen=True, slots=True)
class FairnessGroup:
    """One group in a comparison of rates.

    Parameters
    ----------
    group : str
        Its name; of groups that were pooled, their names with commas.
    n, chosen : int
        How many people, and how many of them were chosen or scored above the median.
    rate, low, high : float
        `chosen / n` with its interval after Wilson (1927).
    impact_ratio, ratio_low, ratio_high : float, optional
        The rate over the highest rate, with the interval of Katz et al. (1978); None where the share of the group in
        all is too small to be compared.
    p : float, optional
        Of Fisher's exact test against the group with the highest rate; None for that group itself and for small ones.
    flagged : bool
        Whether the ratio is under four fifths and `p` under 0.05.
    state : str
        `highest`, `compared` or `small_share`.
    """

    group: str
    n: int
    chosen: int
    rate: float
    low: float
    high: float
    impact_ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float | None
    flagged: bool
    state: FairnessState


@dataclass(frozen=True, slots=True)
class Fairness:
    """A comparison between groups.

    Parameters
    ----------
    groups : tuple of FairnessGroup
        By name; none where nothing can be compared.
    known, unknown : int
        How many people are in the groups, and how many belong to no known one and are left out.
    median : float, optional
        Of the scores, where scores were compared.
    level : float
        Of the intervals.
    words : str
        What was found, in one sentence; also why nothing can be told.
    """

    groups: tuple[FairnessGroup, ...]
    known: int
    unknown: int
    median: float | None
    level: float
    words: str

    @property
    def flagged(self) -> tuple[FairnessGroup, ...]:
        """The groups that fell short by more than chance would explain."""
        return tuple(each for each in self.groups if each.flagged)
