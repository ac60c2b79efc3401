"""What the pages see of a workspace: frozen view records, and nothing of the library behind them.

`engine` fills them from a reading; tests fill them by hand. Values are in the metric's unit,
`None` means no data and never zero, days are half-open (`start` <= day < `end`), moments carry a zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sightline_web.agreed import AgreedUpon
from sightline_web.ahead import Foreseen, Place
from sightline_web.choosable import Choosable
from sightline_web.decided import Decided
from sightline_web.directory import Directory
from sightline_web.evident import Evident
from sightline_web.languages.marks import later
from sightline_web.packed import Packed
from sightline_web.processes import Overseen
from sightline_web.staffed import Staffed

__all__ = [
    "Change", "Computation", "Driver", "Fault", "Finding", "Goal", "Head", "Input", "Mark", "Metric", "ModelFile",
    "NotDeclaredError", "Place", "Point", "Reject", "Rejects", "RoleShare", "Segment", "Series", "Snapshot", "Source",
    "UnanswerableError", "UnderWayError", "failed",
]  # fmt: skip


class NotDeclaredError(LookupError):
    """A name in an address that the model does not declare.

    Parameters
    ----------
    kind : str
        What was looked for: "metric", "goal", "source", "file", "dimension", "period".
    name : str
        The name as it stood in the address.
    known : iterable of str
        The names that would have been right.
    """

    def __init__(self, kind: str, name: str, known: Sequence[str] = (), *, cause: str = "") -> None:
        super().__init__(cause or f"No {kind} is called “{name}”.")
        self.cause = cause
        self.kind = kind
        self.name = name
        self.known = tuple(known)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something cannot be shown: place, cause and what to do next."""

    cause: str
    place: str = ""
    fix: str = ""
    language: str = ""  # the one that it is said in, where it is not the page's


def failed(error: Exception) -> Fault:
    """Return the fault as which an error is told that nobody foresaw."""
    return Fault(f"{type(error).__name__}: {error}", fix=later("This is a fault of Sightline."))


class UnderWayError(RuntimeError):
    """A question whose answer is still being estimated; `question` is the method that asks it."""

    def __init__(self, question: str) -> None:
        super().__init__(f"{question} is being estimated")
        self.question = question


class UnanswerableError(RuntimeError):
    """A question that the library answers with a fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.cause)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Head:
    """What is true of a whole reading."""

    name: str
    version: str
    hash: str
    as_of: datetime
    timezone: str
    currency: str
    grain: str
    fresh_at: datetime | None
    reading: str  # changes when the model, the data or `as_of` change
    warnings: int = 0
    example: bool = False  # the enterprise is made up
    locale: str = ""  # how its people read, such as nl-NL; empty where the model does not say


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a target path, baseline or benchmark."""

    label: str
    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Driver:
    """One metric that another rests on: a part of its formula or window, or by a declared effect."""

    metric: str
    on: str
    relation: str  # "formula", "cumulative" or "effect"
    lag: tuple[int, int] = (0, 0)  # shortest and longest, in periods of the workspace's grain
    sign: str | None = None  # "positive", "negative"; None where no direction is declared
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RoleShare:
    """A role that is accountable for a metric, or performs activities behind it, with its shares of one."""

    id: str
    title: str
    accountable: float | None = None
    performs: tuple[tuple[str, float], ...] = ()  # title of the activity, share
    place: Place | None = None
    activities: tuple[str, ...] = ()  # their ids, `process.activity`, in the order of `performs`


