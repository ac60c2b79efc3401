"""Nobody comes in without an account, and learns nothing at the door."""

from __future__ import annotations

import re

import pytest
from django.urls import URLPattern, get_resolver

from sightline_web.accounts.doors import OPEN

ROUTES = [route for route in get_resolver().url_patterns if isinstance(route, URLPattern)]
CLOSED = sorted({str(route.pattern) for route in ROUTES if route.name not in OPEN})
NAMES = ("Halden", "Grow revenue", "Order lead time", "lead_time", "grow_revenue", "abcdef0123456789")


def filled(route: str) -> str:
    return "/" + re.sub(r"<[^>]+>|\(\?P[^)]*\)", "1", route).strip("^$")


@pytest.mark.parametrize("route", CLOSED)
def test_every_address_but_the_way_in_asks_to_sign_in(anonymous, route):
    response = anonymous.get(filled(route))
    if response.status_code == 404:  # an id of this form does not fit the address
        response = anonymous.get(filled(route.replace("<metric:", "<slug:").replace(">", ">x")))
    if filled(route).endswith((".json", ".csv")) or route.startswith("api/"):
        assert response.status_code in {401, 404}
    else:
        assert (response.status_code, response.headers.get("Location", "")[:8]) in {(302, "/sign-in"), (404, "")}
    assert not [name for name in NAMES if name in response.content.decode()]


@pytest.mark.parametrize("path", ["/", "/metrics", "/goals/grow_revenue", "/sign-in", "/nope", "/goals/nope.json"])
def test_the_door_says_nothing_of_what_is_behind(anonymous, path):
    page = anonymous.get(path).content.decode()
    assert not [name for name in NAMES if name in page]


def test_a_page_leads_back_and_a_program_is_told(anonymous):
    assert anonymous.get("/metrics?q=x").headers["Location"] == "/sign-in?next=%2Fmetrics%3Fq%3Dx"
    refused = anonymous.get("/metrics.json")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="sightline"')
    assert refused.json() == {"error": "Sign in first, or send a token.", "see": "/sign-in"}
    part = anonymous.get("/news?reading=x", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/sign-in")


def test_a_form_sent_after_the_session_ended_leads_to_the_door_and_changes_nothing(anonymous):
    response = anonymous.post("/scenarios/save", {"name": "x"})
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in")
