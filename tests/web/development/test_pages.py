"""What one wants and learns: written, shared, ended and undone by its owner; found by others while it is shared."""

from __future__ import annotations

import pytest

from sightline_web.development.models import Aspiration, LearningGoal
from sightline_web.journal.models import Entry
from tests.web import people
from tests.web.house import move_in, person_of, text_of


@pytest.fixture(autouse=True)
def house(records):
    move_in()


def signed(number: int):
    return people.signed_in(person_of(number))


def test_it_is_written_shared_and_taken_back():
    mine, boss = signed(1), signed(2)
    assert mine.post("/roles/development/aspire", {"text": "Lead a shift", "role": "shift_lead"}).status_code == 302
    mine.post("/roles/development/learn", {"text": "Negotiate", "capability": "negotiation", "level": "3"})
    key = Aspiration.objects.get().pk
    assert boss.get("/roles/people/p1/development").status_code == 404
    mine.post(f"/roles/development/aspiration/{key}/share")
    page = text_of(boss.get("/roles/people/p1/development"))
    assert "Lead a shift" in page
    assert "Negotiate" not in page
    assert Entry.objects.filter(action="view", kind="aspiration", subject="p1").exists()
    assert signed(3).get("/roles/people/p1/development").status_code == 404
    mine.post(f"/roles/development/aspiration/{key}/unshare")
    assert boss.get("/roles/people/p1/development.json").status_code == 404
    assert "nothing is shared" in text_of(mine.get("/roles/development"))


def test_a_manager_neither_shares_nor_deletes_it():
    signed(1).post("/roles/development/aspire", {"text": "Lead"})
    key = Aspiration.objects.get().pk
    for act in ("share", "delete"):
        assert signed(2).post(f"/roles/development/aspiration/{key}/{act}").status_code == 404


def test_deleting_offers_undo():
    mine = signed(1)
    mine.post("/roles/development/learn", {"text": "Negotiate"})
    key = LearningGoal.objects.get().pk
    gone = mine.post(f"/roles/development/learning/{key}/delete")["Location"]
    assert "Undo" in mine.get(gone).content.decode()
    mine.post(f"/roles/development/learning/{key}/restore")
    mine.post(f"/roles/development/learning/{key}/done")
    assert "learned" in text_of(mine.get("/roles/development"))


def test_an_empty_text_is_refused_in_words():
    answer = signed(1).post("/roles/development/aspire", {"text": " "})
    assert (answer.status_code, "It is empty" in answer.content.decode()) == (422, True)


def test_an_account_without_a_person_is_told_what_to_do():
    assert "links your account" in text_of(people.signed_in("plain").get("/roles/development"))
