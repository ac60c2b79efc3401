"""Demo accounts: in the demo's workspace, on this machine alone, a visitor is signed in at once as one of them.

There is one for each kind of user, a person of the example each, none with a password. They count while the workspace
is the demo's (`sightline.example.demo`), the records are in its own folder and the request stays on this machine; as
soon as one of these ends, their sessions end with the next request. Who signs out stays out.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from sightline_web import engine, store
from sightline_web.accounts import sessions
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.keys import borne
from sightline_web.accounts.models import Account
from sightline_web.accounts.signing_in import sign_in
from sightline_web.furnishing import House, furnish
from sightline_web.languages.marks import later
from sightline_web.policy.words import Duty
from sightline_web.touched import state_of

__all__ = [
    "KINDS",
    "LEFT",
    "Kind",
    "account_here",
    "account_of",
    "demo_here",
    "entry",
    "install",
    "is_demo",
    "was_demo",
]

LEFT = "sightline_demo_left"  # a visitor who signed out of the demo
MARK = ".sightline/demo.json"
Handler = Callable[[HttpRequest], HttpResponseBase]
People = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of user that can be looked as in the demo."""

    id: str
    title: str
    duties: tuple[Duty, ...] = ()

    @property
    def email(self) -> str:
        """The address of its account; `.invalid` leads nowhere."""
        return f"{self.id.replace('_', '-')}@demo.invalid"


KINDS = (
    Kind("executive", later("executive"), (Duty.EXECUTIVE,)),
    Kind("strategy_office", later("strategy office"), (Duty.STRATEGY_OFFICE,)),
    Kind("operations_manager", later("operations manager"), (Duty.OPERATIONS_MANAGER,)),
    Kind("line_manager", later("line manager")),
    Kind("employee", later("employee")),
    Kind("portfolio_board", later("portfolio board"), (Duty.PORTFOLIO_BOARD,)),
    Kind("analyst", later("analyst"), (Duty.ANALYST,)),
    Kind("hr_partner", later("HR partner"), (Duty.HR_PARTNER,)),
    Kind("auditor", later("auditor"), (Duty.AUDITOR,)),
    Kind("works_council", later("works council"), (Duty.WORKS_COUNCIL,)),
    Kind("administrator", later("administrator"), (Duty.ADMINISTRATOR,)),
)


class Place:
    """A workspace that may be the demo's; asked at each request, read anew only when a model file has changed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: tuple[str, People | None] = ("", None)

    @property
    def marked(self) -> bool:
        """Whether it was made as the demo, whatever became of it."""
        return (self._root / MARK).is_file()

    def people(self) -> People | None:
        """Return who stands for each kind of user; None where the workspace is not the demo's."""
        if not self.marked:
            return None
        found = self._print()
        if self._seen[0] != found:
            self._seen = (found, engine.demo_people(self._root))
        return self._seen[1]

    def team(self, manager: str) -> tuple[str, ...]:
        """Return who reports to somebody of the demo."""
        return engine.demo_team(self._root, manager)

    def _print(self) -> str:
        files = [self._root / "example.json", self._root / MARK]
        for folder, below, names in os.walk(self._root):
            below[:] = [name for name in below if not name.startswith(".")]
            files += [Path(folder) / name for name in names if name.endswith((".yml", ".yaml"))]
        return state_of(sorted(files))


_place: list[Place] = []


def install(root: Path | None) -> None:
    """Serve a workspace that may be the demo's; None: one that is not."""
    _place[:] = [] if root is None else [Place(root)]


def is_demo() -> bool:
    """Return whether the workspace that is served is the demo's, wherever a request comes from."""
    return bool(_place) and connection.vendor == "sqlite" and _place[0].people() is not None


def account_here(kind: str) -> Account:
    """Return the account of a kind of user in the demo that is served; raises LookupError where it is none."""
    people = _place[0].people() if _place else None
    found = next((each for each in KINDS if each.id == kind), None)
    if people is None or found is None:
        raise LookupError(kind)
    with store.writing():
        return account_of(found, people)


def was_demo() -> bool:
    """Return whether the workspace was made as the demo and is no longer, because its model has changed."""
    return bool(_place) and _place[0].marked and not is_demo()


def demo_here(request: HttpRequest) -> People | None:
    """Return who stands for each kind of user, where demo accounts count for this request; None where they do not."""
    if not _place or not _stays_here(request) or connection.vendor != "sqlite":
        return None
    return _place[0].people()


def _stays_here(request: HttpRequest) -> bool:
    """Return whether a request was made on this machine, to an address that is its own."""
    if settings.SIGHTLINE_SECURE:  # others reach this server, too
        return False
    try:
        host = urlsplit(f"//{request.get_host()}").hostname or ""
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
        return local and ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def entry(get_response: Handler) -> Handler:
    """Sign a visitor of the demo in, and end sessions of demo accounts wherever it is no longer the demo."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if borne(request) is not None:  # a token: the session counts for nothing
            return get_response(request)
        before = None
        with suppress(store.StoreError):  # `acting` comes to the same fault, and tells it
            _enter(request)
            before = _demo_account(request)
        response = get_response(request)
        if before is not None and request.method == "POST" and not request.user.is_authenticated:
            response.set_cookie(LEFT, "1", httponly=True, samesite="Lax")
        return response

    return middleware


def _enter(request: HttpRequest) -> None:
    people = demo_here(request)
    if people is None:
        with store.reading():
            if _demo_account(request) is not None:
                logout(request)
        return
    with store.reading():
        account = _demo_account(request)
        known = request.session.session_key is not None and request.user.is_authenticated
        if account is not None and sessions.outlived(request):
            kind = next(each for each in KINDS if each.email == account.email)
        elif known or LEFT in request.COOKIES:
            return
        else:
            kind = KINDS[0]
    with store.writing():
        sign_in(request, account_of(kind, people))


def _demo_account(request: HttpRequest) -> Account | None:
    """Return the demo account whose session this is."""
    if not request.session.session_key:
        return None
    found = request.user
    return found if isinstance(found, Account) and found.demo else None


def account_of(kind: Kind, people: People) -> Account:
    """Return the demo account of a kind of user, made now where it is missing or belongs to somebody else."""
    found = Account.objects.filter(email=kind.email, demo=True).first()
    if found is None or found.person != people[kind.id]["person"]:
        _make(people)
        found = Account.objects.get(email=kind.email, demo=True)
    return found


@transaction.atomic
def _make(people: People) -> None:
    """Make all demo accounts, or bring them up to date, with what each surface shows of them."""
    Account.objects.filter(demo=True).update(person="")
    for kind in KINDS:
        who = people.get(kind.id)
        if who is None:
            continue
        person = "" if Account.objects.filter(person=who["person"]).exists() else who["person"]
        units = [people["employee"]["unit"]] if Duty.HR_PARTNER in kind.duties and "employee" in people else []
        values = {"name": who["name"], "duties": list(kind.duties), "units": units, "person": person, "demo": True}
        made, is_new = Account.objects.update_or_create(email=kind.email, defaults=values)
        if is_new:
            made.set_unusable_password()
            made.save(update_fields=["password"])
    leads = people.get("line_manager", {})
    furnish(House(
        {kind.id: actor_of(each) for kind in KINDS for each in Account.objects.filter(email=kind.email, demo=True)},
        _place[0].team(leads["person"]) if _place and leads else (), leads.get("unit", ""), timezone.now(),
    ))  # fmt: skip
