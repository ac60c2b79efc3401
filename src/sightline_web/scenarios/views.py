"""The pages of scenarios: all of them, a comparison, the workbench, and one that is saved. None of them writes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sightline_web.ahead import WhatIf
from sightline_web.scenarios import forms, queries, wording
from sightline_web.scenarios.answers import answered, answers, goal_lines, plain_goals, plain_scenario
from sightline_web.scenarios.compared import LETTERS, MOST_COMPARED, comparison, plain_comparison
from sightline_web.scenarios.listed import change_words, list_lines
from sightline_web.scenarios.models import Scenario
from sightline_web.scenarios.reaching import reaching
from sightline_web.scenarios.wording import about_answer, also
from sightline_web.shell.formats import Formats
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.sentences import counted, opening
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["bench", "compare", "new", "scenario", "scenarios"]

LIST_SECONDS = 0.1  # so long a list looks for answers; the rest follows
FOREVER = None


def _crumbs() -> list[Crumb]:
    return [Crumb("Strategy", reverse("strategy")), Crumb("Scenarios", reverse("scenarios"))]


def _form(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs.get("form", "html")) if match is not None else "html"


def _saved() -> tuple[list[Scenario], Fault | None]:
    """Return all saved scenarios, or why they cannot be read."""
    try:
        return queries.scenario_list(), None
    except StoreError as error:
        return [], error.fault


def _number(text: str | None) -> int:
    """Return the number of a scenario in an address; one that is nobody's for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 20 else 0  # noqa: PLR2004 -- 64 bits


