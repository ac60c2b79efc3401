"""Accounts for tests: one of each duty and one with all that a business user can have, signed in beforehand.

A record store with these accounts and one session each is made once and copied for every test, so that signing in
costs nothing and tests change nothing of each other's.
"""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connections
from django.test import Client

from sightline_web import store
from sightline_web.accounts.models import Account
from sightline_web.policy.words import Duty

BUSINESS = "business"  # the account of tests that are not about access
NOBODY_IN_PARTICULAR = "plain"  # an account without any duty
DUTIES = {
    BUSINESS: [Duty.EXECUTIVE, Duty.STRATEGY_OFFICE, Duty.OPERATIONS_MANAGER, Duty.ANALYST],
    NOBODY_IN_PARTICULAR: [],
    **{duty.value: [duty] for duty in Duty},
}


def new_client(**more: object) -> Client:
    """A browser without a screen and without a session."""
    return Client(**({"SERVER_NAME": "localhost", "headers": {"accept-language": "en"}} | more))


def signed_in(who: str | Account = BUSINESS, **more: object) -> Client:
    """A browser whose session is that of an account: one of `DUTIES`, a duty, or an account of the test's own."""
    client = new_client(**more)
    if isinstance(who, Account):
        client.force_login(who)
    else:
        client.cookies[settings.SESSION_COOKIE_NAME] = _template()[1][str(who)]
    return client


def cookies(base: str, who: str | Client = BUSINESS) -> dict[str, object]:
    """What a context of Chromium must be given as `storage_state` to be signed in at an address, as a client is."""
    name = settings.SESSION_COOKIE_NAME
    cookie = {
        "name": name,
        "value": who.cookies[name].value if isinstance(who, Client) else _template()[1][who],
        "domain": base.removeprefix("http://").partition(":")[0],
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    return {"cookies": [cookie], "origins": []}


def cookie_header(who: str = BUSINESS) -> str:
    """What a plain request must send as `Cookie` to be signed in."""
    return f"{settings.SESSION_COOKIE_NAME}={_template()[1][who]}"


def account(who: str = BUSINESS) -> Account:
    """One of the accounts that are there."""
    return Account.objects.get(email=address(who))


def address(who: str) -> str:
    """The e-mail address of one of the accounts that are there."""
    return f"{who}@example.org"


def store_with_people(folder: Path) -> Path:
    """Put a store that knows these people in a folder, and use it; returns the folder."""
    shutil.copytree(_template()[0], folder, dirs_exist_ok=True)
    store.install(folder)
    return folder


@cache
def _template() -> tuple[Path, dict[str, str]]:
    """Return the store that is copied, and one session for each account."""
    with ThreadPoolExecutor(1) as apart:  # Playwright may run a loop in this thread
        return apart.submit(_make).result()


def _make() -> tuple[Path, dict[str, str]]:
    """Make it; the store in use stays so."""
    before = store._folder[0] if store._folder else None
    folder = Path(tempfile.mkdtemp(prefix="sightline-people-")) / ".sightline"
    store.install(folder)
    store.prepare()
    sessions = {}
    for who, duties in DUTIES.items():
        made = Account.objects.create(email=address(who), name=who.replace("_", " ").title(), duties=duties)
        EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
        Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
        client = new_client()
        client.force_login(made)
        sessions[who] = client.session.session_key
    connections.close_all()
    store.install(before)
    return folder, sessions