@dataclass(frozen=True, slots=True)
class Change:
    """What an initiative is declared to do to one metric, by whoever asked for it: in the metric's unit."""

    initiative: str
    title: str
    low: float
    likely: float
    high: float
    cost: float  # in the workspace's currency
    takes: int = 0  # periods of the workspace's grain until it shows
    asked_by: str | None = None  # title of the role
    needs: tuple[str, ...] = ()  # titles of initiatives that have to come first
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as declared, or as a process yields it."""

    id: str
    title: str
    unit: str
    better: str
    kind: str
    indicator: str | None = None
    description: str | None = None
    owner: str | None = None
    dimensions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()  # by a declared effect
    moved_by: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    baseline: tuple[Mark, ...] = ()
    benchmark: tuple[Mark, ...] = ()
    definition: tuple[tuple[str, str], ...] = ()
    place: Place | None = None
    process: str | None = None
    drivers: tuple[Driver, ...] = ()  # inputs first, then declared effects
    roles: tuple[RoleShare, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal with its status against target and path; no forecast."""

    id: str
    statement: str
    metric: str
    unit: str
    better: str
    status: str
    period: str | None
    value: float | None
    target: float
    expected: float | None
    gap: float | None
    share_done: float | None
    baseline: float | None
    by: date
    owner: str | None
    fresh_at: datetime | None
    path: tuple[Mark, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    perspective: str | None = None
    supports: str | None = None
    place: Place | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series; `partial` when the period had not ended at `as_of`.

    `first` is what it was when the period was over first, where late events have changed that since.
    """

    label: str
    start: date
    end: date
    value: float | None
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    partial: bool = False
    first: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """The series of one segment; the name is None for the whole and "" where a row names no segment."""

    name: str | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A metric over periods, whole or by one dimension."""

    metric: str
    grain: str
    by: str | None = None
    segments: tuple[Segment, ...] = ()
    fresh_at: datetime | None = None
    fault: Fault | None = None

    def points(self) -> tuple[Point, ...]:
        """Return the points of the first segment: of the whole where `by` is None."""
        return self.segments[0].points if self.segments else ()


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it was read."""

    id: str
    files: tuple[str, ...] = ()
    rows: int | None = None
    rejects: int = 0
    fresh_at: datetime | None = None
    metrics: tuple[str, ...] = ()
    place: Place | None = None
    fault: Fault | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that a source could not give, with the reason."""

    file: str
    row: int | None
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Rejects:
    """The rejected rows of one source: how many by reason, and the first of them."""

    source: str
    count: int
    by_reason: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[Reject, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the check, with its source line."""

    file: str
    line: int
    column: int
    end_column: int
    code: str
    severity: str
    message: str
    fix: str | None
    source_line: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the operating model."""

    path: str
    text: str
    declares: tuple[tuple[str, int], ...] = ()  # kind of entry, how many


@dataclass(frozen=True, slots=True)
class Input:
    """One source behind a computation."""

    source: str
    rows: int | None
    rejects: int
    fresh_at: datetime | None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Computation:
    """How a metric was computed."""

    metric: str
    kind: str
    definition: tuple[tuple[str, str], ...]
    inputs: tuple[str, ...]
    sources: tuple[Input, ...]
    sql: tuple[str, ...]
    scans: tuple[tuple[str, int], ...]
    run_at: datetime | None
    seconds: float | None
    hash: str


class Snapshot(Foreseen, Overseen, Evident, Staffed, AgreedUpon, Choosable, Decided, Packed, Protocol):
    """One reading, as the pages ask for it. Safe to use from several threads."""

    @property
    def head(self) -> Head:
        """What is true of the whole reading."""

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """All metrics by id, declared ones first."""

    @property
    def goals(self) -> tuple[Goal, ...]:
        """All goals, in the order of the files."""

    @property
    def directory(self) -> Directory:
        """Who holds which role; empty where the model declares no people."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """All sources by id."""

    @property
    def files(self) -> tuple[ModelFile, ...]:
        """The files of the model, `sightline.yml` first."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the check found: warnings only, or there would be no reading."""

    @property
    def problems(self) -> tuple[Fault, ...]:
        """What could not be read or measured, each told once."""

    def series(
        self,
        metric: str,
        *,
        by: str | None = None,
        grain: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Series:
        """Return a metric over periods; raises NotDeclaredError for an unknown metric, dimension or period."""

    def goal_series(self, goal: str) -> Series:
        """Return the series that a goal is judged by: its metric, in its segment."""

    def overview(self) -> Mapping[str, Series]:
        """Return the whole series of every metric in the workspace's grain."""

    def computation(self, metric: str) -> Computation:
        """Return how a metric was computed."""

    def rejects(self, source: str, *, limit: int = 200) -> Rejects:
        """Return the rows of a source that could not be read."""
