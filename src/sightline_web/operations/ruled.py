"""Rules as rows: what became of them in the cases, over time, and what the cases that violate one have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web.deviations import Cause, Prediction
from sightline_web.languages.openings import opening
from sightline_web.operations.durations import duration
from sightline_web.operations.flow import name_of
from sightline_web.operations.marks import OUTCOME_WORDS, Look, look_of
from sightline_web.processes import OUTCOMES, CaseOutcome, DeadlineProposal, Process, Rule, RuleDrift, RuleOutcomes
from sightline_web.shell.behaviour import Run, drawn, stacked
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.sizes import between, likely
from sightline_web.shell.twins import Records
from sightline_web.shell.voices import said

__all__ = [
    "CauseRow", "OutcomeRow", "ProposalRow", "RuleRow", "about_rule", "about_rules", "case_rows", "cause_rows",
    "drift_figure", "drift_row", "of_deadline", "open_cases", "outcome_row", "proposal_rows", "rule_rows",
]  # fmt: skip

TIMES = "\N{MULTIPLICATION SIGN}"
FINE = 0.1  # a share below this is told with one more decimal


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What became of one rule, in its table."""

    rule: str
    title: str
    definition: str
    owner: str | None
    bar: SafeString
    counts: tuple[tuple[str, str], ...]
    share: str


def rule_rows(process: Process, rules: Sequence[RuleOutcomes], formats: Formats) -> list[RuleRow]:
    """Return rules as rows, the most often violated first."""
    return [_rule_row(process, each, formats) for each in sorted(rules, key=lambda each: -_violated(each))]


def _rule_row(process: Process, each: RuleOutcomes, formats: Formats) -> RuleRow:
    numbers = [(kind, getattr(each, kind)) for kind in OUTCOMES]
    whole = sum(count for _, count in numbers)
    declared = process.rules.get(each.rule)
    title = each.title or (declared.title if declared else each.rule)
    settled = each.satisfied + each.violated
    return RuleRow(
        each.rule, title, each.definition, each.owner or (declared.owner if declared else None),
        stacked(numbers, whole), tuple((OUTCOME_WORDS[kind], formats.count(count)) for kind, count in numbers),
        _share(each.violated, settled, formats),
    )  # fmt: skip


def _violated(each: RuleOutcomes) -> float:
    settled = each.satisfied + each.violated
    return each.violated / settled if settled else 0.0


def _share(part: int, whole: int, formats: Formats) -> str:
    if not whole:
        return NONE
    share = part / whole
    return formats.value(share, "share", finer=1 if 0 < share < FINE / 10 else 0)


def about_rules(process: Process, rules: Sequence[RuleOutcomes], formats: Formats) -> str:
    """Return which rule is violated most, in one sentence."""
    if not rules:
        return _("{process} has no rules yet.").format(process=process.title)
    worst = max(rules, key=_violated)
    if not worst.violated:
        return _("{process}: no case violates a rule.").format(process=process.title)
    row = _rule_row(process, worst, formats)
    said = _("{process}: “{rule}” is violated most, in {share} of the cases that settled it.")
    return said.format(process=process.title, rule=row.title, share=row.share)


def about_rule(each: RuleOutcomes, title: str, formats: Formats) -> str:
    """Return what became of one rule, in one sentence."""
    settled = each.satisfied + each.violated
    if not settled:
        return _("{rule}: no case has settled it yet.").format(rule=title)
    said = (
        _("{rule}: {share} of {settled} settled cases violate it, and {pending} have it pending.")
        if each.pending
        else _("{rule}: {share} of {settled} settled cases violate it.")
    )
    return said.format(
        rule=title,
        share=_share(each.violated, settled, formats),
        settled=formats.count(settled),
        pending=formats.count(each.pending),
    )


