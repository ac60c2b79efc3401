"""The accounts as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "sightline_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Start the clock of every session at its sign-in, renew it when one proves anew, and have the journal told."""
        from allauth.account.signals import authentication_step_completed  # noqa: PLC0415 -- models come after the apps

        from sightline_web.accounts import journalled  # noqa: PLC0415 -- the same

        user_logged_in.connect(_begin, dispatch_uid="sightline-session-begins")
        authentication_step_completed.connect(_renew, dispatch_uid="sightline-session-renewed")
        journalled.connect()


def _begin(*, request: HttpRequest, user: object, **_rest: object) -> None:
    from sightline_web.accounts import sessions  # noqa: PLC0415 -- models are loaded after the apps
    from sightline_web.accounts.models import Account  # noqa: PLC0415 -- the same

    if isinstance(user, Account):
        sessions.begin(request, user)


def _renew(*, request: HttpRequest, reauthenticated: bool = False, **_rest: object) -> None:
    from sightline_web.accounts import sessions  # noqa: PLC0415 -- models are loaded after the apps

    if reauthenticated:
        sessions.renew(request)
