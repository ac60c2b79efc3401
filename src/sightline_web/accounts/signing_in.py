"""Signing an account in without a password typed: by a demo's menu, or by a link that proved who is there."""

from __future__ import annotations

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from sightline_web import store
from sightline_web.accounts.models import Account

__all__ = ["sign_in"]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@store.writing()
@transaction.atomic
def sign_in(request: HttpRequest, account: Account) -> None:
    """Begin a session of an account, under a new id; nothing of the one before it is left."""
    request.session.flush()
    login(request, account, backend=BACKEND)
