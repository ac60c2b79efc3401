"""Role goals: one's own and one's team's, or all where a duty opens them; what is open is said so."""

from __future__ import annotations

import pytest

from sightline_web import keeper
from sightline_web.keeper import Outcome
from tests.web import people
from tests.web.fakes import keeper_of
from tests.web.roles.test_pages import Peopled, person_of, text_of


@pytest.fixture(autouse=True)
def house(records):
    kept = keeper_of(Outcome(Peopled()))
    keeper.install(kept)
    kept.settle()


def roles_of(client) -> list[str]:
    return list(dict.fromkeys(row["role"] for row in client.get("/roles/goals.json").json()["rows"]))


def test_a_person_sees_the_goals_of_their_own_role_with_weight_range_and_reason():
    page = text_of(people.signed_in(person_of(1)).get("/roles/goals"))
    assert "One role has one goal to agree upon." in page
    assert "70%" in page
    assert "62% to 77%" in page
    assert "More on time raises orders, 2 months later." in page
    assert "pick 60%, call back 40%" in page
    assert "Order lead time (undetermined)" in page
    assert "Shift lead" not in page


def test_a_manager_sees_those_of_the_team_and_an_executive_all():
    boss = text_of(people.signed_in(person_of(2)).get("/roles/goals"))
    assert "Shift lead" in boss
    assert "Service coordinator" in boss
    assert "Head of logistics" not in boss
    assert "Three roles have one goal to agree upon; the data settle none for two roles." in text_of(
        people.signed_in("executive").get("/roles/goals")
    )


def test_who_holds_no_role_is_told_so():
    assert "hold no role today" in text_of(people.signed_in("plain").get("/roles/goals"))


def test_rows_say_what_is_agreed_and_what_the_data_leave_open():
    rows = people.signed_in(person_of(1)).get("/roles/goals.json").json()["rows"]
    assert [(row["metric"], row["agreed"], row["weight"], row["state"]) for row in rows] == [
        ("on_time_share", True, 0.7, "settled"), ("lead_time", False, None, "undetermined"),
    ]  # fmt: skip


def test_while_weights_are_estimated_the_page_says_so():
    kept = keeper_of(Outcome(Peopled(waiting=("role_goals",))))
    keeper.install(kept)
    kept.settle()
    assert "is being estimated" in text_of(people.signed_in("executive").get("/roles/goals"))
