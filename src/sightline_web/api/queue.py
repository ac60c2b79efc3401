"""What needs a response: exceptions, with what can be done about them, and controls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from django.http import HttpResponse
from pydantic import Field

from sightline_web.api import acts
from sightline_web.api.operations import Act, Operation, Read
from sightline_web.api.paging import Order
from sightline_web.api.shapes import Answer, Body, Done, Letters, Paging, Shape
from sightline_web.controls import views as controls
from sightline_web.exceptions import views as exceptions
from sightline_web.exceptions.models import NOTE_LETTERS
from sightline_web.raised import OUTCOMES, STATES

__all__ = ["OPERATIONS"]

State = Literal["new", "acknowledged", "in_action", "muted", "resolved", "regressed"]
Outcome = Literal["acted", "accepted", "false_alarm", "duplicate"]
assert State.__args__ == STATES  # type: ignore[attr-defined]  # noqa: S101 -- two lists of one thing
assert Outcome.__args__ == OUTCOMES  # type: ignore[attr-defined]  # noqa: S101 -- the same
REVISION = Field(
    None, ge=0, description="The revision that you know; where it has changed since, nothing is done (409)."
)


class Raised(Shape):
    """One exception as it stands."""

    exception: int = Field(description="Its number.")
    revision: int = Field(description="Goes up with every change.")
    key: str = Field(description="What it is grouped by.")
    kind: Literal["rule", "deadline", "chart", "control"]
    process: str | None
    rule: str | None
    metric: str | None
    segment: str
    state: State
    outcome: str | None
    reason: str
    owner: str | None
    goal: str | None
    price: float | None
    low: float | None
    high: float | None
    price_share: float | None
    why: str
    since: datetime
    raised_at: datetime
    due: datetime | None
    regressions: int
    cases: list[str] = Field(description="The cases behind it.")
    interrupting: bool
    sentence: str
    words: str


class Exceptions(Answer):
    """Exceptions, the newest first."""

    rows: list[Raised]
    sentence: str
    looked_at: datetime | None
    budget: list[str]


class ExceptionsAsked(Paging):
    """Which exceptions are wanted."""

    owner: Letters | None = Field(None, description="Id of the role that answers for it.")
    process: Letters | None = Field(None, description="Id of a process.")
    state: State | None = Field(None, description="Those in a state; `resolved` are the closed ones.")
    goal: Letters | None = Field(None, description="Id of the goal that it costs most.")


class Happening(Shape):
    """One thing that happened to an exception."""

    happening: int = Field(description="Its number.")
    at: datetime
    what: str
    who: str | None
    role: str | None
    note: str
    undone: bool


class Life(Shape):
    """One life of an exception: from being raised to being closed."""

    raised_at: datetime
    acknowledged_at: datetime | None
    acted_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    price_share: float | None


class Priced(Shape):
    """What it cost on a day."""

    at: datetime
    price_share: float | None


class ExceptionAnswer(Answer):
    """One exception, with its history."""

    rows: list[Raised]
    sentence: str
    happenings: list[Happening]
    lives: list[Life]
    prices: list[Priced]
    related: list[int]


class ActDone(Done):
    """The exception after the act; `happening` is null where nothing had to be done."""

    exception: Raised
    happening: int | None = Field(description="The number of what was done; `undo` takes it.")


class Acknowledged(Body):
    """Taking an exception up."""

    revision: int | None = REVISION


class Noted(Body):
    """What is done about it."""

    note: str = Field(min_length=1, max_length=NOTE_LETTERS, description="What is done, in a few words.")
    revision: int | None = REVISION


class Muted(Body):
    """Until when nobody wants to hear of it."""

    until: date | None = Field(None, description="The last day of silence; without it, as long as the house allows.")
    worse: bool = Field(False, description="Whether it wakes earlier, when it is worse than now.")
    note: str = Field("", max_length=NOTE_LETTERS, description="Why.")
    revision: int | None = REVISION


class Resolved(Body):
    """What came of it."""

    outcome: Outcome = Field(description="What came of it.")
    reason: str = Field(
        "", max_length=NOTE_LETTERS, description="Why, where it is accepted; of a duplicate, the key of the other one."
    )
    revision: int | None = REVISION


class Reopened(Body):
    """Why it is taken up again."""

    note: str = Field("", max_length=NOTE_LETTERS, description="Why.")
    revision: int | None = REVISION


class HandedOver(Body):
    """Who takes it over."""

    to: str = Field(min_length=1, max_length=200, description="Id of a role that somebody holds today.")
    note: str = Field("", max_length=NOTE_LETTERS, description="Why.")
    revision: int | None = REVISION


class Commented(Body):
    """A comment."""

    text: str = Field(min_length=1, max_length=NOTE_LETTERS, description="What is said.")


class Undone(Body):
    """What is undone."""

    happening: int = Field(ge=1, le=2**63 - 1, description="The number of the act or of one's own comment.")


class Control(Shape):
    """A control in one period."""

    control: str
    title: str
    requirement: str
    enforces: str | None
    metric: str | None
    owner: str | None
    period: str
    so_far: bool
    outcome: Literal["pass", "fail", "not_tested"]
    value: float | None
    unit: str
    tolerates: float | None
    at_most: float | None
    at_least: float | None
    cases: int | None
    pending: int | None
    failing_since: str | None
    evidence: str
    waived_until: date | None
    waiver_reason: str
    cases_waived: int
    review: date | None
    overdue: bool
    fresh_at: datetime | None
    words: str


class Controls(Answer):
    """Controls with their results."""

    rows: list[Control]


class ControlsAsked(Paging):
    """Which controls are wanted."""

    owner: Letters | None = Field(None, description="Id of the role that owns it.")
    outcome: Literal["pass", "fail", "not_tested"] | None = Field(None, description="How it stands now.")
    periods: Literal["all"] | None = Field(None, description="`all` periods; without it, the newest of each control.")


def _act(name: str, view: Callable[..., HttpResponse], body: type[Body], summary: str, about: str = "") -> Act:
    return Act(
        f"exceptions/{{int:exception}}/{name}", view, f"exception_{name.replace('-', '_')}", summary, ActDone, about,
        body=body, conflict=True,
    )  # fmt: skip


OPERATIONS: tuple[Operation, ...] = (
    Read("exceptions", exceptions.exceptions, "exceptions", "Exceptions that stand", Exceptions,
         "The newest first; `price_share` says which costs most. Closed ones are those of the state `resolved`.",
         query=ExceptionsAsked, order=Order("exception")),
    Read("exceptions/{int:exception}", exceptions.exception, "exception", "One exception", ExceptionAnswer),
    _act("acknowledge", acts.acknowledge, Acknowledged, "Take an exception up"),
    _act("act", acts.act, Noted, "Say what is done about it"),
    _act("mute", acts.mute, Muted, "Hear no more of it for a while"),
    _act("resolve", acts.resolve, Resolved, "Close it with what came of it"),
    _act("reopen", acts.reopen, Reopened, "Take a closed one up again, or wake a muted one"),
    _act("hand-over", acts.hand_over, HandedOver, "Hand it over to another role"),
    _act("comment", acts.comment, Commented, "Say something about it"),
    _act("undo", acts.undo, Undone, "Undo the last act, or a comment of one's own"),
    Read("controls", controls.controls, "controls", "The register of controls", Controls,
         "The cases that show it are there for those alone who may see cases.", query=ControlsAsked),
    Read("controls/{control}", controls.control, "control", "One control", Controls, "Period by period."),
)  # fmt: skip
