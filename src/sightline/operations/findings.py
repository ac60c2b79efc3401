"""Findings: what is out of order, before it has a price.

A finding says what happened, where and since when, and how far it moves a metric (or a rule) of the enterprise.
`priced` makes it a deviation: it multiplies the move with lines of sight and says what it costs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sightline.model.declarations import Metric
from sightline.model.model import Model
from sightline.model.owners import activity_role, awaited
from sightline.model.process_metrics import YieldedMetric
from sightline.operations.pricing import Lines, Loss, Yardstick, by_rank, price_of_shift
from sightline.records.deviations import Deviation, DeviationKind
from sightline.records.history import Floats
from sightline.saying import joined, measured, phrase, say
from sightline.units import format_value, parse_unit

__all__ = ["Finding", "Place", "amount", "owner_of", "per_cent", "priced"]

Place = tuple[tuple[str, str], ...]
_THOUSAND, _MILLION = 1_000, 1_000_000
_TINY = 0.001
NO_LINE = phrase("Nothing declared leads from it to a goal, so it has no price.")
ONE_PERIOD = phrase("The price is that of one period, taken over the time up to the goal.")


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Something out of order.

    Parameters
    ----------
    name : tuple of str
        What tells it from all others, and stays the same while it lasts.
    kind, process, rule, case, metric, segment, since, due, outcome, owner, probability
        As in `Deviation`.
    said : str
        What happened and where, without a full stop.
    words : str
        What a reader should know.
    origin : str
        Where its lines of sight begin: a metric, or `process.rule`.
    shift : array of draws, optional
        How far it moves that origin for the enterprise; None where that cannot be said.
    sustained : bool
        Whether the move lasts from now on.
    size : float
        Orders findings without a price.
    weight : float
        How much its segment counts in the enterprise.
    explained_by : tuple of str
        Ids of findings that explain all of it.
    cases : tuple of str
        Of several cases the newest ones.
    count : int
        How many cases it is about.
    """

    name: tuple[str, ...]
    kind: DeviationKind
    outcome: str
    since: datetime
    said: str
    origin: str
    shift: Floats | None = field(repr=False)
    sustained: bool
    segment: Place = ()
    process: str | None = None
    rule: str | None = None
    case: str | None = None
    metric: str | None = None
    due: datetime | None = None
    owner: str | None = None
    probability: float = 1.0
    words: str = ""
    size: float = 0.0
    weight: float = 1.0
    explained_by: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    count: int = 1

    @property
    def id(self) -> str:
        """Twelve hex digits."""
        return hashlib.sha256("\x00".join(self.name).encode()).hexdigest()[:12]


def priced(finding: Finding, lines: Lines, goals: Mapping[str, Yardstick]) -> tuple[float, Deviation]:
    """Return a finding as a deviation, and the number by which the queue orders it: larger comes first."""
    losses = _losses(finding, lines, goals)
    worst = losses[0] if losses else None
    words = [finding.words, say(NO_LINE) if worst is None else "" if finding.sustained else say(ONE_PERIOD)]
    costs = ""
    if worst is not None and worst.price > 0:
        costs = _costs(worst, goals[worst.goal])
    elif worst is not None and finding.shift is not None and finding.shift.any():
        words.append(say("By the effects as they are estimated, it costs no goal anything."))
    made = Deviation(
        deviation=finding.id, kind=finding.kind, process=finding.process, rule=finding.rule, case=finding.case,
        metric=finding.metric, segment=finding.segment, since=finding.since, due=finding.due, outcome=finding.outcome,
        owner=finding.owner, goal=worst.goal if worst else None, price=worst.price if worst else None,
        low=worst.low if worst else None, high=worst.high if worst else None,
        price_share=worst.share if worst else None, probability=finding.probability,
        prices={one.goal: one.price for one in losses}, sentence=joined("", [finding.said, costs, "."]),
        words=joined(" ", words), explained_by=finding.explained_by, cases=finding.cases, count=finding.count,
    )  # fmt: skip
    return (worst.rank if worst is not None else float("-inf")), made


def _costs(worst: Loss, goal: Yardstick) -> str:
    """Return the clause on what a finding costs, which stands between what happened and the full stop."""
    price = amount(worst.price, goal.unit)
    if worst.share is None:
        return say("; it costs “{goal}” {price}", goal=goal.statement, price=price)
    share = per_cent(worst.share)
    return say("; it costs “{goal}” {price}, {share} of what is to go", goal=goal.statement, price=price, share=share)


def _losses(finding: Finding, lines: Lines, goals: Mapping[str, Yardstick]) -> tuple[Loss, ...]:
    """Return what a finding costs: a goal about another segment nothing, one about its own what it is there."""
    if finding.shift is None:
        return ()
    place = dict(finding.segment)
    near = {name: one for name, one in goals.items() if all(place.get(by, of) == of for by, of in one.where)}
    own = {name: one for name, one in near.items() if one.where and set(one.where) <= set(finding.segment)}
    rest = {name: one for name, one in near.items() if name not in own}
    found = price_of_shift(finding.shift, finding.origin, lines, rest, sustained=finding.sustained)
    if own and finding.weight > 0:
        there = finding.shift / finding.weight
        found = (*found, *price_of_shift(there, finding.origin, lines, own, sustained=finding.sustained))
    return by_rank(found)


def owner_of(model: Model, process: str | None, rule: str | None, metric: str | None) -> str | None:
    """Return the role that answers: of the rule, a control on either, the metric, or who does the activity owed."""
    declared = model.processes.get(process or "")
    stated = declared.rules.get(rule or "") if declared is not None else None
    if stated is not None and stated.owner is not None:
        return stated.owner
    for control in model.controls.values():
        mine = (rule is not None and control.enforces == f"{process}.{rule}") or (
            metric is not None and control.metric == metric
        )
        if mine and control.owner is not None:
            return control.owner
    measured = model.metric(metric) if metric is not None else None
    if measured is not None and measured.owner is not None:
        return measured.owner
    if isinstance(measured, Metric) and measured.duration is not None:
        return activity_role(declared, measured.duration.to)
    if isinstance(measured, YieldedMetric) and measured.activity is not None:
        return activity_role(declared, measured.activity)
    return activity_role(declared, awaited(stated)) if stated is not None else None


def amount(value: float, unit: str) -> str:
    """Return a size with its unit to two figures, unsigned: '1.2 points', '310,000 EUR', '0.8 days'."""
    size = abs(float(f"{value:.2g}"))
    if unit == "share":
        return say("{points:g} points", points=float(f"{size * 100:.2g}"))
    if size >= _MILLION:
        return format_value(size, unit, compact=True)
    if size >= _THOUSAND:
        text = f"{size:,.0f} {unit}".removesuffix(" count")
    else:
        text = f"{size:g}" if parse_unit(unit).symbol in ("", "1") or unit == "count" else f"{size:g} {unit}"
    return measured(text, size, parse_unit(unit).symbol, form="size")


def per_cent(share: float) -> str:
    """Return a share in per cent to two figures: '28 %', 'under 0.1 %'."""
    if share < _TINY:
        return say("under 0.1 %")
    return say("{percents:g} %", percents=float(f"{share * 100:.2g}"))
