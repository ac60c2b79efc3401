"""Writing reviews: in order, journalled, taken back and put back, and never after they are signed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sightline_web.journal.models import Entry
from sightline_web.policy.words import Duty
from sightline_web.reviews import queries, services
from sightline_web.reviews.models import SIGNED, Decision, Note, Override
from sightline_web.reviews.services import Calendar, Known, ReviewError
from tests.web import people
from tests.web.fakes_packs import PERIODS
from tests.web.reviews.support import DAYS, NOW, actor, opened

OFFICE, BOSS, BOARD = Duty.STRATEGY_OFFICE, Duty.EXECUTIVE, Duty.PORTFOLIO_BOARD
NAME, TODAY = "ab" * 32, NOW.date()


@pytest.fixture
def cycle(records):
    return opened()


def note(cycle, by=OFFICE, text="It slowed in North."):
    return services.note_add(by=actor(by), cycle=cycle.pk, about="operations", text=text, at=NOW)


def decided(cycle, **more):
    asked = {"title": "Hire two", "role": "clerk", "due": date(2026, 12, 1), "about": "goal:grow_revenue",
             "known": Known(0.03, 57e6)}  # fmt: skip
    return services.decision_take(by=actor(BOARD), cycle=cycle.pk, at=NOW, **(asked | more))


def signed(cycle, by=BOSS, freeze=lambda _: NAME):
    services.cycle_prepared(by=actor(OFFICE), cycle=cycle.pk, at=NOW)
    return services.cycle_sign(by=actor(by), cycle=cycle.pk, at=NOW, freeze=freeze)


def test_words_are_kept_without_what_no_database_holds(cycle):
    note(cycle, text=" It slowed\0 in North.\n")
    assert [each.text for each in queries.notes(cycle)] == ["It slowed in North."]


def test_a_period_has_one_review(cycle):
    with pytest.raises(ReviewError, match="There is a review of October 2026 already"):
        opened()
    assert [one.period for one in queries.cycles()] == ["2026-10"]


@pytest.mark.parametrize(
    ("calendar", "words"),
    [(Calendar(date(2026, 10, 31)), "choose days after it"),
     (Calendar(None, date(2026, 11, 9), date(2026, 11, 8)), "order"),
     (Calendar(date(2026, 11, 9), None, date(2026, 11, 8)), "order")],
)  # fmt: skip
def test_days_come_after_the_period_and_in_their_order(cycle, calendar, words):
    with pytest.raises(ReviewError, match=words):
        services.cycle_plan(by=actor(OFFICE), cycle=cycle.pk, calendar=calendar)


def test_it_is_prepared_and_then_signed_for_good(cycle):
    with pytest.raises(ReviewError, match="not prepared yet"):
        services.cycle_sign(by=actor(BOSS), cycle=cycle.pk, at=NOW, freeze=lambda _: NAME)
    seen = []
    found = signed(cycle, freeze=lambda one: seen.append((one.state, one.signed_by)) or NAME)
    assert seen == [(SIGNED, f"account {people.account(BOSS).pk} (executive)")]  # the pack says who signed it
    assert (found.state, queries.cycle(cycle.pk).pack) == (SIGNED, NAME)


def test_whoever_is_to_sign_it_signs_it_and_nobody_else(records):
    boss = people.account(BOSS).pk
    one = opened(calendar=Calendar(signer=boss))
    with pytest.raises(ReviewError, match="Somebody else is to sign it"):
        signed(one, by=OFFICE)
    assert signed(one).pack == NAME


def test_nothing_is_signed_where_the_pack_cannot_be_frozen(cycle):
    def broken(_):
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        signed(cycle, freeze=broken)
    assert queries.cycle(cycle.pk).signed_at is None


def test_a_signed_review_changes_no_more(cycle):
    mine, taken = note(cycle), decided(cycle)
    signed(cycle)
    for write in (
        lambda: note(cycle),
        lambda: services.note_change(by=actor(OFFICE), cycle=cycle.pk, note=mine.pk, text="No.", at=NOW),
        lambda: services.part_take_back(Note, by=actor(OFFICE), cycle=cycle.pk, key=mine.pk, at=NOW),
        lambda: services.status_set(by=actor(OFFICE), cycle=cycle.pk, goal="g", status="behind", reason="x", at=NOW),
        lambda: decided(cycle),
        lambda: services.cycle_plan(by=actor(OFFICE), cycle=cycle.pk, calendar=DAYS),
        lambda: services.cycle_prepared(by=actor(OFFICE), cycle=cycle.pk, at=None),
        lambda: signed(cycle),
    ):
        with pytest.raises(ReviewError, match="It is signed"):
            write()
    assert services.decision_report(by=actor(BOSS), decision=taken.pk, state="done", came="They came.", on=TODAY)


def test_one_changes_and_takes_back_what_is_ones_own(cycle):
    mine = note(cycle)
    assert not services.note_change(by=actor(BOSS), cycle=cycle.pk, note=mine.pk, text="Mine.", at=NOW)
    assert not services.part_take_back(Note, by=actor(BOSS), cycle=cycle.pk, key=mine.pk, at=NOW)
    assert services.note_change(by=actor(OFFICE), cycle=cycle.pk, note=mine.pk, text=" In the south, too. ", at=NOW)
    assert [one.text for one in queries.notes(cycle)] == ["In the south, too."]
    assert services.part_take_back(Note, by=actor(OFFICE), cycle=cycle.pk, key=mine.pk, at=NOW)
    assert queries.notes(cycle) == []
    assert services.part_restore(Note, by=actor(OFFICE), cycle=cycle.pk, key=mine.pk)
    assert [one.pk for one in queries.notes(cycle)] == [mine.pk]


def test_a_goal_has_one_status_by_hand_the_newest(cycle):
    for status in ("on course", "behind"):
        services.status_set(by=actor(OFFICE), cycle=cycle.pk, goal="g", status=status, reason="Booked late.", at=NOW)
    assert [(one.goal, one.status) for one in queries.overrides(cycle)] == [("g", "behind")]
    first = Override.objects.exclude(archived_at=None).get()
    with pytest.raises(ReviewError, match="Another status stands there"):
        services.part_restore(Override, by=actor(OFFICE), cycle=cycle.pk, key=first.pk)


@pytest.mark.parametrize(("status", "reason"), [("splendid", "x"), ("no data", "x"), ("behind", " ")])
def test_a_status_is_one_of_the_known_ones_and_has_a_reason(cycle, status, reason):
    with pytest.raises(ReviewError):
        services.status_set(by=actor(OFFICE), cycle=cycle.pk, goal="g", status=status, reason=reason, at=NOW)


@pytest.mark.parametrize("more", [{"role": ""}, {"title": "  "}, {"title": "x" * 5_000}])
def test_a_decision_says_what_and_whose(cycle, more):
    with pytest.raises(ReviewError):
        decided(cycle, **more)


def test_what_came_of_a_decision_is_told_when_it_ends(cycle):
    taken = decided(cycle)

    def report(state, came, on=TODAY):
        return services.decision_report(by=actor(BOSS), decision=taken.pk, state=state, came=came, on=on)

    with pytest.raises(ReviewError, match="Say what came of it"):
        report("done", " ")
    with pytest.raises(ReviewError, match="Choose one of"):
        report("finished", "x")
    assert report("done", "They came.")
    assert report("done", "They came, and stayed.", TODAY + timedelta(days=9))
    (found,) = queries.decisions()
    assert (found.state, found.came, found.ended_on) == ("done", "They came, and stayed.", NOW.date())
    assert report("open", "")
    assert queries.decisions()[0].ended_on is None
    assert not services.decision_report(by=actor(BOSS), decision=999, state="done", came="x", on=TODAY)


def test_a_review_carries_on_what_earlier_ones_left_open(records):
    before, now = opened(1, Calendar()), opened(0)
    left, ended = decided(before), decided(before, title="Buy a van")
    services.decision_report(by=actor(BOSS), decision=ended.pk, state="done", came="Bought.", on=TODAY)
    mine = decided(now, title="Sell the van")
    assert {one.pk for one in queries.carried(now)} == {left.pk, ended.pk, mine.pk}
    assert {one.pk for one in queries.carried(before)} == {left.pk, ended.pk}  # nothing of a later one
    assert [one.pk for one in queries.overdue(queries.carried(now), date(2026, 12, 2))] == [left.pk, mine.pk]


def test_what_ended_before_the_last_review_was_signed_is_told_no_more(records):
    before, now = opened(1, Calendar()), opened(0)
    ended = decided(before)
    services.decision_report(by=actor(BOSS), decision=ended.pk, state="dropped", came="No.", on=date(2026, 10, 20))
    signed(before)
    assert queries.carried(now) == []


def test_everything_stands_in_the_journal_and_texts_stand_there_sealed(cycle):
    mine, taken = note(cycle), decided(cycle)
    services.part_take_back(Decision, by=actor(BOARD), cycle=cycle.pk, key=taken.pk, at=NOW)
    found = [(entry.kind, entry.action, entry.key) for entry in Entry.objects.order_by("pk")]
    assert found[-4:] == [
        ("review", "create", str(cycle.pk)), ("review_note", "create", str(mine.pk)),
        ("review_decision", "create", str(taken.pk)), ("review_decision", "delete", str(taken.pk)),
    ]  # fmt: skip
    assert "It slowed in North" not in str([entry.after for entry in Entry.objects.all()])


def test_the_usual_days_are_working_days_after_the_period():
    from sightline_web.reviews.forms import usual

    assert usual(PERIODS[0]) == {
        "prepare_until": date(2026, 11, 6), "meets_on": date(2026, 11, 11), "sign_until": date(2026, 11, 13),
    }  # fmt: skip
