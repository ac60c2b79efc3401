"""Who acts, as the policy and the journal need to know it: an account turned into an `Actor`."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sightline_web.accounts.models import Account
from sightline_web.policy.actor import NOBODY, Actor
from sightline_web.policy.words import Duty

__all__ = ["actor_of", "origin_of"]


def actor_of(account: Account, *, origin: str = "", scopes: frozenset[str] | None = None) -> Actor:
    """Return an account as an actor; nobody where the account is disabled.

    A duty that this version does not know gives nothing.
    """
    if not account.is_active:
        return NOBODY
    known = {duty.value: duty for duty in Duty}
    return Actor(
        account.pk,
        account.email,
        duties=frozenset(known[each] for each in account.duties if each in known),
        person=account.person or None,
        units=frozenset(account.units),
        scopes=scopes,
        origin=origin,
    )


def origin_of(request: HttpRequest) -> str:
    """Return the network address that a request comes from; empty where it has none."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # no address at all, as through a socket of the system
        return ""
