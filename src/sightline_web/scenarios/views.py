"""The pages of scenarios: all of them, a comparison, the workbench, and one that is saved. None of them writes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from sightline_web.languages.openings import opening
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.scenarios import forms, queries, wording
from sightline_web.scenarios.answers import Answer, answered, answers, plain_scenario
from sightline_web.scenarios.bench import bench, crumbs, said, told
from sightline_web.scenarios.compared import LETTERS, MOST_COMPARED, comparison, plain_comparison
from sightline_web.scenarios.listed import about_best, change_words, list_lines
from sightline_web.scenarios.models import Scenario
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Page, form_of, formats_of, page
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError, UnderWayError
from sightline_web.store import StoreError

__all__ = ["compare", "new", "scenario", "scenarios"]

LIST_SECONDS = 0.1  # so long a list looks for answers; the rest follows


def _saved(request: HttpRequest) -> tuple[list[Scenario], Fault | None]:
    """Return all saved scenarios, or why they cannot be read; a twin has no place to say so, and is refused."""
    try:
        return queries.scenario_list(by=actor_of(request)), None
    except StoreError as error:
        if form_of(request) != "html":
            raise UnanswerableError(error.fault) from error
        return [], error.fault


def _complete(request: HttpRequest, saved: list[Scenario], snapshot: Snapshot) -> list[Answer]:
    """Return what scenarios do: for a page as far as it is soon known, for a twin all of it."""
    if form_of(request) == "html":
        return answers(saved, snapshot, seconds=LIST_SECONDS if len(saved) > 1 else None)
    if saved and not snapshot.ready("whatif"):
        raise UnderWayError("whatif")
    return answers(saved, snapshot)


def _number(text: str | None) -> int:
    """Return the number of a scenario in an address; one that is nobody's for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 20 else 0  # noqa: PLR2004 -- 64 bits


