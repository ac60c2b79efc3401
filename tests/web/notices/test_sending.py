"""Sending: each row once however many send, again where it failed, given up after a day; a server that fails."""

from __future__ import annotations

import json
import socketserver
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import override_settings
from standardwebhooks import Webhook as Signer

from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.journal.models import Entry
from sightline_web.notices import hooks, sending, services
from sightline_web.notices.models import Message, Posting, Webhook
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.databases import BOTH
from tests.web.notices.conftest import DAY, HOUR, MINUTE, NOW, Row

EVENTS = ["exception.raised", "exception.resolved", "exception.regressed", "exception.overdue"]


def message() -> Message:
    return Message.objects.unscoped("a test").get()


@pytest.fixture
def boss():
    return actor_of(people.account(Duty.ADMINISTRATOR))


@pytest.fixture
def hook(house, receiver, boss) -> tuple[Webhook, str]:
    """A webhook to the receiver, with its secret."""
    return hooks.make(by=boss, title="Chat", url=receiver.url, events=EVENTS, now=NOW)


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_two_senders_at_once_send_each_row_once(house, outbox, records):
    for number in range(6):
        services.queue(Row().now(key=f"rule-{number}"), "interrupted")
    both = threading.Barrier(2)

    def send(_number: int) -> str:
        both.wait(5)
        try:
            return sending.run(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(send, range(2)))
    assert len(outbox) == 6
    assert {each.state for each in Message.objects.unscoped("a test")} == {"sent"}


def test_a_server_that_fails_breaks_nothing_and_is_tried_again_after_longer_and_longer(house, outbox, monkeypatch):
    services.queue(Row(), "interrupted")
    down = ConnectionRefusedError("no")
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _raising(down))
        waits = []
        at = NOW
        for _ in range(4):
            sending.run(at)
            waits.append((message().next_at - at) / MINUTE)
            at = message().next_at
    assert waits == [1, 2, 4, 8]
    assert "ConnectionRefusedError" in message().error
    assert sending.run(at) == "one mail"
    assert (message().state, message().error) == ("sent", "")


def _raising(error: Exception):
    def send(*_args: object) -> int:
        raise error

    return send


def test_it_is_given_up_after_a_day(house, outbox, monkeypatch):
    services.queue(Row(), "interrupted")
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _raising(OSError()))
    at = NOW
    while message().state == "waiting":
        sending.run(at)
        at = message().next_at if message().state == "waiting" else at
    assert message().state == "given_up"
    assert 12 * HOUR < at - NOW <= DAY


def test_a_sender_that_died_in_the_middle_holds_its_row_for_minutes_alone(house, outbox):
    services.queue(Row(), "interrupted")
    Message.objects.unscoped("a test").update(state="sending", attempts=1, held_until=NOW + 10 * MINUTE)
    assert sending.run(NOW + 5 * MINUTE) == ""
    assert sending.run(NOW + 11 * MINUTE) == "one mail"


def test_without_a_mail_server_it_is_shown_on_the_page_alone(house):
    services.queue(Row(), "interrupted")
    assert sending.run(NOW) == ""
    assert message().state == "shown"


def test_whoever_is_gone_is_not_written_to(house, outbox):
    services.queue(Row(), "interrupted")
    Account.objects.filter(pk=house["lead"].pk).update(is_active=False)
    assert sending.run(NOW) == ""
    assert (message().state, outbox) == ("given_up", [])


def test_a_real_server_is_given_a_whole_mail(house):
    got: list[bytes] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().strip():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    while (part := self.rfile.readline()) != b".\r\n":
                        got.append(part)
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with socketserver.TCPServer(("127.0.0.1", 0), Talk) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.server_address[1], EMAIL_TIMEOUT=5,
        ):  # fmt: skip
            services.queue(Row(), "interrupted")
            assert sending.run(NOW) == "one mail"
        thread.join(5)
    told = b"".join(got).decode()
    assert "Subject: Orders are shipped too late in the South" in told
    assert f"Message-ID: <{message().once}@sightline>" in told
    assert "multipart/alternative" in told


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_webhook_is_told_what_it_chose_by_a_signed_post(hook, receiver, monkeypatch):
    from django.utils import timezone

    from sightline_web.notices import clock

    monkeypatch.setattr(clock, "now", timezone.now)  # a signature is of this minute
    services.queue(Row(), "raised")
    services.queue(Row(), "interrupted")
    services.queue(Row().now(state="resolved"), "resolved")
    sending.run(timezone.now())
    told = [Signer(hook[1]).verify(body, headers) for headers, body in receiver.got]
    assert [each["type"] for each in told] == ["exception.raised", "exception.resolved"]
    assert told[0]["data"]["role"] == "shift_lead"
    assert told[0]["data"]["url"] == "http://localhost:8631/exceptions/1"
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 2


def test_a_control_that_fails_and_a_log_that_falls_silent_are_told_by_names_of_their_own(hook, receiver):
    Webhook.objects.update(events=["control.failed", "sender.silent"])
    services.queue(Row().now(why="control"), "raised")
    silent = Row().now(key="orders", why="control", rule=None, metric=None, segment=(("log", "order_log"),))
    services.queue(silent, "raised")
    services.queue(Row().now(key="dear"), "raised")
    sending.run(NOW)
    assert [json.loads(body)["type"] for _, body in receiver.got] == ["control.failed", "sender.silent"]


def test_a_flaky_receiver_gets_it_under_the_same_id_until_it_takes_it(hook, receiver):
    receiver.answers = [503, 500]
    services.queue(Row(), "raised")
    at = NOW
    for _ in range(3):
        sending.run(at)
        at = Posting.objects.get().next_at
    assert Posting.objects.get().state == "sent"
    assert len(receiver.got) == 3
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_one_that_fails_for_three_days_is_switched_off_and_it_is_said_so(hook, receiver):
    receiver.answers = [500] * 100
    for day in range(4):
        services.queue(Row(), "raised")
        Posting.objects.filter(state="waiting", attempts=0).update(next_at=NOW + day * DAY, until=NOW + (day + 1) * DAY)
        sending.run(NOW + day * DAY)
    off = Webhook.objects.get()
    assert off.disabled_at == NOW + 3 * DAY
    assert off.disabled_why == "Nothing was taken for 3 days. The last time: It answered 500."
    assert Entry.objects.filter(kind="webhook", actor="system").count() == 1
    services.queue(Row(), "raised")
    assert Posting.objects.filter(created_at=NOW).count() == 4


def test_a_webhook_that_was_deleted_is_posted_to_no_more_and_its_secret_is_gone(hook, receiver, boss):
    services.queue(Row(), "raised")
    assert hooks.take_away(by=boss, webhook=hook[0].pk, now=NOW)
    sending.run(NOW)
    assert receiver.got == []
    assert Webhook.objects.get().sealed == ""
    assert Posting.objects.get().state == "given_up"
