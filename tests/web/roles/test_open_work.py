"""Who should take which open work: for those who hand it out, with reasons that tell levels to two people alone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sightline_web.development.models import LearningGoal
from sightline_web.duties import services
from sightline_web.journal.models import Entry
from sightline_web.policy.actor import Actor
from tests.web import people
from tests.web.house import text_of
from tests.web.roles.approving import approve
from tests.web.roles.test_alignment import Kept, serve, signed

SYSTEM = Actor(None, "system")
LEVELS = "is 1 level short in Negotiation"


@pytest.fixture(autouse=True)
def snapshot(records):
    return serve(Kept())


def items(client, path: str = "/roles/assign.json") -> dict[str, str | None]:
    return {row["item"]: row["person"] for row in client.get(path).json()["rows"]}


def test_an_operations_manager_sees_all_open_work_with_what_stays_open():
    client = people.signed_in("operations_manager")
    page = text_of(client.get("/roles/assign"))
    assert "Three open items of 5 would go to somebody, two stay open until Nov 28, 2026; nothing is assigned" in page
    assert "What stays open" in page
    assert "no free hours" in page
    assert "worth 812 hours of average work; no proposal can pass 813, so it is at most 0.1% under the best" in page
    assert "Nothing is ever assigned by it" in page
    assert items(client) == {"T1": "p1", "T2": "p4", "T3": "p5", "T4": None, "T5": None}


def test_a_manager_sees_the_team_and_what_its_roles_leave_open_and_a_person_their_own():
    assert items(signed(2)) == {"T1": "p1", "T2": "p4", "T4": None}
    assert items(signed(1)) == {"T1": "p1"}
    assert items(signed(9)) == {"T3": "p5"}
    loads = signed(2).get("/roles/assign.json").json()["loads"]
    assert [each["person"] for each in loads] == ["p1", "p4"]


@pytest.mark.parametrize("who", ["executive", "hr_partner", "analyst", "works_council", "administrator", "plain"])
def test_nobody_else_sees_whom_work_is_proposed_to(who):
    assert items(people.signed_in(who)) == {}
    assert people.signed_in(who).get("/roles/assign/people/p1").status_code == 404


def test_no_level_stands_in_the_list_whoever_reads_it():
    approve("capabilities", "p1", "p4")
    for client in (people.signed_in("operations_manager"), signed(2), signed(1)):
        for form in ("", ".json", ".csv"):
            assert "level" not in client.get(f"/roles/assign{form}").content.decode().replace("and levels where", "")


def test_levels_count_only_of_those_whom_the_register_allows_and_who_were_told(snapshot):
    signed(2).get("/roles/assign")
    assert snapshot.asked_of == []
    assert "counts for nothing yet" in text_of(signed(2).get("/roles/assign"))
    approve("capabilities", "p1")
    signed(2).get("/roles/assign")
    assert snapshot.asked_of == [("levels", "p1")]


def test_the_person_and_the_manager_read_the_levels_behind_a_reason():
    approve("capabilities", "p1")
    assert LEVELS in text_of(signed(1).get("/roles/assign/people/p1"))
    assert not Entry.objects.filter(action="view").exists()
    assert LEVELS in text_of(signed(2).get("/roles/assign/people/p1"))
    entry = Entry.objects.get(action="view")
    assert (entry.kind, entry.subject) == ("skill_level", "p1")
    assert "your levels behind a proposal of work" in text_of(signed(1).get("/roles/me"))


@pytest.mark.parametrize("number", [3, 4, 5, 9])
def test_colleagues_and_skip_levels_read_none(number):
    approve("capabilities", "p1")
    assert signed(number).get("/roles/assign/people/p1").status_code == 404


def test_operations_managers_read_none_either():
    approve("capabilities", "p1")
    for form in ("", ".json", ".csv"):
        assert people.signed_in("operations_manager").get(f"/roles/assign/people/p1{form}").status_code == 404


def test_without_an_approval_the_reason_is_without_levels():
    for number in (1, 2):
        page = text_of(signed(number).get("/roles/assign/people/p1"))
        assert "Figures of single persons are not approved" in page
        assert LEVELS not in page
        assert LEVELS not in signed(number).get("/roles/assign/people/p1.json").content.decode()


def test_what_was_chosen_in_the_list_stays_chosen_for_one_person():
    page = signed(2).get("/roles/assign?anew=1").content.decode()
    assert "/roles/assign/people/p1?anew=1" in page
    assert "/roles/assign/people/p5" not in page  # of another team


def test_a_stopped_model_proposes_nothing():
    services.switch_off(by=SYSTEM, reason="wrong", computation="assign", at=timezone.now())
    for path in ("/roles/assign", "/roles/assign/people/p1"):
        assert "switched off" in text_of(signed(2).get(path))
        assert signed(2).get(f"{path}.json").json()["rows"] == []


def test_nothing_open_and_nothing_known_yet():
    serve(Kept(bare=True))
    assert "No work is open that nobody has." in text_of(people.signed_in("operations_manager").get("/roles/assign"))
    assert "No open work is proposed to you or your team." in text_of(signed(2).get("/roles/assign"))
    assert "belongs to no person" in text_of(people.signed_in("plain").get("/roles/assign"))
    serve(Kept(waiting=("proposals",)))
    assert "being estimated" in text_of(signed(2).get("/roles/assign"))


def test_no_page_offers_to_assign_anything():
    page = people.signed_in("operations_manager").get("/roles/assign").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main


def test_a_wish_counts_only_while_whose_it_is_lets_it(snapshot):
    mine = signed(1)
    mine.post("/roles/development/learn", {"text": "Negotiate", "capability": "negotiation"})
    key = LearningGoal.objects.get().pk
    for act, counted in (("share", ()), ("count", (("p1", "negotiation"),)), ("uncount", ())):
        mine.post(f"/roles/development/learning/{key}/{act}")
        people.signed_in("operations_manager").get("/roles/assign")
        assert snapshot.wished[-1] == (False, *counted)
    mine.post(f"/roles/development/learning/{key}/count")
    assert "counts when open work is proposed to you" in text_of(mine.get("/roles/development"))
    mine.post(f"/roles/development/learning/{key}/delete")
    mine.get("/roles/assign")
    assert snapshot.wished[-1] == (False,)


def test_nobody_lets_a_wish_of_somebody_else_count():
    signed(1).post("/roles/development/learn", {"text": "Negotiate", "capability": "negotiation"})
    assert signed(2).post(f"/roles/development/learning/{LearningGoal.objects.get().pk}/count").status_code == 404
    assert not LearningGoal.objects.filter(counts=True).exists()
