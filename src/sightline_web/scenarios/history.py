"""What was done to one scenario, by whom and when: the journal's entries of it, with what was changed."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.journal.queries import history as entries_of
from sightline_web.journal.queries import plain
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.scenarios import queries
from sightline_web.scenarios.bench import crumbs
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Crumb, Page, page
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["history"]


@guarded(Record.SCENARIO, Action.HISTORY)
@page
def history(request: HttpRequest, snapshot: Snapshot, scenario: int) -> Page:  # noqa: ARG001 -- one shape for all views
    """Show the history of a scenario, of a deleted one too."""
    by = actor_of(request)
    try:
        saved = queries.scenario_find(by=by, scenario=scenario) or queries.scenario_find(
            by=by, scenario=scenario, archived=True
        )
        if saved is None:
            raise Http404
        lines = entries_of(kind=Record.SCENARIO, key=str(saved.pk))
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    way = [*crumbs(), Crumb(saved.name, reverse("scenario", args=[saved.pk]))]
    context = {"saved": saved, "lines": lines, "many": counted(len(lines), "change")}
    rows = [plain(each) for each in lines]
    extra = {"scenario": saved.pk, "name": saved.name}
    return Page(f"scenario-{saved.pk}-history", _("History"), "scenarios/history.html", rows, context, extra, way)
