"""Signing in and one's own account: allauth's views, in the frame of the product.

allauth decides and keeps; here each of its views gets an address, a title, a template of ours (under allauth's name for
it), and the headers of a page that no browser keeps.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.core.exceptions import BadRequest
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from sightline_web import store
from sightline_web.accounts import oidc
from sightline_web.accounts.factors import has_factor, must_have_factor
from sightline_web.accounts.mail import can_send
from sightline_web.accounts.models import Account
from sightline_web.accounts.pages import account_page, actor, message, shown
from sightline_web.languages.marks import later
from sightline_web.policy.guard import guarded, public
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.pages import Crumb, Page
from sightline_web.shell.views import unavailable

__all__ = ["too_many", "urlpatterns"]

View = Callable[..., HttpResponseBase]
SECRETS = ("password", "password1", "password2", "oldpassword", "code", "credential")
WAIT_SECONDS = 300
LABELS = {
    "login": later("Address"),
    "email": later("Address"),
    "oldpassword": later("Current password"),
    "password1": later("New password"),
    "password2": later("New password, again"),
    "code": later("Code"),
}


def framed(view: View, title: str, *, own: bool = False) -> View:
    """Show what a view of allauth gives in the frame of the product; `own` pages lie below one's account."""

    @functools.wraps(view)
    @sensitive_post_parameters(*SECRETS)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            with store.writing() if request.method == "POST" else store.reading():
                given = view(request, *args, **kwargs)
                if isinstance(given, TemplateResponse) and not given.is_rendered:
                    return _shown(request, given, title, own=own)
        except store.StoreError as error:
            return unavailable(request, error.fault)
        except RecursionError as error:  # of a passkey's answer, which is JSON: brackets in brackets without end
            raise BadRequest("nested too deeply") from error
        given.headers["Cache-Control"] = "no-store"
        return given

    return answer


def _shown(request: HttpRequest, given: TemplateResponse, title: str, *, own: bool) -> HttpResponse:
    """Render a response with the frame around it; a form with faults is no success."""
    context = dict(given.context_data or {})
    names = given.template_name
    name = names if isinstance(names, str) else names[0]  # type: ignore[index]  # Django allows a template, allauth gives names
    context |= {"mail": can_send(), "sso": _elsewhere(), "own": own, "must": must_have_factor(actor(request))}
    _worded(context.get("form"))
    crumbs = [Crumb(_("Your account"), reverse("account"))] if own and request.user.is_authenticated else []
    page = Page("account", str(title), name, [], context, crumbs=crumbs, section="")
    form = context.get("form")
    wrong = bool(getattr(form, "errors", None))
    response = shown(request, page, status=422 if wrong and given.status_code == 200 else given.status_code)  # noqa: PLR2004 -- HTTP's own
    for cookie in given.cookies.values():
        response.cookies[cookie.key] = cookie
    return response


def _worded(form: object) -> None:
    """Call the fields of a form of allauth's as every page does, once: not in the field as well."""
    for field in form if isinstance(form, BaseForm) else ():
        field.label = str(LABELS.get(field.name, field.label))
        field.field.widget.attrs.pop("placeholder", None)


def _elsewhere() -> str:
    """Return how the issuer is called that accounts may sign in with; empty where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["name"]) if apps else ""


@account_page
def mine(request: HttpRequest) -> Page:
    """Show how one signs in, and where to change it."""
    who = actor(request)
    context = {
        "demo": isinstance(request.user, Account) and request.user.demo,
        "factor": who.account is not None and has_factor(who.account),
        "must": must_have_factor(who),
        "password": isinstance(request.user, Account) and request.user.has_usable_password(),
    }
    return Page("account", _("Your account"), "accounts/mine.html", [], context, section="")


def too_many(request: HttpRequest, *_rest: object) -> HttpResponse:
    """Answer whoever tries too often."""
    fix = _("Wait five minutes, then try again.")
    response = message(request, _("Too many tries"), _("There were too many tries from here."), fix, status=429)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response


def _open(route: str, view: View, name: str, title: str) -> URLPattern:
    """Return an address that is open to whoever has no session yet."""
    return path(route, public(framed(view, title)), name=name)


def _own(route: str, view: View, name: str, title: str, *, action: Action = Action.EDIT) -> URLPattern:
    """Return an address of one's own account."""
    record = Record.SESSION if action is Action.LIST else Record.ACCOUNT
    guard = guarded(record, action, relations=(Relation.SELF,))
    shown_as = framed(view, title, own=True)
    return path(route, guard(shown_as if action is Action.LIST else _kept_as_it_is(shown_as)), name=name)


