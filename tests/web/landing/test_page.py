"""What came in is shown to whoever sends it and to those who look after it, and to nobody else."""

from __future__ import annotations

import csv
import io

import pytest

from tests.web.landing.sending import BATCH, event, token_of


@pytest.fixture
def sent(door) -> None:
    """One program has sent three events, of which one is refused and one is sent again; another request was a guess."""
    door.post([event("a"), event("b", time="2026-03-31T13:05:00"), event("c")], BATCH)
    door.post(event("a"))
    door.post(event("a"), authorization="Bearer nobody")
    door.app.events.flush()


def test_before_anything_came_the_page_says_how_to_send(client):
    text = client.get("/events").content.decode()
    assert "No program has sent a live event in the last 7 days." in text
    assert "POST /api/events" in text


@pytest.mark.parametrize("who", ["operations_manager", "analyst", "administrator", "auditor"])
def test_senders_and_auditors_see_what_came_in_and_what_to_mend(as_, sent, who):
    text = as_(who).get("/events").content.decode()
    assert "One program has sent 2 events in the last 7 days; 1 was not taken." in text
    assert "The time has no offset." in text
    assert "Without a good token" in text
    assert (">yours<" in text) == (who == "operations_manager")


@pytest.mark.parametrize("who", ["executive", "works_council", "hr_partner"])
def test_nobody_else_does(as_, sent, who):
    assert as_(who).get("/events").status_code == 403
    assert as_(who).get("/events.json").status_code == 403


def test_the_twins_say_the_same(as_, sent):
    client = as_("analyst")
    told = client.get("/events.json").json()
    assert [(each["program"], each["landed"], each["duplicates"], each["refused"]) for each in told["rows"]] == [
        ("ERP", 2, 1, 1),
        ("no good token", 0, 0, 0),
    ]
    assert {each["reason"] for each in told["reasons"]} >= {"The time has no offset."}
    (first, _second) = csv.DictReader(io.StringIO(client.get("/events.csv").content.decode()))
    assert (first["landed"], first["turned_away"]) == ("2", "0")


def test_the_program_of_somebody_who_sends_nothing_more_keeps_its_name(as_, door):
    door.token = token_of("analyst")
    door.post(event("x"))
    door.app.events.flush()
    assert "ERP" in as_("auditor").get("/events").content.decode()
