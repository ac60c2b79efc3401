"""The page of one's own notices: what was sent, the digest as it would come now, and how one wants to be told."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sightline_web.accounts.pages import account_page, actor, now, shown
from sightline_web.languages.marks import later, later_in
from sightline_web.languages.openings import opening
from sightline_web.languages.preferences import language_of, locale_of, preferences_of
from sightline_web.languages.spoken import speaking, spoken_now
from sightline_web.notices import digest, mail, services
from sightline_web.notices.forms import PreferenceForm
from sightline_web.notices.models import Message
from sightline_web.notices.people import preference_of, zone_of
from sightline_web.notices.told import text_of
from sightline_web.notices.wording import why_in_words
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.formats import Formats
from sightline_web.shell.pages import Page
from sightline_web.shell.sentences import numeral

__all__ = ["STATES", "notices", "settings"]

SHOWN = 50
STATES = {
    "waiting": later("waits"),
    "sending": later("being sent"),
    "sent": later("sent"),
    "shown": later("shown here"),
    "given_up": later("given up"),
}
DIGEST = later("digest")
KINDS = {"alert": later("alert"), "escalation": later("overdue"), "digest": DIGEST, "mention": later("mention"),
         "change": later_in("a notice", "change"), "daily": DIGEST, "weekly": DIGEST, "monthly": DIGEST}  # fmt: skip


@guarded(Record.NOTICE, Action.VIEW, relations={Relation.SELF})
@account_page
def notices(request: HttpRequest) -> Page:
    """Show whoever asks what they were told, what their digest says, and their settings."""
    return _page(request, None)


@require_POST
@guarded(Record.NOTICE, Action.EDIT, relations={Relation.SELF})
@account_page
def settings(request: HttpRequest) -> HttpResponse:
    """Keep how whoever acts wants to be told."""
    form = PreferenceForm(request.POST)
    if not form.is_valid():
        return shown(request, _page(request, form), status=422)
    services.preference_set(by=actor(request), **form.cleaned_data)
    return HttpResponseRedirect(f"{reverse('notices')}?done=settings")


def _page(request: HttpRequest, form: PreferenceForm | None) -> Page:
    by = actor(request)
    kept = preference_of(by.account or 0)
    found = list(Message.objects.for_actor(by, Action.LIST).filter(account=by.account)[:SHOWN])
    zone = zone_of(kept)
    own = preferences_of(request)
    with speaking(language_of(own)):  # the language of a mail, whatever this page is read in
        told = [digest.document(by.account or 0, now())]
        preview = mail.written("digest", told, zone, locale=own.locale, account=by.account)
        written_in = mail.formats(zone, own.locale)
    context = {
        "heading": _heading(found),
        "lines": [_line(each) for each in found],
        "preview": preview,
        "told": mail.sections_of("digest", told, link=str),
        "written_in": written_in,
        "spoken": written_in.words,
        "form": form or PreferenceForm(initial={name: getattr(kept, name) for name in services.SETTINGS}),
        "done": request.GET.get("done") == "settings",
        "mails": mail.can_send(),
        "formats": Formats(locale_of(own, request.headers.get("Accept-Language", "")), str(zone), spoken_now()),
        "zone": str(zone),
    }
    rows = [
        {
            "kind": each.kind,
            "title": _title(each),
            "key": each.content.get("key"),
            "state": each.state,
            "created_at": each.created_at,
            "next_at": each.next_at if each.state == "waiting" else None,
            "done_at": each.done_at,
            "attempts": each.attempts,
            "error": each.error,
        }
        for each in found
    ]
    extra = {
        "digest": {"subject": preview.subject, "text": preview.text},
        "settings": services.plain(kept),
    }
    return Page("notices", _("Notices"), "notices/notices.html", rows, context, extra, section="account")


def _line(each: Message) -> tuple[Message, str, bool, str, str, str]:
    english = bool(each.content.get("title")) and mail.english(each.kind, each.content)
    return each, _title(each), english, KINDS[each.kind], STATES[each.state], why_in_words(each.error)


def _title(each: Message) -> str:
    titled = bool(each.content.get("title"))
    return mail.said(each.content, text_of(each.content, "title" if titled else "heading"))


def _heading(found: Sequence[Message]) -> str:
    if not found:
        return _("You have not been told anything yet.")
    waiting = sum(each.state in {"waiting", "sending"} for each in found)
    came = len(found) - waiting
    told = _("Many notices came to you")
    if len(found) < SHOWN:
        told = ngettext("{number} notice came to you", "{number} notices came to you", came)
        told = opening(told.format(number=numeral(came)))
    if not waiting:
        return f"{told}."
    wait = ngettext("{number} notice still waits", "{number} notices still wait", waiting)
    return f"{told}; {wait.format(number=numeral(waiting))}."
