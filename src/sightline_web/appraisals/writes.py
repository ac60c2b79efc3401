"""What forms do to appraisals; what is refused is shown on the page with what was typed, whoever asks and however."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web.appraisals import calibration, queries, services, supplied
from sightline_web.appraisals.models import Appraisal
from sightline_web.appraisals.services import AppraisalError
from sightline_web.appraisals.supplied import Criterion
from sightline_web.appraisals.views import (
    appraisal_page,
    appraisals_page,
    calibrations_page,
    in_session,
    of_group,
    subject_of,
)  # fmt: skip
from sightline_web.duties import services as registers
from sightline_web.duties.queries import Place
from sightline_web.policy.actor import Actor
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Page
from sightline_web.shell.writes import number_typed, posted, typed_in
from sightline_web.snapshot import Snapshot

__all__ = [
    "calibrate", "decide", "evidence", "finalise", "judge", "objection_answer", "objection_make", "objection_withdraw",
    "open_one", "session_close", "session_open", "share", "state", "take_over",
]  # fmt: skip

YEAR = timedelta(days=366)
Answer = HttpResponse | Page


def _there(appraisal: int, **_rest: object) -> str:
    return reverse("appraisal", args=[appraisal])


def _list(**_rest: object) -> str:
    return reverse("appraisals")


def _found(request: HttpRequest, appraisal: int) -> tuple[Appraisal, Actor, frozenset[Relation]]:
    row = queries.appraisal_find(appraisal)
    if row is None:
        raise Http404
    return row, actor_of(request), standing_to(request, row.person) | of_group(request, appraisal)


def _tried(
    request: HttpRequest, snapshot: Snapshot, appraisal: int, act: Callable[[], object], *, then: str = ""
) -> Answer:
    try:
        act()
    except AppraisalError as error:
        typed = typed_in(request)
        return appraisal_page(request, snapshot, appraisal, wrong=str(error), typed=typed)
    return HttpResponseRedirect(then or _there(appraisal))


def _values(request: HttpRequest, row: Appraisal) -> dict[str, float | None]:
    """Return the numbers that were typed; a share is typed in per cent."""
    found: dict[str, float | None] = {}
    for each in row.criteria:
        typed = request.POST.get(f"value-{each['id']}", "")
        value = number_typed(request, typed)
        if typed.strip() and value is None:
            raise AppraisalError(_("“{typed}” is no number.").format(typed=typed[:40]))
        found[each["id"]] = value / 100 if value is not None and each.get("unit") == "share" else value
    return found


@guarded(Record.DRAFT_REVIEW, Action.CREATE, subject=person_asked)
@posted(_list)
def open_one(request: HttpRequest, snapshot: Snapshot, person: str) -> Answer:
    """Open the appraisal of a person's period, with the goals of their agreement and what is typed."""
    period = request.POST.get("period", "").strip()
    typed = [each.strip() for each in request.POST.get("criteria", "").splitlines() if each.strip()]
    found = [*supplied.criteria(snapshot, person, period)]
    found += [Criterion(f"own_{number}", title) for number, title in enumerate(typed, 1)]
    held = snapshot.directory.person(person, today(snapshot))
    try:
        made = services.appraisal_open(
            by=actor_of(request), standing=standing_to(request, person), person=person,
            unit=(held.unit or "") if held else "", period=period, criteria=found, at=timezone.now(),
        )  # fmt: skip
    except AppraisalError as error:
        kept = typed_in(request) | {"of": person}
        return appraisals_page(request, snapshot, wrong=str(error), typed=kept)
    return HttpResponseRedirect(_there(made.pk))


