"""Lines of sight: how far a goal moves when something moves, and along which paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sightline.records.effects import EffectKind, Grade, Support

__all__ = ["LINE_COLUMNS", "LineOfSight", "Link", "Origin", "SightPath"]

Origin = Literal["metric", "activity", "rule", "role", "initiative"]
LINE_COLUMNS = ("goal", "from", "per_unit", "low", "high", "share_of_gap", "path")


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of a path: the effect of a metric on the next.

    Parameters
    ----------
    driver, on : str
        Ids of nodes; the first may be an activity, a rule, a role or an initiative.
    kind : str
        As in `EffectRecord`.
    lag : int, optional
        The most probable delay in periods.
    per_unit, low, high : float
        In units of `on` per unit of `driver`, with its 90 % interval.
    support, grade : str
        As in `EffectRecord`.
    """

    driver: str
    on: str
    kind: EffectKind
    lag: int | None
    per_unit: float
    low: float
    high: float
    support: Support
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class SightPath:
    """One way from an origin to a goal.

    Parameters
    ----------
    nodes : tuple of str
        From the origin to the goal's metric.
    links : tuple of Link
        One fewer than nodes.
    per_unit : float
        The median over draws of the effect along this way alone, in goal units per unit of the origin.
    lag : int
        The sum of the most probable delays.
    """

    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    per_unit: float
    lag: int


@dataclass(frozen=True, slots=True, eq=False)
class LineOfSight:
    """The total effect of a sustained unit change from now on, on one goal at its date, along all paths.

    Parameters
    ----------
    goal : str
        A goal.
    from_ : str
        The id of a metric, activity (`process.activity`), rule (`process.rule`), role or initiative.
    origin : str
        Which of these it is.
    title : str
        Its title.
    unit : str
        What one unit of the origin is: a unit, or words such as "one day longer", "as declared".
    per_unit, low, high : float, optional
        Median and 90 % interval over draws, in goal units; None where it cannot be said.
    share_of_gap : float, optional
        `per_unit` as a share of what is still to go, positive where it closes the gap; None where nothing is to go.
    probability : float
        The share of draws in which the origin moves the goal at all.
    support : str
        That of the weakest link of the strongest path.
    arrives : int, optional
        The delay of the strongest path in periods; None without a path.
    paths : tuple of SightPath
        Strongest first, at most as many as were asked for.
    more : int
        How many further paths there are.
    words : str
        What a reader should know: no path, the date is past, the effects behind it are not supported.
    draws : array, optional
        Draws of the effect, in goal units.
    """

    goal: str
    from_: str
    origin: Origin
    title: str
    unit: str
    per_unit: float | None
    low: float | None
    high: float | None
    share_of_gap: float | None
    probability: float
    support: Support
    arrives: int | None
    paths: tuple[SightPath, ...]
    more: int = 0
    words: str = ""
    draws: NDArray[np.float64] | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The strongest path in one line; empty without one."""
        return " > ".join(self.paths[0].nodes) if self.paths else ""
