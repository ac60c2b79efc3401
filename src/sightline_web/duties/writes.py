"""What forms do to the register, switches, notices and the audit."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web.appraisals.queries import decided_in
from sightline_web.duties import fairness as audits
from sightline_web.duties import services
from sightline_web.duties.services import DutyError
from sightline_web.duties.views import fairness_page, register_page
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import today
from sightline_web.shell.pages import Page
from sightline_web.shell.typed import whole
from sightline_web.shell.writes import day_typed, posted, typed_in
from sightline_web.snapshot import Snapshot

__all__ = ["acknowledge", "approve", "enter", "revoke", "run", "setting", "start", "stop", "tell"]


def _register(**_rest: object) -> str:
    return reverse("register")


def _own(**_rest: object) -> str:
    return reverse("person_notices")


def _fairness(**_rest: object) -> str:
    return reverse("fairness")


def _tried(request: HttpRequest, snapshot: Snapshot, act: Callable[[], object]) -> HttpResponse | Page:
    try:
        done = act()
    except DutyError as error:
        return register_page(request, snapshot, wrong=str(error), typed=typed_in(request))
    if done is False:
        raise Http404
    return HttpResponseRedirect(_register())


@guarded(Record.METRIC_REGISTER, Action.EDIT)
@posted(_register)
def enter(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Enter a metric, or change its entry."""
    said = typed_in(request)
    names = ("metric", "purpose", "legal_basis", "data", "level")
    return _tried(
        request, snapshot,
        lambda: services.entry_set(
            by=actor_of(request), at=timezone.now(), **{name: said.get(name, "").strip() for name in names}
        ),
    )  # fmt: skip


@guarded(Record.METRIC_APPROVAL, Action.CREATE)
@posted(_register)
def approve(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Approve that a metric is computed for single persons."""
    said = typed_in(request)
    since = day_typed(said.get("since")) or today(snapshot)
    return _tried(
        request, snapshot,
        lambda: services.approval_give(
            by=actor_of(request), metric=said.get("metric", ""), agreement=said.get("agreement", ""),
            unit=said.get("unit", ""), country=said.get("country", "").strip(), since=since, at=timezone.now(),
        ),
    )  # fmt: skip


@guarded(Record.METRIC_APPROVAL, Action.DELETE)
@posted(_register)
def revoke(request: HttpRequest, snapshot: Snapshot, approval: int) -> HttpResponse | Page:
    """Take an approval back."""
    return _tried(
        request, snapshot,
        lambda: services.approval_revoke(by=actor_of(request), approval=approval, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.SWITCH, Action.CREATE)
@posted(_register)
def stop(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Switch something off."""
    said = typed_in(request)
    names = ("unit", "country", "metric", "computation", "reason")
    return _tried(
        request, snapshot,
        lambda: services.switch_off(
            by=actor_of(request), at=timezone.now(), **{name: said.get(name, "") for name in names}
        ),
    )  # fmt: skip


@guarded(Record.SWITCH, Action.DELETE)
@posted(_register)
def start(request: HttpRequest, snapshot: Snapshot, switch: int) -> HttpResponse | Page:
    """Switch something on again."""
    return _tried(request, snapshot, lambda: services.switch_on(by=actor_of(request), switch=switch, at=timezone.now()))


@guarded(Record.METRIC_REGISTER, Action.EDIT)
@posted(_register)
def setting(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Choose how duties are done."""
    said = typed_in(request)
    value = said.get("value", "").strip()
    return _tried(
        request, snapshot,
        lambda: services.setting_set(
            by=actor_of(request), name=said.get("name", ""), value=whole(value) if value.isdecimal() else -1,
            at=timezone.now(),
        ),
    )  # fmt: skip


@guarded(Record.PERSON_NOTICE, Action.CREATE)
@posted(_register)
def tell(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Tell everybody of a unit, or of all, what is to be computed about them."""
    said, day = typed_in(request), today(snapshot)
    unit, everybody = said.get("unit", ""), snapshot.directory.everybody(day)
    persons = [
        each for each in everybody if not unit or any(one.unit == unit for one in snapshot.directory.held(each, day))
    ]
    metrics = said.get("metrics", "").replace(",", " ").split()
    return _tried(
        request, snapshot,
        lambda: services.notices_make(by=actor_of(request), persons=persons, metrics=metrics, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.PERSON_NOTICE, Action.EDIT, relations={Relation.SELF})
@posted(_own)
def acknowledge(request: HttpRequest, _snapshot: Snapshot, notice: int) -> HttpResponse:
    """Say that one has read a notice."""
    if not services.notice_acknowledge(by=actor_of(request), notice=notice, at=timezone.now()):
        raise Http404
    return HttpResponseRedirect(_own())


@guarded(Record.FAIRNESS_AUDIT, Action.CREATE)
@posted(_fairness)
def run(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Compare the decisions of a period between groups."""
    period = request.POST.get("period", "").strip()[:40]
    stages = decided_in(period)
    if not stages:
        wrong = _("No appraisal of this period is finalised; name a period as it stands in the appraisals.")
        return fairness_page(request, snapshot, wrong=wrong)
    for stage, scores in sorted(stages.items()):
        audits.audit(by=actor_of(request), period=period, stage=stage[:80], scores=scores, at=timezone.now())
    return HttpResponseRedirect(_fairness())
