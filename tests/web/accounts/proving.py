"""A client whose session has just proved who it is, as signing in again does."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from tests.web import people


def proven(who: str, *, seconds_ago: int = 0) -> Client:
    """A client signed in as one of the people, with a proof that old."""
    client = people.signed_in(who)
    session = client.session
    proof = {"method": "password", "at": time.time() - seconds_ago, "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [proof]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(people.account(who).pk)
    session.save()
    return client