@page
def scenarios(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all saved scenarios with what each does to every goal."""
    formats = formats_of(request, snapshot.head.timezone)
    saved, fault = _saved()
    whole = _form(request) != "html"
    found = answers(saved, snapshot, seconds=FOREVER if whole else LIST_SECONDS)
    heading = f"{opening(counted(len(saved), 'saved scenario'))}" if saved else "No scenario is saved yet."
    context = {
        "heading": "Scenarios" if fault else heading,
        "lines": list_lines(found, snapshot, formats),
        "goals": [(goal, wording.title_of(goal.metric, snapshot)) for goal in snapshot.goals],
        "fault": fault,
        "deleted": _deleted(request),
        "waiting": not snapshot.ready("whatif"),
        "unfinished": snapshot.ready("whatif") and any(each.waits for each in found),
        "most": MOST_COMPARED,
    }
    rows = [row for each in found for row in plain_scenario(each)]
    return Page("scenarios", "Scenarios", "scenarios/list.html", rows, context)


def _deleted(request: HttpRequest) -> Scenario | None:
    """Return the scenario that was just deleted, so that it can be brought back."""
    try:
        return queries.scenario_find(scenario=_number(request.GET.get("deleted")), archived=True)
    except StoreError:
        return None


@page
def compare(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show chosen scenarios side by side, with what is expected without them."""
    formats = formats_of(request, snapshot.head.timezone)
    chosen = [_number(text) for text in request.GET.getlist("scenario")]
    saved, fault = _saved()
    by_id = {each.pk: each for each in saved}
    shown = [by_id[each] for each in dict.fromkeys(chosen) if each in by_id][:MOST_COMPARED]
    found = [answered(each, snapshot) for each in shown]
    columns = [
        (letter, each, change_words(each.scenario, snapshot, formats))
        for letter, each in zip(LETTERS, found, strict=False)
    ]
    side_by_side = f"{opening(counted(len(shown), 'scenario'))} side by side"
    context = {
        "heading": side_by_side if shown else "Choose scenarios to compare.",
        "columns": columns,
        "rows": comparison(found, snapshot, formats),
        "saved": saved,
        "chosen": {each.pk for each in shown},
        "left_out": max(len(set(chosen) & set(by_id)) - MOST_COMPARED, 0),
        "most": MOST_COMPARED,
        "fault": fault,
    }
    rows = plain_comparison(found)
    extra = {"compared": [each.pk for each in shown]}
    return Page("compare", "Scenarios compared", "scenarios/compare.html", rows, context, extra, _crumbs())


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
    if asked.problems and _form(request) != "html":
        cause = " ".join(problem.text for problem in asked.problems)
        raise UnanswerableError(Fault(cause, fix=f"Write a change as {', '.join(forms.FORMS)}."))
    return bench(request, snapshot, asked)


def bench(
    request: HttpRequest,
    snapshot: Snapshot,
    asked: forms.Asked,
    *,
    named: forms.Named | None = None,
    fault: Fault | None = None,
    revision: int | None = None,
) -> Page:
    """Return the workbench: rows of changes, what they do, and what can be done with them.

    Parameters
    ----------
    asked : Asked
        The rows, with what is wrong with them.
    named : Named, optional
        What was typed as name and note, where a save was refused.
    fault : Fault, optional
        Why it was refused, where no field is to blame.
    revision : int, optional
        That of the saved scenario when it was opened to be changed; the present one where left out.
    """
    formats = formats_of(request, snapshot.head.timezone)
    edited, told = _edited(asked.edited)
    found, refused = _answer(asked, snapshot)
    lines = goal_lines(found, snapshot, formats) if found else []
    sentence = about_answer(found, lines, snapshot, formats) if found and lines else None
    problems = (*asked.problems, *(named.problems if named else ()))
    context = {
        "asked": asked,
        "named": named or forms.Named(edited.name if edited else "", edited.note if edited else ""),
        "problems": problems,
        "mend": f"{opening(counted(len(problems), 'thing'))} to mend",
        "edited": edited,
        "revision": revision or (edited.revision if edited else 0),
        "fault": fault or told,
        "refused": refused,
        "waiting": bool(asked.rows) and not asked.problems and not snapshot.ready("whatif"),
        "found": found,
        "lines": lines,
        "sentence": sentence,
        "also": also(found) if found else "",
        "rows": [(row, _meant(row, snapshot, formats)) for row in asked.rows],
        "metrics": snapshot.metrics,
        "forms": forms.FORMS,
        "reach": reaching(request.GET, asked, snapshot, formats),
    }
    extra = {"shifts": list(asked.shifts), "sentence": sentence.text if sentence else None} | _words(found)
    title = f"Change {edited.name}" if edited else "What if?"
    rows = plain_goals(found) if found else []
    return Page("scenario", title, "scenarios/bench.html", rows, context, extra, _crumbs())


def _meant(row: forms.Row, snapshot: Snapshot, formats: Formats) -> str:
    if row.shift is None:
        return ""
    title = wording.title_of(row.metric, snapshot)
    return f"{title} {wording.in_words(row.shift, snapshot, formats)}"


def _edited(number: int | None) -> tuple[Scenario | None, Fault | None]:
    if number is None:
        return None, None
    try:
        found = queries.scenario_find(scenario=number)
    except StoreError as error:
        return None, error.fault
    return found, None if found else Fault(
        "The scenario that was to be changed is no longer there.", fix="Save it anew."
    )


def _answer(asked: forms.Asked, snapshot: Snapshot) -> tuple[WhatIf | None, Fault | None]:
    """Return what changes do; nothing while they are wrong or estimates are under way."""
    if not asked.rows or asked.problems or not snapshot.ready("whatif"):
        return None, None
    try:
        return snapshot.whatif(asked.shifts), None
    except UnanswerableError as error:
        return None, error.fault


def _words(found: WhatIf | None) -> dict[str, object]:
    return {"words": found.words} if found else {}


@page
def scenario(request: HttpRequest, snapshot: Snapshot, scenario: int) -> Page:
    """Show one saved scenario: what it does, and everything that can be done with it."""
    formats = formats_of(request, snapshot.head.timezone)
    try:
        saved = queries.scenario_find(scenario=scenario)
        gone = None if saved else queries.scenario_find(scenario=scenario, archived=True)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    if saved is None and (gone is None or _form(request) != "html"):
        raise Http404
    if saved is None:
        return Page("deleted", "Deleted", "scenarios/deleted.html", [], {"gone": gone}, crumbs=_crumbs())
    [answer] = answers([saved], snapshot)
    found = answer.found
    lines = goal_lines(found, snapshot, formats) if found else []
    sentence = about_answer(found, lines, snapshot, formats) if found and lines else None
    context = {
        "saved": saved,
        "answer": answer,
        "waiting": answer.waits,
        "found": found,
        "lines": lines,
        "sentence": sentence,
        "also": also(found) if found else "",
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
        "sentence": sentence.text if sentence else None,
    } | _words(found)
    rows = plain_scenario(answer)
    return Page(f"scenario-{saved.pk}", saved.name, "scenarios/scenario.html", rows, context, extra, _crumbs())
