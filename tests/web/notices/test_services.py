"""Who is told what and when: alerts, quiet hours, the role above, the digest; on both kinds of database."""

from __future__ import annotations

from datetime import time

import pytest
from django.db import transaction

from sightline_web.accounts.acting import actor_of
from sightline_web.journal.models import Entry
from sightline_web.notices import digest, escalation, sending, services
from sightline_web.notices.models import Message, Open
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.databases import BOTH
from tests.web.notices.conftest import DAY, HOUR, MINUTE, NOW, ROLE, Row

CHOSEN = {
    "digest": "daily", "hour": 7, "weekday": 1, "zone": "Europe/Berlin", "quiet_from": time(22),
    "quiet_until": time(7), "workdays": [1, 2, 3, 4, 5], "controls_through": True, "mentions": True,
}  # fmt: skip


def messages(**which: object) -> list[tuple[int, str]]:
    return [(each.account, each.kind) for each in Message.objects.unscoped("a test").filter(**which).order_by("id")]


def happened(*whats: str, row: Row | None = None) -> None:
    for what in whats:
        services.queue(row or Row(), what)


def quiet(house, **more: object) -> None:
    services.preference_set(by=actor_of(house["lead"]), **(CHOSEN | more))


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_what_interrupts_is_told_at_once_to_whoever_holds_the_role_and_to_nobody_else(house, outbox):
    happened("raised", "interrupted")
    assert messages() == [(house["lead"].pk, "alert")]
    assert sending.run(NOW) == "one mail"
    [mail] = outbox
    assert mail.to == ["lead@example.org"]
    assert mail.subject == "Orders are shipped too late in the South"
    assert "Shift lead, due " in mail.body
    assert "http://localhost:8631/exceptions/1" in mail.body
    assert "<a href=" in mail.alternatives[0][0]


def test_a_transaction_that_is_undone_has_told_nobody(house):
    def undone() -> None:
        with transaction.atomic():
            happened("raised", "interrupted")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert messages() == []


def test_what_nobody_holds_is_the_operations_managers(house):
    happened("interrupted", row=Row().now(owner="nobody_holds_this"))
    on_duty = {people.account(Duty.OPERATIONS_MANAGER).pk, people.account().pk}
    assert {account for account, _ in messages()} == on_duty


def test_what_comes_in_quiet_hours_comes_as_one_at_their_end(house, outbox, clock):
    quiet(house)
    clock["now"] = NOW + 14 * HOUR  # 23:00 in UTC, midnight in Berlin
    for number in range(3):
        happened("interrupted", row=Row().now(key=f"rule-{number}"))
    assert sending.run(clock["now"]) == ""
    clock["now"] = NOW + 21 * HOUR  # seven in the morning
    assert sending.run(clock["now"]) == "one mail"
    [mail] = outbox
    assert mail.subject == "Three notices came while it was quiet."
    assert mail.body.count("/exceptions/1") == 3


@pytest.mark.parametrize(("through", "sent"), [(True, "one mail"), (False, "")])
def test_what_a_control_asks_for_comes_at_any_hour_where_one_says_so(house, outbox, clock, through, sent):
    quiet(house, controls_through=through)
    clock["now"] = NOW + 14 * HOUR
    happened("interrupted", row=Row().now(why="control"))
    assert sending.run(clock["now"]) == sent


def test_settings_are_in_the_journal_and_count_for_what_waits(house, clock):
    quiet(house)
    clock["now"] = NOW + 14 * HOUR
    happened("interrupted")
    quiet(house, quiet_from=None, quiet_until=None)
    assert Message.objects.unscoped("a test").get().next_at == clock["now"]
    assert Entry.objects.filter(kind="notice", action="edit").count() == 2


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_the_role_above_is_told_once_for_each_level_and_nobody_twice(house, clock):
    happened("raised")
    due = NOW + 4 * HOUR
    assert escalation.run(due - MINUTE) == ""
    assert [escalation.run(due) for _ in range(3)] == ["1 told what is overdue", "", ""]
    assert messages() == [(house["head"].pk, "escalation")]
    assert [escalation.run(due + 24 * HOUR) for _ in range(3)] == ["1 told what is overdue", "", ""]
    assert messages() == [(house["head"].pk, "escalation"), (house["chief"].pk, "escalation")]
    assert escalation.run(due + 30 * DAY) == ""


