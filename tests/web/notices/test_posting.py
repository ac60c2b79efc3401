"""Posts: signed, limited, and never into the house; by a receiver that checks the signature with the library."""

from __future__ import annotations

import socket

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from sightline_web.notices import posting
from sightline_web.notices.posting import AddressError, PostError, check_address, new_secret, opened, post, sealed

SECRET = new_secret()


def posted(url: str, content: dict[str, object] | None = None) -> None:
    post(url, content or {"type": "test"}, id="msg_1", secret=SECRET, now=timezone.now())


def leading_to(monkeypatch, *addresses: str):
    """Have every name lead to an address, at each further question to the next one."""
    left = list(addresses)

    def answer(host, port, *_args, **_more):
        place = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(posting.socket, "getaddrinfo", answer)


@pytest.fixture
def connected(monkeypatch):
    """Where connections went; none is made."""
    went = []

    def refuse(place, **_more):
        went.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(posting.socket, "create_connection", refuse)
    return went


def test_a_receiver_can_check_who_posts_and_what(receiver):
    posted(receiver.url, {"type": "exception.raised", "data": {"title": "Zürich"}})
    [(headers, body)] = receiver.got
    assert Webhook(SECRET).verify(body, headers)["data"]["title"] == "Zürich"
    assert (headers["webhook-id"], headers["Content-Type"]) == ("msg_1", "application/json")


def test_a_redirect_is_not_followed(receiver):
    receiver.answers, receiver.moved_to = [302], receiver.url
    with pytest.raises(PostError, match="302: redirects are not followed"):
        posted(receiver.url)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [404, 410, 429, 500, 503])
def test_any_other_answer_than_2xx_is_a_failure_and_says_which(receiver, status):
    receiver.answers = [status]
    with pytest.raises(PostError, match=f"It answered {status}"):
        posted(receiver.url)


def test_a_body_over_64_kb_is_not_posted(receiver):
    with pytest.raises(PostError, match="64 kB"):
        posted(receiver.url, {"text": "a" * posting.MOST_BYTES})
    assert receiver.got == []


def test_a_receiver_that_says_a_byte_at_a_time_is_cut_off(monkeypatch):
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv(posting.VARIABLE, f"http://127.0.0.1:{port}")
        with pytest.raises(PostError, match=r"could not be reached|did not answer"):
            posted(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/", "ftp://hooks.example.org/", "https://", "hooks.example.org", "https://[::1]/",
        "https://user:word@hooks.example.org/", "https://127.0.0.1/", "https://0.0.0.0/", "https://10.0.0.8/",
        "https://192.168.1.1:8443/", "https://172.16.0.1/", "https://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://100.64.0.1/", "https://224.0.0.1/", "https://hooks.example.org:99999/",
    ],
)  # fmt: skip
def test_an_address_within_the_house_or_without_encryption_is_refused_when_it_is_typed(url):
    with pytest.raises(AddressError):
        check_address(url)


@pytest.mark.parametrize(
    "url", ["https://2130706433/", "https://0x7f000001/", "https://127.1/", "https://localhost/", "https://0/"]
)
def test_other_spellings_of_this_machine_are_refused_at_the_connection(connected, url):
    with pytest.raises(PostError, match="within the house"):
        posted(url)
    assert connected == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.1", "192.168.0.1"])
def test_a_name_that_leads_into_the_house_is_refused(monkeypatch, connected, address):
    leading_to(monkeypatch, address)
    with pytest.raises(PostError, match="within the house"):
        posted("https://hooks.example.org/")
    assert connected == []


def test_a_name_that_changes_between_the_check_and_the_connection_gains_nothing(monkeypatch, connected):
    leading_to(monkeypatch, "93.184.215.14", "127.0.0.1")
    with pytest.raises(PostError, match="could not be reached"):
        posted("https://hooks.example.org/")
    assert connected == ["93.184.215.14"]


def test_a_name_of_which_one_address_is_in_the_house_is_refused(monkeypatch, connected):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_args, **_more: both)
    with pytest.raises(PostError, match="within the house"):
        posted("https://hooks.example.org/")
    assert connected == []


def test_who_runs_sightline_names_receivers_in_the_house(monkeypatch, connected):
    monkeypatch.setenv(posting.VARIABLE, "hooks.internal, http://plain.internal:8080")
    leading_to(monkeypatch, "10.0.0.1")
    for url in ("https://hooks.internal/", "http://plain.internal:8080/"):
        with pytest.raises(PostError, match="could not be reached"):
            posted(url)
    assert connected == ["10.0.0.1", "10.0.0.1"]
    with pytest.raises(PostError, match="Only https"):
        posted("http://hooks.internal/")


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch, connected):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    leading_to(monkeypatch, "93.184.215.14")
    with pytest.raises(PostError):
        posted("https://hooks.example.org/")
    assert connected == ["93.184.215.14"]


def test_a_secret_is_kept_sealed(records):
    assert SECRET not in sealed(SECRET)
    assert opened(sealed(SECRET)) == SECRET
    with pytest.raises(PostError, match="Make the webhook anew"):
        opened("gAAAA")
