"""Capabilities: what the operating model needs, of groups; one's own gaps for oneself, where that is approved."""

from __future__ import annotations

import pytest

from tests.web import people
from tests.web.house import text_of
from tests.web.roles.approving import approve
from tests.web.roles.test_alignment import Kept, serve, signed

PAGE = "/roles/capabilities"


@pytest.fixture(autouse=True)
def snapshot(records):
    return serve(Kept())


def test_where_one_departure_would_hurt_is_said_first():
    page = text_of(people.signed_in("hr_partner").get(PAGE))
    assert "One departure would stop call back; of one nothing says who does it." in page
    assert "Let a second one learn it." in page
    assert "Where roles lead" in page
    assert "Negotiation from 3 to 4 and Customer care to level 2" in page


def test_counts_of_fewer_than_five_holders_stay_out_on_the_page_and_in_its_twins():
    rows = {row["activity"]: row for row in people.signed_in("hr_partner").get(f"{PAGE}.json").json()["rows"]}
    assert (rows["call_back"]["doers"], rows["call_back"]["half"]) == (None, None)
    assert (rows["order_to_cash.pick"]["doers"], rows["order_to_cash.pick"]["half"]) == (8, 3)
    needs = people.signed_in("hr_partner").get(f"{PAGE}.json").json()["needs"]
    assert [each["short"] for each in needs] == [2, None]


@pytest.mark.parametrize("who", ["plain", "auditor", "administrator", "portfolio_board"])
def test_others_see_their_own_roles_and_no_curves(who):
    assert people.signed_in(who).get(f"{PAGE}.json").json()["rows"] == []
    mine = signed(1).get(f"{PAGE}.json").json()
    assert [row["activity"] for row in mine["rows"]] == ["order_to_cash.pick"]
    assert {each["role"] for each in mine["needs"]} == {"service_coordinator"}
    assert mine["stays"] == []


def test_how_long_people_stay_is_a_figure_with_its_table_of_ten_people_and_more():
    page = people.signed_in("works_council").get(PAGE)
    assert page.content.decode().count("chart stays") == 1
    assert "75% to 97%" in text_of(page)
    assert "Fewer than 10 people: nothing is told." in text_of(page)


def test_ones_own_gaps_are_withheld_until_approved_and_told(snapshot):
    assert "not approved" in text_of(signed(1).get(PAGE))
    approve("capabilities", "p4")
    assert "You have not been told yet" in text_of(signed(1).get(PAGE))
    assert snapshot.asked_of == []


def test_ones_own_gaps_are_ones_own(snapshot):
    approve("capabilities", "p1")
    page = text_of(signed(1).get(PAGE))
    assert "one level to go" in page
    assert "no level is noted down" in page
    assert snapshot.asked_of == [("capabilities", "p1")]
    snapshot.asked_of.clear()
    for client in (signed(2), people.signed_in("hr_partner"), people.signed_in("analyst")):
        client.get(PAGE)
    assert ("capabilities", "p1") not in snapshot.asked_of


def test_nobody_is_named():
    for form in ("", ".json", ".csv"):
        whole = people.signed_in("hr_partner").get(f"{PAGE}{form}").content.decode()
        assert not any(f'"p{number}"' in whole or f">p{number}<" in whole for number in range(1, 10))


def test_an_empty_model_says_so():
    serve(Kept(bare=True))
    assert "No activity is declared or was done." in text_of(people.signed_in("executive").get(PAGE))
