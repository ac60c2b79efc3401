"""Saving and deleting scenarios, by the services that the forms of their pages call."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from sightline_web.api.answers import done
from sightline_web.api.once import once
from sightline_web.api.waiting import reading_of
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.scenarios import forms, queries, services
from sightline_web.scenarios.models import Scenario
from sightline_web.scenarios.writes import own, taken
from sightline_web.shell.actors import actor_of
from sightline_web.shell.refusals import refusal

__all__ = ["create", "delete"]


@guarded(Record.SCENARIO, Action.CREATE)
@once
def create(request: HttpRequest, sent: Any) -> HttpResponse:
    """Keep a new scenario."""
    snapshot = reading_of(request)
    if isinstance(snapshot, HttpResponse):
        return snapshot
    typed = QueryDict(mutable=True)
    typed.setlist("shift", sent.shifts)
    typed["name"], typed["note"] = sent.name, sent.note
    asked, named = forms.read(typed, snapshot), forms.Named.of(typed)
    problems = [each.text for each in (*asked.problems, *named.problems)]
    if problems or not asked.rows:
        errors = [{"place": "body", "cause": text} for text in problems]
        fix = f"Write a change as {', '.join(forms.FORMS)}."
        told = {"error": " ".join(problems) or "Nothing changes in it.", "fix": fix, "errors": errors}
        return refusal(request, 422, told)
    try:
        kept = services.scenario_create(
            by=actor_of(request), name=named.name, shifts=asked.shifts, note=named.note, created_at=timezone.now()
        )
    except services.NameTakenError:
        return refusal(request, 409, {"error": taken(named.name), "fix": "Choose another name."})
    response = done(_told(kept), status=201)
    response.headers["Location"] = f"{request.path}/{kept.pk}"
    return response


@guarded(Record.SCENARIO, Action.DELETE, relations=own)
def delete(request: HttpRequest, scenario: int) -> HttpResponse:
    """Delete a scenario; it can be brought back."""
    found = queries.scenario_find(by=actor_of(request), scenario=scenario)
    if found is None or not services.scenario_archive(
        by=actor_of(request), scenario=scenario, archived_at=timezone.now()
    ):
        raise Http404
    return done(_told(found))


def _told(scenario: Scenario) -> dict[str, object]:
    return {"scenario": scenario.pk, "name": scenario.name, "shifts": list(scenario.shifts)}
