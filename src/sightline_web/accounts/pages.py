"""Pages about accounts: they need no reading of the data, are never kept by a browser, and tell a store's fault."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.policy.actor import Actor
from sightline_web.shell.pages import Crumb, Page, show
from sightline_web.shell.twins import csv_twin, json_twin
from sightline_web.shell.views import unavailable
from sightline_web.store import StoreError

__all__ = ["account_page", "actor", "message", "now", "proved", "proving", "shown", "steps"]

Params = ParamSpec("Params")
Answer = Callable[..., HttpResponse]


def now() -> datetime:
    """Return the time; tests turn this clock."""
    return timezone.now()


def actor(request: HttpRequest) -> Actor:
    """Return who acts."""
    found: Actor = request.actor  # type: ignore[attr-defined]  # the middleware sets it
    return found


def steps(*between: tuple[str, str]) -> list[Crumb]:
    """Return the way to a page below the list of accounts."""
    return [Crumb(_("Accounts"), reverse("accounts")), *(Crumb(*each) for each in between)]


def shown(request: HttpRequest, found: Page, *, status: int = 200) -> HttpResponse:
    """Render a page that no browser keeps."""
    response = show(request, found, keeper.current().state(), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def message(
    request: HttpRequest, title: str, cause: str, fix: str, *, status: int = 422, back: str = ""
) -> HttpResponse:
    """Say in one sentence what cannot be done, and what to do; `back` is the page where it was tried."""
    context: Mapping[str, object] = {"cause": cause, "fix": fix, "back": back}
    return shown(request, Page("error", title, "shell/error.html", [], context, section=""), status=status)


def account_page(view: Callable[Concatenate[HttpRequest, Params], Page | HttpResponse]) -> Answer:
    """Turn a function that finds a `Page` into a view; where it finds an answer, that is given."""

    @functools.wraps(view)
    def answer(request: HttpRequest, form: str = "html", *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            found = view(request, *args, **kwargs)
        except StoreError as error:
            return unavailable(request, error.fault)
        if isinstance(found, HttpResponse):
            found.headers["Cache-Control"] = "no-store"
            return found
        if form == "html":
            return shown(request, found)
        if form == "json":
            response = json_twin({"page": found.name, "rows": list(found.rows), **found.extra})
        else:
            response = csv_twin(found.rows, name=found.name)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def proved(view: Callable[Concatenate[HttpRequest, Params], HttpResponse]) -> Answer:
    """Have whoever acts prove anew who it is, at most five minutes ago; a program cannot, and is refused."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
        if actor(request).scopes is not None:
            return json_twin({"error": _("This is done by a person on the page, not by a token.")}, status=403)
        if did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else _page_of(request)
        return HttpResponseRedirect(proving(back))

    return answer  # type: ignore[return-value]  # what views give


def proving(back: str) -> str:
    """Return the address at which one proves anew who one is, and from which one comes back."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def _page_of(request: HttpRequest) -> str:
    """Return the page that a form stands on: its answer cannot be repeated, so the form is shown again."""
    match = request.resolver_match
    if match is not None and "account" in match.kwargs:
        return reverse("account_edit", args=[match.kwargs["account"]])
    return reverse("tokens" if match is not None and match.url_name == "token_make" else "accounts")
