"""The tour of the example: one story in the numbers of the reading, offered once, never in the way."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from sightline_web import keeper
from sightline_web.keeper import Outcome
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of

OFFER = "A short tour follows one goal at risk"


class Example(FakeSnapshot):
    """The small enterprise, marked as made up."""

    @property
    def head(self):
        return replace(super().head, example=True)


@pytest.fixture
def example(enterprise):
    kept = keeper_of(Outcome(Example()))
    keeper.install(kept)
    kept.settle()


def bar(client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    found = re.search(r'<aside class="tour".*?</aside>', page.content.decode(), re.DOTALL)
    return unescape(found[0]).replace("\N{NO-BREAK SPACE}", " ") if found else ""


def walk(client) -> list[tuple[str, str]]:
    """Follow the tour to its end."""
    address, walked = "/?tour=1", []
    while address:
        text = bar(client, address)
        walked.append((address, text))
        onward = re.search(r'<a href="([^"]+)">Next:', text)
        address = onward[1] if onward else ""
        assert len(walked) < 9
    return walked


def test_the_tour_leads_from_the_goal_at_risk_to_what_would_move_it(example):
    client = people.signed_in()
    walked = walk(client)
    rows = client.get("/strategy.json").json()["rows"]
    row = min((each for each in rows if each["forecast"] is not None), key=lambda each: each["probability"])
    assert f"Step 1 of {len(walked)}" in walked[0][1]
    assert row["goal"] in walked[1][0]
    assert 5 <= len(walked) <= 7
    assert [address for address, text in walked if "Go there" in text] == []
    assert [address.partition("?")[0] for address, _ in walked][:6] == [
        "/", "/goals/grow_revenue", "/operations/charts/lead_time", "/operations/order_to_cash", "/sight/from/packer",
        "/portfolio/night_shift",
    ]  # fmt: skip
    assert "Order lead time in North has been 0.35 days longer" in walked[2][1]
    assert "€120K (€40.0K to €210K)" in walked[2][1]


def test_each_duty_walks_pages_that_are_open_to_it_and_reads_no_price_that_is_not(example):
    for who in (people.NOBODY_IN_PARTICULAR, *(duty.value for duty in Duty)):
        client = people.signed_in(who)
        walked = walk(client)
        assert len(walked) >= 6, who
        priced = any("costs this goal" in text for _, text in walked)
        assert priced == (client.get("/operations").status_code == 200), who


def test_the_offer_is_made_once_and_can_be_had_again_from_help(example):
    client = people.signed_in()
    assert OFFER in bar(client, "/")
    assert bar(client, "/metrics") == ""
    answer = client.post("/tour/end", {"next": "/metrics"})
    assert answer.headers["Location"] == "/metrics"
    assert bar(client, "/") == ""
    assert 'href="/?tour=1"' in client.get("/help").content.decode()
    assert "Step 1 of" in bar(client, "/?tour=1")
    assert client.post("/tour/end", {"next": "//elsewhere.example/"}).headers["Location"] == "/"


def test_a_step_that_is_not_there_is_the_nearest_one(example):
    last = len(walk(people.signed_in()))
    for asked, told in (("0", 1), ("99", last), ("1000", 1), ("x", 1), ("-1", 1), ("²", 1)):
        assert f"Step {told} of {last}" in bar(people.signed_in(), f"/?tour={asked}"), asked


def test_a_step_says_where_its_page_is_when_it_is_asked_for_on_another(example):
    assert "Go there" in bar(people.signed_in(), "/metrics?tour=2")


def test_while_estimates_are_made_nothing_is_offered_and_a_step_says_so(enterprise):
    kept = keeper_of(Outcome(Example(waiting=("outlooks",))))
    keeper.install(kept)
    kept.settle()
    client = people.signed_in()
    assert bar(client, "/") == ""
    assert "once the estimates are there" in bar(client, "/?tour=1")


def test_outside_the_example_there_is_no_tour(client):
    assert bar(client, "/") == bar(client, "/?tour=1") == ""
    assert "tour" not in client.get("/help").content.decode().casefold()
    assert "Tour of the example" not in client.get("/find?q=tour").content.decode()
