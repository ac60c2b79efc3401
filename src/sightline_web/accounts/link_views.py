"""What one-time links lead to: an account that is made, or a way back into one. They are open to whoever has them."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sightline_web.accounts import administration, invitations
from sightline_web.accounts.acting import origin_of
from sightline_web.accounts.forms import AcceptForm, PasswordForm
from sightline_web.accounts.invitations import GoneError, TakenError
from sightline_web.accounts.models import Account
from sightline_web.accounts.pages import account_page, message, now, shown
from sightline_web.accounts.signing_in import sign_in
from sightline_web.accounts.wording import NO_DUTY, duty_words
from sightline_web.languages.marks import later
from sightline_web.policy.guard import public
from sightline_web.shell.pages import Page

__all__ = ["invitation", "recovery"]

GONE = later("This link does not work: it was used, withdrawn, or is too old.")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Make the account of an invitation, and sign it in."""
    try:
        found = invitations.find(key=key, now=now())
        account = Account(email=found.email, name=found.name)
        form = AcceptForm(
            request.POST or None, initial={"name": found.name}, account=account, asks_address=not found.email
        )
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            made = invitations.accept(
                key=key,
                grant=(typed["name"], typed.get("email", "")),
                password=typed["password"],
                now=now(),
                origin=origin_of(request),
            )
            return _signed_in(request, made)
    except TakenError as error:
        return message(request, _("Taken"), str(error), _("Sign in, or ask whoever invited you."), status=409)
    except GoneError:
        return message(request, _("Link"), GONE, _("Ask whoever invited you to send it again."), status=410)
    context = {"form": form, "invitation": found, "words": duty_words(found.duties) or NO_DUTY}
    page = Page("invitation", _("Make your account"), "accounts/accept.html", [], context, section="")
    return shown(request, page, status=422 if form.errors else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def recovery(request: HttpRequest, key: str) -> HttpResponse:
    """Set a new password, and sign in where no second factor is asked for."""
    try:
        found = administration.find_recovery(key=key, now=now())
        form = PasswordForm(request.POST or None, account=found.account)
        if request.method == "POST" and form.is_valid():
            administration.recover(
                key=key, password=form.cleaned_data["password"], now=now(), origin=origin_of(request)
            )
            return HttpResponseRedirect(reverse("account_login"))
    except GoneError:
        return message(request, _("Link"), GONE, _("Ask an administrator for a new one."), status=410)
    context = {"form": form, "recovery": found}
    page = Page("recovery", _("Set a new password"), "accounts/recover.html", [], context, section="")
    return shown(request, page, status=422 if form.errors else 200)


def _signed_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Begin the first session: whoever has just chosen the password has proved who they are."""
    sign_in(request, account)
    record_authentication(request, account, method="password", reauthenticated=True)
    return HttpResponseRedirect(reverse("strategy"))
