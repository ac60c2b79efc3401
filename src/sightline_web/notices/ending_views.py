"""The page that a link in a mail leads to: it says what ends, and ends it; by itself where a program of mail asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sightline_web import rows
from sightline_web.accounts.acting import actor_of, origin_of
from sightline_web.accounts.models import Account
from sightline_web.accounts.pages import account_page, shown
from sightline_web.notices.ending import Ending, meant
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.guard import public
from sightline_web.shell.pages import Page

__all__ = ["unsubscribe"]


@csrf_exempt  # the link itself is the proof, and programs of mail send nothing else
@public
@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """Say what a link ends, end it, or take that back."""
    ending, by = _meant(request, signed)
    done = ""
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        with rows.acting_as(by):
            ending.switch(by, on)
        done = "on" if on else "off"
    context = {"words": ending.words, "done": done, "signed": signed}
    return shown(request, Page("unsubscribe", _("Mail"), "notices/unsubscribe.html", [], context, section=""))


def _meant(request: HttpRequest, signed: str) -> tuple[Ending, Actor]:
    found = meant(signed)
    if found is None:
        raise Http404
    with rows.acting_as(SYSTEM):  # nobody is signed in
        account = Account.objects.filter(pk=found[1], is_active=True).first()
    if account is None:
        raise Http404
    return found[0], actor_of(account, origin=f"{origin_of(request)} (link in a mail)")
