"""The pages of controls: the register, one of them with its results and waivers, and what forms do to waivers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from sightline_web import keeper
from sightline_web.controlled import Controlled
from sightline_web.controls import listed, queries, services
from sightline_web.controls.models import CASE_LETTERS, REASON_LETTERS, Waiver
from sightline_web.languages.marks import later
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import owning_role, today
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS, Crumb, Page, formats_of, page, show, told
from sightline_web.shell.typed import whole
from sightline_web.shell.writes import day_typed
from sightline_web.snapshot import NotDeclaredError, Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["control", "controls", "waiver_end", "waiver_grant", "waiver_restore"]

SECTION = "operations"
MAIN_CRUMB = later("Operations")


def _owned(request: HttpRequest, control: str, **_rest: object) -> frozenset[Relation]:
    return owning_role(request, lambda snapshot: _newest(snapshot, control).owner)


def _owner_of_any(request: HttpRequest, **_rest: object) -> frozenset[Relation]:
    snapshot = keeper.current().state().snapshot
    owners = {each.owner for each in snapshot.controls()} if snapshot is not None else set()
    held = [owning_role(request, _named(owner)) for owner in owners]
    return frozenset().union(*held)


def _named(owner: str | None) -> Callable[[Snapshot], str | None]:
    return lambda _snapshot: owner


def _results(snapshot: Snapshot, control: str) -> list[Controlled]:
    """Return the results of one control, the oldest first; raises NotDeclaredError."""
    every = snapshot.controls()
    found = [each for each in every if each.control == control]
    if not found:
        raise NotDeclaredError("control", control, tuple(dict.fromkeys(each.control for each in every)))
    return found


def _newest(snapshot: Snapshot, control: str) -> Controlled:
    return _results(snapshot, control)[-1]


def _sees_cases(request: HttpRequest) -> bool:
    return may(actor_of(request), Action.VIEW, Record.CASE).allowed


@guarded(Record.CONTROL, Action.LIST, relations=_owner_of_any)
@page
def controls(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the register: what must hold, whether it does, how it stood before, and what was waived."""
    formats, asked = formats_of(request, snapshot.head.timezone), listed.Asked.of(request.GET)
    every = snapshot.controls()
    try:
        waivers = queries.waivers_in_force(today(snapshot))
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    newest = {each.control: each for each in every}
    wanted = {key for key, each in newest.items() if asked.fits(each)}
    rows = [each for each in listed.rows_of(every, waivers, formats) if each.control.control in wanted]
    shown = every if request.GET.get("periods") == "all" else tuple(newest.values())
    cases, all_periods = _sees_cases(request), request.GET.dict() | {"periods": "all"}
    context = {
        "rows": rows, "sentence": listed.about(rows, asked), "asked": asked,
        "choices": listed.choices(tuple(newest.values()), asked), "processes": snapshot.processes.values(),
        "now": next(iter(newest.values())).period.label if newest else "",
        "so_far": any(each.so_far for each in newest.values()), "declared": bool(every),
        "every_period": f"{reverse('controls_csv', kwargs={'form': 'csv'})}?{urlencode(all_periods)}",
    }  # fmt: skip
    twins = [
        listed.twin_of(each, waivers.get(each.control, ()), cases=cases) for each in shown if each.control in wanted
    ]
    crumbs = [Crumb(MAIN_CRUMB, reverse("operations"))]
    return Page("controls", _("Controls"), "controls/controls.html", twins, context, crumbs=crumbs, section=SECTION)


@guarded(Record.CONTROL, Action.VIEW, relations=_owned)
@page
def control(request: HttpRequest, snapshot: Snapshot, control: str) -> Page:
    """Show one control: period by period, the cases that show it, and its waivers."""
    return _control_page(request, snapshot, control)


def _control_page(
    request: HttpRequest, snapshot: Snapshot, control: str, *, typed: dict[str, str] | None = None, wrong: str = ""
) -> Page:
    formats, day = formats_of(request, snapshot.head.timezone), today(snapshot)
    results = _results(snapshot, control)
    try:
        waivers = queries.waivers_of(control)
        names = queries.granted_by(waivers)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    in_force = [each for each in waivers if each.covers(day)]
    row, cases = listed.row_of(results, in_force, formats), _sees_cases(request)
    process, _dot, rule = (row.control.enforces or "").partition(".")
    acts = may(actor_of(request), Action.CREATE, Record.WAIVER, _owned(request, control)).allowed
    metric = snapshot.metrics.get(row.control.metric)
    context: dict[str, Any] = {
        "row": row, "one": row.control, "sentence": listed.title_of(row), "judged": listed.judged(row, formats),
        "review": listed.written(row.control.review, formats),
        "process": process, "rule": rule, "day": day,
        "results": [
            (each, listed.look_of(each.outcome), listed.found_in_words(each, formats)) for each in reversed(results)
        ],
        "cases": _cases(row.control, in_force, process, formats) if cases else [], "cases_hidden": not cases,
        "waivers": [_waived(each, names, day, formats) for each in waivers], "may_waive": acts, "typed": typed or {},
        "wrong": wrong, "ended": whole(request.GET.get("ended")), "processes": snapshot.processes.values(),
        "longest": services.LONGEST.days, "metric_known": metric is not None,
        "counted_by": metric.title if metric else row.control.metric, "bound": _bound(row.control, snapshot),
    }  # fmt: skip
    twins = [listed.twin_of(each, in_force, cases=cases) for each in results]
    crumbs = [Crumb(MAIN_CRUMB, reverse("operations")), Crumb(_("Controls"), reverse("controls"))]
    title = row.control.title
    return Page("control", title, "controls/control.html", twins, context, crumbs=crumbs, section=SECTION)


