"""The door over a wire: bodies that stall or are cut off free their place, and one request is never two."""

from __future__ import annotations

import json
import time

import pytest

from sightline_web.landing import bodies
from sightline_web.landing.models import Delivery
from tests.web.fakes import good, keeper_of
from tests.web.landing.sending import ONE, event, landed_in, said
from tests.web.live import served


@pytest.fixture
def address(workspace):
    kept = keeper_of(good())
    kept.settle()
    with served(kept, records=workspace / ".sightline") as base:
        yield "127.0.0.1", int(base.rpartition(":")[2])


def head(token: str, *more: str) -> bytes:
    lines = [
        "POST /api/events HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        f"Content-Type: {ONE}",
        "Connection: close",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


BODY = json.dumps(event()).encode()


def reasons() -> list[str]:
    rows = Delivery.objects.unscoped("a test")
    return [each["reason"] for row in rows for each in row.reasons]


def test_what_comes_in_over_the_wire_is_there_and_counted_once_the_server_has_stopped(workspace, token):
    kept = keeper_of(good())
    kept.settle()
    with served(kept, records=workspace / ".sightline") as base:
        at = "127.0.0.1", int(base.rpartition(":")[2])
        assert said(at, head(token, f"Content-Length: {len(BODY)}"), BODY)[0] == 202
        chunk = f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n0\r\n\r\n"
        assert said(at, head(token, "Transfer-Encoding: chunked"), chunk)[0] == 200
        assert said(at, head(token, f"Content-Length: {len(BODY)}", "Expect: 100-continue"), BODY)[0] in {100, 200}
    assert landed_in(workspace) == 1
    (row,) = Delivery.objects.unscoped("a test")
    assert (row.requests, row.landed, row.duplicates) == (3, 1, 2)


def test_a_body_that_is_cut_off_is_answered_where_the_sender_still_listens(address, workspace, token):
    status, text = said(address, head(token, f"Content-Length: {len(BODY)}"), BODY[:50], end=True)
    assert (status, text) == (400, "The body is cut off.")
    assert landed_in(workspace) == 0


def test_a_body_that_stalls_is_let_go(address, workspace, token, monkeypatch):
    monkeypatch.setattr(bodies.PATIENCE, "seconds", 0.3)
    began = time.monotonic()
    status, text = said(address, head(token, f"Content-Length: {len(BODY)}"), BODY[:50])
    assert status == 408
    assert "took too long" in json.loads(text)["error"]
    assert time.monotonic() - began < 5
    assert landed_in(workspace) == 0


def test_a_body_larger_than_it_says_is_no_second_request(address, workspace, token):
    smuggled = head(token, f"Content-Length: {len(BODY)}") + BODY
    status, _text = said(address, head(token, "Content-Length: 2") + b"{}" + smuggled)
    assert status == 422  # the connection ends with the first answer
    assert landed_in(workspace) == 0


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", 400),
        ("Transfer-Encoding: chunked, identity", 400),
        ("X-A: b\r\n\tContent-Length: 5", 400),
        ("ce-id: a\rce-id: b", 400),
        ("ce-subject: \0", 400),
        ("ce-subject: a%0d%0aSet-Cookie:%20x=y", 422),
    ],
)
def test_headers_cannot_be_slipped_in(address, workspace, token, line, status):
    answered, text = said(address, head(token, line, *([] if "Encoding" in line else ["Content-Length: 2"])), b"{}")
    assert answered == status
    assert "set-cookie" not in text.lower()
    assert landed_in(workspace) == 0


def test_ten_megabytes_are_refused_before_they_are_sent(address, token):
    assert said(address, head(token, "Content-Length: 10485760"), b"x" * 1_000)[0] == 413
