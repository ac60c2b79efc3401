"""What the form does: an initiative is approved or declined, with a reason, by whoever is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.promises.deciders import written
from sightline_web.promises.services import promise_decide
from sightline_web.promises.views import known, promise_page
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import today
from sightline_web.shell.pages import Page, not_found
from sightline_web.shell.writes import posted, typed_in
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError, UnderWayError

__all__ = ["MOST", "decide"]

MOST = 1_000  # characters of a reason
CHOICES = {"approve": False, "decline": True}


def _there(initiative: str) -> str:
    return reverse("promise", args=[initiative])


@guarded(Record.PROMISE, Action.CREATE)
@posted(_there)
def decide(request: HttpRequest, snapshot: Snapshot, initiative: str) -> HttpResponse | Page:
    """Approve or decline an initiative; what is refused is shown with what was typed."""
    try:
        known(snapshot, initiative)
    except NotDeclaredError as error:
        return not_found(request, error)
    typed = typed_in(request)
    fault = _wrong(typed)
    if fault is None:
        declined, reason = CHOICES[typed["decision"]], typed["reason"].strip()
        by, on = actor_of(request), today(snapshot)
        try:
            promise_decide(
                by=by,
                make=lambda: snapshot.decide(initiative, by=written(by), reason=reason, on=on, declined=declined),
                take_back=snapshot.take_back,
            )
        except UnderWayError:
            cause = _("What is known of its worth is still being estimated.")
            fault = Fault(cause, fix=_("Send it again in a minute."))
        except UnanswerableError as error:
            fault = error.fault
        else:
            return HttpResponseRedirect(_there(initiative))
    return promise_page(request, snapshot, initiative, typed=typed, fault=fault)


def _wrong(typed: dict[str, str]) -> Fault | None:
    """Return what is wrong with what was typed."""
    reason = typed.get("reason", "").strip()
    if typed.get("decision") not in CHOICES:
        return Fault(_("It is neither approved nor declined."), fix=_("Choose one of the two."))
    if not reason:
        return Fault(_("A decision needs a reason."), fix=_("Say in a sentence why: it stays beside the decision."))
    if len(reason) > MOST:
        cause = _("The reason has {count} characters.").format(count=len(reason))
        return Fault(cause, fix=_("{most} are the most.").format(most=MOST))
    return None
