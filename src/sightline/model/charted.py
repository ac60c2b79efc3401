"""What an enterprise declares of behaviour charts: what is charted, judged by what, and how often it may cry wolf."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sightline.model.declared import Declaration, Id, IsoDate, MetricRef, Text

__all__ = ["BehaviourDeclaration", "Chart", "ChartBaseline"]


class BehaviourDeclaration(Declaration):
    """`behaviour:` how many false signals all behaviour charts together may give in a period, on average."""

    false_alarms_per_period: float | int = 1


class ChartBaseline(Declaration):
    """`baseline:` the periods that show how things are when nothing is wrong: who decided that, when and why."""

    from_: str = Field(alias="from")
    to: str
    decided_by: Id
    decided_on: IsoDate
    reason: Text
    trend: bool = False


class Chart(Declaration):
    """`charts.ID:` a metric, cut by dimensions, that is watched against a baseline of its own."""

    metric: MetricRef
    by: tuple[Id, ...] = ()
    grain: Literal["day", "week", "month", "quarter", "year"] | None = None  # None: the review period
    baseline: ChartBaseline | None = None
