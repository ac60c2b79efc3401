"""Exceptions as the pages see them: what was raised, its lives, thresholds, what they would have done, the workload.

Frozen view records, the mirrors of the library's, in plain Python; None where nothing can be said. Prices are in the
unit of the goal, positive for a loss; low and high bound a 90 % interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime

from sightline_web.engine.saying import Said, plain_of, said_of

__all__ = [
    "OUTCOMES",
    "STATES",
    "Advice",
    "Budget",
    "Consequence",
    "Estimate",
    "Figure",
    "Judged",
    "Life",
    "Occurring",
    "Past",
    "Proposal",
    "Raised",
    "Sighting",
    "Threshold",
    "Turn",
    "Workload",
    "plain",
    "raised_of",
]

STATES = ("new", "acknowledged", "in_action", "muted", "resolved", "regressed")
OUTCOMES = ("acted", "accepted", "false_alarm", "duplicate")
_MOMENTS = (
    "since", "raised_at", "changed_at", "due", "mute_until", "quiet_since", "seen_at", "interrupted_at",
    "acknowledged_at", "acted_at",
)  # fmt: skip
_SENTENCES = ("sentence", "words", "reason")
_SOURCES = "sources"  # in JSON: what those are made of, by their names


@dataclass(frozen=True, slots=True)
class Raised:
    """One exception as it stands; the library's `ExceptionRecord` says what each field means."""

    key: str
    kind: str
    process: str | None
    rule: str | None
    metric: str | None
    segment: tuple[tuple[str, str], ...]
    owner: str | None
    goal: str | None
    why: str
    state: str
    since: datetime
    raised_at: datetime
    changed_at: datetime
    due: datetime | None
    price: float | None
    low: float | None
    high: float | None
    price_share: float | None
    worst: float
    cases: tuple[str, ...] = ()
    outcome: str | None = None
    reason: str = ""
    mute_until: datetime | None = None
    mute_above: float | None = None
    quiet_since: datetime | None = None
    regressions: int = 0
    interrupting: bool = True
    measure: str = "cases"
    seen_at: datetime | None = None
    interrupted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acted_at: datetime | None = None
    sentence: str = ""
    words: str = ""
    part_of: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The rule (`process.rule`) or the metric that it is about."""
        return self.key.partition("@")[0]

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something, now or when it wakes."""
        return self.state != "resolved"


def plain(raised: Raised) -> dict[str, object]:
    """Return an exception as JSON can hold it."""
    found = asdict(raised)
    told = {name: plain_of(found[name]) for name in _SENTENCES if isinstance(found[name], Said)}
    kept = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}
    return kept | ({_SOURCES: told} if told else {})


def raised_of(told: Mapping[str, object]) -> Raised:
    """Return the exception that `plain` made this from."""
    known = {each.name for each in fields(Raised)}
    found = {name: value for name, value in told.items() if name in known}
    for name, source in dict(told.get(_SOURCES) or {}).items():  # type: ignore[call-overload]  # a mapping of JSON
        found[name] = said_of(source)
    for name in _MOMENTS:
        if (text := found.get(name)) is not None:
            found[name] = datetime.fromisoformat(str(text))
    for name in ("cases", "part_of"):
        found[name] = tuple(found.get(name) or ())  # type: ignore[arg-type]  # a list of JSON
    found["segment"] = tuple((str(one), str(other)) for one, other in found.get("segment") or ())  # type: ignore[attr-defined]  # likewise
    return Raised(**found)  # type: ignore[arg-type]  # fields by their names


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what price on one rule or metric interrupts: a share of the goal's gap, an amount, or never."""

    price_share: float | None = None
    price: float | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Occurring:
    """What deviates in one place at one moment; `of` is the library's own record of it, for the door alone."""

    key: str
    owner: str | None
    forced: str | None
    goal: str | None
    price: float | None
    price_share: float | None
    of: object


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was there when, whether or not it became an exception."""

    key: str
    at: datetime
    owner: str | None
    forced: str | None
    goal: str | None
    price: float | None
    price_share: float | None


@dataclass(frozen=True, slots=True)
class Life:
    """One life of an exception: from being raised to being closed. What rules are judged by."""

    key: str
    subject: str
    owner: str | None
    why: str
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acted_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    goal: str | None = None
    price: float | None = None
    price_share: float | None = None
    interrupted: bool = True


@dataclass(frozen=True, slots=True)
class Past:
    """What was seen in a stretch of time, when it was looked for, and what came of it."""

    sightings: tuple[Sighting, ...] = ()
    looked: tuple[datetime, ...] = ()
    lives: tuple[Life, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """How often a role may be interrupted, and from what price on where nothing of its own is set."""

    price_share: float
    per_shift: int
    per_hour: int
    shift_hours: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What one role gets now: keys of those that interrupt it, of those that wait, and how many more may."""

    owner: str | None
    now: tuple[str, ...]
    waiting: tuple[str, ...]
    room: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 90 % interval, and how many observations it rests on."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the workload beside its goal; the verdict is `within`, `over` or `cannot say yet`."""

    name: str
    estimate: Estimate
    goal: float
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a threshold of one rule or metric would have raised, and how many were raised by the present one."""

    since: datetime
    until: datetime
    raised: int
    raised_before: int
    outcomes: Mapping[str, int] = field(default_factory=dict)
    missed: Mapping[str, int] = field(default_factory=dict)
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold that fits a role's budget; its share is None where no price does."""

    price_share: float | None
    raised: int
    raised_before: int
    per_week: float
    budget: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a rule: `keep`, `threshold`, `retire`, `look at the control` or `cannot say yet`."""

    what: str
    threshold: Threshold | None
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule or metric, judged by what came of its exceptions."""

    subject: str
    raised: int
    open: int
    acted: int
    accepted: int
    false_alarm: int
    duplicate: int
    went: int
    precision: Estimate
    hours_to_act: Estimate
    avoided: Estimate
    fell_anyway: Estimate
    advice: Advice


@dataclass(frozen=True, slots=True)
class Workload:
    """Exceptions a week before and after a change of a threshold."""

    weeks: tuple[tuple[datetime, int], ...]
    changed_at: datetime
    before: Estimate
    after: Estimate
    ratio: Estimate
    words: str
