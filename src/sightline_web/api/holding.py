"""Roles, and oneself: what a role can do for the goals, how its work lies to what was agreed, what it has to know.

Of single persons the API says nothing but to themselves, and nothing here is a rank.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from sightline_web.api.operations import Operation, Read
from sightline_web.api.shapes import Answer, Paging, Shape
from sightline_web.roles import alignment_views as aligned
from sightline_web.roles import capable_views as capable
from sightline_web.roles import views as roles

__all__ = ["OPERATIONS"]


class Aim(Shape):
    """What a role can do for a goal by one metric; `weight` is null where the data cannot settle it."""

    role: str
    metric: str
    goal: str
    agreed: bool = Field(description="Whether an agreement holds it.")
    weight: float | None = Field(description="Its weight among those of the role, from 0 to 1.")
    low: float | None
    high: float | None
    state: str
    unit: str
    baseline: float | None
    target: float | None
    counter: str | None
    n: int | None
    grade: str | None
    support: str | None
    words: str


class Aims(Answer):
    """Role goals: of one's own roles and those of one's team, or all where a duty opens them."""

    rows: list[Aim]


class Aligned(Shape):
    """How far the work of a role or a unit is from what was agreed, against its noise; null where few do it."""

    kind: Literal["role", "unit"]
    name: str = Field(description="Id of the role or the unit.")
    role: str | None
    against: str
    state: str
    items: int | None
    people: int | None
    amount: float | None
    distance: float | None
    low: float | None
    high: float | None
    noise: float | None
    excess: float | None
    p: float | None
    demand: float | None
    assignment: float | None
    own: float | None
    goals: float | None
    residual: float | None
    unseen: float | None
    words: str


class AlignedPoint(Shape):
    """The same in one period."""

    kind: Literal["role", "unit"]
    name: str = Field(description="Id of the role or the unit.")
    period: str
    items: int | None
    distance: float | None
    noise: float | None
    p: float | None
    drifted: bool


class AlignedActivity(Shape):
    """One activity of a role or a unit: shares agreed, actual, and as the demand would have it."""

    kind: Literal["role", "unit"]
    name: str = Field(description="Id of the role or the unit.")
    activity: str
    agreed: float | None = Field(description="Its share as agreed.")
    actual: float | None
    demanded: float | None
    amount: float | None
    path: bool = Field(description="Whether it lies on a way to a goal.")


class Unseen(Shape):
    """Work that no role is agreed to do."""

    activity: str
    share: float
    amount: float
    roles: list[str] = Field(description="The roles that do it.")


class Alignment(Answer):
    """Agreed against actual work."""

    rows: list[Aligned]
    since: str | None
    until: str | None
    baseline: list[str] = Field(description="The periods that are compared with.")
    measured: str
    points: list[AlignedPoint]
    activities: list[AlignedActivity]
    unseen: list[Unseen] = Field(description="Work that no role is agreed to do.")
    words: list[str]


class Covered(Shape):
    """How many could do an activity if somebody left; null where they are too few to be counted."""

    activity: str
    title: str
    roles: list[str] = Field(description="The roles that do it.")
    holders: int | None
    doers: int | None
    ready: int | None
    half: int | None
    outside: float | None
    exposure: str
    words: str


class Need(Shape):
    """What a role needs of a capability, and how many have it."""

    role: str
    capability: str
    needed: int = Field(description="The level that it takes.")
    holders: int | None
    known: int | None
    enough: int | None
    short: int | None


class Staying(Shape):
    """How many still stay after some months."""

    months: int
    share: float
    low: float | None
    high: float | None
    watched: int


class Stays(Shape):
    """How long people stay, of a group of at least ten; never of one person."""

    by: Literal["role", "unit"] = Field(description="By what they are grouped.")
    group: str
    scale: str
    people: int
    left: int | None
    median_months: float | None
    points: list[Staying]
    words: str


class Learn(Shape):
    """A capability to be learned."""

    capability: str
    from_: int | None = Field(alias="from", description="The level before.")
    to: int = Field(description="The level to reach.")


class WayStep(Shape):
    """One role on a way."""

    role: str
    learn: list[Learn]


class Way(Shape):
    """A way from one role to another."""

    from_: str = Field(alias="from", description="The role where it begins.")
    to: str = Field(description="The role where it ends.")
    steps: list[WayStep] = Field(description="The roles on it.")


class Capabilities(Answer):
    """What hangs on few, and what roles need."""

    rows: list[Covered]
    needs: list[Need]
    stays: list[Stays]
    ways: list[Way]


class CapabilitiesAsked(Paging):
    """How stays are grouped."""

    by: Literal["role", "unit"] | None = Field(None, description="By what stays are grouped; without it, by role.")


class Assignment(Shape):
    """A role that one holds or held."""

    person: str
    role: str
    unit: str | None
    manager: str | None
    since: date
    until: date | None


class Look(Shape):
    """Somebody has looked at one's record."""

    seq: int
    at: datetime
    who: str
    account: int | None
    action: str
    kind: str
    key: str
    subject: str
    changes: list[str] = Field(description="What was changed.")
    reason: str
    origin: str


class Me(Answer):
    """One's own record."""

    rows: list[Assignment]
    person: str | None
    duties: list[str]
    looks: list[Look]


OPERATIONS: tuple[Operation, ...] = (
    Read("roles/goals", roles.goals, "role_goals", "Role goals and their weights", Aims,
         "Derived from the line of sight; a weight that the data cannot settle says `undetermined`."),
    Read("roles/alignment", aligned.alignment, "alignment", "Agreed against actual work", Alignment,
         "Of roles and units; groups of fewer than five are suppressed.", without=("moves",)),
    Read("roles/capabilities", capable.capabilities, "capabilities", "What hangs on few", Capabilities,
         "Of roles and units; small groups are suppressed.", query=CapabilitiesAsked),
    Read("me", roles.me, "me", "My own record", Me, "With who has looked at it."),
)  # fmt: skip
