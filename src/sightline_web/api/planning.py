"""What could be done: scenarios, initiatives, the set that brings most, and what came of promises."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from sightline_web.api import keeping_scenarios as kept
from sightline_web.api.operations import Act, Operation, Read
from sightline_web.api.paging import Order
from sightline_web.api.shapes import Answer, Body, Done, Letters, Paging, Shape
from sightline_web.portfolio import views as portfolio
from sightline_web.promises import views as promises
from sightline_web.scenarios import views as scenarios
from sightline_web.scenarios.forms import MOST_CHANGES
from sightline_web.scenarios.models import NAME_LETTERS, NOTE_LETTERS

__all__ = ["OPERATIONS"]


class Shifted(Shape):
    """What one goal would do."""

    goal: str | None
    metric: str | None = None
    unit: str | None = None
    target: float | None = None
    by: date | None = None
    before: float | None = None
    before_low: float | None = None
    before_high: float | None = None
    after: float | None = None
    after_low: float | None = None
    after_high: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    probability_before: float | None = None
    probability_after: float | None = None
    words: str


class ScenarioRow(Shifted):
    """What one goal would do in a saved scenario; `goal` is null where that cannot be said."""

    scenario: int = Field(description="Its number.")
    name: str = Field(description="Its name.")
    shifts: list[str]


class Scenarios(Answer):
    """All saved scenarios: a row for each goal of each."""

    rows: list[ScenarioRow]
    sentence: str | None


class ScenarioAnswer(Answer):
    """One saved scenario."""

    rows: list[ScenarioRow]
    scenario: int = Field(description="Its number.")
    name: str = Field(description="Its name.")
    note: str
    shifts: list[str]
    created_at: datetime
    updated_at: datetime
    words: str | None = None
    sentence: str | None


class WhatIf(Answer):
    """What the goals would do, with nothing saved."""

    rows: list[Shifted]
    shifts: list[str]
    words: str | None = None
    sentence: str | None


class WhatIfAsked(Paging):
    """What changes."""

    shift: list[Letters] = Field(
        default_factory=list, max_length=MOST_CHANGES,
        description="A change of a metric, as lead_time=-0.5, on_time_share=+2pp or orders=+10%.",
    )  # fmt: skip


class Saved(Body):
    """A scenario to be kept."""

    name: str = Field(min_length=1, max_length=NAME_LETTERS, description="Its name, which no other has.")
    shifts: list[Letters] = Field(
        min_length=1, max_length=MOST_CHANGES, description="The changes, as lead_time=-0.5 or orders=+10%."
    )
    note: str = Field("", max_length=NOTE_LETTERS, description="What it is for.")


class ScenarioDone(Done):
    """A scenario as it was kept or deleted."""

    scenario: int = Field(description="Its number.")
    name: str = Field(description="Its name.")
    shifts: list[str]


class Standing(Shape):
    """One candidate: what it brings for what it takes."""

    initiative: str
    title: str
    origin: Literal["backlog", "fix"]
    kind: str | None
    asked_by: str | None
    asked_on: date | None
    age_days: int | None
    rank: int | None
    cost: float | None
    takes: int
    worth: float | None
    low: float | None
    high: float | None
    unit: str
    per_cost: float | None
    delay: float | None
    in_best_set: bool
    start: str | None = Field(description="The period in which it would begin.")
    chance: float | None
    goal: str | None
    goal_worth: float | None
    goal_low: float | None
    goal_high: float | None
    goal_chance_before: float | None
    goal_chance_after: float | None
    why_not: str | None
    words: str


class Worth(Shape):
    """What one candidate brings one goal."""

    initiative: str
    goal: str
    unit: str
    worth: float | None
    low: float | None
    high: float | None
    chance_before: float | None
    chance_after: float | None
    per_cost: float | None
    words: str


class Limits(Shape):
    """Within what was counted."""

    budget: float | None
    capacity: list[Any] = Field(description="Role, and its people by period.")
    must: list[str]
    without: list[str]
    goal: str | None
    periods: int | None
    costs: list[Any] = Field(description="Initiative, and what it is taken to cost.")
    discount: bool


class Merger(Shape):
    """Candidates that change the same metrics, so that their worths do not add up."""

    candidates: list[str]
    metrics: list[str]


class Initiatives(Answer):
    """The backlog, what brings most first."""

    rows: list[Standing]
    sentence: str
    limits: Limits
    mergers: list[Merger]
    worths: dict[str, list[Worth]]


class InitiativesAsked(Paging):
    """Which candidates are wanted."""

    goal: Letters | None = Field(None, description="Id of a goal: it counts alone.")
    kind: Letters | None = Field(None, description="A kind of initiative.")
    state: Literal["in", "out", "must", "unsighted", "unpriced"] | None = Field(
        None, description="In the best set or out of it, what must be, what has no line of sight, or no cost."
    )
    asker: Letters | None = Field(None, description="Id of who asked for it.")


class Sway(Shape):
    """What the worth hangs on: its interval if that were known."""

    about: str
    kind: str
    low: float | None
    high: float | None
    share: float | None


class InitiativeAnswer(Answer):
    """One candidate: the rows are what it brings each goal."""

    rows: list[Worth]
    sentence: str
    standing: Standing
    hangs_on: list[Sway]
    changes: dict[str, list[float]]
    effort: dict[str, float]


class InitiativeAsked(Paging):
    """For what it is wanted."""

    goal: Letters | None = Field(None, description="Id of a goal: it counts alone.")


class Chosen(Shape):
    """One of the best set."""

    initiative: str
    title: str
    begins: str
    shows: str | None
    cost: float | None
    worth: float | None
    unit: str
    chance: float | None
    must: str | None


class GoalMove(Shape):
    """What the set does for a goal."""

    goal: str
    unit: str
    change: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None


class Best(Shape):
    """The set as a whole."""

    worth: float | None
    low: float | None
    high: float | None
    unit: str
    gap: float | None = Field(description="How far a better set could be, at most.")
    cost: float | None
    used: dict[str, float]
    moves: list[GoalMove]
    words: str


class Price(Shape):
    """What more of a limit would bring."""

    limit: str
    kind: str
    more: str
    points: float | None
    solved: bool
    words: str
    step: float | None


class Lesson(Shape):
    """What it would bring to know something better."""

    about: str
    kind: str
    points: float | None
    changes: float | None
    words: str


class BestSet(Answer):
    """The set that brings most within limits, with when each begins."""

    rows: list[Chosen]
    sentence: str
    limits: Limits
    periods: list[str]
    best: Best | None
    conflict: list[str]
    relaxations: list[str]
    prices: list[Price]
    lessons: list[Lesson]


class BestAsked(Paging):
    """Within which limits; besides these, `people.ROLE=4` (or by period 4,4,2) and `cost.INITIATIVE=60000`."""

    more: ClassVar[tuple[str, ...]] = ("people.", "cost.")

    budget: str | None = Field(
        None, pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$", description="In the currency of the workspace, as 500000."
    )
    must: list[Letters] = Field(default_factory=list, max_length=100, description="An initiative that is in.")
    without: list[Letters] = Field(default_factory=list, max_length=100, description="An initiative that is out.")
    goal: Letters | None = Field(None, description="Id of a goal: it counts alone.")
    periods: int | None = Field(None, ge=1, le=120, description="Within how many periods all of it begins.")
    discount: Literal["1"] | None = Field(None, description="`1`: promises count as much as such ones were kept.")


class Promised(Shape):
    """One promised change beside what came; without a metric where nothing was promised of one."""

    initiative: str
    title: str
    declined: bool
    decided_on: date | None
    by: str = Field(description="Who decided: the number of an account, or erased.")
    reason: str
    kind: str | None
    asked_by: str | None
    metric: str | None
    unit: str | None
    promised_low: float | None
    promised: float | None
    promised_high: float | None
    delivered_on: date | None
    realised: float | None
    low: float | None
    high: float | None
    outcome: str | None
    grade: str | None
    before: int | None = Field(description="Periods before.")
    after: int | None = Field(description="Periods after.")
    controls: int | None = Field(description="Segments to compare with.")
    words: str | None


class Trust(Shape):
    """What share of its promises a group can be expected to keep; groups are kinds and askers, and no persons."""

    by: Literal["all", "kind", "asker"] = Field(description="By what they are grouped.")
    name: str
    n: int
    share: float
    low: float
    high: float
    words: str


class Promises(Answer):
    """What was promised, and what came."""

    rows: list[Promised]
    trust: list[Trust]
    faults: list[str]
    undecided: list[str]


class PromiseAnswer(Answer):
    """What one initiative promised, and what came."""

    rows: list[Promised]
    promise: dict[str, Any] = Field(description="What was decided, and what was known then.")
    known_now: list[dict[str, Any]] = Field(description="What is known of its worth now, by goal.")
    path: dict[str, list[dict[str, Any]]] = Field(description="Each metric beside what it would have been, by period.")


OPERATIONS: tuple[Operation, ...] = (
    Read("scenarios", scenarios.scenarios, "scenarios", "Saved scenarios", Scenarios,
         "The newest first, with what each does to every goal.", order=Order("scenario")),
    Act("scenarios", kept.create, "scenario_create", "Save a scenario", ScenarioDone,
        "A name stands once; another scenario of the same name is refused (409).",
        body=Saved, status=201, conflict=True),
    Read("scenarios/{int:scenario}", scenarios.scenario, "scenario", "One saved scenario", ScenarioAnswer),
    Act("scenarios/{int:scenario}", kept.delete, "scenario_delete", "Delete a scenario", ScenarioDone,
        "It can be brought back on its page.", verb="DELETE"),
    Read("whatif", scenarios.new, "whatif", "What would the goals do?", WhatIf,
         "Nothing is saved.", query=WhatIfAsked),
    Read("initiatives", portfolio.portfolio, "initiatives", "The ranked backlog", Initiatives,
         "What each candidate brings, per cost, and whether it is in the best set.", query=InitiativesAsked),
    Read("initiatives/{initiative}", portfolio.initiative, "initiative", "One initiative", InitiativeAnswer,
         query=InitiativeAsked),
    Read("portfolio/best", portfolio.best_set, "best_set", "The set that brings most within limits", BestSet,
         "Besides its parameters it takes `people.ROLE` (4, or by period 4,4,2) and `cost.INITIATIVE` (60000).",
         query=BestAsked),
    Read("promises", promises.promises, "promises", "Promises, and what came of them", Promises),
    Read("promises/{initiative}", promises.promise, "promise", "One promise", PromiseAnswer),
)  # fmt: skip
