"""Exceptions are raised once, grouped, let go and undone; each change leaves an entry, and two at once lose nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, transaction

from sightline_web.engine.exceptions import RefusedError
from sightline_web.exceptions import queries, services
from sightline_web.exceptions.models import Exceptional, Happening, Lived, Look, Seen
from sightline_web.journal.models import Entry
from sightline_web.raised import plain, raised_of
from tests.web.databases import BOTH
from tests.web.exceptions.conftest import (
    DAY,
    HOUR,
    LATE,
    LIMIT,
    NOW,
    OVERDUE,
    SLOW,
    SLOWNESS,
    UNCHECKED,
    dearer,
    late,
    offered,
    one,
)

pytestmark = pytest.mark.usefixtures("enterprise")
both = pytest.mark.parametrize("records", BOTH, indirect=True)


def keys() -> list[str]:
    return sorted(Exceptional.objects.unscoped("a test").values_list("key", flat=True))


def test_what_need_not_be_acted_upon_is_a_line_in_the_log_and_no_exception(records):
    done = offered(SLOW, LATE, UNCHECKED)
    assert done.raised == ["lead_time@region=North"]
    assert keys() == ["lead_time@region=North"]
    assert Seen.objects.count() == 3
    assert Look.objects.get().last_at == NOW


def test_the_same_offer_again_changes_nothing(records):
    offered(SLOW, LIMIT)
    before = [(each.key, each.record, each.revision) for each in Exceptional.objects.unscoped("a test")]
    journal = Entry.objects.count()
    assert not offered(SLOW, LIMIT).anything
    assert [(each.key, each.record, each.revision) for each in Exceptional.objects.unscoped("a test")] == before
    assert Entry.objects.count() == journal
    assert Seen.objects.count() == 2


def test_many_cases_of_one_cause_are_one_exception(records):
    offered(*(late(number) for number in range(40)))
    assert keys() == ["order_to_cash.ship_in_time"]
    assert len(one("order_to_cash.ship_in_time").raised.cases) == 40


@both
def test_no_role_is_interrupted_more_often_than_its_budget_allows_and_the_dearest_go_first(records):
    apart = [
        replace(late(number, share=0.03 + number / 100), segment=(("region", str(number)),)) for number in range(5)
    ]
    done = offered(*apart)
    assert len(done.raised) == 5
    assert done.interrupted == ["order_to_cash.ship_in_time@region=4", "order_to_cash.ship_in_time@region=3"]
    later = offered(*apart, at=NOW + DAY)
    assert later.interrupted == ["order_to_cash.ship_in_time@region=2", "order_to_cash.ship_in_time@region=1"]


@both
def test_two_processes_that_offer_the_same_raise_it_once(records):
    def offer(_number: int) -> int:
        try:
            return len(offered(SLOW, LIMIT).raised)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(offer, range(4))) == 2
    assert keys() == [SLOWNESS, OVERDUE]
    assert Happening.objects.filter(what="raised").count() == 2


@both
def test_what_is_gone_for_long_enough_is_closed_and_regresses_when_it_comes_back(records, manager):
    offered(SLOW)
    services.act(exception=one().pk, by=manager, at=NOW + HOUR, note="A second shift picks.")
    offered(at=NOW + DAY)
    assert one().state == "in_action"
    done = offered(at=NOW + 9 * DAY)
    assert (done.went, one().state, one().raised.outcome) == (["lead_time@region=North"], "resolved", "acted")
    done = offered(SLOW, at=NOW + 30 * DAY)
    assert (done.regressed, one().state, one().raised.regressions) == (["lead_time@region=North"], "regressed", 1)
    assert [(each.outcome, each.closed_at is None) for each in Lived.objects.all()] == [("acted", False), ("", True)]


def test_an_offer_that_is_not_complete_lets_nothing_go(records):
    offered(SLOW, LIMIT)
    offered(SLOW, at=NOW + 9 * DAY, complete=False)
    offered(SLOW, at=NOW + 20 * DAY, complete=False)
    assert one("receivables").state == "new"


@both
def test_each_act_is_one_entry_in_the_journal_and_one_happening(records, manager):
    offered(SLOW)
    number = one().pk
    services.acknowledge(exception=number, by=manager, at=NOW + HOUR)
    services.act(exception=number, by=manager, at=NOW + HOUR, note="Called the carrier.")
    services.mute(exception=number, by=manager, at=NOW + HOUR, above=0.2)
    services.reopen(exception=number, by=manager, at=NOW + HOUR)
    services.hand_over(exception=number, by=manager, at=NOW + HOUR, to="warehouse_manager")
    services.comment(exception=number, by=manager, at=NOW + HOUR, text="They know more.")
    services.resolve(exception=number, by=manager, at=NOW + HOUR, outcome="accepted", reason="A strike.")
    told = [each.what for each in queries.happenings(row=one(), by=manager)][::-1]
    assert told == [
        "raised", "interrupted", "acknowledged", "in action", "muted", "reopened", "handed over", "commented",
        "resolved",
    ]  # fmt: skip
    assert Entry.objects.filter(kind="exception", key=str(number)).count() == 8
    assert (one().role, one().raised.outcome, one().raised.reason) == ("warehouse_manager", "accepted", "A strike.")


@pytest.mark.parametrize("what", ["acknowledge", "act", "mute", "resolve", "hand_over"])
def test_undo_restores_what_was(records, manager, what):
    offered(SLOW)
    before = one().raised
    more = {
        "mute": {"until": NOW + DAY}, "resolve": {"outcome": "false_alarm"}, "hand_over": {"to": "planner"},
    }.get(what, {})  # fmt: skip
    done = getattr(services, what)(exception=one().pk, by=manager, at=NOW + HOUR, **more)
    assert one().raised != before
    services.undo(exception=one().pk, happening=done.pk, by=manager, at=NOW + 2 * HOUR)
    assert one().raised == before
    life = Lived.objects.get()
    assert (life.outcome, life.closed_at, life.acknowledged_at, life.acted_at) == ("", None, None, None)
    with pytest.raises(RefusedError, match="undone already"):
        services.undo(exception=one().pk, happening=done.pk, by=manager, at=NOW + 2 * HOUR)


@both
def test_only_the_last_act_can_be_undone_and_then_the_one_before_it(records, manager):
    offered(SLOW)
    first = services.acknowledge(exception=one().pk, by=manager, at=NOW + HOUR)
    second = services.mute(exception=one().pk, by=manager, at=NOW + HOUR, until=NOW + DAY)
    with pytest.raises(services.ChangedMeanwhileError):
        services.undo(exception=one().pk, happening=first.pk, by=manager, at=NOW + HOUR)
    services.undo(exception=one().pk, happening=second.pk, by=manager, at=NOW + HOUR)
    assert one().state == "acknowledged"
    services.undo(exception=one().pk, happening=first.pk, by=manager, at=NOW + HOUR)
    assert one().state == "new"


def test_undo_leaves_what_is_known_meanwhile_as_it_is(records, manager):
    offered(SLOW)
    done = services.acknowledge(exception=one().pk, by=manager, at=NOW + HOUR)
    offered(dearer(SLOW, 1.5), at=NOW + DAY)
    services.undo(exception=one().pk, happening=done.pk, by=manager, at=NOW + DAY)
    assert (one().state, one().raised.price) == ("new", 180_000.0)


@both
def test_the_second_of_two_who_act_at_once_is_told_what_the_first_did(records, manager, colleague):
    offered(SLOW)
    seen = one().revision
    services.resolve(exception=one().pk, by=manager, at=NOW + HOUR, outcome="false_alarm", revision=seen)
    with pytest.raises(services.ChangedMeanwhileError) as told:
        services.acknowledge(exception=one().pk, by=colleague, at=NOW + HOUR, revision=seen)
    assert told.value.last.what == "resolved"
    assert one().state == "resolved"


def test_a_new_price_takes_nobody_s_revision_away(records, manager):
    offered(SLOW)
    seen = one().revision
    offered(dearer(SLOW, 1.1), at=NOW + DAY)
    services.acknowledge(exception=one().pk, by=manager, at=NOW + DAY, revision=seen)
    assert one().state == "acknowledged"


@both
def test_acts_of_many_at_once_are_all_kept_in_an_order(records, manager):
    offered(SLOW)
    number = one().pk

    def say(text: str) -> None:
        try:
            services.comment(exception=number, by=manager, at=NOW, text=text)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say, [f"comment {count}" for count in range(12)]))
    notes = [each.note for each in queries.happenings(row=one(), by=manager) if each.what == "commented"]
    assert sorted(notes) == sorted(f"comment {count}" for count in range(12))


def test_a_refused_act_leaves_nothing(records, manager):
    offered(SLOW)
    journal = Entry.objects.count()
    for wrong in ({"outcome": "accepted"}, {"outcome": "nonsense"}, {"outcome": "duplicate", "reason": SLOWNESS}):
        with pytest.raises(RefusedError):
            services.resolve(exception=one().pk, by=manager, at=NOW + HOUR, **wrong)
    assert (one().state, Entry.objects.count()) == ("new", journal)


def test_whoever_may_not_act_finds_no_exception(records):
    from sightline_web.accounts.acting import actor_of
    from tests.web import people

    offered(SLOW)
    for who in ("auditor", "analyst", people.NOBODY_IN_PARTICULAR):
        with pytest.raises(services.UnknownExceptionError):
            services.acknowledge(exception=one().pk, by=actor_of(people.account(who)), at=NOW)
    assert one().state == "new"


def test_an_exception_is_kept_as_json_and_comes_back_as_it_was(records):
    offered(SLOW, *(late(number) for number in range(3)))
    for each in Exceptional.objects.unscoped("a test"):
        assert raised_of(plain(each.raised)) == each.raised


@both
def test_an_offer_that_fails_leaves_nothing(records, monkeypatch):
    from sightline_web.exceptions import offering

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("the process ends here")

    monkeypatch.setattr(offering, "tell", fail)
    with pytest.raises(RuntimeError, match="ends here"):
        offered(SLOW)
    assert (keys(), Seen.objects.count(), Entry.objects.count()) == ([], 0, 0)
    with transaction.atomic():
        assert Happening.objects.count() == 0
