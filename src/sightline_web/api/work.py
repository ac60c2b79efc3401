"""How work runs: processes, their rules and cases, what deviates, and behaviour charts."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from pydantic import Field

from sightline_web.api.operations import Operation, Read
from sightline_web.api.shapes import Answer, Letters, Paging, Shape
from sightline_web.operations import chart_views as charts
from sightline_web.operations import views as operations
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.pages import Page, page
from sightline_web.snapshot import Snapshot

__all__ = ["OPERATIONS"]


@guarded(Record.PROCESS, Action.LIST)
@page
def processes(request: HttpRequest, snapshot: Snapshot) -> Page:
    """List the processes as they are declared; the pages lead to them one by one."""
    del request
    rows = [
        {
            "process": each.id,
            "title": each.title,
            "log": each.log,
            "activities": list(each.activities),
            "chain": list(each.chain),
            "rules": list(each.rules),
            "declared": f"{each.place.file}:{each.place.line}" if each.place else None,
        }
        for each in snapshot.processes.values()
    ]
    return Page("processes", "", "", rows)


class Process(Shape):
    """One process as it is declared."""

    process: str
    title: str
    log: str
    activities: list[str]
    chain: list[str]
    rules: list[str]
    declared: str | None


class Processes(Answer):
    """All processes."""

    rows: list[Process]


class Edge(Shape):
    """How often one activity directly follows another."""

    from_: str = Field(alias="from", description="The activity before.")
    to: str = Field(description="The activity behind.")
    count: int = Field(description="How often.")
    cases: int
    median_s: float | None
    p90_s: float | None


class Times(Shape):
    """How long cases take, in seconds: of closed ones, and with open ones counted as not yet over (`censored_`)."""

    process: str
    cases: int
    open: int
    events: int
    p50_s: float | None
    p90_s: float | None
    p95_s: float | None
    censored_p50_s: float | None
    censored_p90_s: float | None
    censored_p95_s: float | None


class Variant(Shape):
    """One way through the process."""

    activities: list[str]
    cases: int
    share: float
    median_s: float | None


class Rework(Shape):
    """An activity that was done more than once in a case."""

    activity: str
    cases: int
    share: float
    extra: int
    at_once: int


class Handover(Shape):
    """Work that passed from one activity to another, and whether to somebody else."""

    from_: str = Field(alias="from", description="The activity before.")
    to: str = Field(description="The activity behind.")
    count: int = Field(description="How often.")
    handed_over: int
    share: float
    median_s: float | None
    median_same_s: float | None


class Waiting(Shape):
    """For what an activity waits, in seconds."""

    activity: str
    count: int = Field(description="How often.")
    total_s: float | None
    closed_s: float | None
    queue_s: float | None
    handover_s: float | None
    other_s: float | None


class ProcessAnswer(Answer):
    """How a process runs: the rows are its map."""

    rows: list[Edge]
    sentence: str
    share: int = Field(description="Share of the cases whose ways are on the map, in percent.")
    times: Times
    variants: list[Variant]
    rework: list[Rework]
    handovers: list[Handover]
    waiting: list[Waiting]


class ProcessAsked(Paging):
    """How much of a process is wanted."""

    share: int = Field(90, ge=5, le=100, description="Share of the cases whose ways are on the map, in percent.")


class Outcomes(Shape):
    """What became of a rule, in cases."""

    rule: str
    satisfied: int
    violated: int
    pending: int
    not_applicable: int
    title: str
    definition: str
    owner: str | None


class Rules(Answer):
    """All rules of a process, the most often violated first."""

    rows: list[Outcomes]
    sentence: str


class CaseOutcome(Shape):
    """What became of a rule in one case."""

    rule: str
    case: str
    outcome: Literal["satisfied", "violated", "pending", "not_applicable"]
    at: datetime | None
    due: datetime | None


class Drift(Shape):
    """A rule in one period."""

    rule: str
    period: str
    settled: int
    violated: int
    share: float | None
    low: float | None
    high: float | None


class Cause(Shape):
    """What cases that violate a rule have in common."""

    attribute: str
    value: str | None
    cases: int
    of: int
    lift: float | None
    low: float | None
    high: float | None
    q: float | None
    tried: int


class Deadline(Shape):
    """A deadline that a stable stretch of the past suggests, in seconds."""

    process: str
    from_: str = Field(alias="from", description="From which activity.")
    to: str = Field(description="To which activity.")
    since: str
    until: str
    n: int
    p80_s: float | None
    p95_s: float | None
    declared_s: float | None
    declared_late: float | None
    words: str


class RuleAnswer(Answer):
    """One rule: the rows are cases that violate it or have it pending."""

    rows: list[CaseOutcome]
    sentence: str
    outcomes: Outcomes
    drift: list[Drift]
    causes: list[Cause]
    deadlines: list[Deadline]


class Event(Shape):
    """One event of a case; who did it is told by role and as a number."""

    activity: str
    at: datetime
    wait_s: float | None
    who: str | None


class Prediction(Shape):
    """What an open case will probably do, in seconds from now."""

    process: str
    case: str
    stage: str | None
    age_s: float | None
    remaining_s: float | None
    low_s: float | None
    high_s: float | None
    late: float | None
    rule: str | None
    due: datetime | None


class CaseAnswer(Answer):
    """One case: the rows are its events."""

    rows: list[Event]
    sentence: str
    outcomes: list[CaseOutcome]
    predictions: list[Prediction]


class Deviation(Shape):
    """One deviation, priced in units of the goal that it costs most."""

    deviation: str
    process: str | None
    rule: str | None
    case: str | None
    since: datetime
    outcome: str
    owner: str | None
    goal: str | None
    price: float | None
    low: float | None
    high: float | None
    state: str
    kind: Literal["rule", "deadline", "chart", "control"]
    metric: str | None
    segment: str
    price_share: float | None
    probability: float | None
    due: datetime | None
    sentence: str
    words: str


class Deviations(Answer):
    """What deviates, the dearest first."""

    rows: list[Deviation]
    sentence: str
    prices: dict[str, dict[str, float]]


class DeviationsAsked(Paging):
    """Which deviations are wanted."""

    owner: Letters | None = Field(None, description="Id of the role that answers for it.")
    process: Letters | None = Field(None, description="Id of a process.")
    goal: Letters | None = Field(None, description="Id of a goal that it costs something.")


class Chart(Shape):
    """One behaviour chart, with its newest signal."""

    metric: str
    segment: str
    grain: str
    kind: str
    signal: str | None
    period: str | None
    since: str | None
    size: float | None
    low: float | None
    high: float | None
    signals: int
    baseline_since: str | None
    baseline_until: str | None
    provisional: bool
    false_alarms: float | None
    words: str


class Charts(Answer):
    """All behaviour charts of one grain, the newest signals first."""

    rows: list[Chart]
    sentence: str
    false_alarms: float


class ChartsAsked(Paging):
    """Which charts are wanted."""

    grain: Letters | None = Field(None, description="The length of their periods; without it, the first that there is.")


class ChartValue(Shape):
    """One period of a chart, with its limits."""

    metric: str
    segment: str
    period: str
    value: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    cusum_up: float | None
    cusum_down: float | None
    signal: str | None


class Signal(Shape):
    """A signal: since when, and how far off."""

    rule: str
    period: str
    since: str | None
    size: float | None
    low: float | None
    high: float | None


class ChartAnswer(Answer):
    """One behaviour chart: the rows are its periods."""

    rows: list[ChartValue]
    sentence: str
    chart: Chart
    signals: list[Signal]


class ChartAsked(ChartsAsked):
    """Which chart of a metric is wanted."""

    segment: Letters | None = Field(None, description="A segment, as region=North.")


OPERATIONS: tuple[Operation, ...] = (
    Read("processes", processes, "processes", "All processes", Processes),
    Read("processes/{process}", operations.process, "process", "How a process runs", ProcessAnswer,
         "Map, throughput, variants, rework, hand-overs and waiting.", query=ProcessAsked),
    Read("processes/{process}/rules", operations.rules, "rules", "Rules of a process", Rules),
    Read("processes/{process}/rules/{rule}", operations.rule, "rule", "One rule", RuleAnswer),
    Read("processes/{process}/cases/{path:case}", operations.case, "case", "One case", CaseAnswer),
    Read("deviations", operations.operations, "deviations", "What deviates, priced", Deviations,
         "Each has a known rate of false alarms; live events come in by `POST /api/events`.", query=DeviationsAsked),
    Read("charts", charts.behaviour_charts, "charts", "Behaviour charts", Charts, query=ChartsAsked),
    Read("charts/{metric}", charts.behaviour_chart, "chart", "One behaviour chart", ChartAnswer, query=ChartAsked),
)  # fmt: skip