def outcome_row(each: RuleOutcomes) -> dict[str, object]:
    """Return what became of a rule for the twins, in the words of the `process` command."""
    return {
        "rule": each.rule, "satisfied": each.satisfied, "violated": each.violated, "pending": each.pending,
        "not_applicable": each.not_applicable, "title": each.title, "definition": each.definition,
        "owner": each.owner,
    }  # fmt: skip


def drift_row(each: RuleDrift) -> dict[str, object]:
    """Return a rule in one period for the twins."""
    return {
        "rule": each.rule, "period": each.period, "settled": each.settled, "violated": each.violated,
        "share": each.share, "low": each.low, "high": each.high,
    }  # fmt: skip


def drift_figure(drift: Sequence[RuleDrift], formats: Formats) -> SafeString:
    """Return the violated share over time, each period with its interval."""
    run = Run(
        [each.period for each in drift], "share", [each.share for each in drift],
        lower=[each.low for each in drift], upper=[each.high for each in drift], whiskers=True,
    )  # fmt: skip
    return drawn(run, formats)


@dataclass(frozen=True, slots=True)
class CauseRow:
    """What violating cases have in common, in its table."""

    attribute: str
    value: str
    share: str
    of: str
    lift: str
    span: str
    q: str


def cause_rows(causes: Sequence[Cause], formats: Formats) -> list[CauseRow]:
    """Return causes as rows, in their order."""
    rows = []
    for each in causes:
        span = ""
        if each.low is not None and each.high is not None:
            low, high = (formats.change(end, "share") for end in (each.low, each.high))
            span = between(low, high, "share", formats)
        rows.append(
            CauseRow(
                opening(said(each.attribute).replace("_", " ").replace(":", " ")), said(each.value),
                _share(each.cases, each.of, formats),
                _("{part} of {whole}").format(part=formats.count(each.cases), whole=formats.count(each.of)),
                NONE if each.lift is None else f"{TIMES}{formats.value(each.lift, '')}", span,
                likely(each.q, formats),
            )
        )  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposed deadline, in its table."""

    between: str
    usual: str
    strict: str
    declared: str
    late: str
    since: str
    until: str
    n: str
    words: str


def proposal_rows(process: Process, proposals: Sequence[DeadlineProposal], formats: Formats) -> list[ProposalRow]:
    """Return proposed deadlines as rows, in their order."""
    return [
        ProposalRow(
            pgettext("between two steps", "{first} to {last}").format(
                first=name_of(process, each.from_), last=name_of(process, each.to)
            ),
            duration(each.p80_s, formats), duration(each.p95_s, formats), duration(each.declared_s, formats),
            formats.share(each.declared_late),
            formats.period(each.since) if each.since else "", formats.period(each.until) if each.until else "",
            formats.count(each.n), each.words,
        )
        for each in proposals
    ]  # fmt: skip


def of_deadline(rule: Rule, proposals: Sequence[DeadlineProposal]) -> list[DeadlineProposal]:
    """Return the proposals between the two activities of a rule; none for a rule without a time."""
    return [each for each in proposals if rule.between == (each.from_, each.to)]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A case that violates a rule or has it pending, in its table."""

    outcome: CaseOutcome
    look: Look
    title: str
    late: str


def case_rows(outcomes: Sequence[CaseOutcome]) -> Records:
    """Return what became of rules in cases for the twins."""
    return Records(outcomes, CaseOutcome)


def open_cases(
    process: Process, outcomes: Sequence[CaseOutcome], predictions: Sequence[Prediction], formats: Formats
) -> list[OutcomeRow]:
    """Return cases as rows, in their order."""
    shown = {(each.case, each.rule) for each in outcomes}
    late = {at: each.late for each in predictions if (at := (each.case, each.rule)) in shown and each.late is not None}
    titles = {each.id: each.title for each in process.rules.values()}
    return [
        OutcomeRow(
            each, look_of(each.outcome), titles.get(each.rule, each.rule),
            likely(late[each.case, each.rule], formats) if (each.case, each.rule) in late else NONE,
        )
        for each in outcomes
    ]  # fmt: skip
