"""What cases say about work, as the pages see it: of a metric for everybody, of one person for those who may see it.

`evidencing.py` fills these from a reading, tests fill them by hand. Persons are ids; names are joined where they are
shown. None of it holds a place among people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sightline_web.ahead import Span

__all__ = [
    "Bar", "CreditRule", "Evident", "MetricEvidence", "MixPart", "Needed", "PersonChart",
    "PersonFigures", "PersonWorkings", "TeamFigure",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of a metric is individual: shares of the variance of cases that sum to 1, with 90 % intervals."""

    case_mix: float
    team: float
    person: float
    unexplained: float
    person_low: float
    person_high: float
    team_low: float
    team_high: float
    words: str


@dataclass(frozen=True, slots=True)
class Needed:
    """How many cases one person needs for a reliability; None where no number would do."""

    reliability: float
    cases: float | None


@dataclass(frozen=True, slots=True)
class TeamFigure:
    """What an average case takes in one team of five or more; None where it is withheld, which `words` explain."""

    team: str
    people: int | None
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class MetricEvidence:
    """What the cases of a metric say; of nobody in particular. `withheld` says why where there is nothing."""

    metric: str
    title: str
    unit: str
    better: str
    scale: str
    n: int
    people: int
    attributes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()  # in words, those that passed too
    withheld: str = ""
    bar: Bar | None = None
    needed: tuple[Needed, ...] = ()
    average: float | None = None
    teams: tuple[TeamFigure, ...] = ()
    connected: str = ""
    shared: float = 0.0
    grade: str = "correlational"
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MixPart:
    """By how much one attribute of a person's cases moves what is to be expected of them."""

    attribute: str
    change: float
    level: str


@dataclass(frozen=True, slots=True)
class CreditRule:
    """What is a person's own under one rule of credit for shared cases: in the unit, or a ratio less 1 on logs."""

    rule: str
    n: float
    effect: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PersonChart:
    """A person's own values over time against their own usual spread."""

    kind: str  # "xmr" or "cusum"
    periods: tuple[str, ...]
    values: tuple[float, ...]
    centre: float
    low: float
    high: float
    lower: tuple[float, ...]
    signals: tuple[str, ...]
    provisional: bool
    words: str


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """What the cases of some days say about one person's work; `about` is the metric's evidence of these days."""

    about: MetricEvidence
    person: str
    team: str | None
    n: float
    state: str  # "nothing", "team_only", "not_identifiable", "shown"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    team_value: float | None = None
    expected: float | None = None
    reliability: float | None = None
    effect: float | None = None
    effect_low: float | None = None
    effect_high: float | None = None
    beyond: bool = False
    funnel_low: float | None = None
    funnel_high: float | None = None
    next_value: float | None = None
    parts: tuple[MixPart, ...] = ()
    rules: tuple[CreditRule, ...] = ()
    charts: tuple[PersonChart, ...] = ()
    cases: tuple[str, ...] = field(default=(), repr=False)
    sentence: str = ""
    words: tuple[str, ...] = ()
    workings: PersonWorkings | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PersonWorkings:
    """All that a person's figures rest on, to compute them again; rows only where they are asked for."""

    formula: str
    rows: tuple[Mapping[str, object], ...]
    parameters: Mapping[str, object]
    words: str


class Evident(Protocol):
    """The part of a snapshot that says what cases show; raises as `ahead.Foreseen` does."""

    def evidence(self) -> tuple[MetricEvidence, ...]:
        """Return what each metric shows that says something of one case, in the order of the model."""

    def evidence_of(self, metric: str) -> MetricEvidence:
        """Return what one metric shows; other than in `evidence`, it may be one of an activity."""

    def person_evidence(
        self,
        metric: str,
        person: str,
        *,
        approved: Collection[str],
        since: date | None = None,
        until: date | None = None,
        whole: bool = False,
    ) -> PersonFigures:
        """Return what the cases of the days from `since` to before `until` show of a person's work; kept nowhere.

        The metric has to be among those that are approved; `whole`: with the workings.
        """

    def quarters(self, since: date) -> tuple[Span, ...]:
        """Return the quarters of the calendar that began on a day or after it, up to the moment of the reading."""

    def days_of(self, period: str) -> Span | None:
        """Return the first day of a period of the model's calendar, and the first after it; None where it is none."""
