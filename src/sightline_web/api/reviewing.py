"""Reviews: the cycles, one with its pack, and the decisions that were taken in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from sightline_web.api.operations import Operation, Read
from sightline_web.api.paging import Order
from sightline_web.api.shapes import Answer, Paging, Shape
from sightline_web.reviews import views

__all__ = ["OPERATIONS"]

State = Literal["preparing", "prepared", "signed"]


class CycleRow(Shape):
    """The review of one period."""

    review: int = Field(description="Its number.")
    period: str
    state: State
    prepare_until: date | None = Field(description="Until when it is to be prepared.")
    meets_on: date | None = Field(description="When it is talked about.")
    sign_until: date | None = Field(description="Until when it is to be signed.")
    signed_at: datetime | None = Field(description="When it was signed; from then on its pack is frozen.")
    pack: str | None = Field(description="SHA-256 of the content of its frozen pack.")


class Cycles(Answer):
    """All reviews."""

    rows: list[CycleRow]


class ReviewedGoal(Shape):
    """A goal as its review tells it: the period and the one before, its forecast at its date, and its chance."""

    goal: str
    statement: str
    metric: str
    unit: str
    value: float | None
    previous: float | None = Field(description="The value of the period before.")
    target: float
    by: date
    forecast: float | None
    low: float | None
    high: float | None
    probability: float | None
    status: str = Field(description="As computed; one set by hand stands in the pack beside it.")
    owner: str | None


class ReviewAnswer(Answer):
    """One review: of a signed one the frozen pack."""

    rows: list[ReviewedGoal]
    review: int = Field(description="Its number.")
    period: str
    state: State
    name: str | None = Field(description="SHA-256 of the content of its frozen pack; null before it is signed.")
    pack: dict[str, Any] | None = Field(None, description="The whole pack, for those who may see it whole.")


class DecisionRow(Shape):
    """A decision of a review."""

    decision: int = Field(description="Its number.")
    title: str
    role: str = Field(description="The role that it was given to.")
    due: date | None = Field(description="Until when.")
    state: Literal["open", "done", "dropped"]
    about: str = Field(description="What it is for, as `goal:grow_service`; empty where nothing in particular.")
    review: str = Field(description="The period in whose review it was taken.")
    decided_at: datetime = Field(description="When it was taken.")
    came: str = Field(description="What came of it, as its owner says; empty while nothing is said.")
    ended_on: date | None = Field(description="The day on which it was done or dropped.")
    probability_then: float | None = Field(description="The chance of its goal when it was taken.")


class Decisions(Answer):
    """All decisions, open ones first."""

    rows: list[DecisionRow]


class DecisionsAsked(Paging):
    """Which decisions."""

    show: Literal["open"] | None = Field(None, description="`open`: those alone that are open.")


OPERATIONS: tuple[Operation, ...] = (
    Read("reviews", views.reviews, "reviews", "All reviews", Cycles, order=Order("review")),
    Read("reviews/{cycle}", views.review, "review", "One review, with its pack", ReviewAnswer,
         "While it is prepared its figures are those of the reading; once it is signed, those of its frozen pack."),
    Read("decisions", views.decisions, "decisions", "What was decided in reviews, and what came of it", Decisions,
         query=DecisionsAsked, order=Order("decision")),
)  # fmt: skip
