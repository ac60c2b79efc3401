"""What is said: kept with the number as it was, told to those it concerns, undoable, and gone with whoever said it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from sightline_web import keeper, rows
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.anchors import Anchor, Kind, anchor_named, decided, kinds, offer
from sightline_web.care.erasure import person_erase
from sightline_web.care.export import gathered
from sightline_web.care.holdings import whose
from sightline_web.care.retention import apply
from sightline_web.comments import asked, queries, services
from sightline_web.comments.models import Comment, Told, Turn
from sightline_web.comments.numbers import View, measured
from sightline_web.comments.services import Said
from sightline_web.comments.words import handles
from sightline_web.journal.models import Entry
from sightline_web.notices import sending
from sightline_web.notices.models import Message, Preference
from sightline_web.policy.actor import Actor
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Duty, Record
from sightline_web.shell.formats import Formats
from tests.web import people
from tests.web.databases import BOTH

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MARK = "Zq5Said"
BY = Actor(None, "system", origin="tests")
GOAL = anchor_named("goal", "grow_revenue")
REVENUE = anchor_named("metric", "revenue_12m")


@pytest.fixture(autouse=True)
def read(enterprise) -> None:
    """The small enterprise is read."""


def snapshot():
    return keeper.current().state().snapshot


def view(anchor: Anchor, query: str = "") -> View:
    return View(snapshot(), anchor, QueryDict(query), Formats())


def who(name: str) -> Actor:
    return actor_of(people.account(name))


def say(
    name: str, text: str = MARK, *, anchor: Anchor = GOAL, thread: Comment | None = None, about: str = ""
) -> Comment:
    heard = asked.found(handles(text), anchor=anchor, snapshot=snapshot())
    number = measured(view(anchor), about) if about else None
    said = Said(text, heard, "", about, number, "r1", NOW)
    return services.comment_write(by=who(name), anchor=anchor, said=said, thread=thread, title="A goal", at=NOW)


def told() -> list[tuple[str, str]]:
    emails = dict(Account.objects.values_list("pk", "email"))
    return [(emails[each.account].partition("@")[0], each.why) for each in Told.objects.order_by("id")]


def texts(name: str = "plain") -> list[str]:
    found, names = queries.threads(by=who(name), anchor=GOAL)
    lines = [line for each in found for line in (each.first, *each.answers)]
    return ["".join(part if isinstance(part, str) else names.asked(part) for part in line.parts) for line in lines]


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_all_who_see_the_page_read_it_and_the_table_holds_no_readable_text(records):
    made = say("executive", f"{MARK} one")
    say("plain", f"{MARK} two", thread=made)
    with rows.acting_as(who("works_council")):
        assert texts("works_council") == [f"{MARK} one", f"{MARK} two"]
    assert not [each for each in Comment.objects.unscoped("a test").values_list() if MARK in str(each)]
    assert not [each for each in Entry.objects.values_list() if MARK in str(each)]
    assert list(Entry.objects.filter(kind="comment").values_list("action", flat=True)) == ["create", "create"]


def test_a_comment_keeps_what_its_number_was():
    was = say("analyst", anchor=REVENUE, about="metric:revenue_12m@2026-09").was
    assert (was["period"], was["unit"], was["reading"], was["as_of"]) == ("2026-09", "EUR", "r1", NOW.isoformat())
    assert was["value"] == measured(view(REVENUE), "metric:revenue_12m@2026-09").value
    assert say("analyst", about="metric:no_such").was == {}


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_who_is_asked_and_who_took_part_are_told_once_and_nobody_of_their_own_words(records):
    with rows.acting_as(who("executive")):
        first = say("executive", "What do you say, @analyst and @executive?")
    assert told() == [("analyst", "mention")]
    with rows.acting_as(who("analyst")):
        say("analyst", "This, @analyst: ask @auditor.", thread=first)
    assert told()[1:] == [("executive", "reply"), ("auditor", "mention")]
    found = Message.objects.unscoped("a test").order_by("id")
    assert {each.kind for each in found} == {"mention"}
    assert not any("Analyst" in str(each.content) or "say" in str(each.content) for each in found)


def test_who_may_not_see_the_page_is_not_told_and_is_to_the_writer_as_one_who_is_not_there():
    rule = anchor_named("rule", "order_to_cash/ship_in_time")
    heard = asked.found(["works_council", "nobody", "auditor"], anchor=rule, snapshot=snapshot())
    assert heard.nobody == ("works_council", "nobody")
    assert heard.accounts == {people.account("auditor").pk: "mention"}


def test_completion_offers_nobody_whose_name_is_not_shown_there():
    offered = asked.known(by=who("plain"), anchor=GOAL, snapshot=snapshot())
    assert [each for each in offered if not each.title.endswith("(role)")] == []
    say("executive")
    offered = asked.known(by=who("plain"), anchor=GOAL, snapshot=snapshot())
    assert [each.handle for each in offered if not each.title.endswith("(role)")] == ["executive"]


def test_a_mention_comes_by_mail_unless_somebody_wants_it_here_alone(outbox):
    Preference.objects.create(account=people.account("analyst").pk, mentions=False)
    say("executive", "@analyst and @auditor, please.")
    sending.run(datetime.now(UTC) + timedelta(minutes=1))
    assert [each.to for each in outbox] == [["auditor@example.org"]]
    assert outbox[0].subject == "Executive mentions you: A goal"
    assert "/goals/grow_revenue#comment-" in outbox[0].body
    assert "No role answers" not in outbox[0].body
    assert Message.objects.unscoped("a test").get(account=people.account("analyst").pk).state == "shown"


def test_what_was_changed_keeps_what_it_said():
    made = say("executive", "First words.")
    heard = asked.found([], anchor=GOAL, snapshot=snapshot())
    changed = {"comment": made.pk, "said": Said("Second words.", heard), "title": "A goal", "at": NOW}
    assert not services.comment_change(by=who("analyst"), **changed)
    assert services.comment_change(by=who("executive"), **changed)
    turns, _ = queries.history(comment=Comment.objects.unscoped("a test").get())
    assert [parts for _, _, parts in turns] == [("First words.",), ("Second words.",)]
    assert texts() == ["Second words."]


def test_a_changed_answer_is_news_to_nobody_who_came_after_it(records):
    with rows.acting_as(who("executive")):
        first = say("executive", "What do you say?")
    with rows.acting_as(who("analyst")):
        answer = say("analyst", "This.", thread=first)
    with rows.acting_as(who("auditor")):
        say("auditor", "That.", thread=first)
    before = told()
    heard = asked.found([], anchor=GOAL, snapshot=snapshot())
    services.comment_change(by=who("analyst"), comment=answer.pk, said=Said("This one.", heard), title="A goal", at=NOW)
    assert told() == before


def test_what_was_deleted_comes_back_as_it_was_and_answers_stay():
    first = say("executive", "First.")
    say("plain", "Answer.", thread=first)
    before = texts()
    assert services.comment_take_away(by=who("executive"), comment=first.pk, at=NOW)
    assert texts() == ["", "Answer."]
    assert services.comment_restore(by=who("executive"), comment=first.pk, at=NOW)
    assert texts() == before


def test_what_the_strategy_office_took_away_its_author_does_not_put_back():
    first = say("plain")
    assert not services.comment_take_away(by=who("executive"), comment=first.pk, at=NOW)
    assert services.comment_take_away(by=who("strategy_office"), comment=first.pk, at=NOW)
    assert not services.comment_restore(by=who("plain"), comment=first.pk, at=NOW)
    assert services.comment_restore(by=who("strategy_office"), comment=first.pk, at=NOW)


def test_whoever_sees_the_page_settles_a_thread_and_an_answer_opens_it():
    first = say("executive")
    assert services.thread_resolve(by=who("plain"), comment=first.pk, at=NOW)
    assert not services.thread_resolve(by=who("plain"), comment=first.pk, at=NOW)
    found, _ = queries.threads(by=who("plain"), anchor=GOAL)
    assert (found[0].settled, found[0].settled_by) == (NOW, "Plain")
    say("plain", thread=queries.comment_find(by=who("plain"), comment=first.pk))
    assert queries.threads(by=who("plain"), anchor=GOAL)[0][0].settled is None
    assert list(Turn.objects.values_list("what", flat=True)) == ["resolved", "reopened"]


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_an_export_opens_ones_words_and_an_erasure_takes_them_and_leaves_the_thread(records):
    first = say("executive", f"{MARK} first")
    say("plain", f"{MARK} answer to @executive", thread=first)
    owner = whose(account=people.account("plain").pk)
    held = gathered(owner, now=NOW)["held"]["What you said in discussions"]
    assert MARK in str(held[0]["sealed"])
    executive = people.account("executive")
    person_erase(person=executive.email, by=BY, reason="asked for it", now=NOW)
    assert texts() == ["(erased)", f"{MARK} answer to (erased)"]
    assert queries.threads(by=who("plain"), anchor=GOAL)[0][0].first.who == "(erased)"
    assert not Told.objects.filter(account=executive.pk).exists()


def test_retention_takes_what_was_deleted_and_leaves_its_answers():
    first = say("executive", "First.")
    say("plain", "Answer.", thread=first)
    services.comment_take_away(by=who("executive"), comment=first.pk, at=NOW)
    assert apply(by=BY, now=NOW + timedelta(days=31))["comments_deleted"] == 1
    assert texts() == ["Answer."]


def test_no_page_about_a_person_can_be_talked_about():
    assert not [each for each in kinds().values() if each.record in ABOUT_PERSONS or "person" in each.parts]
    with pytest.raises(ValueError, match="conversations alone"):
        offer(Kind("person", "person", ("person",), Record.PERSON, lambda *_: ""))


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("rule", "order_to_cash/ship_in_time"),
        ("chart", "lead_time"),
        ("control", "four_eyes"),
        ("goal", "grow_revenue"),
    ],
)
def test_a_discussion_is_open_to_whom_its_page_is_open(as_, kind, key):
    anchor = anchor_named(kind, key)
    for duty in (people.NOBODY_IN_PARTICULAR, Duty.EXECUTIVE, Duty.WORKS_COUNCIL):
        client = as_(duty)
        page, own = client.get(anchor.href).status_code, client.get(f"/discussions/{kind}/{key}.json").status_code
        assert page == own
        assert decided(who(duty), anchor, snapshot()).allowed == (page == 200)
        assert client.post(f"/discussions/{kind}/{key}/say", {"text": "a"}).status_code == (302 if page == 200 else 403)


def test_an_answer_on_a_page_that_is_gone_from_the_model_tells_nobody():
    gone = anchor_named("goal", "no_such_goal")
    heard = Said("First.", asked.Asked({}, {}, ()))
    more = {"anchor": gone, "said": heard, "title": "A goal", "at": NOW}
    first = services.comment_write(by=who("executive"), thread=None, **more)
    services.comment_write(by=who("plain"), thread=first, **more)
    assert told() == []
