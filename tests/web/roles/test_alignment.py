"""Alignment: of roles and units for those who may see them; of a person only where approved, the person first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sightline_web import keeper
from sightline_web.duties import services
from sightline_web.duties.models import Seen
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from sightline_web.policy.actor import Actor
from tests.web import people
from tests.web.fakes import keeper_of
from tests.web.house import Peopled, person_of, text_of
from tests.web.roles.approving import approve

SYSTEM = Actor(None, "system")
OWN = "/roles/people/p1/alignment"


class Kept(Peopled):
    """One snapshot, so that a test can ask of whom it was asked."""


@pytest.fixture(autouse=True)
def snapshot(records):
    return serve(Kept())


def serve(found):
    kept = keeper_of(Outcome(found))
    keeper.install(kept)
    kept.settle()
    return found


def signed(number: int, **more: object):
    return people.signed_in(person_of(number, **more))


def names(client) -> set[str]:
    return {row["name"] for row in client.get("/roles/alignment.json").json()["rows"]}


@pytest.mark.parametrize(
    "who", ["executive", "strategy_office", "operations_manager", "analyst", "hr_partner", "works_council"]
)
def test_those_who_look_after_the_whole_see_all_roles_and_units(who):
    assert names(people.signed_in(who)) == {"head_of_logistics", "packer", "service_coordinator", "service"}


@pytest.mark.parametrize("who", ["plain", "auditor", "administrator", "portfolio_board"])
def test_others_see_the_roles_of_themselves_and_of_their_team_alone(who):
    assert names(people.signed_in(who)) == set()
    assert names(signed(1)) == {"service_coordinator"}
    assert names(signed(3)) == {"head_of_logistics"}


def test_the_page_answers_first_and_no_distance_is_without_chance_interval_and_items():
    page = text_of(people.signed_in("executive").get("/roles/alignment"))
    assert "One of two roles drifted beyond chance from Sep 2026 to Oct 2026: Service coordinator." in page
    for said in ("17.7%", "13.0% to 22.0%", "3.7%", "14.5%", "4.0%", "13.6%", "507", "under 0.001"):
        assert said in page, said
    assert "The same work was given to others: 14 %" in page
    assert "Withheld: fewer than five people." in page
    for row in people.signed_in("executive").get("/roles/alignment.json").json()["rows"]:
        told = [row[name] is not None for name in ("distance", "low", "high", "noise", "items", "p")]
        assert all(told) or not any(told), row


def test_it_is_shown_over_time_with_a_figure_and_the_same_numbers():
    page = people.signed_in("executive").get("/roles/alignment").content.decode()
    assert 'class="chart wide"' in page
    assert "23.6%" in page
    points = people.signed_in("executive").get("/roles/alignment.json").json()["points"]
    assert [each["period"] for each in points if each["name"] == "service_coordinator"] == ["2026-09", "2026-10"]


def test_work_without_a_line_of_sight_is_named():
    page = text_of(people.signed_in("executive").get("/roles/alignment"))
    assert "Work that no line of sight joins to a goal: 34.0%" in page
    assert "Call back" in page
    mine = signed(1).get("/roles/alignment.json").json()["unseen"]
    assert [(each["activity"], each["roles"]) for each in mine] == [("call_back", ["service_coordinator"])]


@pytest.mark.parametrize(
    ("who", "moves"), [("operations_manager", 2), ("executive", 0), ("hr_partner", 0), ("works_council", 0)]
)
def test_suggested_moves_are_for_those_who_assign(who, moves):
    answer = people.signed_in(who).get("/roles/alignment")
    assert ("What would restore it" in answer.content.decode()) == bool(moves)
    assert len(people.signed_in(who).get("/roles/alignment.json").json()["moves"]) == moves


def test_a_manager_sees_the_moves_of_the_team_and_an_employee_none():
    page = text_of(signed(2).get("/roles/alignment"))
    assert "Service coordinator would come from 17.7% to 0.5%" in page
    assert "nothing is assigned by it" in page
    assert [each["activity"] for each in signed(2).get("/roles/alignment.json").json()["moves"]] == ["call_back"]
    assert signed(1).get("/roles/alignment.json").json()["moves"] == []


def test_a_stopped_model_suggests_no_moves():
    services.switch_off(by=SYSTEM, reason="wrong", computation="alignment", at=timezone.now())
    answer = people.signed_in("operations_manager")
    assert "is switched off" in text_of(answer.get("/roles/alignment"))
    assert answer.get("/roles/alignment.json").json()["moves"] == []


def test_without_an_approval_nobody_is_asked_about_and_the_page_says_why(snapshot):
    page = text_of(signed(1).get(OWN))
    assert "No figure is computed of your work alone." in page
    assert "Figures of single persons are not approved" in page
    assert signed(1).get(f"{OWN}.json").json()["rows"] == []
    assert snapshot.asked_of == []
    assert not Seen.objects.exists()


def test_who_was_not_told_yet_is_told_so(snapshot):
    approve("alignment", "p4")
    assert "You have not been told yet" in text_of(signed(1).get(OWN))
    assert snapshot.asked_of == []


def test_work_from_before_the_notice_is_not_looked_at(snapshot):
    approve("alignment", "p1", read_at=datetime(2026, 9, 15, tzinfo=UTC))
    page = text_of(signed(1).get(OWN))
    assert "your work in Oct 2026" in page
    assert ("alignment", "p1") in snapshot.asked_of


def test_who_was_told_after_the_last_period_waits_for_the_next():
    approve("alignment", "p1", read_at=datetime(2026, 10, 15, tzinfo=UTC))
    assert "no whole period after that is over yet" in text_of(signed(1).get(OWN))


@pytest.mark.parametrize("where", [{"unit": "service"}, {"metric": "alignment"}, {}])
def test_a_switch_is_felt_with_the_next_request(snapshot, where):
    approve("alignment", "p1")
    assert "20.5%" in text_of(signed(1).get(OWN))
    services.switch_off(by=SYSTEM, reason="stop", at=timezone.now(), **where)
    snapshot.asked_of.clear()
    assert "switched off" in text_of(signed(1).get(OWN))
    assert "20.5%" not in signed(1).get(f"{OWN}.json").content.decode()
    assert snapshot.asked_of == []


def test_an_approval_for_another_unit_opens_nothing(snapshot):
    approve("alignment", "p1", unit="logistics")
    assert "not approved" in text_of(signed(1).get(OWN))
    assert snapshot.asked_of == []


def test_the_person_sees_it_first_and_then_the_manager_whose_look_is_written_down(snapshot):
    approve("alignment", "p1")
    boss = signed(2)
    assert boss.get(OWN).status_code == 404
    assert boss.get(f"{OWN}.csv").status_code == 404
    listed = text_of(boss.get("/roles/alignment"))
    assert "They see it first" in listed
    assert snapshot.asked_of == []
    assert not Entry.objects.filter(action="view", subject="p1").exists()
    assert "20.5% of your work from Sep 2026 to Oct 2026 was other than before; chance alone gives 9.0%." in text_of(
        signed(1).get(OWN)
    )
    assert not Entry.objects.filter(action="view", subject="p1").exists()  # one's own
    assert OWN in boss.get("/roles/alignment").content.decode()
    assert "20.5% of the work of Person 1" in text_of(boss.get(OWN))
    entry = Entry.objects.get(action="view", subject="p1")
    assert (entry.kind, entry.key) == ("person_metric", "p1")
    assert "what was computed about you" in text_of(signed(1).get("/roles/me"))


def test_after_five_days_the_manager_need_not_wait():
    approve("alignment", "p1")
    boss = signed(2)
    boss.get("/roles/alignment")  # from now on it is there
    assert boss.get(OWN).status_code == 404
    Seen.objects.update(since=timezone.now() - timedelta(days=5, minutes=1))
    assert boss.get(OWN).status_code == 200


def test_a_manager_with_a_duty_that_sees_pseudonyms_waits_as_well():
    approve("alignment", "p1")
    analyst = signed(2, duties=("analyst",))
    assert analyst.get(OWN).status_code == 404


@pytest.mark.parametrize("who", ["analyst", "hr_partner", "executive", "operations_manager", "works_council", "plain"])
def test_nobody_else_sees_a_person(who, snapshot):
    approve("alignment", "p1")
    signed(1).get(OWN)
    snapshot.asked_of.clear()
    for form in ("", ".json", ".csv"):
        assert people.signed_in(who).get(f"{OWN}{form}").status_code == 404
    for number in (3, 4, 5):
        assert signed(number).get(OWN).status_code == 404
    assert snapshot.asked_of == []


def test_no_person_stands_in_the_page_of_roles_whoever_asks():
    approve("alignment", "p1", "p4")
    signed(1).get(OWN)
    for client in (people.signed_in("executive"), signed(2)):
        whole = client.get("/roles/alignment.json").json()
        assert {row["kind"] for row in whole["rows"]} <= {"role", "unit"}
        assert "20.5%" not in client.get("/roles/alignment").content.decode()


def test_while_it_is_found_the_page_says_so_and_a_fault_is_shown():
    serve(Kept(waiting=("alignment",)))
    assert "being estimated" in text_of(people.signed_in("executive").get("/roles/alignment"))
    assert people.signed_in("executive").get("/roles/alignment.json").status_code == 503
    serve(Kept(refused=("alignment",)))
    answer = people.signed_in("executive").get("/roles/alignment")
    assert (answer.status_code, "lacks the column" in answer.content.decode()) == (422, True)


def test_without_people_the_page_says_so():
    serve(Kept(bare=True))
    assert "Nobody holds a role" in text_of(people.signed_in("executive").get("/roles/alignment"))
    assert "hold no role today" in text_of(people.signed_in("plain").get("/roles/alignment"))
