"""The page of webhooks for administrators: receivers, what was posted to them, and when the role above is told."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sightline_web.accounts.pages import account_page, actor, now, shown
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.notices import hooks, services
from sightline_web.notices.forms import LadderForm, WebhookForm
from sightline_web.notices.models import Posting, Webhook
from sightline_web.notices.posting import AddressError
from sightline_web.notices.sending import send_posting
from sightline_web.notices.told import EVENTS
from sightline_web.notices.views import STATES
from sightline_web.notices.wording import why_in_words
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.pages import Page, formats_of
from sightline_web.shell.sentences import numeral

__all__ = ["ladder", "make", "replay", "switch", "take_away", "test", "webhooks"]

SHOWN = 50
DONE = {
    "on": later("The webhook is on."),
    "off": later("The webhook is off: nothing is posted to it."),
    "deleted": later("The webhook is deleted, and its secret is gone."),
    "arrived": later("The test arrived."),
    "again": later("It arrived."),
    "failed": later("It did not arrive; what was posted says why. It is tried again."),
    "ladder": later("The times are kept."),
}


@guarded(Record.WEBHOOK, Action.LIST)
@account_page
def webhooks(request: HttpRequest) -> Page:
    """Show the receivers, what was posted to them, and when the role above is told."""
    return _page(request)


def _page(
    request: HttpRequest,
    form: WebhookForm | None = None,
    *,
    secret: str = "",
    error: str = "",
    steps: LadderForm | None = None,
) -> Page:
    undelivered = Count("postings", filter=Q(postings__state="waiting"))
    found = list(Webhook.objects.filter(archived_at=None).annotate(undelivered=undelivered))
    posted = list(Posting.objects.select_related("webhook")[:SHOWN])
    kept = services.ladder()
    context = {
        "heading": _heading(found),
        "hooks": [
            (each, [EVENTS[name] for name in each.events if name in EVENTS], why_in_words(each.disabled_why))
            for each in found
        ],
        "posted": [(each, STATES[each.state], why_in_words(each.error)) for each in posted],
        "form": form or WebhookForm(),
        "steps": steps or LadderForm(initial={"hours": ", ".join(map(str, kept.hours)), "due_hours": kept.due_hours}),
        "secret": secret,
        "error": error,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "formats": formats_of(request),
    }
    rows = [
        {
            "webhook": each.pk,
            "title": each.title,
            "url": each.url,
            "events": list(each.events),
            "on": each.disabled_at is None,
            "why_off": each.disabled_why,
            "failing_since": each.failing_since,
        }
        for each in found
    ]
    extra = {
        "posted": [
            {
                "id": each.once, "webhook": each.webhook.pk, "type": each.content["type"], "state": each.state,
                "attempts": each.attempts, "created_at": each.created_at, "error": each.error,
            }
            for each in posted
        ],
        "escalation": {"hours_past_due": kept.hours, "due_hours": kept.due_hours},
    }  # fmt: skip
    return Page("webhooks", _("Webhooks"), "notices/webhooks.html", rows, context, extra, section="webhooks")


def _heading(found: list[Webhook]) -> str:
    if not found:
        return _("No other system is told.")
    off = sum(each.disabled_at is not None for each in found)
    told = ngettext("{number} other system is told", "{number} other systems are told", len(found))
    told = opening(told.format(number=numeral(len(found))))
    if not off:
        return f"{told}."
    are_off = ngettext("{number} webhook is off", "{number} webhooks are off", off)
    return f"{told}; {are_off.format(number=numeral(off))}."


@require_POST
@guarded(Record.WEBHOOK, Action.CREATE)
@account_page
def make(request: HttpRequest) -> HttpResponse:
    """Keep a new webhook, and show its secret this once."""
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return shown(request, _page(request, form), status=422)
    try:
        _made, secret = hooks.make(by=actor(request), now=now(), **form.cleaned_data)
    except AddressError as error:
        form.add_error("url", _(str(error)))
        return shown(request, _page(request, form), status=422)
    return shown(request, _page(request, secret=secret))


@require_POST
@guarded(Record.WEBHOOK, Action.EDIT)
@account_page
def switch(request: HttpRequest, webhook: int) -> HttpResponse:
    """Switch a webhook on or off."""
    on = request.POST.get("on") == "1"
    _there(webhook)
    hooks.switch(by=actor(request), webhook=webhook, on=on, now=now())
    return _done("on" if on else "off")


@require_POST
@guarded(Record.WEBHOOK, Action.DELETE)
@account_page
def take_away(request: HttpRequest, webhook: int) -> HttpResponse:
    """Delete a webhook."""
    if not hooks.take_away(by=actor(request), webhook=webhook, now=now()):
        raise Http404
    return _done("deleted")


@require_POST
@guarded(Record.WEBHOOK, Action.EDIT)
@account_page
def test(request: HttpRequest, webhook: int) -> HttpResponse:
    """Post a test now."""
    made = hooks.tried(by=actor(request), webhook=webhook, now=now())
    if made is None:
        raise Http404
    return _done("arrived" if send_posting(made, now()) else "failed")


@require_POST
@guarded(Record.WEBHOOK, Action.EDIT)
@account_page
def replay(request: HttpRequest, posting: int) -> HttpResponse:
    """Post something once more."""
    made = hooks.replay(by=actor(request), posting=posting, now=now())
    if made is None:
        raise Http404
    return _done("again" if send_posting(made, now()) else "failed")


@require_POST
@guarded(Record.WEBHOOK, Action.EDIT)
@account_page
def ladder(request: HttpRequest) -> HttpResponse:
    """Say when the role above is told."""
    form = LadderForm(request.POST)
    if not form.is_valid():
        return shown(request, _page(request, steps=form), status=422)
    services.ladder_set(by=actor(request), **form.cleaned_data)
    return _done("ladder")


def _there(webhook: int) -> None:
    if not Webhook.objects.filter(pk=webhook, archived_at=None).exists():
        raise Http404


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('webhooks')}?done={what}")
