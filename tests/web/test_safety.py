"""What protects the workspace: headers, the host check, tokens, and the theme cookie."""

from __future__ import annotations

import re

import pytest

from sightline_web.shell.middleware import HEADERS
from tests.web.people import signed_in


@pytest.mark.parametrize("address", ["/", "/nope", "/strategy.json", "/strategy.csv", "/theme", "/find?q=x"])
def test_every_answer_carries_the_security_headers(client, address):
    response = client.get(address)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_knows_no_exceptions():
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    for weak in ("unsafe", "*", "http:", "https:", "data:", "blob:", "nonce"):
        assert weak not in policy
    assert all(f"{name} 'none'" in policy for name in ("frame-ancestors", "base-uri"))


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.7", "8.8.8.8"]
)
def test_another_host_name_is_refused(client, host):
    response = client.get("/strategy.json", headers={"host": host})
    assert response.status_code == 400
    assert b"rows" not in response.content
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("host", ["localhost", "localhost:8631", "127.0.0.1:9", "[::1]:8631"])
def test_this_machine_is_answered(client, host):
    assert client.get("/strategy.json", headers={"host": host}).status_code == 200


def test_a_forwarded_host_changes_nothing(client):
    headers = {"host": "evil.example", "x-forwarded-host": "localhost"}
    assert client.get("/", headers=headers).status_code == 400


def test_the_theme_is_kept_in_a_cookie_set_by_a_form_with_a_token(client):
    strict = signed_in(enforce_csrf_checks=True)
    assert strict.post("/theme", {"theme": "dark"}).status_code == 403
    page = strict.get("/metrics").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"theme": "dark", "next": "/metrics", "csrfmiddlewaretoken": token}
    response = strict.post("/theme", form)
    assert (response.status_code, response.headers["Location"]) == (302, "/metrics")
    cookie = response.cookies["sightline_theme"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("dark", "Strict", True)
    assert '<html lang="en" data-theme="dark">' in strict.get("/").content.decode()
    strict.post("/theme", form | {"theme": "system"})
    assert 'data-theme="system"' in strict.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_theme_form_leads_back_to_this_app_only(client, back):
    assert client.post("/theme", {"theme": "dark", "next": back}).headers["Location"] == "/"


def test_a_theme_nobody_offers_is_the_systems(client):
    client.cookies["sightline_theme"] = '"><script>'
    assert 'data-theme="system"' in client.get("/").content.decode()
