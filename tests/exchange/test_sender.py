"""The sender: batches, the same ids again, and nothing lost or doubled whatever the server does."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sightline import EnvironmentFaultError, EventSender, SourceError

EVENT = {"source": "/erp", "type": "orders.ship", "subject": "c1", "time": "2026-03-31T12:00:00Z"}


class Server:
    """Answers as a script says, and then well; knows what it was sent."""

    def __init__(self, script: list[Any]) -> None:
        self.script = script
        self.batches: list[list[dict[str, Any]]] = []
        self.known: dict[str, str] = {}
        self.headers: list[dict[str, str]] = []
        self.url = ""

    def take(self, batch: list[dict[str, Any]]) -> dict[str, Any]:
        new = [each for each in batch if each["id"] not in self.known]
        self.known |= {each["id"]: json.dumps(each) for each in new}
        self.batches.append(batch)
        return {"accepted": len(new), "duplicates": len(batch) - len(new), "conflicts": [], "refused": []}


@contextmanager
def serving(*script: Any) -> Iterator[Server]:
    server = Server(list(script))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.headers.append(dict(self.headers))
            batch = json.loads(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            act = server.script.pop(0) if server.script else 202
            if act in ("lost", "dropped"):  # it was taken, and the answer is lost; or it was not taken at all
                if act == "lost":
                    server.take(batch)
                self.close_connection = True
                return
            status, told = act if isinstance(act, tuple) else (act, {})
            told = told or (server.take(batch) if status == 202 else {"error": "no", "fix": "Wait."})
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if status == 429:
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def test_events_go_in_batches_and_in_their_order():
    with serving() as server:
        with EventSender(server.url, token="t", batch=100, wait_seconds=5) as sender:
            ids = [sender.send(EVENT) for _ in range(250)]
        assert [each["id"] for batch in server.batches for each in batch] == ids
        assert len(server.batches) in {3, 4}
        assert sender.sent.accepted == 250
        assert server.headers[0]["Authorization"] == "Bearer t"
        assert server.headers[0]["Content-Encoding"] == "gzip"


def test_an_event_does_not_wait_for_others_for_ever():
    with serving() as server:
        sender = EventSender(server.url, token="t", batch=100, wait_seconds=0.01)
        sender.send(EVENT)
        for _ in range(200):
            if server.known:
                break
            threading.Event().wait(0.01)
        assert len(server.known) == 1
        sender.close()


@pytest.mark.parametrize("script", [["lost"], ["dropped"], [503, 503], [429], [408, "lost", 500], [507]])
def test_what_goes_wrong_is_sent_again_under_the_same_ids(script):
    with serving(*script) as server:
        with EventSender(server.url, token="t", batch=10, wait_seconds=5) as sender:
            ids = {sender.send(EVENT) for _ in range(25)}
        assert set(server.known) == ids
        assert sender.sent.accepted + sender.sent.duplicates == 25


def test_what_is_refused_is_told_with_its_event_and_not_sent_again():
    told = {"accepted": 1, "duplicates": 0, "conflicts": [{"index": 2, "field": "id", "reason": "Known.", "fix": "X."}],
            "refused": [{"index": 0, "field": "time", "reason": "No offset.", "fix": "Write Z."}]}  # fmt: skip
    heard = []
    with (
        serving((202, told)) as server,
        EventSender(
            server.url,
            token="t",
            batch=3,
            wait_seconds=5,
            on_refused=lambda event, why: heard.append((event["id"], why)),
        ) as sender,
    ):
        for name in ("a", "b", "c"):
            sender.send({**EVENT, "id": name})
        sent = sender.flush()
    assert (sent.accepted, sent.conflicts, sent.refused) == (1, 1, 1)
    assert heard == [
        ("a", {"field": "time", "reason": "No offset.", "fix": "Write Z."}),
        ("c", {"field": "id", "reason": "Known.", "fix": "X."}),
    ]


def test_a_batch_that_is_too_large_goes_in_halves():
    with serving(413, 413) as server:
        with EventSender(server.url, token="t", batch=8, wait_seconds=5) as sender:
            ids = [sender.send(EVENT) for _ in range(8)]
        assert [each["id"] for batch in server.batches for each in batch] == ids
        assert max(map(len, server.batches)) == 4


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_server_that_will_not_have_them_ends_the_sender_with_its_reason(status):
    with serving((status, {"error": "This token is unknown.", "fix": "Make one."})) as server:
        sender = EventSender(server.url, token="t")
        sender.send(EVENT)
        with pytest.raises(EnvironmentFaultError, match="This token is unknown"):
            sender.flush()
        with pytest.raises(EnvironmentFaultError, match="This token is unknown"):
            sender.send(EVENT)


def test_a_server_that_is_not_there_is_given_up_after_a_while():
    with serving() as server:
        gone = server.url
    sender = EventSender(gone, token="t", patience_seconds=0.3)
    sender.send(EVENT)
    with pytest.raises(EnvironmentFaultError, match="does not take the events"):
        sender.close()


def test_a_flush_that_may_not_take_so_long_says_what_is_open():
    with serving(*[503] * 50) as server:
        sender = EventSender(server.url, token="t")
        sender.send(EVENT)
        with pytest.raises(EnvironmentFaultError, match="1 events are not acknowledged"):
            sender.flush(timeout=0.1)
        with pytest.raises(EnvironmentFaultError):
            sender.close(timeout=0)


def test_many_threads_share_one_sender_and_its_buffer_is_bounded():
    with serving() as server:
        with EventSender(server.url, token="t", batch=5, buffer=10) as sender:
            threads = [threading.Thread(target=lambda: [sender.send(EVENT) for _ in range(50)]) for _ in range(4)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
        assert len(server.known) == sender.sent.accepted == 200


def test_a_moment_is_written_with_its_offset():
    with serving() as server:
        with EventSender(server.url, token="t") as sender:
            sender.send({**EVENT, "time": datetime(2026, 3, 31, tzinfo=UTC)})
            with pytest.raises(SourceError, match="no offset"):
                sender.send({**EVENT, "time": datetime(2026, 3, 31)})  # noqa: DTZ001 -- that is what is refused
            with pytest.raises(SourceError, match="JSON"):
                sender.send({**EVENT, "data": {"a": float("nan")}})
        assert server.batches[0][0]["time"] == "2026-03-31T00:00:00+00:00"


@pytest.mark.parametrize("url", ["", "nowhere", "ftp://127.0.0.1", "http://sightline.example.org", "http://[::1"])
def test_an_address_that_would_show_the_token_or_is_none_is_refused(url):
    with pytest.raises(EnvironmentFaultError):
        EventSender(url, token="t")


@pytest.mark.parametrize("token", ["", " ", "a b", "a\r\nX: y", "é"])
def test_a_token_that_is_none_is_refused(token):
    with pytest.raises(EnvironmentFaultError, match="token"):
        EventSender("http://127.0.0.1", token=token)
