"""Recipes: how a metric comes from the rows of one relation.

Every metric that rests on data has one: the components to aggregate, the arithmetic that joins them, the column that
dates a row, and the columns of its dimensions. All kinds of metrics end here, and the planner knows no kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from sightline.events.features import Feature
from sightline.measures.components import Component, Law

__all__ = ["Recipe", "Stock", "period_column"]

Stock = Literal["last", "first", "average"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a metric comes from the rows of one relation.

    Parameters
    ----------
    metric : str
        Its id.
    source : str
        The relation.
    time : str
        The column that dates a row.
    components : tuple of Component
        What is aggregated; component i is called `c<i>` in the arithmetic.
    value : sqlglot expression
        Arithmetic over the components.
    rows : int
        Which component counts the rows behind the value.
    numerator, denominator : sqlglot expression, optional
        Likewise, for a ratio.
    dimensions : mapping of str to str
        Dimension id to column, for all dimensions that the metric has.
    features : tuple of Feature
        Computed columns that the components refer to.
    stock : str, optional
        Which moment of a period counts, for a balance.
    snapshots : bool
        Whether the rows of one moment belong together, so that moments are kept apart until one is chosen.
    """

    metric: str
    source: str
    time: str
    components: tuple[Component, ...]
    value: exp.Expr
    rows: int
    numerator: exp.Expr | None = None
    denominator: exp.Expr | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    features: tuple[Feature, ...] = ()
    stock: Stock | None = None
    snapshots: bool = False

    @property
    def rolls_up(self) -> bool:
        """Whether longer periods and unions of segments follow from the components."""
        return all(component.law is not Law.NONE for component in self.components)


def period_column(time: str) -> str:
    """Return what the period's first day is called in a query, for rows dated by the column `time`."""
    return f"period by {time}"