def _bound(one: Controlled, snapshot: Snapshot) -> str:
    """Return the title of the rule or the metric that a control holds to a limit."""
    process, _dot, rule = (one.enforces or "").partition(".")
    held = snapshot.processes.get(process)
    known = held.rules.get(rule) if held is not None else snapshot.metrics.get(one.metric)
    return known.title if known is not None else one.enforces or one.metric


def _cases(each: Controlled, waivers: Sequence[Waiver], process: str, formats: Formats) -> list[tuple[str, str, str]]:
    """Return the cases that show it: their names and pages, and until when each is waived."""
    own = {one.case: listed.written(one.until, formats) for one in waivers if one.case}
    return [(case, reverse("case", args=[process, case]), own.get(case, "")) for case in each.evidence]


def _waived(each: Waiver, names: Any, day: date, formats: Formats) -> dict[str, object]:
    if each.covers(day):
        state = pgettext("a waiver", "in force")
    elif each.ended_on:
        state = pgettext("a waiver", "ended")
    else:
        state = pgettext("a waiver", "to come") if day < each.since else pgettext("a waiver", "over")
    open_ = each.ended_on is None and day <= each.until
    back = each.ended_on is not None and day <= each.until
    days = {"since": listed.written(each.since, formats), "until": listed.written(each.until, formats)}
    return {"waiver": each, "who": names.get(each.account, ""), "state": state, "open": open_, "back": back, **days}


@guarded(Record.WAIVER, Action.CREATE, relations=_owned)
@require_http_methods(["GET", "HEAD", "POST"])
def waiver_grant(request: HttpRequest, control: str) -> HttpResponse:
    """Grant a waiver; who comes by GET is shown the control."""
    state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
    if request.method != "POST" or state.snapshot is None:
        return HttpResponseRedirect(reverse("control", args=[control]))
    snapshot, day = state.snapshot, today(state.snapshot)
    known(snapshot, control)
    typed = {key: request.POST.get(key, "").strip() for key in ("reason", "case", "since", "until")}
    since, until = day_typed(typed["since"] or day.isoformat()), day_typed(typed["until"])
    wrong = ""
    if since is None or until is None:
        wrong = _("Give its last day, such as 2026-12-31.")
    elif len(typed["reason"]) > REASON_LETTERS or len(typed["case"]) > CASE_LETTERS:
        said, count = _("The reason has room for {most} letters, the case for {fewer}."), formats_of(request).count
        wrong = said.format(most=count(REASON_LETTERS), fewer=count(CASE_LETTERS))
    else:
        try:
            services.waiver_grant(
                by=actor_of(request), control=control, case=typed["case"], reason=typed["reason"], since=since,
                until=until, today=day, at=timezone.now(),
            )  # fmt: skip
            return HttpResponseRedirect(reverse("control", args=[control]))
        except services.WaiverError as error:
            wrong = str(error)
        except StoreError as error:
            return told(request, error.fault)
    return show(request, _control_page(request, snapshot, control, typed=typed, wrong=wrong), state, status=422)


def known(snapshot: Snapshot, control: str) -> None:
    """Raise Http404 where the model declares no such control."""
    try:
        _results(snapshot, control)
    except NotDeclaredError as error:
        raise Http404 from error


def _changed(request: HttpRequest, control: str, change: Callable[[date], bool], *, then: str = "") -> HttpResponse:
    """Change a waiver on this day, and show the control; so is who comes by GET."""
    state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
    there = reverse("control", args=[control])
    if request.method != "POST" or state.snapshot is None:
        return HttpResponseRedirect(there)
    try:
        done = change(today(state.snapshot))
    except StoreError as error:
        return told(request, error.fault)
    if not done:
        raise Http404
    return HttpResponseRedirect(f"{there}{then}")


@guarded(Record.WAIVER, Action.DELETE, relations=_owned)
@require_http_methods(["GET", "HEAD", "POST"])
def waiver_end(request: HttpRequest, control: str, waiver: int) -> HttpResponse:
    """End a waiver; the page then offers to put it back."""
    which = partial(services.waiver_end, by=actor_of(request), control=control, waiver=waiver, at=timezone.now())
    return _changed(request, control, lambda day: which(today=day), then=f"?ended={waiver}")


@guarded(Record.WAIVER, Action.RESTORE, relations=_owned)
@require_http_methods(["GET", "HEAD", "POST"])
def waiver_restore(request: HttpRequest, control: str, waiver: int) -> HttpResponse:
    """Put an ended waiver back."""
    which = partial(services.waiver_restore, by=actor_of(request), control=control, waiver=waiver)
    return _changed(request, control, lambda day: which(today=day))
