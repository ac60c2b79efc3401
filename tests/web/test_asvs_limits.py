"""What a request may be: bodies, fields, heads and JSON of bounded size, taken over the wire as it comes."""

from __future__ import annotations

import socket

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from sightline_web import engine
from sightline_web.asgi import make_application
from sightline_web.shell.middleware import HEADERS
from tests.web.fakes import good, keeper_of
from tests.web.live import served

MOST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def address():
    kept = keeper_of(good())
    kept.settle()
    with served(kept) as base:
        yield "127.0.0.1", int(base.rpartition(":")[2])


def said(address, *parts: bytes) -> tuple[int, dict[str, str], str]:
    """Send parts of a request, and return what is answered: its status, its headers and its text."""
    with socket.create_connection(address, timeout=10) as wire:
        wire.settimeout(10)
        try:
            for part in parts:
                wire.sendall(part)
        except OSError:
            pass  # the server has answered and gone
        found = b""
        try:
            while chunk := wire.recv(65_536):
                found += chunk
        except ConnectionResetError:
            pass
    head, _, text = found.decode(errors="replace").partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    return int(status.split()[1]), {k.lower(): v for k, v in (each.split(": ", 1) for each in lines)}, text


def post(path: str, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {FORM}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def test_a_body_over_the_limit_is_refused_in_a_page(client):
    response = client.post("/theme", "a=" + "a" * MOST, content_type=FORM)
    assert response.status_code == 413
    assert "More than 100 kB at once are not taken." in response.content.decode()
    assert client.post("/theme", {"a": "a" * MOST}).status_code == 413  # in several parts, too
    twin = client.post("/metrics.json", "a" * MOST + "a", content_type=FORM)
    assert (twin.status_code, twin.json()["fix"]) == (413, "Go back and send less.")


def test_a_body_that_says_its_size_is_refused_before_it_is_sent(address):
    status, headers, text = said(address, post("/theme", "Content-Length: 9000000000"), b"a=" + b"a" * (MOST + 1))
    assert (status, headers["x-content-type-options"]) == (413, "nosniff")
    assert "Go back and send less." in text


def test_a_body_that_does_not_say_its_size_is_cut_off(address):
    chunk = b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    for chunks in (7, 8, 20, 64):
        sent = [chunk] * chunks
        status, _headers, text = said(address, post("/theme", "Transfer-Encoding: chunked"), *sent, b"0\r\n\r\n")
        assert status == 413
        assert "Go back and send less." in text


def test_a_form_has_a_thousand_fields_at_most_and_no_files(client):
    response = client.post("/theme", {str(each): "" for each in range(1_001)})
    assert response.status_code == 400
    assert "could not be understood" in response.content.decode()
    form = {"theme": "dark", "file": SimpleUploadedFile("x.csv", b"x")}
    assert client.post("/theme", form).status_code == 400


def test_a_head_without_end_is_refused(address):
    status, _headers, _text = said(address, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 100_000)
    assert status == 400


@pytest.mark.parametrize("depth", [1_000, 40_000])
def test_json_nested_without_end_is_no_fault_of_the_server(anonymous, depth):
    assert anonymous.post("/sign-in/passkey", {"credential": "[" * depth}).status_code in {400, 422}


@pytest.mark.parametrize("answer", ["NaN", "1e999", "null", "1", "[]", "{}", '{"id": 1, "rawId": [], "response": {}}'])
def test_json_that_answers_no_challenge_opens_nothing(anonymous, answer):
    assert anonymous.get("/sign-in/passkey", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 200
    response = anonymous.post("/sign-in/passkey", {"credential": answer})
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in")
    assert anonymous.get("/metrics.json").status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nope", "/strategy.json", "/assets/x/app.css", "/assets/nope", "/theme", "/%ff", "//x/"]
)
@pytest.mark.parametrize("verb", ["GET", "HEAD", "POST", "OPTIONS", "DELETE"])
def test_every_answer_over_the_wire_carries_the_headers(address, path, verb):
    asked = f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nOrigin: https://evil.example\r\n\r\n"
    status, headers, _text = said(address, asked.encode())
    assert status < 500
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
    assert not [name for name in headers if name.startswith("access-control-")]
    assert "strict-transport-security" not in headers  # this machine speaks http


def test_an_app_that_would_show_its_inside_does_not_start(monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    with pytest.raises(engine.EnvironmentFaultError, match="DEBUG is on"):
        make_application()
