"""What two people say to each other is theirs: sealed, undoable, and nobody else's, not even in the journal."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from sightline_web import rows
from sightline_web.care.erasure import person_erase
from sightline_web.care.export import gathered
from sightline_web.care.holdings import whose
from sightline_web.conversations import queries, services
from sightline_web.conversations.models import AgendaItem, CheckIn, NextStep, PrivateNote, SharedNote
from sightline_web.conversations.services import PartyError, Seed, TakenError, WordsError
from sightline_web.journal.models import Entry
from sightline_web.policy.actor import Actor
from tests.web.databases import BOTH
from tests.web.house import DAY, MANAGER, NOW, SELF, TODAY, actor, standing

MARK = "Zq3Spoken"
BY = Actor(None, "system", origin="tests")
SEED = Seed("change", "Waiting for credit checks rose by a day in the North.", "/metrics/credit_check_time")


@pytest.fixture
def spoken(records) -> CheckIn:
    """A check-in of p1 with p2, with something of each kind in it."""
    one, two = actor(1), actor(2)
    made = services.check_in_plan(by=two, person="p1", manager="p2", day=TODAY, at=NOW, seeds=[SEED])
    services.agenda_add(by=one, standing=SELF, check_in=made, words=f"{MARK} agenda", at=NOW)
    services.note_add(by=two, standing=MANAGER, check_in=made, words=f"{MARK} note", at=NOW)
    services.step_add(
        by=one, standing=SELF, check_in=made, words=f"{MARK} step", side="person", due=TODAY + DAY, at=NOW
    )
    services.private_add(by=two, person="p1", words=f"{MARK} private", at=NOW)
    return made


def told(number: int) -> list[queries.Told]:
    by = actor(number)
    return queries.opened_parts(queries.check_ins(by=by, person="p1", standing=standing(by, "p1")))


def texts(number: int) -> list[str]:
    return [part.text for each in told(number) for part in (*each.agenda, *each.notes, *each.steps)]


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_both_see_what_was_said_and_nobody_else_does(spoken):
    both = [SEED.words, f"{MARK} agenda", f"{MARK} note", f"{MARK} step"]
    for number in (1, 2):
        with rows.acting_as(actor(number)):
            assert texts(number) == both
    for number in (3, 4, 5, 6, 9):
        assert texts(number) == []


@pytest.mark.parametrize("records", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_the_database_itself_shows_it_to_the_two_alone(spoken):
    def seen(number: int) -> tuple[int, int]:
        with rows.acting_as(actor(number)):
            return SharedNote.objects.count(), PrivateNote.objects.count()

    assert [seen(number) for number in (1, 2, 3, 6)] == [(1, 0), (1, 1), (0, 0), (0, 0)]


def test_a_private_note_is_its_authors_alone(spoken):
    assert [each.text for each in queries.private_notes(by=actor(2), person="p1")] == [f"{MARK} private"]
    for number in (1, 3, 4, 6):
        assert queries.private_notes(by=actor(number), person="p1") == []


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_no_readable_text_stands_in_any_table(spoken):
    for model in apps.get_models(include_auto_created=True):
        for row in models.QuerySet(model).values_list():
            assert MARK not in str(row), model


def test_the_journal_says_that_a_private_note_was_written_and_not_about_whom(spoken):
    entry = Entry.objects.get(kind="private_note")
    assert (entry.subject, entry.after, entry.reason) == ("", "", "")
    assert "p1" not in f"{entry.key}{entry.before}"


def test_a_former_manager_sees_no_more_of_it(records):
    old = actor(6)
    services.check_in_plan(by=old, person="p1", manager="p6", day=TODAY, at=NOW)
    assert queries.check_ins(by=old, person="p1", standing=standing(old, "p1")) == []
    mine = actor(1)
    assert len(queries.check_ins(by=mine, person="p1", standing=standing(mine, "p1"))) == 1
    new = actor(2)
    assert queries.check_ins(by=new, person="p1", standing=standing(new, "p1")) == []


@pytest.mark.parametrize("number", [3, 4, 6])
def test_nobody_else_writes_into_it(spoken, number):
    by = actor(number)
    with pytest.raises(PartyError):
        services.note_add(by=by, standing=standing(by, "p1"), check_in=spoken, words="x", at=NOW)
    with pytest.raises(PartyError):
        services.check_in_plan(by=by, person="p1", manager="p2", day=TODAY + DAY, at=NOW)


def test_a_note_is_changed_and_deleted_by_who_wrote_it(spoken):
    note = SharedNote.objects.get().pk
    change = {"standing": standing(actor(1), "p1"), "person": "p1", "note": note, "words": "mine now", "at": NOW}
    assert not services.note_change(by=actor(1), **change)
    assert services.note_change(by=actor(2), **change | {"standing": MANAGER})
    assert f"{MARK} note" not in texts(1)
    assert "mine now" in texts(1)
    away = {"person": "p1", "key": note, "at": NOW}
    assert not services.part_take_away(SharedNote, by=actor(1), standing=SELF, **away)
    assert services.part_take_away(SharedNote, by=actor(2), standing=MANAGER, **away)


@pytest.mark.parametrize("kind", [AgendaItem, NextStep])
def test_deleting_is_undone_as_it_was(spoken, kind):
    row = kind.objects.order_by("-id").values().first()
    which = {"by": actor(1), "standing": SELF, "person": "p1", "key": row["id"]}
    assert services.part_take_away(kind, **which, at=NOW)
    assert not services.part_take_away(kind, **which, at=NOW)
    assert services.part_take_away(kind, **which, at=None)
    assert kind.objects.order_by("-id").values().first() == row


def test_a_whole_conversation_is_deleted_and_brought_back_with_all_of_it(spoken):
    before = texts(1)
    which = {"by": actor(1), "standing": SELF, "person": "p1", "check_in": spoken.pk}
    assert services.check_in_take_away(**which, at=NOW)
    assert (texts(1), queries.steps_of(by=actor(1))) == ([], [])
    other = services.check_in_plan(by=actor(1), person="p1", manager="p2", day=TODAY, at=NOW)
    with pytest.raises(TakenError):
        services.check_in_take_away(**which, at=None)
    services.check_in_take_away(**which | {"check_in": other.pk}, at=NOW)
    assert services.check_in_take_away(**which, at=None)
    assert texts(1) == before


def test_a_step_is_done_and_not_done(spoken):
    [step] = queries.steps_of(by=actor(1))
    assert (step.text, step.due) == (f"{MARK} step", TODAY + DAY)
    done = {"by": actor(2), "standing": MANAGER, "person": "p1", "step": step.pk}
    assert services.step_done(**done, at=NOW)
    assert queries.steps_of(by=actor(1)) == []
    assert services.step_done(**done, at=None)
    assert len(queries.steps_of(by=actor(1))) == 1


def test_what_is_proposed_stands_once_and_what_was_taken_off_stays_off(spoken):
    [proposed] = AgendaItem.objects.filter(kind="change")
    assert proposed.link == "/metrics/credit_check_time"
    services.part_take_away(AgendaItem, by=actor(1), standing=SELF, person="p1", key=proposed.pk, at=NOW)
    another = Seed("alignment", "More of the work went to returns than agreed.")
    assert services.agenda_seed(by=BY, check_in=spoken.pk, seeds=[SEED, another, another], at=NOW) == 1
    assert SEED.words not in texts(1)


@pytest.mark.parametrize("link", ["https://elsewhere.example", "//elsewhere.example", "javascript:alert(1)"])
def test_a_proposal_links_into_the_app_alone(spoken, link):
    services.agenda_seed(by=BY, check_in=spoken.pk, seeds=[Seed("change", "x", link)], at=NOW)
    assert AgendaItem.objects.latest("id").link == ""


@pytest.mark.parametrize("words", ["", "  ", "x" * 4_001])
def test_a_text_that_cannot_be_kept_is_refused(spoken, words):
    with pytest.raises(WordsError):
        services.note_add(by=actor(1), standing=SELF, check_in=spoken, words=words, at=NOW)


def test_two_have_one_conversation_a_day(spoken):
    with pytest.raises(TakenError, match="already"):
        services.check_in_plan(by=actor(1), person="p1", manager="p2", day=TODAY, at=NOW)


def held(number: int) -> str:
    return str(gathered(whose(f"p{number}"), now=NOW)["held"])


def test_each_takes_along_what_is_theirs_and_a_private_note_only_its_author(spoken):
    assert f"{MARK} note" in held(1)
    assert f"{MARK} private" not in held(1)
    assert f"{MARK} private" in held(2)
    assert MARK not in held(3)


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_who_is_erased_takes_the_conversation_along_and_what_others_noted_about_them(spoken):
    actor(1)
    person_erase(person="p1", by=BY, reason="asked for it", now=NOW)
    assert not CheckIn.objects.exists()
    assert not PrivateNote.objects.exists()


def test_a_manager_who_is_erased_leaves_the_person_their_notes(spoken):
    person_erase(person="p2", by=BY, reason="asked for it", now=NOW)
    row = SharedNote.objects.get()
    assert (row.manager, row.account, row.text) == ("", None, f"{MARK} note")
    assert not PrivateNote.objects.exists()
    assert CheckIn.objects.get().manager == ""


def test_no_search_reads_notes(spoken):
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from conversations_sharednote where sealed like %s", [f"%{MARK}%"])
        assert cursor.fetchone() == (0,)
