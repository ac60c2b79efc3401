"""What became of rules in each case: satisfied, violated, pending, or none of its business.

A case violates a rule as soon as one of its events does, as its `violations` metric counts; else it has the rule
pending where an event owes something that can still come; else it satisfies the rule where that applies to it. What is
only forbidden is never pending.

All rules of a process share one pass over the log. Where they look at some activities alone, only these events are
read and a second, cheap pass counts all cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import SightlineError, UnknownNameError
from sightline.events.features import Feature, identifier
from sightline.events.rules import Judgement, judging
from sightline.events.steps import Steps
from sightline.model.declarations import Rule
from sightline.operations.clocks import clock_moments, log_moments
from sightline.operations.codes import CODES, code_of, numbers
from sightline.operations.definitions import definition
from sightline.operations.drift import rule_drift
from sightline.operations.own import Ask
from sightline.operations.rows import Stack, alone
from sightline.records.processes import CASE_OUTCOME_SCHEMA, RuleOutcomes

__all__ = ["case_outcomes", "rule_drift", "rule_outcomes", "sound"]

_NAMES = pa.array(["not_applicable", "satisfied", "pending", "violated"])


def sound(steps: Steps, rules: Mapping[str, Rule]) -> tuple[dict[str, Rule], dict[str, SightlineError]]:
    """Return the rules that can be asked of a log, and why the others cannot, so that one takes no other down."""
    good: dict[str, Rule] = {}
    wrong: dict[str, SightlineError] = {}
    for name, rule in rules.items():
        try:
            judging(steps, rule)
        except SightlineError as error:
            wrong[name] = error
        else:
            good[name] = rule
    return good, wrong


def rule_outcomes(steps: Steps, rules: Mapping[str, Rule], ask: Ask) -> tuple[RuleOutcomes, ...]:
    """Return how many cases satisfy each rule, violate it, have it pending, or are none of its business.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    rules : mapping of str to Rule
        Which; usually those of the process.
    ask : callable
        Answers one SELECT.

    Returns
    -------
    tuple of RuleOutcomes
        In the order of `rules`.

    Raises
    ------
    UnknownNameError
        If the process and its log do not know an activity of a rule.
    SourceError
        If the log lacks a column that a rule needs.
    """
    if not rules:
        return ()
    judged = _judged(steps, rules)
    read = _looked_at(steps, judged.values())
    stack = _cases(steps, judged, activities=read, moments=False)
    wanted = ["COUNT(*) AS cases"]
    for number, _ in enumerate(judged):
        wanted += [f"COUNT(CASE WHEN code{number} = {code} THEN 1 END) AS n{number}_{code}" for code in (3, 2, 1)]
    found = ask(stack.query(wanted)).to_pylist()[0]
    cases = found["cases"] if read is None else _count_cases(steps, ask)
    return tuple(
        _outcomes(name, rules[name], steps, judgement, cases, [found[f"n{number}_{code}"] for code in (3, 2, 1)])
        for number, (name, judgement) in enumerate(judged.items())
    )


def _outcomes(
    name: str, rule: Rule, steps: Steps, judgement: Judgement, cases: int, counts: Sequence[int]
) -> RuleOutcomes:
    violated, pending, satisfied = counts
    if judgement.applies is None:
        satisfied = cases - violated - pending
    words = definition(rule, steps.process)
    rest = cases - violated - pending - satisfied
    return RuleOutcomes(name, rule.title or name, words, rule.owner, satisfied, violated, pending, rest)


def case_outcomes(
    steps: Steps,
    rules: Mapping[str, Rule],
    ask: Ask,
    *,
    outcome: Sequence[str] = ("violated", "pending"),
    limit: int | None = None,
) -> pa.Table:
    """Return the cases in which rules have one of these outcomes, newest first.

    Parameters
    ----------
    steps, rules, ask
        As for `rule_outcomes`.
    outcome : sequence of str
        Of `violated`, `pending` and `satisfied`.
    limit : int, optional
        At most so many rows.

    Returns
    -------
    pa.Table
        Of `CASE_OUTCOME_SCHEMA`; `at` is missing for satisfied rules, `due` for all but pending ones with a time limit.

    Raises
    ------
    UnknownNameError
        If an outcome or an activity is not known.
    SourceError
        If the log lacks a column that a rule needs.
    """
    for one in outcome:
        if one not in CODES:
            raise UnknownNameError("outcome", one, CODES)
    if not rules or not outcome:
        return CASE_OUTCOME_SCHEMA.empty_table()
    judged = _judged(steps, rules)
    everyone = "satisfied" in outcome and any(one.applies is None for one in judged.values())
    stack = _cases(steps, judged, activities=None if everyone else _looked_at(steps, judged.values()), moments=True)
    codes = ", ".join(str(CODES[one]) for one in dict.fromkeys(outcome))
    stack.push(stack.select(_one_rule(len(judged)), f"CROSS JOIN ({numbers(len(judged))}) AS rules"))
    tail = f"WHERE code IN ({codes}) ORDER BY at DESC NULLS LAST, n, {identifier('case')}"
    found = ask(stack.query(["*"], tail + (f" LIMIT {limit}" if limit is not None else "")))
    return _records(found, steps, list(judged), [one.business for one in judged.values()])


def _judged(steps: Steps, rules: Mapping[str, Rule]) -> dict[str, Judgement]:
    own = alone(steps)
    return {name: judging(own, rule) for name, rule in rules.items()}


def _looked_at(steps: Steps, judged: Iterable[Judgement]) -> set[str] | None:
    """Return the activities that are worth reading; None for all."""
    found: set[str] = set()
    for one in judged:
        if one.looks_at is None:
            return None
        found.update(one.looks_at)
    declared = set(steps.process.activities)
    return None if declared and declared <= found else found


def _cases(steps: Steps, judged: Mapping[str, Judgement], *, activities: set[str] | None, moments: bool) -> Stack:
    """Return the stack whose top has a row for each case with what became of each rule in it."""
    features = [one for judgement in judged.values() for one in _needed(judgement, moments=moments)]
    stack = Stack.of(steps, features, activities=activities)
    case = identifier("case")
    columns = [case]
    for number, judgement in enumerate(judged.values()):
        columns.append(f"MAX({code_of(judgement)}) AS code{number}")
        if moments:
            columns += _moments(steps, judgement, number)
    stack.push(stack.select(columns, f"GROUP BY {case}"))
    return stack


def _needed(judgement: Judgement, *, moments: bool) -> list[Feature]:
    times = [judgement.due] if moments and judgement.owes is not None else []
    found = (judgement.violates, judgement.applies, judgement.owes, *times)
    return [one for one in found if one is not None]


def _moments(steps: Steps, judgement: Judgement, number: int) -> list[str]:
    def first(condition: Feature | None, value: str) -> str:
        return f"MIN(CASE WHEN {condition} THEN {value} END)" if condition is not None else "CAST(NULL AS BIGINT)"

    micros = f"SL_MICROS({steps.time})"
    due = first(judgement.owes, str(judgement.due)) if judgement.due is not None else "CAST(NULL AS BIGINT)"
    return [
        f"{first(judgement.violates, micros)} AS violated{number}",
        f"{first(judgement.owes, micros)} AS owed{number}",
        f"{due} AS due{number}",
    ]


def _one_rule(rules: int) -> list[str]:
    """Return the columns that pick from a case what became of the one rule `n`."""

    def pick(column: str) -> str:
        cases = " ".join(f"WHEN {number} THEN {column.format(number)}" for number in range(rules))
        return f"CASE n {cases} END"

    at = "CASE code{0} WHEN 3 THEN violated{0} WHEN 2 THEN owed{0} END"
    due = "CASE code{0} WHEN 2 THEN due{0} END"
    return ["n", identifier("case"), f"{pick('code{}')} AS code", f"{pick(at)} AS at", f"{pick(due)} AS due"]


def _count_cases(steps: Steps, ask: Ask) -> int:
    stack = Stack.of(steps, ())
    found = ask(stack.query([f"COUNT(DISTINCT {identifier('case')}) AS cases"]))
    return int(found.column("cases")[0].as_py())


def _records(found: pa.Table, steps: Steps, names: Sequence[str], business: Sequence[bool]) -> pa.Table:
    number = found.column("n").combine_chunks().cast(pa.int64())
    due = found.column("due").combine_chunks().cast(pa.int64())
    working = pa.array(business, pa.bool_()).take(number)
    kept = pc.if_else(working, pa.nulls(len(due), pa.int64()), due)
    worked = pc.if_else(working, due, pa.nulls(len(due), pa.int64()))
    columns = {
        "rule": pa.array(names, pa.string()).take(number),
        "case": found.column("case").cast(pa.string()),
        "outcome": _NAMES.take(found.column("code").combine_chunks().cast(pa.int64())),
        "at": log_moments(found.column("at").combine_chunks(), steps),
        "due": pc.coalesce(log_moments(kept, steps), clock_moments(worked, steps.now.calendar)),
    }
    return pa.table(columns, schema=CASE_OUTCOME_SCHEMA)
