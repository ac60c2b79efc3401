"""Effects: how a driver metric moves another, by how much, how late, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "EFFECT_COLUMNS",
    "GRADES",
    "SUPPORTS",
    "EffectKind",
    "EffectRecord",
    "Grade",
    "PanelEffect",
    "Suggestion",
    "Support",
]

EffectKind = Literal["exact", "estimated", "assumed"]
Support = Literal["supported", "suggested", "cannot_say"]
Grade = Literal["assumed", "correlational", "quasi-experimental", "experimental"]
SUPPORTS: tuple[str, ...] = get_args(Support)
GRADES: tuple[str, ...] = get_args(Grade)
EFFECT_COLUMNS = (
    "driver", "on", "kind", "lag", "per_unit", "low", "high", "probability", "support", "grade", "skill", "n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PanelEffect:
    """An effect as it is in one segment, where it was estimated from several segments together.

    Parameters
    ----------
    by : str
        The dimension whose segments were fitted together.
    segments : int
        How many of them.
    per_unit, low, high : float
        The effect within one segment, and its 90 % interval.
    """

    by: str
    segments: int
    per_unit: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class EffectRecord:
    """How one metric moves another.

    Parameters
    ----------
    driver, on : str
        Metrics: `driver` moves `on`.
    kind : str
        `exact` from a formula, `estimated` from data, or `assumed` by declaration until data can say.
    lag : int, optional
        The most probable delay in periods; None where the data cannot say.
    per_unit : float, optional
        The cumulative effect of a sustained unit change, in units of `on` per unit of `driver`, for the enterprise as
        a whole; None where there is no estimate.
    low, high : float, optional
        Its 90 % interval.
    probability : float, optional
        The probability that there is an effect at all; 1 for an exact one, None for an assumed one.
    support : str
        `supported` from a probability of 0.9, `suggested` from 0.5, else `cannot_say`.
    grade : str, optional
        What kind of evidence it is; None for an exact effect, which is arithmetic.
    skill : float, optional
        1 - MSE with the driver / MSE without it, over forecasts beyond the data each was fitted on.
    skill_p : float, optional
        The one-sided p value of Clark and West (2007) of that.
    n : int
        How many values of `on` it rests on: periods x segments, those with data.
    periods, series : int
        The periods and the segments behind `n`.
    window : tuple of int
        The declared lags, from and to.
    sign : str, optional
        The declared direction.
    two_sided : float, optional
        The probability of the declared direction had none been declared.
    expired : bool
        Whether the back-test of the last year fails, so that the effect no longer counts as supported.
    panel : PanelEffect, optional
        The effect within one segment.
    words : str
        What a reader should know: why the data cannot say, what disagrees, why it expired.
    draws : array, draws x lags, optional
        Draws of the effect at each lag from 0 on, for the enterprise as a whole; exact zeros where there is none.
    """

    driver: str
    on: str
    kind: EffectKind
    lag: int | None
    per_unit: float | None
    low: float | None
    high: float | None
    probability: float | None
    support: Support
    grade: Grade | None
    skill: float | None
    skill_p: float | None
    n: int
    periods: int
    series: int
    window: tuple[int, int]
    sign: str | None = None
    two_sided: float | None = None
    expired: bool = False
    panel: PanelEffect | None = None
    words: str = ""
    draws: NDArray[np.float64] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An effect that nobody declared and that the data suggest; a question to ask, not an estimate to use.

    Parameters
    ----------
    driver, on : str
        Metrics.
    lag : int
        The most probable delay in periods.
    p : float
        The p value of the pair.
    q : float
        The share of false ones to expect among all suggestions with a p value as small (Benjamini and Hochberg, 1995).
    tried : int
        How many pairs were tried.
    n : int
        How many values the pair rests on.
    """

    driver: str
    on: str
    lag: int
    p: float
    q: float
    tried: int
    n: int
