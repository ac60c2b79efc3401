"""Rules over time: of the cases that settled a rule in a period, how many violated it.

A case settles a rule once, in the period in which its outcome became certain:

- violated: when time was up or what came was late; for what is only forbidden, at the event that broke it; where
  something was owed without a time limit, when the case was closed.
- satisfied: when the last thing that was owed had come; for what is only forbidden, when the case is closed.

So the newest period is no worse known than others: what is still pending counts in none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlglot import exp

from sightline.events.features import Feature, feature, identifier
from sightline.events.rules import Judgement, judging
from sightline.events.steps import Steps
from sightline.model.declarations import Rule
from sightline.operations.clocks import period_cuts
from sightline.operations.codes import code_of, numbers
from sightline.operations.own import Ask
from sightline.operations.rows import Stack, alone, search
from sightline.operations.shares import wilson
from sightline.periods import Calendar, Period
from sightline.records.processes import RuleDrift

__all__ = ["rule_drift"]

_OLDEST = date(1970, 1, 1)


def rule_drift(steps: Steps, rules: Mapping[str, Rule], ask: Ask, calendar: Calendar) -> tuple[RuleDrift, ...]:
    """Return, for each rule and period, how many cases settled it and how many of them violated it.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    rules : mapping of str to Rule
        Which; usually those of the process.
    ask : callable
        Answers one SELECT.
    calendar : Calendar
        Its grain is the size of periods.

    Returns
    -------
    tuple of RuleDrift
        Rule by rule, from the first period in which any case settled it to that of the reading; none for a rule that
        no case has settled.
    """
    first = steps.relation.first
    if not rules or first is None or first >= steps.now.end:
        return ()
    periods = calendar.covering(max(first, _OLDEST), steps.now.end)
    own = alone(steps)
    judged = {name: judging(own, rule) for name, rule in rules.items()}
    found = ask(_select(own, list(judged.values()), periods)).to_pylist()
    counts = {(row["n"], row["period"]): (row["settled"], row["violated"]) for row in found}
    result: list[RuleDrift] = []
    for number, name in enumerate(judged):
        begun = min((place for rule, place in counts if rule == number), default=len(periods))
        places = range(begun, len(periods))
        result += [_drift(name, periods[place], *counts.get((number, place), (0, 0))) for place in places]
    return tuple(result)


def _drift(rule: str, period: Period, settled: int, violated: int) -> RuleDrift:
    if not settled:
        return RuleDrift(rule, period.label, 0, 0, None, None, None)
    return RuleDrift(rule, period.label, settled, violated, violated / settled, *wilson(violated, settled))


def _select(steps: Steps, judged: Sequence[Judgement], periods: Sequence[Period]) -> exp.Select:
    closing = steps.closing_time()
    closed = feature("closing_us", f"SL_MICROS({closing})", closing)
    stack = Stack.of(steps, [one for judgement in judged for one in _needed(judgement, closed)])
    case, micros = identifier("case"), f"SL_MICROS({steps.time})"
    columns = []
    for number, one in enumerate(judged):
        broken = str(one.due or one.broken or micros)
        met = str(one.met or closed)
        good = f"{one.applies}" if one.applies is not None else "TRUE"
        columns += [
            f"MAX({code_of(one)}) AS code{number}",
            f"MIN(CASE WHEN {one.violates} THEN {broken} END) AS broken{number}",
            f"MAX(CASE WHEN {good} THEN {met} END) AS met{number}",
        ]
    stack.push(stack.select(columns, f"GROUP BY {case}"))
    plain = period_cuts(periods, steps, business=False)
    working = period_cuts(periods, steps, business=True) if any(one.business for one in judged) else []
    codes, places = [], []
    for number, one in enumerate(judged):
        broken = search(f"broken{number}", working if one.business else plain)
        met = f"CASE WHEN met{number} IS NOT NULL THEN {search(f'met{number}', plain)} END"
        codes.append(f"WHEN {number} THEN code{number}")
        places.append(f"WHEN {number} THEN CASE code{number} WHEN 3 THEN {broken} WHEN 1 THEN {met} END")
    one_rule = ["n", f"CASE n {' '.join(codes)} END AS code", f"CASE n {' '.join(places)} END AS period"]
    stack.push(stack.select(one_rule, f"CROSS JOIN ({numbers(len(judged))}) AS rules"))
    counted = ["n", "period", "COUNT(*) AS settled", "COUNT(CASE WHEN code = 3 THEN 1 END) AS violated"]
    return stack.query(counted, "WHERE period IS NOT NULL GROUP BY n, period")


def _needed(judgement: Judgement, closed: Feature) -> list[Feature]:
    found = (judgement.violates, judgement.applies, judgement.owes, judgement.due, judgement.broken)
    return [*(one for one in found if one is not None), judgement.met or closed]
