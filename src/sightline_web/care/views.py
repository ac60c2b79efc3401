"""The page of care for administrators: the last good backup, what goes when, and whose records must stay.

Beside it, what is held about whoever asks, to take along. Times and holds are decided by whoever may take backups.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sightline_web.accounts.pages import account_page, actor, message, now
from sightline_web.care import backup, export, services
from sightline_web.care.assigned import assignments
from sightline_web.care.forms import HoldForm, RuleForm
from sightline_web.care.looks import OLDEST_HOURS
from sightline_web.care.models import LegalHold
from sightline_web.care.retention import CLASSES, plan
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.pages import Page, formats_of
from sightline_web.shell.sentences import counted, numeral

__all__ = ["care", "hold", "lift", "own_export", "rule"]

DONE = {
    "rule": later("The time is changed; it counts from the next run of the worker."),
    "hold": later("The records of this person now stay until the hold is lifted."),
    "lift": later("The hold is lifted."),
}


@guarded(Record.BACKUP, Action.VIEW)
@account_page
def care(request: HttpRequest) -> Page:
    """Show the last good backup, the plan of retention and the legal holds."""
    good, planned = backup.last_good(), plan(now())
    late = good is None or now() - good[0] > timedelta(hours=OLDEST_HOURS)
    due = sum(each.due for each in planned)
    context = {
        "heading": _heading(None if good is None else now() - good[0]),
        "good": good,
        "late": late,
        "plan": planned,
        "due": _due(due),
        "holds": list(LegalHold.objects.filter(until=None)),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "formats": formats_of(request),
    }
    rows = [
        {
            "kind": each.kind,
            "title": each.title,
            "days": each.days,
            "floor": each.floor,
            "rows": each.rows,
            "due": each.due,
            "held": each.held,
            "next_at": each.next_at,
        }
        for each in planned
    ]
    extra = {"last_backup": good[0] if good else None, "late": late, "holds": len(context["holds"])}  # type: ignore[arg-type]  # a list
    return Page("care", _("Care"), "care/care.html", rows, context, extra, section="care")


def _due(count: int) -> str:
    if not count:
        return _("Nothing is due now.")
    text = ngettext("{number} record is due now.", "{number} records are due now.", count)
    return opening(text.format(number=numeral(count)))


def _heading(age: timedelta | None) -> str:
    if age is None:
        return _("No backup has been taken yet.")
    hours = int(age / timedelta(hours=1))
    if hours < 1:
        return _("The last good backup is less than an hour old.")
    return _("The last good backup is {hours} old.").format(hours=counted(hours, "hour"))


@require_POST
@guarded(Record.BACKUP, Action.CREATE)
@account_page
def rule(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep a class of record for another time."""
    if kind not in CLASSES or CLASSES[kind].days is None:
        raise Http404
    form, kept = RuleForm(request.POST), CLASSES[kind]
    if not form.is_valid():
        return _refused(request, _("A number of days and a reason are needed."), _("Go back and say both."))
    try:
        services.rule_set(kind=kind, by=actor(request), now=now(), **form.cleaned_data)
    except services.FloorError:
        cause = _("At least {days} are needed for this class: {records}.")
        cause = cause.format(days=counted(kept.floor, "day"), records=kept.title)
        return _refused(request, cause, _("Go back and choose a longer time."))
    return _done("rule")


@require_POST
@guarded(Record.BACKUP, Action.CREATE)
@account_page
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the records of a person until told otherwise."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _refused(request, _("A person and a reason are needed."), _("Go back and say both."))
    try:
        services.hold_set(by=actor(request), now=now(), **form.cleaned_data)
    except services.AlreadyHeldError:
        cause = _("The records of this person are held already.")
        return _refused(request, cause, _("Nothing more is to be done."))
    return _done("hold")


@require_POST
@guarded(Record.BACKUP, Action.CREATE)
@account_page
def lift(request: HttpRequest, hold: int) -> HttpResponse:
    """Lift a hold."""
    if not services.hold_lift(hold=hold, by=actor(request), now=now()):
        raise Http404
    return _done("lift")


def _refused(request: HttpRequest, cause: str, fix: str) -> HttpResponse:
    return message(request, _("Care"), cause, fix, back=reverse("care"))


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('care')}?done={what}")


@require_safe
@guarded(Record.PERSON_EXPORT, Action.EXPORT, relations=(Relation.SELF,))  # nobody else's is ever given out here
@account_page
def own_export(request: HttpRequest) -> HttpResponse:
    """Give whoever asks all that is held about them."""
    who = actor(request)
    if who.account is None:
        raise Http404
    content = export.account_export(account=who.account, by=who, now=now(), assignments=assignments(who.person))
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="what-is-held-about-me.zip"'
    return response
