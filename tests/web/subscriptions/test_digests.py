"""What is followed: told when it changes beyond noise, in a digest that is what its preview says, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from django.test import override_settings

from sightline_web import keeper
from sightline_web.accounts.acting import actor_of
from sightline_web.anchors import anchor_named
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from sightline_web.notices import clock as notices_clock
from sightline_web.notices import ending
from sightline_web.notices import sending as posts
from sightline_web.notices.models import Message, Preference
from sightline_web.policy.actor import Actor
from sightline_web.reviews.models import Cycle, Decision
from sightline_web.subscriptions import sending, services
from sightline_web.subscriptions.models import Subscription
from sightline_web.subscriptions.stands import Stand, changes, stand_of
from tests.web import people
from tests.web.comments.test_services import say
from tests.web.databases import BOTH
from tests.web.fakes import FakeSnapshot, keeper_of

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GOAL, METRIC = ("goal", "grow_revenue"), ("metric", "lead_time")


@dataclass(frozen=True)
class Turned(FakeSnapshot):
    """The small enterprise in which one goal stands otherwise."""

    status: str = "behind"

    @property
    def goals(self):
        return tuple(replace(each, status=self.status) if each.id == GOAL[1] else each for each in super().goals)


@pytest.fixture(autouse=True)
def at(monkeypatch) -> Iterator[dict[str, datetime]]:
    """A Monday morning, with mail that is kept."""
    turned = {"now": MONDAY}
    monkeypatch.setattr(notices_clock, "now", lambda: turned["now"])
    read("behind")
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield turned


def read(status: str, reading: str = "r1") -> None:
    """Have the process serve another reading."""
    kept = keeper_of(Outcome(Turned(reading, status=status)))
    keeper.install(kept)
    kept.settle()


def snapshot():
    return keeper.current().state().snapshot


def who(name: str = "executive") -> Actor:
    return actor_of(people.account(name))


def follow(name: str = "executive", *, on=GOAL, cadence: str = "daily", by_mail: bool = True, query: str = ""):
    anchor, by = anchor_named(*on), who(name)
    stand = stand_of(snapshot(), anchor, by)
    return services.follow(
        by=by, anchor=anchor, query=query, cadence=cadence, mail=by_mail, stand=stand, at=MONDAY - 3 * DAY
    )


def messages() -> list[Message]:
    return list(Message.objects.unscoped("a test").order_by("id"))


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_digest_comes_once_for_its_hour_whoever_is_restarted_when(records):
    follow()
    follow(on=METRIC)
    for _ in range(3):
        sending.run(MONDAY)
    assert [each.kind for each in messages()] == ["daily"]
    Subscription.objects.unscoped("a test").update(told_at=MONDAY - 3 * DAY)  # as if what was noted had been lost
    sending.run(MONDAY)
    assert len(messages()) == 1
    sending.run(MONDAY + DAY)
    assert [each.kind for each in messages()] == ["daily", "daily"]


def test_the_preview_is_what_is_sent_to_the_last_letter(as_, at):
    read("behind")
    follow()
    follow(on=("control", "four_eyes"))
    say("analyst", "Why?")
    shown = as_("executive").get("/following/digest/daily.json").json()
    sending.run(MONDAY)
    posts.run(MONDAY)
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.alternatives[0][0]) == (shown["subject"], shown["text"], shown["html"])
    assert "because you follow this" in sent.body
    assert "http://localhost:8631/following\n" in sent.body
    raw = message_from_bytes(sent.message().as_bytes())
    assert {name: raw[name].strip() for name in shown["headers"]} == shown["headers"]
    page = as_("executive").get("/following/digest/daily").content.decode()
    assert shown["subject"] in page


def test_a_digest_says_of_each_thing_how_it_stands_and_what_changed():
    follow()
    read("on course", "r2")
    say("analyst", "At last.")
    Message.objects.unscoped("a test").all().delete()
    sending.run(MONDAY)
    (line,) = messages()[0].content["sections"][0]["lines"]
    assert line["sentence"].startswith("It is on course now; it was behind. The chance to reach it rose from ")
    facts = " / ".join(line["facts"])
    for part in ("● on course", "€52.6M in Oct 2026, as it was told last", "target €60", "forecast", "at 90%)",
                 "chance to reach it", "1 new comment"):  # fmt: skip
        assert part in facts
    assert line["href"] == "/goals/grow_revenue"


def test_nothing_beyond_noise_is_a_digest_of_one_line():
    follow()
    follow(on=METRIC)
    sending.run(MONDAY)
    assert messages()[0].content["heading"] == "Nothing changed beyond noise in two things that you follow."


def test_what_changes_beyond_noise_is_told_at_once_and_once_in_a_reading():
    follow(cadence="at_once")
    sending.run(MONDAY)
    assert messages() == []
    read("on course", "r2")
    for _ in range(2):
        sending.run(MONDAY)
    (told,) = messages()
    assert told.kind == "change"
    assert told.content["sentence"].startswith("It is on course now; it was behind.")


def test_quiet_hours_hold_what_is_told_at_once():
    Preference.objects.create(account=who().account, quiet_from="22:00", quiet_until="07:00", workdays=[1, 2, 3, 4, 5])
    follow(cadence="at_once")
    read("missed", "r2")
    sending.run(MONDAY.replace(hour=23))
    assert messages()[0].next_at > MONDAY + 20 * HOUR


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ({"chance": 0.40, "status": "behind"}, Stand("behind", chance=0.55), []),
        ({"chance": 0.40}, Stand(chance=0.2),
         ["The chance to reach it fell from 40% to 20%: it is unlikely now."]),
        ({"signals": {}}, Stand("signal", signals={"a": "It rose."}), ["New: It rose."]),
        ({"signals": {"a": "It rose."}, "status": "signal"}, Stand(), ["Over: It rose."]),
        ({"value": 1.0, "status": "holds"}, Stand("holds", 9.0), []),
        ({}, Stand("behind"), []),
        ({"signals": {"a": "It rose."}, "status": "signal"}, Stand(signals=None), []),
        ({"signals": None}, Stand("signal", signals={"a": "It rose."}), []),
    ],
)  # fmt: skip
def test_what_counts_as_a_change(was, now, said):
    assert changes(was, now) == said


def test_signals_are_told_to_those_who_may_see_them_and_no_case_is_named():
    process = anchor_named("process", "order_to_cash")
    assert stand_of(snapshot(), process, who("plain")).signals == {}
    told = stand_of(snapshot(), process, who("analyst")).signals
    assert told
    assert "2026/18" not in str(told)


def test_what_one_may_see_no_more_is_not_told():
    follow("auditor", on=("control", "four_eyes"))
    account = people.account("auditor")
    account.duties = []
    account.save()
    sending.run(MONDAY)
    assert messages() == []


def test_a_month_is_told_on_the_first_working_day_after_it():
    kept = Preference(account=1, hour=7, zone="Europe/Amsterdam")
    assert sending.slot_of("monthly", kept, MONDAY) == datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
    assert sending.slot_of("monthly", kept, datetime(2026, 11, 1, 12, tzinfo=UTC)) == datetime(
        2026, 10, 1, 5, tzinfo=UTC
    )


def test_what_is_wanted_here_alone_is_shown_and_not_sent():
    follow(by_mail=False)
    sending.run(MONDAY)
    posts.run(MONDAY)
    assert (mail.outbox, messages()[0].state) == ([], "shown")


def test_a_paused_thing_is_told_of_no_more_until_one_goes_on():
    made = follow()
    services.pause(by=who(), subscription=made.pk, at=MONDAY, stop=True)
    sending.run(MONDAY)
    assert messages() == []
    services.pause(by=who(), subscription=made.pk, at=MONDAY, stop=False)
    sending.run(MONDAY)
    assert len(messages()) == 1


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_link_in_the_mail_ends_it_in_one_step_for_nobody_else(records, anonymous):
    read("behind")
    follow()
    follow("auditor")
    sending.run(MONDAY)
    posts.run(MONDAY)
    sent = next(each for each in mail.outbox if each.to == ["executive@example.org"])
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in sent.body
    where = link.partition("8631")[2]
    assert "Get no more mail of the digest" in anonymous.get(where).content.decode()
    assert Subscription.objects.unscoped("a test").filter(mail=False).count() == 0
    strict = people.new_client(enforce_csrf_checks=True)
    assert strict.post(where, {"List-Unsubscribe": "One-Click"}).status_code == 200
    rows = Subscription.objects.unscoped("a test").values_list("account", "mail")
    assert dict(rows) == {who().account: False, who("auditor").account: True}
    last = Entry.objects.filter(kind="subscription").latest("seq")
    assert (last.account, last.action) == (who().account, "edit")
    anonymous.post(where, {"on": "1"})
    assert Subscription.objects.unscoped("a test").filter(mail=False).count() == 0


@pytest.mark.parametrize("kind", ["digest", "mention"])
def test_digests_of_exceptions_and_mentions_are_ended_by_their_links_too(anonymous, kind):
    where = ending.address(kind, who().account).partition("8631")[2]
    anonymous.post(where)
    kept = Preference.objects.unscoped("a test").get(account=who().account)
    assert (kept.digest, kept.mentions) == (("never", True) if kind == "digest" else ("daily", False))


def test_a_link_that_was_made_up_ends_nothing_and_what_must_be_told_has_none(anonymous):
    where = ending.address("daily", who().account).partition("8631")[2]
    assert anonymous.post(f"{where}x").status_code == 404
    assert anonymous.post("/unsubscribe/abc").status_code == 404
    assert ending.address("alert", 1) == ending.address("escalation", 1) == ""


def test_a_digest_names_decisions_that_are_due_and_a_review_is_followed_by_its_state(client):
    cycle = Cycle.objects.create(
        period="2026-Q4", title="the fourth quarter", start=date(2026, 10, 1), end=date(2027, 1, 1), opened_at=MONDAY
    )
    taken = {"cycle": cycle, "written_by": "A", "written_at": MONDAY, "role": "operations_manager"}
    Decision.objects.create(title="Try the night shift", about="goal:grow_revenue", due=date(2026, 12, 1), **taken)
    Decision.objects.create(title="Long done", about="goal:grow_revenue", due=date(2026, 11, 1), state="done", **taken)
    follow()
    follow(on=("review", str(cycle.pk)))
    sending.run(MONDAY)
    goal, review = messages()[0].content["sections"][0]["lines"]
    assert "to be done until 1 Dec 2026 by operations manager: Try the night shift" in goal["facts"]
    assert "Long done" not in str(goal)
    assert review["facts"][0] == "○ preparing"
    page = client.get(f"/reviews/{cycle.pk}").content.decode()
    assert 'id="follow"' in page
    assert 'id="discussion"' not in page
