"""The pages of conversations: for the two, and for nobody else; what is typed wrong is shown again."""

from __future__ import annotations

import pytest

from sightline_web.conversations import services
from sightline_web.conversations.models import AgendaItem, CheckIn, NextStep, PrivateNote, SharedNote
from sightline_web.journal.models import Entry
from tests.web import people
from tests.web.house import DAY, MANAGER, NOW, SELF, TODAY, actor, move_in, partner_of, person_of, text_of


@pytest.fixture(autouse=True)
def house(records):
    move_in()


@pytest.fixture
def talk() -> CheckIn:
    made = services.check_in_plan(by=actor(2), person="p1", manager="p2", day=TODAY, at=NOW)
    services.note_add(by=actor(2), standing=MANAGER, check_in=made, words="Said <b>plainly</b>", at=NOW)
    services.private_add(by=actor(2), person="p1", words="For me alone", at=NOW)
    services.step_add(
        by=actor(1), standing=SELF, check_in=made, words="Read the manual", side="person", due=TODAY - DAY, at=NOW
    )
    return made


def signed(number: int):
    return people.signed_in(person_of(number))


def test_before_anything_was_said_the_page_says_what_to_do():
    assert "no conversation is kept here" in text_of(signed(1).get("/conversations/p1")).lower()
    assert "You have one person to talk with" in text_of(signed(1).get("/conversations"))
    assert "belongs to no person" in text_of(people.signed_in().get("/conversations"))


def test_both_read_it_and_the_person_sees_that_the_manager_looked(talk):
    mine, theirs = text_of(signed(1).get("/conversations/p1")), text_of(signed(2).get("/conversations/p1"))
    for page in (mine, theirs):
        assert "Said &lt;b&gt;plainly&lt;/b&gt;" in page
    assert "For me alone" in theirs
    assert "For me alone" not in mine
    assert Entry.objects.get(action="view", subject="p1").kind == "shared_note"
    assert "your conversations" in text_of(signed(1).get("/roles/me"))


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
@pytest.mark.parametrize("number", [3, 4, 6, 9])
def test_nobody_else_gets_so_much_as_told_that_there_is_one(talk, form, number):
    answer = signed(number).get(f"/conversations/p1{form}")
    assert answer.status_code == 404
    assert "plainly" not in answer.content.decode()


def test_hr_and_administrators_read_no_conversation(talk):
    for account in (partner_of("service"), people.account("administrator"), people.account("auditor")):
        assert people.signed_in(account).get("/conversations/p1").status_code == 404


def test_the_twins_hold_what_both_see_and_of_private_notes_ones_own(talk):
    assert "For me alone" not in signed(1).get("/conversations/p1.json").content.decode()
    told = signed(2).get("/conversations/p1.json").json()
    assert told["private_notes"] == ["For me alone"]
    assert [row["words"] for row in told["rows"]] == ["Said <b>plainly</b>", "Read the manual"]
    assert "For me alone" not in signed(2).get("/conversations/p1.csv").content.decode()


def test_a_conversation_is_planned_filled_and_worked_through():
    one = signed(1)
    day = (TODAY + 30 * DAY).isoformat()
    assert one.post("/conversations/p1/plan", {"manager": "p2", "day": day}).status_code == 302
    key = CheckIn.objects.get().pk
    one.post(f"/conversations/p1/{key}/add/agenda", {"words": "My shifts"})
    two = signed(2)
    two.post(f"/conversations/p1/{key}/add/step", {"words": "Ask the planner", "side": "manager", "due": day})
    two.post(f"/conversations/p1/{key}/note", {"words": "We agree"})
    item, step = AgendaItem.objects.get(kind="own").pk, NextStep.objects.get().pk
    assert "Ask the planner" in text_of(two.get("/conversations"))
    one.post(f"/conversations/p1/parts/agenda/{item}/done")
    two.post(f"/conversations/p1/parts/step/{step}/done")
    two.post(f"/conversations/p1/{key}/as/held")
    page = text_of(one.get("/conversations/p1"))
    assert "took place" in page
    assert "talked about" in page
    assert "Ask the planner" not in text_of(two.get("/conversations"))


@pytest.mark.parametrize(("typed", "said"), [({"manager": "p2", "day": "soon"}, "Give the day"),
                                             ({"manager": "p9", "day": "2026-12-01"}, "Choose with whom")])  # fmt: skip
def test_what_is_typed_wrong_is_shown_again(typed, said):
    answer = signed(1).post("/conversations/p1/plan", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_empty_note_is_refused_in_words(talk):
    answer = signed(1).post(f"/conversations/p1/{talk.pk}/note", {"words": "  "})
    assert (answer.status_code, "It is empty" in answer.content.decode()) == (422, True)


def test_deleting_offers_undo_and_a_note_is_deleted_by_its_author_alone(talk):
    note = SharedNote.objects.get().pk
    assert signed(1).post(f"/conversations/p1/notes/{note}/delete").status_code == 403
    gone = signed(2).post(f"/conversations/p1/notes/{note}/delete")
    assert "Undo" in signed(2).get(gone["Location"]).content.decode()
    assert "plainly" not in text_of(signed(2).get("/conversations/p1"))
    signed(2).post(f"/conversations/p1/notes/{note}/restore")
    assert "plainly" in text_of(signed(2).get("/conversations/p1"))


def test_a_private_note_of_somebody_else_is_not_there(talk):
    key = PrivateNote.objects.get().pk
    assert signed(1).post(f"/conversations/p1/private/{key}/delete").status_code == 404
    assert signed(2).post(f"/conversations/p1/private/{key}/delete").status_code == 302
    assert not PrivateNote.objects.filter(archived_at=None).exists()


def test_the_whole_is_deleted_and_brought_back(talk):
    gone = signed(1).post(f"/conversations/p1/{talk.pk}/as/delete")["Location"]
    assert "plainly" not in text_of(signed(1).get(gone))
    signed(1).post(f"/conversations/p1/{talk.pk}/as/restore")
    assert "plainly" in text_of(signed(1).get("/conversations/p1"))


def test_no_search_finds_a_note(talk):
    for who in (1, 2):
        found = signed(who).get("/find.json", {"q": "plainly"}).json()["rows"]
        assert "plainly" not in str([row for row in found if "q=plainly" not in str(row)])


def test_what_overdue_is_said(talk):
    assert "overdue since" in text_of(signed(1).get("/conversations"))
