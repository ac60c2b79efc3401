"""What forms do to agreements: each side acknowledges one, and who leads a role freezes a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web.agreed import Agreed, Terms
from sightline_web.agreements.views import found_for, leads_somebody, new_page, whom_led
from sightline_web.appraisals.agreements import agreement_acknowledge, agreement_freeze
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Page
from sightline_web.shell.writes import number_typed, posted, typed_in
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError

__all__ = ["acknowledge", "acknowledge_all", "freeze"]

CENT = 100


def _there(person: str, agreement: str) -> str:
    return reverse("agreement", args=[person, agreement])


def _list(**_rest: object) -> str:
    return reverse("agreements")


@guarded(Record.AGREEMENT, Action.EDIT, subject=person_asked)
@posted(_there)
def acknowledge(request: HttpRequest, snapshot: Snapshot, person: str, agreement: str) -> HttpResponse:
    """Take note of an agreement, as the person or as who leads them."""
    found = found_for(snapshot, person, agreement)
    _take_note(request, snapshot, found, person)
    return HttpResponseRedirect(_there(person, agreement))


@guarded(Record.AGREEMENT, Action.EDIT, relations=leads_somebody)
@posted(_list)
def acknowledge_all(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Take note of all agreements of those whom one leads, as who leads them."""
    for person, each in snapshot.agreements().binding(snapshot.directory, _team(request, snapshot)):
        _take_note(request, snapshot, each, person)
    return HttpResponseRedirect(_list())


def _take_note(request: HttpRequest, snapshot: Snapshot, found: Agreed, person: str) -> None:
    standing = standing_to(request, person)
    leads = snapshot.directory.managers(person, today(snapshot))
    by = actor_of(request)
    manager = by.person if Relation.MANAGER in standing and by.person else min(leads, default=found.manager or "")
    agreement_acknowledge(
        by=by, standing=standing, person=person, manager=manager, period=found.period, content=found.id,
        at=timezone.now(),
    )  # fmt: skip


def _team(request: HttpRequest, snapshot: Snapshot) -> tuple[str, ...]:
    return snapshot.directory.team(actor_of(request).person or "", today(snapshot))


@guarded(Record.AGREEMENT, Action.CREATE, relations=leads_somebody)
@posted(_list)
def freeze(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Freeze the goals of a role that one leads; what is wrong is shown with what was typed."""
    typed = typed_in(request)
    asked = {name: typed.get(name, "") for name in ("role", "period", "person", "reason")} | typed
    try:
        made = [_frozen(request, snapshot, terms) for terms in _terms(request, snapshot, asked)]
    except Refused as refused:
        return new_page(request, snapshot, asked, fault=Fault(str(refused)))
    except UnanswerableError as error:
        return new_page(request, snapshot, asked, fault=error.fault)
    person = made[0].person or min(whom_led(request, snapshot, made[0].role).persons)
    return HttpResponseRedirect(_there(person, made[0].id) if len(made) == 1 else _list())


def _frozen(request: HttpRequest, snapshot: Snapshot, terms: Terms) -> Agreed:
    """Freeze one; whoever freezes it has read it."""
    found = agreement_freeze(by=actor_of(request), make=lambda: snapshot.agree(terms, keep=True))
    for person in found.holders(snapshot.directory).intersection(_team(request, snapshot)):
        _take_note(request, snapshot, found, person)
    return found


class Refused(ValueError):  # noqa: N818 -- what it is, in the words of the page
    """What cannot be frozen as it was typed; the text says why and what to do."""


def _terms(request: HttpRequest, snapshot: Snapshot, asked: dict[str, str]) -> list[Terms]:
    """Return what was typed, for the team or for each person it is meant for; raises Refused."""
    role, period = asked["role"], asked["period"]
    led = whom_led(request, snapshot, role)
    if not led.persons or (asked["person"] and asked["person"] not in led.persons):
        raise Refused(_("You lead nobody in this role; choose one that your team holds."))
    if period not in snapshot.agreement_periods():
        raise Refused(_("Choose a period from the list."))
    weights, targets = _numbers(request, asked, "weight"), _numbers(request, asked, "target", snapshot)
    newest = {each.key for each in snapshot.agreements().newest()}
    found = [
        Terms(period, role, person, weights, targets, asked["reason"], (period, role, person or "") in newest)
        for person in led.meant(asked["person"])
    ]
    if any(each.again for each in found) and not asked["reason"].strip():
        raise Refused(_("A new version needs a reason: both sides read it."))
    if (weights or targets) and not asked["reason"].strip():
        raise Refused(_("What is set by hand needs a reason: both sides read it."))
    return found


def _numbers(
    request: HttpRequest, asked: dict[str, str], what: str, snapshot: Snapshot | None = None
) -> dict[str, float]:
    """Return the numbers that were typed, by metric; weights, and targets that are shares, are typed in per cent."""
    found = {}
    for name, text in asked.items():
        kind, dash, metric = name.partition("-")
        if kind != what or not dash or not text.strip():
            continue
        value = number_typed(request, text)
        if value is None:
            raise Refused(_("“{typed}” is no number.").format(typed=text[:40]))
        declared = snapshot.metrics.get(metric) if snapshot is not None else None
        in_cents = snapshot is None or (declared is not None and declared.unit == "share")
        found[metric] = value / CENT if in_cents else value
    return found
