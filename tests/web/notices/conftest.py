"""A house with a shift lead, her manager and his; exceptions that befall them, mail that is kept, a receiver."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.test import override_settings

from sightline_web import keeper
from sightline_web.accounts.models import Account
from sightline_web.directory import Directory, Person
from sightline_web.keeper import Outcome
from sightline_web.notices import clock as notices_clock
from sightline_web.notices import posting
from sightline_web.raised import Raised
from tests.web.fakes import FakeSnapshot, keeper_of

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ROLE = "shift_lead"
SINCE = date(2018, 1, 1)
RAISED = Raised(
    "order_to_cash.ship_in_time", "deadline", "order_to_cash", "ship_in_time", None, (), ROLE, "ship_on_time", "price",
    "new", NOW - HOUR, NOW, NOW, NOW + 4 * HOUR, 0.004, 0.001, 0.007, 0.05, 3.0,
    sentence="Orders are shipped too late in the South; it costs 0.4 points of the goal.",
)  # fmt: skip


class Peopled(FakeSnapshot):
    """The small enterprise with three tiers in it."""

    directory = Directory.of(
        (
            Person("lead", ROLE, "logistics", "head", SINCE),
            Person("head", "head_of_logistics", "logistics", "chief", SINCE),
            Person("chief", "chief_operating_officer", None, None, SINCE),
        )
    )


@dataclass
class Row:
    """An exception as its surface would keep it."""

    raised: Raised = RAISED
    pk: int = 1

    def now(self, **more: object) -> Row:
        """The same after something happened."""
        return Row(replace(self.raised, **more), self.pk)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Turn the clock of what is written down."""
    turned = {"now": NOW}
    monkeypatch.setattr(notices_clock, "now", lambda: turned["now"])
    return turned


@pytest.fixture
def house(records) -> dict[str, Account]:
    """The three, each with an account, as this process serves them."""
    kept = keeper_of(Outcome(Peopled()))
    keeper.install(kept)
    kept.settle()
    return {
        who: Account.objects.create(email=f"{who}@example.org", name=who.title(), person=who)
        for who in ("lead", "head", "chief")
    }


@pytest.fixture
def outbox() -> Iterator[list[mail.EmailMessage]]:
    """What was sent by mail."""
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield mail.outbox


@dataclass
class Receiver:
    """A receiver of webhooks on this machine: what it got, and what it answers next."""

    url: str = ""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    moved_to: str = ""


@pytest.fixture
def receiver(monkeypatch) -> Iterator[Receiver]:
    """A receiver in the house that whoever runs Sightline has named."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.got.append((dict(self.headers.items()), body))
            status = made.answers.pop(0) if made.answers else 204
            self.send_response(status)
            if made.moved_to:
                self.send_header("Location", made.moved_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    monkeypatch.setenv(posting.VARIABLE, f"http://127.0.0.1:{server.server_port}")
    yield made
    server.shutdown()
    server.server_close()
    thread.join(5)
