"""Second factors: who must have one is led to it before anything else, and a code works once.

Django's clock allows a code for a minute and a half around its time; allauth remembers for half a minute that it was
used, so that is remembered here for longer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from sightline_web import store
from sightline_web.accounts.models import Account
from sightline_web.languages.marks import later
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty
from sightline_web.shell.refusals import for_program, refusal

__all__ = [
    "PRIVILEGED",
    "OnceActivateForm",
    "OnceAgainForm",
    "OnceForm",
    "has_factor",
    "must_have_factor",
    "second_factor",
]

PRIVILEGED = frozenset({Duty.ADMINISTRATOR, Duty.AUDITOR, Duty.HR_PARTNER})
REMEMBERED_SECONDS = 120
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
ON_THE_WAY = ("/account/second-factor", "/sign-in", "/sign-out", "/theme", "/news")
WHY = later("This account must have a second factor first; set one up at {address}.")

Handler = Callable[[HttpRequest], HttpResponseBase]


class _Once:
    """A code that was taken once is refused for as long as it would fit."""

    user: Account

    def clean_code(self) -> str:
        """Return the code if it fits and was not used."""
        code: str = super().clean_code()  # type: ignore[misc]  # of the form it is mixed into
        used = hashlib.sha256(f"{self.user.pk}:{code.strip()}".encode()).hexdigest()
        if not cache.add(f"factor-used:{used}", 1, timeout=REMEMBERED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class OnceForm(_Once, AuthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The second step of signing in."""


class OnceAgainForm(_Once, ReauthenticateForm):  # type: ignore[misc]  # the same
    """Proving anew who one is."""


class OnceActivateForm(_Once, ActivateTOTPForm):  # type: ignore[misc]  # the same
    """Setting an authenticator app up; the code that proves it opens nothing afterwards."""


def must_have_factor(actor: Actor) -> bool:
    """Return whether the duties of an account are such that a password alone is not enough."""
    return actor.account is not None and bool(actor.duties & PRIVILEGED)


def has_factor(account: int) -> bool:
    """Return whether an account has a second factor; codes for recovery alone are none."""
    with store.reading():
        return bool(Authenticator.objects.filter(user_id=account, type__in=FACTORS).exists())


def second_factor(get_response: Handler) -> Handler:
    """Lead an account that must have a second factor to setting it up, before anything else; demo accounts aside."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]  # the middleware before this one sets it
        if not must_have_factor(actor) or request.path.startswith(ON_THE_WAY) or not _lacks(actor):
            return get_response(request)
        address = reverse("mfa_index")
        if actor.scopes is not None or for_program(request):
            return refusal(request, 403, {"error": WHY.format(address=address)})
        return HttpResponseRedirect(address)

    return middleware


def _lacks(actor: Actor) -> bool:
    account = actor.account
    if account is None or has_factor(account):
        return False
    return Account.objects.filter(pk=account, demo=False).exists()
