"""What could be done: initiatives of the backlog, and what each would change."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from sightline.model.declared import Currency, Declaration, Id, IsoDate, MetricRef, Text, Whole, whole

__all__ = ["Change", "Initiative"]


class Change(Declaration):
    """What an initiative would change in one metric: low, likely, high, in the metric's unit."""

    by: tuple[float | int, float | int, float | int]


class Initiative(Declaration):
    """`initiatives.ID:` a backlog item: what it would change, what it costs, what it needs."""

    title: Text
    description: Text | None = None
    changes: dict[MetricRef, Change] = Field(default_factory=dict)
    cost: float | int = 0
    currency: Currency | None = None  # of the cost; the workspace's when left out
    effort: dict[Id, float | int] = Field(default_factory=dict)
    takes: Whole = Field(default=0, ge=0)
    needs: tuple[Id, ...] = ()
    excludes: tuple[Id, ...] = ()
    asked_by: Id | None = None
    asked_on: IsoDate | None = None
    kind: Id | None = None
    must: Text | None = None  # why it has to be done whatever it is worth
    must_by: IsoDate | None = None  # the last day without it; it has to be done even where `must` gives no reason
    committee_rank: Annotated[int, Field(ge=1), BeforeValidator(whole)] | None = None
    delivered: IsoDate | None = None  # the first day with it; what it changed is looked for from then on
    where: dict[Id, tuple[str, ...]] = Field(default_factory=dict)  # the segments that got it; all when left out
