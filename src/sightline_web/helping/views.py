"""Help, at the same place on every page: the words and what they mean, and what the keyboard does."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline_web.languages.marks import later
from sightline_web.policy.guard import signed_in
from sightline_web.shell.pages import Crumb, Page, page
from sightline_web.snapshot import Snapshot
from sightline_web.terms import explained_in, terms

__all__ = ["glossary", "help_", "keys"]

A_YEAR = 365 * 24 * 3600
KEYS = (  # what is pressed, what it does, and whether it is one key alone
    ("Ctrl K", later("Find a page, an object or something to do; on a Mac, Cmd K"), False),
    ("/", later("The same"), True),
    ("?", later("This page"), True),
    ("Tab", later("To the next link, button or field; the first on each page leads to its content"), False),
    ("Enter", later("Follow the link; press the button; open what a dotted word means"), False),
    ("Esc", later("Close what has opened"), False),
    ("↑ ↓", later("In what was found: the one above, the one below"), False),
)


@signed_in
@page
def glossary(request: HttpRequest, snapshot: Snapshot) -> Page:  # noqa: ARG001 -- the words are those of every reading
    """All words and what they mean."""
    language = explained_in()
    rows = [
        {"word": each.word, "also": list(each.others), "meaning": each.plain, "part": each.part, "id": each.slug}
        for each in terms(language)
    ]
    parts = [(part, list(words)) for part, words in groupby(terms(language), key=lambda each: each.part)]
    crumbs = [Crumb(_("Help"), reverse("help"))]
    context = {"parts": parts, "explained_in": language}
    return Page("glossary", _("Glossary"), "helping/glossary.html", rows, context, crumbs=crumbs, section="help")


@signed_in
@page
def help_(request: HttpRequest, snapshot: Snapshot) -> Page:  # noqa: ARG001 -- the keys are those of every reading
    """What the keyboard does, where the words are explained, and whom to ask."""
    rows = [{"keys": pressed, "does": str(does), "single": alone} for pressed, does, alone in KEYS]
    return Page("help", _("Help"), "helping/help.html", rows, {"keys": rows}, section="help")


@signed_in
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Turn single keys off, or on again, for a year."""
    response = HttpResponseRedirect(f"{reverse('help')}#keyboard")
    name = settings.SIGHTLINE_KEYS_COOKIE
    if request.POST.get("single") == "off":
        secure = settings.SIGHTLINE_SECURE
        response.set_cookie(name, "off", max_age=A_YEAR, secure=secure, httponly=True, samesite="Strict")
    else:
        response.delete_cookie(name, samesite="Strict")
    return response
