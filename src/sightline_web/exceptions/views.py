"""The pages of exceptions: the queue, and one of them. None of them writes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web.exceptions import clock, holders, keeping, listed, queries, wording
from sightline_web.exceptions.listed import Line
from sightline_web.exceptions.models import Exceptional
from sightline_web.exceptions.opened import opened
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["SECTION", "crumbs", "exception", "exceptions", "owned", "owner_of_any"]

SECTION = "operations"
SHOWN = 100
STALE = timedelta(days=1)


def crumbs(*more: Crumb) -> list[Crumb]:
    """Return the way to a page below the queue."""
    return [Crumb(_("Operations"), reverse("operations")), Crumb(_("Exceptions"), reverse("exceptions")), *more]


def owner_of_any(request: HttpRequest, **_rest: object) -> frozenset[Relation]:
    """Return whether the actor holds a role today, which may answer for exceptions; the queue then holds theirs."""
    return frozenset({Relation.OWNER}) if holders.roles_of(actor_of(request)) else frozenset()


def owned(request: HttpRequest, exception: int, **_rest: object) -> frozenset[Relation]:
    """Return whether the actor holds the role that answers for an exception."""
    try:
        return queries.standing(by=actor_of(request), exception=exception)
    except StoreError:
        return frozenset()


@guarded(Record.EXCEPTION, Action.LIST, relations=owner_of_any)
@page
def exceptions(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the queue: a sentence, the budget, what needs whoever looks, and all that stands."""
    by, formats, asked = actor_of(request), formats_of(request, snapshot.head.timezone), listed.Asked.of(request.GET)
    try:
        rows = queries.listed(by=by, still=asked.still)
        looked, now = queries.last_look(), clock.moment(snapshot)
        told = queries.interruptions(since=now)
        done = queries.just_done(by=by, happening=whole(request.GET.get("did")))
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    every = listed.lines(rows, snapshot, formats, by=by, now=now)
    found = [each for each in every if asked.fits(each.raised)]
    whole_queue = may(by, Action.LIST, Record.EXCEPTION).allowed
    sentence = listed.about(found, asked, whole=whole_queue)
    context = {
        "asked": asked,
        "choices": listed.choices([each.raised for each in every], asked, snapshot),
        "sentence": sentence,
        "groups": _groups(found),
        "every": len(every),
        "whole_queue": whole_queue,
        "unshown": max(len(found) - SHOWN, 0),
        "budget": _budget(found, asked, told, snapshot, now),
        "looked": looked,
        "stale": looked is not None and snapshot.head.as_of - looked > STALE,
        "done": done,
        "said": wording.done_in_words(done, snapshot) if done else "",
        "processes": snapshot.processes.values(),
        "may_act": {each.row.pk for each in found if _may(request, each.row)},
    }
    extra = {"sentence": sentence.text, "looked_at": looked, "budget": context["budget"]}
    plain = [listed.plain_row(each.raised, each.row) for each in found]
    return Page("exceptions", _("Exceptions"), "exceptions/queue.html", plain, context, extra, section=SECTION)


def _groups(found: list[Line]) -> list[tuple[str, list[Line]]]:
    """Return the tables of the queue: what needs whoever looks, what is theirs besides, and the rest."""
    needs = [each for each in found if each.mine and each.needs]
    taken = [each for each in found if each.mine and not each.needs]
    rest = [each for each in found if not each.mine]
    named = [
        (_("They need you"), needs),
        (_("Yours, taken up"), taken),
        (_("With others") if needs or taken else pgettext("exceptions", "All"), rest),
    ]
    shown, left = [], SHOWN
    for title, group in named:
        if group and left:
            shown.append((title, group[:left]))
            left -= min(len(group), left)
    return shown


def _budget(
    found: list[Line],
    asked: listed.Asked,
    told: list[tuple[str | None, datetime]],
    snapshot: Snapshot,
    now: datetime,
) -> list[str]:
    """Return how much of their budgets the roles have used that something stands for; first those of who looks."""
    if not asked.still:
        return []
    rules = keeping.rules_now(snapshot)
    waits = Counter(each.raised.owner for each in found if each.waits)
    owners = dict.fromkeys(each.raised.owner for each in sorted(found, key=lambda each: not each.mine))
    return [listed.budget_words(owner, *rules.room(owner, now, told), waits[owner]) for owner in owners]


def _may(request: HttpRequest, row: Exceptional) -> bool:
    by = actor_of(request)
    return may(by, Action.EDIT, Record.EXCEPTION, holders.owning(by, row.role)).allowed


@guarded(Record.EXCEPTION, Action.VIEW, relations=owned)
@page
def exception(request: HttpRequest, snapshot: Snapshot, exception: int) -> Page:
    """Show one exception: what it is, what it costs, who must act until when, what was done, and what can be done."""
    try:
        row = queries.find(by=actor_of(request), exception=exception)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    if row is None:
        raise Http404
    return opened(request, snapshot, row, crumbs())