@guarded(Record.SCENARIO, Action.LIST)
@page
def scenarios(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all saved scenarios with what each does to every goal."""
    formats = formats_of(request, snapshot.head.timezone)
    saved, fault = _saved(request)
    found = _complete(request, saved, snapshot)
    heading = opening(counted(len(saved), "saved scenario")) if saved else _("No scenario is saved yet.")
    sentence = about_best(found, snapshot, formats)
    context = {
        "heading": _("Scenarios") if fault else heading,
        "sentence": sentence,
        "lines": list_lines(found, snapshot, formats),
        "goals": [(goal, wording.title_of(goal.metric, snapshot)) for goal in snapshot.goals],
        "fault": fault,
        "deleted": _deleted(request),
        "waiting": not snapshot.ready("whatif"),
        "unfinished": snapshot.ready("whatif") and any(each.waits for each in found),
        "most": MOST_COMPARED,
    }
    rows = [row for each in found for row in plain_scenario(each)]
    extra = {"sentence": sentence.text if sentence else None}
    return Page("scenarios", _("Scenarios"), "scenarios/list.html", rows, context, extra)


def _deleted(request: HttpRequest) -> Scenario | None:
    """Return the scenario that was just deleted, so that it can be brought back."""
    try:
        return queries.scenario_find(
            by=actor_of(request), scenario=_number(request.GET.get("deleted")), archived=True, action=Action.RESTORE
        )
    except StoreError:
        return None


@guarded(Record.SCENARIO, Action.VIEW)
@page
def compare(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show chosen scenarios side by side, with what is expected without them."""
    formats = formats_of(request, snapshot.head.timezone)
    chosen = [_number(text) for text in request.GET.getlist("scenario")]
    saved, fault = _saved(request)
    by_id = {each.pk: each for each in saved}
    shown = [by_id[each] for each in dict.fromkeys(chosen) if each in by_id][:MOST_COMPARED]
    found = [answered(each, snapshot) for each in shown]
    columns = [
        (letter, each, change_words(each.scenario, snapshot, formats))
        for letter, each in zip(LETTERS, found, strict=False)
    ]
    side_by_side = _("{scenarios} side by side").format(scenarios=opening(counted(len(shown), "scenario")))
    sentence = about_best(found, snapshot, formats)
    context = {
        "sentence": sentence,
        "heading": side_by_side if shown else _("Choose scenarios to compare."),
        "columns": columns,
        "letters": ", ".join(LETTERS[: len(columns)]),
        "rows": comparison(found, snapshot, formats),
        "saved": saved,
        "chosen": {each.pk for each in shown},
        "left_out": max(len(set(chosen) & set(by_id)) - MOST_COMPARED, 0),
        "most": MOST_COMPARED,
        "fault": fault,
    }
    rows = plain_comparison(found)
    extra = {"compared": [each.pk for each in shown], "sentence": sentence.text if sentence else None}
    return Page("compare", _("Scenarios compared"), "scenarios/compare.html", rows, context, extra, crumbs())


@guarded(Record.SCENARIO, Action.CREATE)
def new(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Show the workbench; rows that a form sends become an address that says them in short."""
    if form == "html" and ({"metric", "amount", "add", "remove"} & set(request.GET)):
        return HttpResponseRedirect(_short(request))
    return _new(request, form)


def _short(request: HttpRequest) -> str:
    rows = tuple(forms.Row(number, *pair) for number, pair in enumerate(forms.typed(request.GET), 1))
    blank = forms.blanks(request.GET)
    edited = _number(request.GET.get("edit")) or None
    kept = {name: request.GET.get(name, "")[: forms.LONGEST] for name in ("goal", "chance")}
    return forms.Asked(rows, blank=blank, edited=edited).href(**kept)


@page
def _new(request: HttpRequest, snapshot: Snapshot) -> Page:
    asked = forms.read(request.GET, snapshot)
    if form_of(request) != "html":
        if asked.problems:
            cause = " ".join(problem.text for problem in asked.problems)
            raise UnanswerableError(Fault(cause, fix=f"Write a change as {', '.join(forms.FORMS)}."))
        if asked.rows and not snapshot.ready("whatif"):
            raise UnderWayError("whatif")
    return bench(request, snapshot, asked)


@guarded(Record.SCENARIO, Action.VIEW)
@page
def scenario(request: HttpRequest, snapshot: Snapshot, scenario: int) -> Page:
    """Show one saved scenario: what it does, and everything that can be done with it."""
    formats = formats_of(request, snapshot.head.timezone)
    saved, gone = _one(request, scenario)
    if saved is None and (gone is None or form_of(request) != "html"):
        raise Http404
    if saved is None:
        left = {"gone": gone, "changes_it": _changes(request, scenario)}
        return Page("deleted", _("Deleted"), "scenarios/deleted.html", [], left, crumbs=crumbs())
    [answer] = _complete(request, [saved], snapshot)
    told_of = told(answer.found, snapshot, formats)
    context = told_of | {
        "saved": saved,
        "changes_it": _changes(request, saved.pk),
        "answer": answer,
        "waiting": answer.waits,
        "changes": change_words(saved, snapshot, formats),
        "edit": forms.Asked(
            tuple(forms.Row(n, *pair) for n, pair in forms.pairs(saved.shifts)), edited=saved.pk
        ).href(),
    }
    extra = {
        "scenario": saved.pk,
        "name": saved.name,
        "note": saved.note,
        "shifts": list(saved.shifts),
        "created_at": saved.created_at,
        "updated_at": saved.updated_at,
    } | said(told_of, answer.found)
    rows = plain_scenario(answer)
    return Page(f"scenario-{saved.pk}", saved.name, "scenarios/scenario.html", rows, context, extra, crumbs())


def _changes(request: HttpRequest, scenario: int) -> bool:
    """Return whether whoever looks may change, delete and bring back a scenario."""
    by = actor_of(request)
    try:
        return may(by, Action.EDIT, Record.SCENARIO, queries.standing(by=by, scenario=scenario)).allowed
    except StoreError as error:
        raise UnanswerableError(error.fault) from error


def _one(request: HttpRequest, scenario: int) -> tuple[Scenario | None, Scenario | None]:
    """Return a scenario, or the deleted one of that number; neither where there never was one."""
    try:
        by = actor_of(request)
        saved = queries.scenario_find(by=by, scenario=scenario)
        return saved, None if saved else queries.scenario_find(by=by, scenario=scenario, archived=True)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
