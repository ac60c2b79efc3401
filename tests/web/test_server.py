"""The server: where it listens, what it serves beside pages, and that it stops."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import socket
import threading
import time

import pytest

from sightline_web import assets, keeper
from sightline_web.asgi import make_application
from sightline_web.assets import Assets
from sightline_web.engine import EnvironmentFaultError
from sightline_web.server import Server, bind, check_host, configuration
from tests.web.fakes import good, keeper_of
from tests.web.live import served
from tests.web.people import cookie_header


@pytest.fixture
def address():
    kept = keeper_of(good())
    with served(kept) as base:
        kept.settle()
        yield base.removeprefix("http://")


def fetch(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("GET", path, headers={"Cookie": cookie_header()} | headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_addresses_are_served(host):
    check_host(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org", "", "127.0.0.1.example.org"])  # noqa: S104 -- refused
def test_other_addresses_are_refused_with_the_reason(host):
    with pytest.raises(EnvironmentFaultError, match="in the clear"):
        check_host(host)


def test_an_address_of_the_network_is_served_together_with_a_public_one(monkeypatch):
    monkeypatch.setenv("SIGHTLINE_URL", "")
    every = "0.0.0.0"  # noqa: S104 -- only checked here, nothing listens
    assert check_host(every, "https://sightline.example.org/").origin == "https://sightline.example.org"
    assert os.environ["SIGHTLINE_URL"] == "https://sightline.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "http://sightline.example.org",
        "sightline.example.org",
        "https://",
        "https://a.example/path",
        "https://u@a.example",
    ],
)
def test_a_public_address_that_is_none_is_refused(url):
    with pytest.raises(EnvironmentFaultError, match="no public address"):
        check_host("127.0.0.1", url)


def test_a_port_that_is_taken_gives_the_next_free_one():
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with bind("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] < port + 20


def test_no_free_port_at_all_is_a_clear_error(monkeypatch):
    monkeypatch.setattr("sightline_web.server.TRIED_PORTS", 1)
    with bind("127.0.0.1", 0) as first, pytest.raises(EnvironmentFaultError, match="all taken"):
        bind("127.0.0.1", first.getsockname()[1])


def test_pages_and_assets_come_over_the_wire(address):
    status, headers, body = fetch(address, "/strategy.json")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert len(json.loads(body)["rows"]) == 5
    assert "server" not in headers
    assert fetch(address, "/nope")[0] == 404


def test_assets_are_packed_named_by_content_and_kept_for_ever(address):
    path = assets.current().address("app.css")
    status, headers, body = fetch(address, path, **{"Accept-Encoding": "br, gzip"})
    assert (status, headers["content-encoding"], headers["content-type"]) == (200, "gzip", "text/css; charset=utf-8")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert b"--accent" in gzip.decompress(body)
    plain = fetch(address, path)[2]
    assert plain == gzip.decompress(body)
    assert fetch(address, path, **{"If-None-Match": headers["etag"]})[0] == 304
    assert fetch(address, "/assets/0/../settings.py")[0] == 404
    assert fetch(address, "/assets/0/nope.js")[0] == 404


def test_another_host_name_is_refused_over_the_wire(address):
    assert fetch(address, "/strategy.json", Host="rebound.example")[0] == 400


def test_an_asset_made_late_is_made_once():
    made = []
    held = Assets({}, {"vega.js": (lambda: made.append(1) or b"x", "v1")})
    threads = [threading.Thread(target=held.get, args=("vega.js",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert held.address("vega.js") == "/assets/v1/vega.js"


def test_the_figures_script_is_made_once_per_version_and_kept(tmp_path):
    first = assets.vega_bundle(tmp_path / "cache")
    kept = list((tmp_path / "cache").iterdir())
    assert len(kept) == 1
    assert kept[0].read_bytes() == first
    assert b"vegaEmbed" in first
    kept[0].write_bytes(b"kept")
    assert assets.vega_bundle(tmp_path / "cache") == b"kept"


def test_the_server_stops_within_a_second_also_with_an_open_connection():
    kept = keeper_of(good())
    keeper.install(kept)
    ready = threading.Event()
    with bind("127.0.0.1", 0) as sock:
        server = Server(configuration(make_application()), started=ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        assert ready.wait(20)
        idle = http.client.HTTPConnection("127.0.0.1", sock.getsockname()[1])
        idle.request("GET", "/strategy.json", headers={"Cookie": cookie_header()})
        idle.getresponse().read()
        began = time.monotonic()
        server.should_exit = True
        thread.join(10)
        took = time.monotonic() - began
        idle.close()
    assert not thread.is_alive()
    assert took < 1.0


def test_binding_leaves_no_socket_behind_when_it_fails():
    with bind("127.0.0.1", 0) as sock:
        assert sock.family == socket.AF_INET