def test_what_is_taken_up_is_told_to_nobody_above_until_it_comes_back(house, clock):
    happened("raised")
    happened("acknowledged", row=Row().now(state="acknowledged"))
    assert escalation.run(NOW + 30 * DAY) == ""
    clock["now"] = NOW + DAY
    happened("regressed", row=Row().now(state="regressed", regressions=1, changed_at=NOW, seen_at=NOW))
    assert escalation.run(NOW + DAY + 3 * HOUR) == ""
    assert escalation.run(NOW + DAY + 4 * HOUR) == "1 told what is overdue"


def test_an_undone_acknowledgement_waits_as_before(house):
    happened("raised")
    happened("acknowledged", row=Row().now(state="acknowledged"))
    happened("undone")
    assert escalation.run(NOW + 4 * HOUR) == "1 told what is overdue"


def test_managers_who_report_to_one_another_are_not_told_in_circles(house, monkeypatch):
    from sightline_web.directory import Directory, Person
    from sightline_web.notices import people as concerned

    ring = Directory.of([Person("lead", ROLE, None, "head"), Person("head", "head", None, "lead")])
    served = concerned.served()
    monkeypatch.setattr(type(served), "directory", ring)
    tiers = concerned.tiers_of(ROLE, served)
    told = [account for tier in tiers for account in tier]
    assert len(told) == len(set(told))
    assert tiers[:2] == [[house["lead"].pk], [house["head"].pk]]


def test_the_times_of_levels_can_be_declared(house):
    boss = actor_of(people.account(Duty.ADMINISTRATOR))
    services.ladder_set(by=boss, hours=[], due_hours=24)
    happened("raised")
    assert escalation.run(NOW + 30 * DAY) == ""
    services.ladder_set(by=boss, hours=[2], due_hours=24)
    assert escalation.run(NOW + 5 * HOUR) == ""
    assert escalation.run(NOW + 6 * HOUR) == "1 told what is overdue"


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_digest_comes_once_at_its_hour_and_only_where_there_is_something(house, outbox, clock):
    quiet(house)
    assert digest.run(NOW + 22 * HOUR) == ""
    happened("raised")
    morning = NOW + 21 * HOUR  # Thursday, seven o'clock
    assert digest.run(morning - MINUTE) == ""
    assert [digest.run(morning), digest.run(morning + HOUR)] == ["one digest written", ""]
    assert sending.run(morning) == "one mail"
    assert outbox[0].subject == "One exception waits for you."
    happened("resolved", row=Row().now(state="resolved"))
    assert digest.run(morning + DAY) == ""


def test_one_may_end_digests_and_is_still_told_what_is_theirs(house, outbox):
    quiet(house, digest="never")
    happened("raised", "interrupted")
    assert digest.run(NOW + 22 * HOUR) == ""
    assert sending.run(NOW) == "one mail"


@pytest.mark.parametrize("often", ["daily", "weekly"])
def test_a_digest_that_was_ended_comes_again_as_often_as_it_did(house, often):
    by = actor_of(house["lead"])
    quiet(house, digest=often)
    assert services.digest_switch(by, True).digest == often
    assert [services.digest_switch(by, on).digest for on in (False, False, True)] == ["never", "never", often]


def test_a_digest_says_what_came_back_and_what_has_waited_long(house):
    happened("raised", row=Row().now(key="old"))
    Open.objects.update(since=NOW - 2 * DAY)
    happened("regressed", row=Row().now(key="back", state="regressed", regressions=1))
    happened("in action", row=Row().now(key="going", state="in_action"))
    happened("raised", row=Row().now(key="new"))
    sections = digest.document(house["lead"].pk, NOW)["sections"]
    assert [(each["title"], len(each["lines"])) for each in sections] == [
        ("Nobody has taken these up", 1),
        ("These came back", 1),
        ("These have waited for more than a day", 1),
        ("These are in hand", 1),
    ]
    assert digest.document(house["head"].pk, NOW)["sections"] == []


def test_whoever_has_chosen_nothing_is_told_at_the_next_hour_of_the_defaults(house):
    happened("raised")
    morning = NOW + 21 * HOUR
    assert [digest.run(each) for each in (NOW, NOW + HOUR, morning, morning + HOUR)] == [
        "", "", "one digest written", "",
    ]  # fmt: skip
