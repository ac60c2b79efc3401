"""What forms do to scenarios: save, change, copy, delete and bring back; each answers with where to look next.

A form that is refused is shown again as it was typed, with every fault at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sightline_web import keeper
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.scenarios import forms, queries, services
from sightline_web.scenarios.bench import bench
from sightline_web.scenarios.forms import Asked, Named, Problem
from sightline_web.scenarios.models import Scenario
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS, formats_of, show, told
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Fault
from sightline_web.store import StoreError

__all__ = ["delete", "duplicate", "own", "restore", "save", "taken", "update"]

Params = ParamSpec("Params")
Write = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def _write(view: Write[Params]) -> Callable[..., HttpResponse]:
    """Let a view answer POST alone; who comes by GET is shown the scenarios, and a store's fault is told."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(reverse("scenarios"))
        try:
            return view(request, *args, **kwargs)
        except StoreError as error:
            return told(request, error.fault)

    return require_http_methods(["GET", "HEAD", "POST"])(answer)


def own(request: HttpRequest, scenario: int, **_rest: object) -> frozenset[Relation]:
    """Return how whoever asks stands to a scenario."""
    return queries.standing(by=actor_of(request), scenario=scenario)


def _found(request: HttpRequest, scenario: int, *, archived: bool = False) -> Scenario:
    found = queries.scenario_find(by=actor_of(request), scenario=scenario, archived=archived)
    if found is None:
        raise Http404
    return found


def _to(scenario: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("scenario", args=[scenario]))


@guarded(Record.SCENARIO, Action.CREATE)
@_write
def save(request: HttpRequest) -> HttpResponse:
    """Keep a new scenario."""
    edited = whole(request.POST.get("edit")) or None

    def keep(asked: Asked, named: Named, now: datetime) -> int:
        kept = services.scenario_create(
            by=actor_of(request), name=named.name, shifts=asked.shifts, note=named.note, created_at=now
        )
        return int(kept.pk)

    return _kept(request, keep, edited=edited, revision=whole(request.POST.get("revision")))


@guarded(Record.SCENARIO, Action.EDIT, relations=own)
@_write
def update(request: HttpRequest, scenario: int) -> HttpResponse:
    """Change the name, the note or the changes of a scenario."""
    if queries.scenario_find(by=actor_of(request), scenario=scenario) is None:
        _found(request, scenario, archived=True)  # deleted meanwhile: what was typed can still be saved anew
    shown = whole(request.POST.get("revision"))

    def keep(asked: Asked, named: Named, now: datetime) -> int:
        services.scenario_update(
            by=actor_of(request),
            scenario=scenario,
            revision=shown,
            name=named.name,
            shifts=asked.shifts,
            note=named.note,
            updated_at=now,
        )
        return scenario

    return _kept(request, keep, edited=scenario, revision=shown)


def _kept(
    request: HttpRequest,
    keep: Callable[[Asked, Named, datetime], int],
    *,
    edited: int | None = None,
    revision: int | None = None,
) -> HttpResponse:
    """Keep what a form says, or show it again with all that is wrong with it."""
    state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
    if state.snapshot is None:
        cause = _("There is no reading yet to check the changes by.")
        return told(request, Fault(cause, fix=_("Go back and save again.")))
    asked, named = (
        replace(forms.read(request.POST, state.snapshot), edited=edited),
        Named.of(request.POST, formats_of(request)),
    )
    refused: Fault | None = None
    status = 422
    if not asked.rows:
        missing = Problem("metric-1", _("Say what changes, in one row at least."))
        named = replace(named, problems=(*named.problems, missing))
    if not asked.problems and not named.problems:
        try:
            return _to(keep(asked, named, timezone.now()))
        except services.NameTakenError:
            named = replace(named, problems=(Problem("name", taken(named.name)),))
        except services.ChangedMeanwhileError:
            gone = edited is not None and queries.scenario_find(by=actor_of(request), scenario=edited) is None
            refused, status, revision = None if gone else _changed(named.name), 409, None
        except StoreError as error:
            refused, status = error.fault, 503
    page = bench(request, state.snapshot, asked, named=named, fault=refused, revision=revision)
    return show(request, page, state, status=status)


def taken(name: str) -> str:
    """Say that another scenario has a name."""
    return _("Another scenario is called “{name}”; choose another name.").format(name=name)


def _changed(name: str) -> Fault:
    cause = _("Somebody else has changed “{name}” since you opened it; yours is not saved yet.")
    fix = _("Save once more to replace theirs, or save yours as a new one.")
    return Fault(cause.format(name=name), fix=fix)


@guarded(Record.SCENARIO, Action.CREATE)
@_write
def duplicate(request: HttpRequest, scenario: int) -> HttpResponse:
    """Keep a copy of a scenario."""
    by = actor_of(request)
    return _to(services.scenario_duplicate(by=by, scenario=_found(request, scenario), created_at=timezone.now()).pk)


@guarded(Record.SCENARIO, Action.DELETE, relations=own)
@_write
def delete(request: HttpRequest, scenario: int) -> HttpResponse:
    """Delete a scenario; the list offers to bring it back."""
    if not services.scenario_archive(by=actor_of(request), scenario=scenario, archived_at=timezone.now()):
        raise Http404
    return HttpResponseRedirect(f"{reverse('scenarios')}?deleted={scenario}")


@guarded(Record.SCENARIO, Action.RESTORE, relations=own)
@_write
def restore(request: HttpRequest, scenario: int) -> HttpResponse:
    """Bring a deleted scenario back."""
    return _to(services.scenario_restore(by=actor_of(request), scenario=_found(request, scenario, archived=True)).pk)
