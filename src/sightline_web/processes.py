"""Processes as the pages see them: declared chains, maps, variants, times, rules and cases.

Frozen view records, the mirrors of the library's, in plain Python: seconds are numbers, what cannot be said is None,
never NaN. Nobody is named: of the performers of a case, pages learn only whether it was one person or another.
`Overseen` is the part of a `Snapshot` that knows the work as it runs. How it comes to its answers stands in
`oversight.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sightline_web.ahead import Place
from sightline_web.controlled import Controlled
from sightline_web.deviations import Cause, Chart, Deviation, Prediction, PredictionSkill

__all__ = [
    "OUTCOMES",
    "Activity",
    "CaseEvent",
    "CaseOutcome",
    "DeadlineProposal",
    "Handover",
    "MapEdge",
    "MapNode",
    "Overseen",
    "Process",
    "ProcessAnswers",
    "ProcessMap",
    "Rework",
    "Rule",
    "RuleDrift",
    "RuleOutcomes",
    "Times",
    "Variant",
    "Waiting",
]

OUTCOMES = ("satisfied", "violated", "pending", "not_applicable")


@dataclass(frozen=True, slots=True)
class Activity:
    """One declared step, and the title of the role that performs it."""

    id: str
    title: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared rule; `between` are the activities of a deadline."""

    id: str
    title: str
    owner: str | None = None
    between: tuple[str, str] | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """One declared process."""

    id: str
    title: str
    log: str
    activities: Mapping[str, Activity] = field(default_factory=dict)
    chain: tuple[str, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class MapNode:
    """One activity: how often it was done, in how many cases, how often cases begin and end with it."""

    activity: str
    count: int
    cases: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class MapEdge:
    """One activity directly followed by another, and the seconds between the two."""

    from_: str
    to: str
    count: int
    cases: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """The directly-follows map of a process."""

    process: str
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    events: int
    cases: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One order of activities: its cases, their share, and the median duration of the closed ones."""

    activities: tuple[str, ...]
    cases: int
    share: float
    median_s: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """Throughput: percentiles of closed cases, and of all cases with open ones as censored at their age."""

    process: str
    cases: int
    open: int
    events: int
    p50_s: float | None
    p90_s: float | None
    p95_s: float | None
    censored_p50_s: float | None = None
    censored_p90_s: float | None = None
    censored_p95_s: float | None = None


@dataclass(frozen=True, slots=True)
class Rework:
    """An activity done again in the same case: cases that did, extra times, and how often at once."""

    activity: str
    cases: int
    share: float
    extra: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Handover:
    """Work that passes from one performer to another between two activities."""

    from_: str
    to: str
    count: int
    handed_over: int
    share: float
    median_s: float | None
    median_same_s: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the time before an activity goes, in seconds in all; None where the log does not say."""

    activity: str
    count: int
    total_s: float
    closed_s: float
    queue_s: float | None
    handover_s: float | None
    other_s: float


@dataclass(frozen=True, slots=True)
class RuleOutcomes:
    """How many cases satisfy a rule, violate it, have it pending, or are none of its business."""

    rule: str
    title: str
    definition: str
    owner: str | None
    satisfied: int
    violated: int
    pending: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class RuleDrift:
    """Of the cases that were settled in a period, how many violated a rule; the share with its 90 % interval."""

    rule: str
    period: str
    settled: int
    violated: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class DeadlineProposal:
    """A deadline taken from the process's own stable history."""

    process: str
    from_: str
    to: str
    since: str
    until: str
    n: int
    p80_s: float | None
    p95_s: float | None
    declared_s: float | None
    declared_late: float | None
    words: str


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What became of a rule in one case: violated, or pending and until when."""

    rule: str
    case: str
    outcome: str
    at: datetime | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event of a case; `person` counts its performers in the order of their first event, from 1."""

    activity: str
    label: str
    at: datetime
    person: int | None
    wait_s: float | None


class ProcessAnswers(Protocol):
    """What can be asked about one process; each may raise `UnanswerableError`.

    `causes`, `predictions` and `skill` raise `UnderWayError` until deviations are found.
    """

    def map(self) -> ProcessMap:
        """Return the directly-follows map."""

    def variants(self) -> tuple[Variant, ...]:
        """Return the orders of activities, most frequent first."""

    def times(self) -> Times:
        """Return the throughput."""

    def rework(self) -> tuple[Rework, ...]:
        """Return what is done again in the same case."""

    def handovers(self) -> tuple[Handover, ...]:
        """Return where work passes from one performer to another."""

    def waiting(self) -> tuple[Waiting, ...]:
        """Return where the time before each activity goes."""

    def rules(self) -> tuple[RuleOutcomes, ...]:
        """Return what became of each rule."""

    def drift(self) -> tuple[RuleDrift, ...]:
        """Return the rules over time."""

    def case_outcomes(self, rule: str | None = None, case: str | None = None) -> Sequence[CaseOutcome]:
        """Return the cases that violate a rule, or one of all, or have it pending; of one case where it is named.

        Pending ones come first, by their due time, then violated ones, the newest first.
        """

    def deadlines(self) -> tuple[DeadlineProposal, ...]:
        """Return deadlines proposed from the stable past."""

    def timeline(self, case: str) -> tuple[CaseEvent, ...]:
        """Return the events of a case; raises NotDeclaredError for one that is not there."""

    def causes(self, rule: str) -> tuple[Cause, ...]:
        """Return what the cases that violate a rule have in common."""

    def predictions(self) -> tuple[Prediction, ...]:
        """Return what open cases will probably do."""

    def skill(self) -> tuple[PredictionSkill, ...]:
        """Return how such predictions did on cases that are closed by now."""


class Overseen(Protocol):
    """The part of a snapshot that knows the work as it runs."""

    @property
    def processes(self) -> Mapping[str, Process]:
        """All declared processes by id, in the order of the files."""

    def process(self, name: str) -> ProcessAnswers:
        """Return what can be asked about a process; raises NotDeclaredError for an unknown one."""

    def charts(self) -> tuple[Chart, ...]:
        """Return the behaviour charts."""

    def deviations(self) -> tuple[Deviation, ...]:
        """Return the deviations, the dearest first."""

    @property
    def control_titles(self) -> Mapping[str, str]:
        """How the declared controls are called, by id; nothing is judged."""

    def controls(self) -> tuple[Controlled, ...]:
        """Return each control in each of the twelve newest periods, in the order of the model, the oldest first."""
