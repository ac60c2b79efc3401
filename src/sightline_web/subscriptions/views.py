"""The pages of what one follows: all of it, and each digest as it would be sent now."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.languages.preferences import language_of, preferences_of
from sightline_web.languages.spoken import speaking
from sightline_web.notices import mail
from sightline_web.notices.people import preference_of, zone_of
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Crumb, Page, page
from sightline_web.shell.sentences import counted
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot
from sightline_web.subscriptions import queries
from sightline_web.subscriptions.documents import document, followed
from sightline_web.subscriptions.models import CADENCES, DIGESTS

__all__ = ["preview", "subscriptions"]

SECTION = "account"
DONE = {
    "changed": later("It is told as you chose."),
    "paused": later("You are told nothing of it until you go on."),
    "resumed": later("You are told of it again."),
    "ended": later("You follow it no more."),
    "restored": later("You follow it again."),
    "there": later("You follow it already, as chosen since."),
}


@guarded(Record.SUBSCRIPTION, Action.LIST, relations={Relation.SELF})
@page
def subscriptions(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what whoever asks follows, how it stands, and what each digest would say."""
    by = actor_of(request)
    kept = queries.mine(by=by)
    found = list(followed(kept, by=by, snapshot=snapshot))
    told = request.GET.get("done", "")
    context = {
        "heading": _heading(len(kept)), "lines": found, "hidden": len(kept) - len(found), "cadences": CADENCES.items(),
        "digests": [pair for pair in DIGESTS.items() if any(each.row.cadence == pair[0] for each in found)],
        "done": DONE.get(told, ""), "undo": whole(request.GET.get("subscription")) if told == "ended" else 0,
        "mails": mail.can_send(),
    }  # fmt: skip
    rows = [
        {
            "subscription": each.row.pk, "kind": each.row.kind, "of": each.row.key, "title": each.title,
            "view": each.row.query, "cadence": each.row.cadence, "mail": each.row.mail, "made_at": each.row.made_at,
            "told_at": each.row.told_at, "paused_at": each.row.paused_at, "status": each.stand.status,
            "changed": list(each.changed),
        }
        for each in found
    ]  # fmt: skip
    return Page("following", _("What you follow"), "subscriptions/following.html", rows, context, section=SECTION)


def _heading(many: int) -> str:
    if not many:
        return _("You follow nothing yet.")
    return opening(_("you follow {things}.").format(things=counted(many, "thing")))


@guarded(Record.SUBSCRIPTION, Action.VIEW, relations={Relation.SELF})
@page
def preview(request: HttpRequest, snapshot: Snapshot, cadence: str) -> Page:
    """Show one digest as it would be sent now: the text and the page of the mail, and how it can be ended."""
    if cadence not in DIGESTS:
        raise Http404
    by = actor_of(request)
    account = by.account or 0
    kept = preference_of(account)
    rows = [each for each in queries.mine(by=by) if each.cadence == cadence and each.paused_at is None]
    zone = zone_of(kept)
    own = preferences_of(request)
    with speaking(language_of(own)):  # the language of a mail, whatever this page is read in
        written_in = mail.formats(zone, own.locale)
        told = document(followed(rows, by=by, snapshot=snapshot), written_in)
        made = mail.written(cadence, [told], zone, locale=own.locale, account=account)
    context = {
        "words": DIGESTS[cadence], "made": made, "spoken": written_in.words,
        "told": mail.sections_of(cadence, [told], link=str), "written_in": written_in,
    }  # fmt: skip
    extra = {
        "cadence": cadence, "subject": made.subject, "text": made.text, "html": made.html,
        "headers": made.headers, "not_mailed": [each.pk for each in rows if not each.mail],
    }  # fmt: skip
    crumbs = [Crumb(_("What you follow"), reverse("following"))]
    lines = [line for section in told["sections"] for line in section["lines"]]  # type: ignore[attr-defined]  # as it is made
    name, title = f"digest-{cadence}", _("Digest, {pace}").format(pace=DIGESTS[cadence])
    return Page(name, title, "subscriptions/preview.html", lines, context, extra, crumbs, SECTION)
