"""A change is told to those who may see it, within a second, and to nobody else; streams end when they should."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import transaction

from sightline_web import keeper
from sightline_web.asgi import make_application
from sightline_web.policy.words import Duty
from sightline_web.server import Server, bind, configuration
from sightline_web.stream import hub, views
from sightline_web.stream.models import Topic
from sightline_web.stream.services import touch
from tests.web import people
from tests.web.databases import BOTH
from tests.web.fakes import good, keeper_of
from tests.web.live import served
from tests.web.stream.listening import Stream


@pytest.fixture
def base(records) -> Iterator[str]:
    with served(keeper_of(good())) as address:
        yield address


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_change_is_told_within_a_second_and_says_only_what_it_is_about(base):
    touch("exceptions")
    stream = Stream(base, "exceptions,freshness")
    assert stream.answer.getheader("content-type") == "text/event-stream"
    name, at = stream.next()
    assert (name, set(json.loads(at))) == ("now", {"exceptions"})
    began = time.monotonic()
    touch("controls", "freshness")
    assert stream.next()[0] == "freshness"
    assert time.monotonic() - began < 1
    touch("exceptions")
    name, data = stream.next()
    assert name == "exceptions"
    assert int(data) == int(Topic.objects.get(name="exceptions").changed_at.timestamp() * 1000)
    stream.close()


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_what_is_undone_has_touched_nothing(records):
    touch("exceptions")
    with transaction.atomic():
        touch("exceptions", "controls")
        transaction.set_rollback(True)
    assert list(Topic.objects.values_list("name", "version")) == [("exceptions", 1)]
    with pytest.raises(ValueError, match="weather"):
        touch("weather")


def test_a_listener_hears_what_it_may_see(base):
    stream = Stream(base, "exceptions,reading", who=people.NOBODY_IN_PARTICULAR)
    assert stream.next()[0] == "now"
    touch("exceptions")
    touch("reading")
    assert stream.next()[0] == "reading"
    stream.close()
    refused = Stream(base, "exceptions", who=people.NOBODY_IN_PARTICULAR)
    assert refused.answer.status == 400
    refused.close()


def test_nobody_listens_without_an_account(anonymous):
    assert anonymous.get("/stream?topics=reading").status_code == 302


def test_a_stream_without_a_topic_that_there_is_says_which_there_are(client):
    answer = client.get("/stream?topics=weather")
    assert (answer.status_code, "exceptions" in answer.json()["topics"]) == (400, True)


def test_an_account_has_so_many_streams_and_no_more(base, monkeypatch):
    monkeypatch.setattr(hub, "MOST_STREAMS", 2)
    streams = [Stream(base, "reading") for _ in range(2)]
    assert [each.next()[0] for each in streams] == ["now", "now"]
    more = Stream(base, "reading")
    assert (more.answer.status, more.answer.getheader("retry-after")) == (429, "30")
    other = Stream(base, "reading", who=Duty.ANALYST.value)
    assert other.next()[0] == "now"
    for each in (*streams, more, other):
        each.close()
    until = time.monotonic() + 5
    while hub.current().full(people.account().pk):
        assert time.monotonic() < until, "streams that were hung up still count"
        time.sleep(0.05)


def test_a_stream_says_that_it_is_there_and_ends_with_its_session(base, monkeypatch):
    monkeypatch.setattr(views, "HEARTBEAT_SECONDS", 0.2)
    stream = Stream(base, "reading")
    assert [stream.next()[0] for _ in range(3)] == ["now", "here", "here"]
    account = people.account()
    account.is_active = False
    account.save()
    assert stream.ended()
    stream.close()


@pytest.mark.parametrize("listening", [1, 12])
def test_the_server_stops_within_a_second_while_streams_are_open(records, listening):
    keeper.install(keeper_of(good()))
    ready = threading.Event()
    with bind("127.0.0.1", 0) as sock:
        server = Server(configuration(make_application()), started=ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        assert ready.wait(20)
        streams = [Stream(f"http://127.0.0.1:{sock.getsockname()[1]}", "reading") for _ in range(listening)]
        assert {each.next()[0] for each in streams} == {"now"}
        began = time.monotonic()
        server.should_exit = True
        thread.join(10)
        took = time.monotonic() - began
    assert not thread.is_alive()
    assert took < 1.0
    assert all(each.ended() for each in streams)
    for each in streams:
        each.close()


def test_a_stream_that_begins_while_the_server_stops_ends_at_once(base):
    hub.current().close()
    late = Stream(base, "reading")
    assert late.answer.status == 200
    assert late.ended()
    late.close()
    hub.current().open()
    again = Stream(base, "reading")
    assert again.next()[0] == "now"
    again.close()


def test_nobody_looks_while_nobody_listens(base):
    stream = Stream(base, "reading")
    stream.next()
    assert "sightline-stream" in {each.name for each in threading.enumerate()}
    stream.close()
    until = time.monotonic() + 5
    while "sightline-stream" in {each.name for each in threading.enumerate()}:
        assert time.monotonic() < until
        time.sleep(0.05)
