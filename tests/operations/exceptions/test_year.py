"""The planted year: few exceptions, with every cause that was planted in what operations see; as `year.py` keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sightline.operations.exceptions.budget import Interruption, allot
from sightline.operations.exceptions.policy import Policy, Threshold
from sightline.operations.exceptions.thresholds import consequence
from tests.operations.exceptions.year import (
    SLOW_FROM,
    WEEK_LATER,
    counts,
    half_a_year_later,
    kept,
    lived,
    raised,
    standing,
)

CHECK = "order_to_cash.check_in_time@region=North"
ON_TIME = "on_time_share@region=North"
RENEWALS = "renewal_rate@region=North"
SLOW_AT = datetime(2026, 5, 1, tzinfo=UTC)
CLOSINGS = [None, "acted", "false_alarm"]


@pytest.fixture(scope="module")
def planted():
    return kept("planted")


@pytest.fixture(scope="module")
def without():
    return kept("nothing planted")


@pytest.mark.parametrize("closing", CLOSINGS)
def test_at_most_a_fifth_of_what_plain_thresholds_raise_however_these_are_grouped(planted, closing):
    """Each violated case and each limit passed; once per rule and day; once per rule, region and week."""
    mine = len(raised(planted, closing=closing))
    assert all(mine <= many / 5 for many in counts(planted.alarms).values())


def test_the_slow_credit_check_stands_from_ten_days_after_it_began_on_and_would_not_without_it(planted, without):
    """In both worlds the week of the holidays was slow and raised, so that the first days prove nothing."""
    here, there = dict(standing(planted)), dict(standing(without))
    later = [at for at in here if at.date() >= SLOW_FROM + timedelta(days=9)]
    assert later[0].date() == SLOW_FROM + timedelta(days=9)
    assert all(CHECK in here[at] for at in later)
    assert not any(CHECK in there[at] for at in later)


def test_whoever_called_it_a_false_alarm_hears_of_it_again_within_a_month(planted, without):
    again, never = (
        [one.at.date() for one in raised(year, closing="false_alarm") if one.key == CHECK]
        for year in (planted, without)
    )
    again, never = ([at for at in moments if at > WEEK_LATER] for moments in (again, never))
    assert (again[0] - SLOW_FROM).days == 23
    assert never == []


@pytest.mark.parametrize(
    ("key", "owner", "from_", "within"),
    [
        (CHECK, "credit_analyst", SLOW_FROM, 7),
        (ON_TIME, "operations_manager", SLOW_FROM, 31),
        (RENEWALS, "head_of_sales", date(2026, 7, 1), 35),  # two months later, as planted
    ],
)
def test_every_planted_cause_in_the_operating_data_is_among_them_with_its_owner(planted, key, owner, from_, within):
    mine = [one for one in raised(planted, closing="acted") if one.key == key and one.at.date() >= from_]
    assert (mine[0].at.date() - from_).days <= within
    assert mine[0].owner == owner


def test_a_year_without_a_planted_cause_raises_less_than_one_a_week(without):
    assert len(raised(without)) < 52


def test_run_again_with_what_people_did_the_past_gives_what_was_raised_in_truth(planted):
    past, judgements, _, _ = half_a_year_later(planted, SLOW_AT)
    for one in judgements:
        again = consequence(past, Policy(), one.subject, Threshold(), since=past.looked[0], until=SLOW_AT)
        assert (one.subject, again.raised_before) == (one.subject, one.raised)


def test_after_a_calm_half_year_of_false_alarms_fewer_are_raised_and_no_planted_cause_is_missed(planted, without):
    """The advice is followed to the letter; then the credit check slows down."""
    _, judgements, policy, rest = half_a_year_later(planted, SLOW_AT)
    assert not any(one.advice.what == "retire" for one in judgements)
    before, after = raised(rest), raised(rest, policy)
    assert len(after) <= 0.6 * len(before)
    first = {one.key: one.at for one in reversed(after)}
    assert [(first[key].date() - SLOW_FROM).days for key in (CHECK, ON_TIME, RENEWALS)] == [2, 23, 93]
    assert [(one.at, one.key) for one in before if one.key in (CHECK, ON_TIME, RENEWALS)] == [
        (one.at, one.key) for one in after if one.key in (CHECK, ON_TIME, RENEWALS)
    ]
    _, _, policy, rest = half_a_year_later(without, SLOW_AT)
    assert len(raised(rest, policy)) <= 0.5 * len(raised(rest))


def test_no_role_is_interrupted_more_than_its_budget_and_nothing_is_lost(planted):
    policy = Policy()
    told, waiting, late = [], {}, []
    for at, news, records in lived(planted):
        waiting |= {one.key: replace(records[one.key], interrupted_at=None) for one in news}
        for turn in allot(waiting.values(), policy, at, told=told):
            told += [Interruption(turn.owner, at) for _ in turn.now]
            late += turn.waiting
            for one in turn.now:
                del waiting[one.key]
    busiest = max(sum(one.owner == other.owner and one.at == other.at for one in told) for other in told)
    assert busiest == policy.interrupting_per_shift
    assert late
    assert len(told) + len(waiting) == len(raised(planted))
