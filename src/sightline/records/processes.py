"""Processes as they ran: maps, variants, throughput, and what became of rules in each case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import pyarrow as pa

__all__ = [
    "CASE_OUTCOME_SCHEMA",
    "OUTCOMES",
    "CaseEvent",
    "DeadlineProposal",
    "Handover",
    "LeftOut",
    "MapEdge",
    "MapNode",
    "Outcome",
    "ProcessMap",
    "Rework",
    "RuleDrift",
    "RuleOutcomes",
    "Times",
    "Variant",
    "Waiting",
]

Outcome = Literal["satisfied", "violated", "pending", "not_applicable"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
CASE_OUTCOME_SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("case", pa.string()),
        ("outcome", pa.string()),  # one of OUTCOMES; cases to which a rule does not apply are counted, not listed
        ("at", pa.timestamp("us", tz="UTC")),  # the event that violated, or that owes something
        (
            "due",
            pa.timestamp("us", tz="UTC"),
        ),  # when a pending one is violated unless something happens; null: never by time
    ]
)


@dataclass(frozen=True, slots=True)
class MapNode:
    """One activity: how often it was done, in how many cases, how often cases begin and end with it.

    `cases` is None where that was not asked for.
    """

    activity: str
    count: int
    cases: int | None
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class MapEdge:
    """One activity directly followed by another within a case.

    Parameters
    ----------
    from_, to : str
        Activity ids.
    count : int
        How often.
    cases : int, optional
        In how many cases; None where that was not asked for.
    median_s, p90_s : float
        Seconds between the two: end of the one to start of the other where both are known.
    """

    from_: str
    to: str
    count: int
    cases: int | None
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """The directly-follows map of a process; `events` and `cases` are those behind it."""

    process: str
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    events: int
    cases: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One order of activities: how many cases took it, their share, the median duration of the closed ones."""

    activities: tuple[str, ...]
    cases: int
    share: float
    median_s: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """Throughput of a process.

    Parameters
    ----------
    process : str
        Which.
    cases, open : int
        All cases, and those not closed at the reading's moment.
    events : int
        Their events.
    p50_s, p90_s, p95_s : float, optional
        Percentiles of the duration of closed cases, in seconds.
    censored_p50_s, censored_p90_s, censored_p95_s : float, optional
        Percentiles of all cases, open ones counted as censored at their age (Kaplan and Meier, 1958); None where so
        many are open that the percentile is not reached.
    """

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
    """An activity done again in the same case.

    Parameters
    ----------
    activity : str
        Its id.
    cases : int
        Cases in which it was done more than once.
    share : float
        Of the cases in which it was done at all.
    extra : int
        Times beyond the first of each case.
    at_once : int
        How often it directly followed itself.
    """

    activity: str
    cases: int
    share: float
    extra: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Handover:
    """Work that passes from one performer to another between two activities; performers are counted, never named."""

    from_: str
    to: str
    count: int
    handed_over: int
    share: float
    median_s: float | None
    median_same_s: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the time before an activity goes, in seconds of the median case and as totals.

    Parameters
    ----------
    activity : str
        The activity that was waited for.
    count : int
        How often it was waited for.
    total_s : float
        All waiting before it.
    closed_s : float
        Of it, while nobody works (nights, week-ends, holidays of the working calendar).
    queue_s : float, optional
        Of the rest, while its performers were busy with other cases; None where the log does not say who or when.
    handover_s : float, optional
        Of the rest, after another performer had the case before; None likewise.
    other_s : float
        What is left.
    """

    activity: str
    count: int
    total_s: float
    closed_s: float
    queue_s: float | None
    handover_s: float | None
    other_s: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Events of a log that do not count: later than the reading's moment, or of no declared activity."""

    later: int
    undeclared: int


@dataclass(frozen=True, slots=True)
class RuleOutcomes:
    """How many cases satisfy a rule, violate it, have it pending, or are none of its business.

    Parameters
    ----------
    rule, title : str
        Its id and title.
    definition : str
        What it says, with its quantifier: "every ship is followed by an invoice within 4 days".
    owner : str, optional
        Who answers for it.
    """

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
    """A rule over time: of the cases that it applied to and that were settled in a period, how many violated it.

    Parameters
    ----------
    rule, period : str
        Its id and the label of the period in which the case settled it.
    settled, violated : int
        Cases.
    share, low, high : float, optional
        Violated share with its 90 % interval (Wilson, 1927); None without settled cases.
    """

    rule: str
    period: str
    settled: int
    violated: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class DeadlineProposal:
    """A deadline taken from the process's own stable history.

    Parameters
    ----------
    process, from_, to : str
        The process and the two activities.
    since, until : str
        Labels of the periods of the stable phase it rests on.
    n : int
        Cases in that phase.
    p80_s, p95_s : float, optional
        The proposals in seconds; None where no phase is stable enough.
    declared_s : float, optional
        What is declared now, where a rule has this deadline.
    declared_late : float, optional
        The share of cases in the phase that the declared deadline calls late.
    words : str
        What a reader should know.
    """

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
class CaseEvent:
    """One event on the timeline of a case; `wait_s` is the time since the event before it."""

    activity: str
    label: str
    at: datetime
    performer: str | None
    wait_s: float | None
