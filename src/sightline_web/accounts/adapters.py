"""How allauth behaves here: nobody signs up, nobody is locked out by others, secrets are sealed, words are ours."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sightline_web.accounts.acting import origin_of
from sightline_web.accounts.mail import can_send
from sightline_web.accounts.models import Account
from sightline_web.accounts.pages import message
from sightline_web.accounts.sealing import sealing
from sightline_web.languages.marks import later

__all__ = ["AccountAdapter", "MFAAdapter", "SocialAdapter"]

log = logging.getLogger("django.request")
_posting = ThreadPoolExecutor(2, thread_name_prefix="sightline-mail")
UNKNOWN = later("Whoever signed in there has no account here.")
FAILED = later("Signing in there did not work.")
OF_ALLAUTH = (later("You must type the same password each time."),)  # its own text: our catalogues, read last, say it


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Accounts: only those that exist, or whom an administrator invites."""

    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": later("This address and this password do not belong together."),
        "enter_current_password": later("Write the password that you have now."),
        "incorrect_password": later("This is not your password."),
        "incorrect_code": later("This code does not fit, or was used before. Wait for the next one."),
        "too_many_login_attempts": later("Too many tries from here. Wait five minutes, then try again."),
        "rate_limited": later("Too many tries. Wait a few minutes, then try again."),
        "invalid_password_reset": later("This link does not work: it was used, or is too old."),
        "email_taken": later("This address cannot be used."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth hands it over
        """Return that nobody makes an account by asking for one."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail apart, where any can be sent: how long that takes, or that it fails, says nothing to who asks."""
        if can_send():
            request = allauth_context.request
            given = {"request": request, "email": email, "current_site": get_current_site(request)} | context
            post(self.render_mail(template_prefix, email, given))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by account and address, so that nobody can delay another person elsewhere."""
        counted = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{counted}:{origin_of(request)}"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Second factors: their secrets stand sealed in the database, under a key that is not there."""

    error_messages: ClassVar[dict[str, str]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": later("This code does not fit, or was used before. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret sealed."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it was."""
        return _seal().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return how an authenticator app names this product."""
        return "Sightline"

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 -- allauth's name
        """Return a first name for a passkey, which its owner may change."""
        return _("Passkey {number}").format(number=Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Signing in elsewhere: for accounts that exist here, found by an address that the issuer has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 -- allauth's
        """Say that an issuer makes nobody an account."""
        fix = _("Ask an administrator to invite that address. It must be one that the issuer has verified.")
        raise ImmediateHttpResponse(message(request, _("Sign in"), UNKNOWN, fix, status=403))

    def on_authentication_error(self, request: HttpRequest, *_what: Any, **_more: Any) -> None:
        """Say that signing in elsewhere failed; why stands in no answer, for it may help whoever tries."""
        fix = _("Start again from the sign-in page. If it goes on, tell an administrator.")
        raise ImmediateHttpResponse(message(request, _("Sign in"), FAILED, fix, status=401))


def post(message: EmailMessage) -> None:
    """Send a mail beside what goes on."""
    _posting.submit(_sent, message)


def _sent(message: EmailMessage) -> None:
    try:
        message.send()
    except (SMTPException, OSError) as error:
        log.warning("a mail could not be sent: %s", type(error).__name__)


def _seal() -> Fernet:
    return sealing("factor_key")