def _kept_as_it_is(view: View) -> View:
    """Let a demo account change nothing: the next visitor looks as the same one."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if isinstance(request.user, Account) and request.user.demo:
            fix = _("Sign out of the demo to see how accounts of your own sign in.")
            return message(request, _("Demo account"), _("A demo account stays as it is."), fix, status=403)
        return view(request, *args, **kwargs)

    return answer


FACTOR = "account/second-factor"
urlpatterns = [
    _open("sign-in", account.login, "account_login", later("Sign in")),
    _open("sign-in/code", factor.authenticate, "mfa_authenticate", later("Second step")),
    _open("sign-in/passkey", passkey.login_webauthn, "mfa_login_webauthn", later("Sign in")),
    _open("sign-in/disabled", account.account_inactive, "account_inactive", later("Disabled")),
    _open("sign-in/forgotten", account.password_reset, "account_reset_password", later("Password forgotten")),
    _open(
        "sign-in/forgotten/sent",
        account.password_reset_done,
        "account_reset_password_done",
        later("Look into your mail"),
    ),
    re_path(
        r"^sign-in/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        public(framed(account.password_reset_from_key, later("Set a new password"))),
        name="account_reset_password_from_key",
    ),
    _open(
        "sign-in/reset",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
        later("Password set"),
    ),
    re_path(
        r"^sign-in/address/(?P<key>[-:\w]+)$",
        public(framed(account.confirm_email, later("Confirm your address"))),
        name="account_confirm_email",
    ),
    _open("sign-in/with", oidc.leave, "sign_in_with", later("Sign in")),
    _open("sign-in/with/<slug:provider_id>/back", oidc.callback, "openid_connect_callback", later("Sign in")),
    _open("sign-out", account.logout, "account_logout", later("Sign out")),
    path("account", guarded(Record.ACCOUNT, Action.VIEW, relations=(Relation.SELF,))(mine), name="account"),
    _own("sign-in/again", account.reauthenticate, "account_reauthenticate", later("Prove that it is you")),
    _own("sign-in/again/code", factor.reauthenticate, "mfa_reauthenticate", later("Prove that it is you")),
    _own(
        "sign-in/again/passkey",
        passkey.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
        later("Prove that it is you"),
    ),
    _own("account/address", account.email, "account_email", later("Your address")),
    _own(
        "account/address/sent",
        account.email_verification_sent,
        "account_email_verification_sent",
        later("Your address"),
    ),
    _own("account/password", account.password_change, "account_change_password", later("Your password")),
    _own("account/password/first", account.password_set, "account_set_password", later("Your password")),
    _own(
        "account/sessions", usersessions.list_usersessions, "usersessions_list", later("Sessions"), action=Action.LIST
    ),
    _own(FACTOR, factor.index, "mfa_index", later("Second factor"), action=Action.VIEW),
    _own(f"{FACTOR}/app", totp.activate_totp, "mfa_activate_totp", later("Authenticator app")),
    _own(f"{FACTOR}/app/remove", totp.deactivate_totp, "mfa_deactivate_totp", later("Authenticator app")),
    _own(f"{FACTOR}/passkeys", passkey.list_webauthn, "mfa_list_webauthn", later("Passkeys"), action=Action.VIEW),
    _own(f"{FACTOR}/passkeys/new", passkey.add_webauthn, "mfa_add_webauthn", later("New passkey")),
    _own(
        f"{FACTOR}/passkeys/<int:pk>/remove", passkey.remove_webauthn, "mfa_remove_webauthn", later("Remove a passkey")
    ),
    _own(f"{FACTOR}/passkeys/<int:pk>", passkey.edit_webauthn, "mfa_edit_webauthn", later("Passkey")),
    _own(f"{FACTOR}/codes", codes.view_recovery_codes, "mfa_view_recovery_codes", later("Recovery codes")),
    _own(f"{FACTOR}/codes/new", codes.generate_recovery_codes, "mfa_generate_recovery_codes", later("Recovery codes")),
]
