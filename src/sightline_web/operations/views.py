"""The pages of the Operations surface: the queue, processes, rules, cases. Charts are in `chart_views`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.operations import cases, flow, queue, ruled
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.processes import Process, RuleOutcomes
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import owning_role
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError, UnderWayError
from sightline_web.standing import states

__all__ = ["case", "operations", "process", "rule", "rules"]

SECTION = "operations"
SHOWN = 100  # rows of a table on a page; its twins hold all of them
VARIANTS = 12
T = TypeVar("T")


def top() -> Crumb:
    """Return the way back to the queue."""
    return Crumb(_("Operations"), reverse("operations"))


def process_of(snapshot: Snapshot, name: str) -> Process:
    """Return a declared process; raises NotDeclaredError for one that is not there."""
    if name not in snapshot.processes:
        raise NotDeclaredError("process", name, tuple(snapshot.processes))
    return snapshot.processes[name]


def part(ask: Callable[[], T]) -> tuple[T | None, Fault | None]:
    """Return a part of a page, or why it cannot be given, neither while it is estimated; the rest does without."""
    try:
        return ask(), None
    except UnderWayError:
        return None, None
    except UnanswerableError as error:
        return None, error.fault


@guarded(Record.DEVIATION, Action.LIST)
@page
def operations(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the queue of deviations: a sentence, and the table ordered by what they cost."""
    formats = formats_of(request, snapshot.head.timezone)
    asked = queue.Asked.of(request.GET)
    every = snapshot.deviations()
    found = [each for each in every if asked.fits(each)]
    stands = states(actor_of(request), found)
    lines = [queue.line(each, snapshot, formats, stands.get(each.deviation)) for each in found[:SHOWN]]
    sentence = queue.about_queue(found, lines, asked)
    context = {
        "asked": asked,
        "choices": queue.choices(every, asked, snapshot),
        "sentence": sentence,
        "lines": lines,
        "every": len(every),
        "unshown": len(found) - len(lines),
        "processes": snapshot.processes.values(),
    }
    extra = {"sentence": sentence.text, "prices": {each.deviation: dict(each.prices) for each in found}}
    rows = [queue.deviation_row(each, stands.get(each.deviation)) for each in found]
    return Page("deviations", _("Operations"), "operations/queue.html", rows, context, extra, section=SECTION)


@guarded(Record.PROCESS, Action.VIEW)
@page
def process(request: HttpRequest, snapshot: Snapshot, process: str) -> Page:
    """Show how a process runs: a sentence, its map, variants, rework, hand-overs, waiting."""
    formats = formats_of(request, snapshot.head.timezone)
    declared = process_of(snapshot, process)
    answers = snapshot.process(process)
    times, found, variants = answers.times(), answers.map(), answers.variants()
    share = flow.asked_share(request.GET)
    shown = flow.cut(found, variants, share)
    sentence = flow.about_times(declared, times, formats)
    rework, waiting, handovers = answers.rework(), answers.waiting(), answers.handovers()
    context = {
        "process": declared,
        "processes": snapshot.processes.values(),
        "tab": "map",
        "sentence": sentence,
        "second": flow.second_about_times(times, formats),
        "times": times,
        "share": share,
        "shares": [(each, formats.share(each / 100), each == share) for each in flow.SHARES],
        "told": flow.variants_in_words(shown, len(variants), formats) if variants else "",
        "figure": flow.figure(declared, found, shown, formats, known=snapshot.origins) if shown.steps else "",
        "edges": flow.edge_lines(declared, shown.edges, formats),
        "variants": flow.variant_rows(declared, variants[:VARIANTS], formats),
        "more": max(len(variants) - VARIANTS, 0),
        "rework": [(flow.name_of(declared, each.activity), each) for each in rework],
        "handovers": flow.handover_rows(declared, handovers[:VARIANTS], formats),
        "rarer": max(len(handovers) - VARIANTS, 0),
        "waiting": flow.waiting_rows(declared, waiting, formats),
        "percentiles": flow.percentiles(times, formats),
    }
    extra = {
        "sentence": sentence,
        "share": share,
        "times": flow.plain(times),
        "variants": [flow.plain(each) for each in variants[:SHOWN]],
        "rework": [flow.plain(each) for each in rework],
        "handovers": [flow.plain(each) for each in handovers],
        "waiting": [flow.plain(each) for each in waiting],
    }
    rows = flow.edge_rows(shown.edges)
    return Page(f"process-{process}", declared.title, "operations/process.html", rows, context, extra, [top()], SECTION)


@guarded(Record.RULE, Action.LIST)
@page
def rules(request: HttpRequest, snapshot: Snapshot, process: str) -> Page:
    """Show what became of the rules of a process, the most often violated first."""
    formats = formats_of(request, snapshot.head.timezone)
    declared = process_of(snapshot, process)
    found = snapshot.process(process).rules()
    sentence = ruled.about_rules(declared, found, formats)
    context = {
        "process": declared,
        "processes": snapshot.processes.values(),
        "tab": "rules",
        "sentence": sentence,
        "rows": ruled.rule_rows(declared, found, formats),
    }
    crumbs = [top(), _crumb(declared)]
    rows = [ruled.outcome_row(each) for each in found]
    return Page(
        f"rules-{process}", _("Rules"), "operations/rules.html", rows, context, {"sentence": sentence}, crumbs, SECTION
    )


