"""One's own record, those of one's team, and who has looked."""

from __future__ import annotations

import re
from datetime import date

import pytest

from sightline_web import keeper, store
from sightline_web.accounts.models import Account
from sightline_web.directory import Directory, Person
from sightline_web.journal import services
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from sightline_web.snapshot import Fault
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.fakes_agreed import agreed

DIRECTORY = Directory.of(
    (
        Person("p1", "warehouse_operator", "logistics", "p2", date(2019, 2, 1), date(2024, 12, 1)),
        Person("p1", "service_coordinator", "service", "p2", date(2024, 12, 1), None),
        Person("p2", "shift_lead", "logistics", "p3", date(2018, 1, 1), None),
        Person("p3", "head_of_logistics", "logistics", None, date(2015, 1, 1), None),
        Person("p4", "picker", "logistics", "p2", date(2020, 5, 1), None),
        Person("p5", "packer", "service", "p9", date(2020, 5, 1), None),
    )
)


class Peopled(FakeSnapshot):
    """The small enterprise with some people in it."""

    directory = DIRECTORY


@pytest.fixture(autouse=True)
def house(records):
    kept = keeper_of(Outcome(Peopled()))
    keeper.install(kept)
    kept.settle()


def person_of(number: int, *, name: str = "") -> Account:
    return Account.objects.create(email=f"p{number}@example.org", name=name, person=f"p{number}")


def partner_of(unit: str):
    Account.objects.filter(email=people.address("hr_partner")).update(units=[unit])
    return people.signed_in("hr_partner")


def text_of(response) -> str:
    assert response.status_code == 200, response.content.decode()[:300]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def employee():
    return person_of(1, name="Ann Marker")


@pytest.fixture
def manager():
    return person_of(2, name="Bo Chief")


def test_my_record_says_my_role_my_manager_and_my_earlier_assignments(employee, manager):
    page = text_of(people.signed_in(employee).get("/roles/me"))
    assert "You are service coordinator in service, since Dec 1, 2024." in page
    assert "Bo Chief" in page
    assert "Warehouse operator" in page
    assert "Nobody else has looked at it." in page
    assert not Entry.objects.filter(action="view").exists()


def test_my_record_offers_no_other_persons_data(employee):
    response = people.signed_in(employee).get("/roles/me.json").json()
    assert {row["person"] for row in response["rows"]} == {"p1"}


def test_a_manager_opens_a_reports_record_and_the_report_sees_that(employee, manager):
    boss = people.signed_in(manager)
    page = text_of(boss.get("/roles/people/p1"))
    assert "Ann Marker is service coordinator in service" in page
    assert "Ann Marker can see it" in page
    mine = text_of(people.signed_in(employee).get("/roles/me"))
    assert "One look by one other person." in mine
    assert "Bo Chief your role and its dates" in mine


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_each_form_of_a_look_is_written_down(employee, manager, form):
    assert people.signed_in(manager).get(f"/roles/people/p1{form}").status_code == 200
    entry = Entry.objects.get(action="view")
    assert (entry.account, entry.kind, entry.subject) == (manager.pk, "person", "p1")


def test_who_looks_at_their_own_record_is_not_written_down(employee):
    people.signed_in(employee).get("/roles/people/p1")
    assert not Entry.objects.filter(action="view").exists()


def test_a_look_that_cannot_be_written_down_shows_nothing(manager, monkeypatch):
    def refuse(**_more: object) -> None:
        raise store.StoreError(Fault("The disk is full."))

    boss = people.signed_in(manager)
    monkeypatch.setattr(services, "record", refuse)
    for form in ("", ".json", ".csv"):
        response = boss.get(f"/roles/people/p1{form}")
        assert response.status_code == 503
        assert "service_coordinator" not in response.content.decode().lower().replace(" ", "_")


def test_the_skip_level_and_the_hr_partner_of_the_unit_may_look(employee):
    assert people.signed_in(person_of(3)).get("/roles/people/p1").status_code == 200
    assert partner_of("service").get("/roles/people/p1").status_code == 200
    assert Entry.objects.filter(action="view", subject="p1").count() == 2


@pytest.mark.parametrize("who", ["executive", "analyst", "auditor", "administrator", "plain", "colleague", "other_hr"])
def test_nobody_else_may_and_it_is_not_said_whether_there_is_such_a_person(who, employee):
    if who == "colleague":
        client = people.signed_in(person_of(4))
    elif who == "other_hr":
        client = partner_of("sales")
    else:
        client = people.signed_in(who)
    there, nowhere = client.get("/roles/people/p1"), client.get("/roles/people/p77")
    assert there.status_code == nowhere.status_code != 200
    assert "Ann Marker" not in there.content.decode()
    assert not Entry.objects.filter(action="view").exists()


def test_my_team_are_those_who_report_to_me_today(employee, manager):
    page = text_of(people.signed_in(manager).get("/roles"))
    assert "Two people report to you." in page
    assert "Ann Marker" in page
    assert "p4" in page
    assert "p5" not in page
    assert "Nobody reports to you today." in text_of(people.signed_in(employee).get("/roles"))


def test_an_account_without_a_person_is_told_what_to_do(house):
    page = text_of(people.signed_in("analyst").get("/roles/me"))
    assert "Your account belongs to no person" in page
    assert "An administrator can link your account" in page
    assert text_of(people.signed_in("analyst").get("/roles"))


def test_ones_own_page_says_what_the_role_is_there_for_and_what_was_agreed(records):
    snapshot = Peopled()
    snapshot.frozen.append(agreed("service_coordinator", "p1"))
    kept = keeper_of(Outcome(snapshot))
    keeper.install(kept)
    kept.settle()
    page = text_of(people.signed_in(person_of(1)).get("/roles/me"))
    assert "Service coordinator: what the role is there for" in page
    assert "62% to 77%" in page
    assert "Service coordinator, Dec 2026" in page
    assert "Agreement: Service coordinator" in text_of(people.signed_in(person_of(2)).get("/roles/people/p1"))
