"""Lines of sight and effects: what moves a goal, what something moves, and how sure that is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sightline_web.ahead import ORIGINS
from sightline_web.api.operations import Operation, Read
from sightline_web.api.shapes import Answer, Letters, Paging, Shape
from sightline_web.sight import views as sight

__all__ = ["OPERATIONS"]

Kind = Literal["metric", "activity", "rule", "role", "initiative"]
assert set(Kind.__args__) == set(ORIGINS)  # type: ignore[attr-defined]  # noqa: S101 -- two lists of one thing


class LineOfSight(Shape):
    """The total effect of one thing on one goal along all paths."""

    goal: str
    from_: str = Field(alias="from", description="What moves it: a metric, activity, rule, role or initiative.")
    per_unit: float | None
    low: float | None
    high: float | None
    share_of_gap: float | None
    path: str
    origin: Kind
    title: str
    unit: str
    probability: float | None
    support: str
    arrives: int | None
    paths: int
    words: str


class Sight(Answer):
    """All that moves a goal."""

    rows: list[LineOfSight]
    goal: str | None = None
    kind: str | None = None
    sentence: str | None = None


class SightFrom(Answer):
    """Every goal that something moves."""

    rows: list[LineOfSight]
    from_: str = Field(alias="from", description="What moves them.")
    origin: Kind
    sentence: str


class SightAsked(Paging):
    """Which lines are wanted."""

    goal: Letters | None = Field(None, description="Id of a goal; without it, the first goal at risk.")
    kind: Kind | None = Field(None, description="What kind of thing moves it; without it, all.")


class FromAsked(Paging):
    """Which goals are wanted."""

    goal: Letters | None = Field(None, description="Id of a goal; without it, all.")


class Effect(Shape):
    """How a driver moves another metric, and how well that is known."""

    driver: str
    on: str
    kind: Literal["exact", "estimated", "assumed"]
    lag: int | None
    per_unit: float | None
    low: float | None
    high: float | None
    probability: float | None
    support: str
    grade: str | None
    skill: float | None
    n: int | None
    skill_p: float | None
    periods: int | None
    series: int | None
    window: list[int]
    sign: str | None
    two_sided: float | None
    expired: bool
    words: str


class Suggestion(Shape):
    """A pair that nobody declared and that moves together; a question, and no answer."""

    driver: str
    on: str
    lag: int
    p: float
    q: float
    tried: int
    n: int


class Effects(Answer):
    """All effects."""

    rows: list[Effect]
    sentence: str
    suggestions: list[Suggestion]


class EffectsAsked(Paging):
    """Which effects are wanted."""

    kind: Literal["exact"] | None = Field(None, description="`exact` for those of formulas; without it, the declared.")


class EffectAnswer(Answer):
    """One effect, and how it was come by."""

    rows: list[Effect]
    sentence: str
    method: list[str]
    lifts: list[str]


OPERATIONS: tuple[Operation, ...] = (
    Read("sight", sight.sight, "sight", "What moves a goal", Sight,
         "From anything that is declared, along all paths together; the strongest path is named.", query=SightAsked),
    Read("sight/from/{origin}", sight.sight_from, "sight_from", "What something moves", SightFrom,
         "The other way round: every goal that it reaches.", query=FromAsked),
    Read("effects", sight.effects, "effects", "All effects", Effects,
         "An effect of which the data say nothing says so: `support` is `cannot_say`.", query=EffectsAsked),
    Read("effects/{driver}/{on}", sight.effect, "effect", "One effect", EffectAnswer),
)  # fmt: skip