def _crumb(declared: Process) -> Crumb:
    return Crumb(declared.title, reverse("process", args=[declared.id]))


def _outcome(found: Sequence[RuleOutcomes], rule: str) -> RuleOutcomes:
    outcome = next((each for each in found if each.rule == rule), None)
    if outcome is None:
        raise NotDeclaredError("rule", rule, tuple(each.rule for each in found))
    return outcome


def _owner(request: HttpRequest, process: str, rule: str, **_rest: object) -> frozenset[Relation]:
    """Return whether the rule is the actor's, by the role held today."""
    return owning_role(request, lambda snapshot: snapshot.processes[process].rules[rule].owner)


@guarded(Record.RULE, Action.VIEW, relations=_owner)
@page
def rule(request: HttpRequest, snapshot: Snapshot, process: str, rule: str) -> Page:
    """Show one rule: its definition, what became of it over time, causes, deadlines, the cases that matter now."""
    formats = formats_of(request, snapshot.head.timezone)
    declared = process_of(snapshot, process)
    answers = snapshot.process(process)
    outcome = _outcome(answers.rules(), rule)
    row = ruled.rule_rows(declared, [outcome], formats)[0]
    drift, no_drift = part(lambda: [each for each in answers.drift() if each.rule == rule])
    causes, no_causes = part(lambda: answers.causes(rule))
    outcomes, no_cases = part(lambda: answers.case_outcomes(rule))
    own, origin = declared.rules.get(rule), f"{process}.{rule}"
    proposals, no_proposals = None, None
    if own is not None and own.between is not None:
        proposals, no_proposals = part(lambda: ruled.of_deadline(own, answers.deadlines()))
    late, _fault = part(answers.predictions)  # the chance of being late; without it the cases are shown all the same
    open_ = outcomes or ()
    lines = ruled.open_cases(declared, open_[:SHOWN], late or (), formats)  # the twins hold all of them
    sentence = ruled.about_rule(outcome, row.title, formats)
    context = {
        "process": declared,
        "rule": own,
        "waiting": not snapshot.ready("deviations"),
        "row": row,
        "origin": origin if origin in snapshot.origins else "",
        "sentence": sentence,
        "drift": drift or [],
        "figure": ruled.drift_figure(drift, formats) if drift else "",
        "causes": ruled.cause_rows(causes or (), formats),
        "tried": causes[0].tried if causes else None,
        "proposals": ruled.proposal_rows(declared, proposals or (), formats),
        "cases": lines,
        "sees_cases": may(actor_of(request), Action.VIEW, Record.CASE).allowed,
        "unshown": max(len(open_) - SHOWN, 0),
        "faults": list(dict.fromkeys(filter(None, (no_drift, no_causes, no_proposals, no_cases)))),
    }
    extra = {
        "sentence": sentence,
        "outcomes": ruled.outcome_row(outcome),
        "drift": [ruled.drift_row(each) for each in drift or ()],
        "causes": [flow.plain(each) for each in causes or ()],
        "deadlines": [flow.plain(each) for each in proposals or ()],
    }
    crumbs = [top(), _crumb(declared), Crumb(_("Rules"), reverse("rules", args=[process]))]
    rows = ruled.case_rows(open_)
    return Page(f"rule-{process}-{rule}", row.title, "operations/rule.html", rows, context, extra, crumbs, SECTION)


@guarded(Record.CASE, Action.VIEW)
@page
def case(request: HttpRequest, snapshot: Snapshot, process: str, case: str) -> Page:
    """Show one case: its timeline, the rules that it violates or has pending, what it will probably do."""
    formats = formats_of(request, snapshot.head.timezone)
    declared = process_of(snapshot, process)
    answers = snapshot.process(process)
    events = answers.timeline(case)
    sentence = cases.about_case(case, events, declared, formats)
    outcomes, no_outcomes = part(lambda: answers.case_outcomes(case=case))
    predictions, no_predictions = part(answers.predictions)
    skill, _fault = part(answers.skill)
    context = {
        "process": declared,
        "sentence": sentence,
        "waiting": not snapshot.ready("deviations"),
        "events": cases.event_rows(events, declared, formats),
        "outcomes": ruled.open_cases(declared, list(outcomes or []), predictions or (), formats),
        "forecasts": cases.forecast_rows(case, predictions or (), declared, formats),
        "skill": cases.skill_words(case, predictions or (), skill or ()),
        "faults": list(dict.fromkeys(filter(None, (no_outcomes, no_predictions)))),
    }
    extra = {
        "sentence": sentence,
        "outcomes": list(ruled.case_rows(outcomes or ())),
        "predictions": [flow.plain(each) for each in predictions or () if each.case == case],
    }
    rows = [cases.event_row(each, declared) for each in events]
    crumbs = [top(), _crumb(declared)]
    title = _("Case {case}").format(case=case)
    return Page(f"case-{process}", title, "operations/case.html", rows, context, extra, crumbs, SECTION)