@guarded(Record.DRAFT_REVIEW, Action.EDIT, subject=subject_of)
@posted(_there)
def state(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Say as the person what one thinks of the period."""
    _row, by, standing = _found(request, appraisal)
    text = request.POST.get("text", "")
    return _tried(
        request, snapshot, appraisal,
        lambda: services.state_own(by=by, standing=standing, appraisal=appraisal, text=text),
    )  # fmt: skip


@guarded(Record.DRAFT_REVIEW, Action.EDIT, subject=subject_of)
@posted(_there)
def judge(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Write one's own judgement."""
    row, by, standing = _found(request, appraisal)

    def act() -> None:
        services.judge(
            by=by, standing=standing, appraisal=appraisal, values=_values(request, row),
            text=request.POST.get("text", ""), at=timezone.now(),
        )  # fmt: skip

    return _tried(request, snapshot, appraisal, act)


@guarded(Record.DRAFT_REVIEW, Action.EDIT, subject=subject_of)
@posted(_there)
def evidence(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Open what was computed."""
    row, by, standing = _found(request, appraisal)
    day, at = today(snapshot), timezone.now()

    def act() -> None:
        items = supplied.evidence(snapshot, row.person, row.period) if not row.evidence else ()
        for each in filter(lambda one: one.n, items):  # where nobody said yet that one is there, its time begins now
            registers.figure_made(person=row.person, metric=each.metric, period=each.period, at=at)
        services.evidence_open(
            by=by, standing=standing, appraisal=appraisal, items=items, place=Place(row.unit),
            since=supplied.begins(snapshot, row.period) or _before(day), today=day, at=at, zone=snapshot.head.timezone,
        )  # fmt: skip

    return _tried(request, snapshot, appraisal, act)


def _before(day: date) -> date:
    """Return a day before whatever a period could hold, where nobody says when it begins."""
    return day - YEAR


@guarded(Record.DRAFT_REVIEW, Action.EDIT, subject=subject_of)
@posted(_there)
def decide(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Decide, and give the reason."""
    row, by, standing = _found(request, appraisal)

    def act() -> None:
        services.decide(
            by=by, standing=standing, appraisal=appraisal, values=_values(request, row),
            reason=request.POST.get("text", ""), at=timezone.now(),
        )  # fmt: skip

    return _tried(request, snapshot, appraisal, act)


@guarded(Record.DRAFT_REVIEW, Action.EDIT, subject=subject_of)
@posted(_there)
def share(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Show it to the person."""
    _row, by, standing = _found(request, appraisal)
    return _tried(
        request, snapshot, appraisal,
        lambda: services.share(by=by, standing=standing, appraisal=appraisal, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.DRAFT_REVIEW, Action.EDIT, subject=subject_of)
@posted(_there)
def take_over(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Begin anew as the person's manager by now."""
    _row, by, standing = _found(request, appraisal)
    return _tried(
        request, snapshot, appraisal,
        lambda: services.appraisal_take_over(by=by, standing=standing, appraisal=appraisal),
    )  # fmt: skip


@guarded(Record.FINAL_REVIEW, Action.CREATE, subject=subject_of)
@posted(_there)
def finalise(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Finalise it."""
    _row, by, standing = _found(request, appraisal)
    reason = request.POST.get("text", "")
    return _tried(
        request, snapshot, appraisal,
        lambda: services.finalise(by=by, standing=standing, appraisal=appraisal, reason=reason, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.OBJECTION, Action.CREATE, subject=subject_of)
@posted(_there)
def objection_make(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Object to a number or to a text."""
    _row, by, standing = _found(request, appraisal)

    def act() -> None:
        services.objection_make(
            by=by, standing=standing, appraisal=appraisal, about=request.POST.get("about", ""),
            text=request.POST.get("text", ""), at=timezone.now(), today=today(snapshot),
        )  # fmt: skip

    return _tried(request, snapshot, appraisal, act)


def _theirs(appraisal: int, objection: int) -> int:
    """Return the number of an objection that belongs to an appraisal."""
    if not queries.objects_to(appraisal, objection):
        raise Http404
    return objection


@guarded(Record.OBJECTION, Action.EDIT, subject=subject_of)
@posted(_there)
def objection_answer(request: HttpRequest, snapshot: Snapshot, appraisal: int, objection: int) -> Answer:
    """Answer an objection."""
    _row, by, standing = _found(request, appraisal)
    key, text = _theirs(appraisal, objection), request.POST.get("text", "")
    return _tried(
        request, snapshot, appraisal,
        lambda: services.objection_answer(by=by, standing=standing, objection=key, text=text, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.OBJECTION, Action.DELETE, subject=subject_of)
@posted(_there)
def objection_withdraw(request: HttpRequest, snapshot: Snapshot, appraisal: int, objection: int) -> Answer:
    """Withdraw an objection."""
    _row, by, standing = _found(request, appraisal)
    key = _theirs(appraisal, objection)
    return _tried(
        request, snapshot, appraisal,
        lambda: services.objection_withdraw(by=by, standing=standing, objection=key, at=timezone.now()),
    )  # fmt: skip


@guarded(Record.CALIBRATION, Action.EDIT, relations=of_group, holding=in_session)
@posted(_there)
def calibrate(request: HttpRequest, snapshot: Snapshot, appraisal: int) -> Answer:
    """Change a decision in a session."""
    row, by, standing = _found(request, appraisal)

    def act() -> None:
        about = request.POST.get("about", "")
        calibration.calibrate(
            by=by, standing=standing, appraisal=appraisal, criterion=about, value=_values(request, row).get(about),
            reason=request.POST.get("text", ""), voters=request.POST.get("voters", "").splitlines(), at=timezone.now(),
        )  # fmt: skip

    then = reverse("calibrations")  # the session sees the appraisal again once it is shared anew
    return _tried(request, snapshot, appraisal, act, then=then)


def _sessions(**_rest: object) -> str:
    return reverse("calibrations")


@guarded(Record.CALIBRATION, Action.CREATE)
@posted(_sessions)
def session_open(request: HttpRequest, snapshot: Snapshot) -> Answer:
    """Open a calibration session."""
    typed = typed_in(request)
    try:
        calibration.session_open(
            by=actor_of(request), unit=typed.get("unit", ""), period=typed.get("period", ""),
            members=typed.get("members", "").replace(",", "\n").splitlines(), at=timezone.now(),
        )  # fmt: skip
    except AppraisalError as error:
        return calibrations_page(request, snapshot, wrong=str(error), typed=typed)
    return HttpResponseRedirect(_sessions())


@guarded(Record.CALIBRATION, Action.DELETE)
@posted(_sessions)
def session_close(request: HttpRequest, _snapshot: Snapshot, session: int) -> Answer:
    """Close a calibration session."""
    if not calibration.session_close(by=actor_of(request), session=session, at=timezone.now()):
        raise Http404
    return HttpResponseRedirect(_sessions())
