"""The budget of attention: the best choice there is, never more than it, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sightline.operations.exceptions.budget import Interruption, allot, by_loss
from sightline.operations.exceptions.lifecycle import Acknowledged, Seen, Told, step
from sightline.operations.exceptions.policy import Policy
from tests.operations.exceptions.made import DAY, HOUR, START, day, occurrence

POLICY = Policy(interrupting_per_shift=2, per_hour=6, shift=8 * HOUR)


def record(number, share, owner="clerk", at=START):
    return step(None, Seen(occurrence(share, key=f"k{number}", owner=owner), at), POLICY)


def test_those_go_first_that_cost_most_and_the_others_wait():
    (turn,) = allot([record(n, share) for n, share in enumerate((0.1, 0.4, 0.2, 0.3))], POLICY, START, told=[])
    assert [one.key for one in turn.now] == ["k1", "k3"]
    assert [one.key for one in turn.waiting] == ["k2", "k0"]
    assert turn.room == 0


def test_without_a_share_the_price_decides_then_what_is_due_first():
    def known(key, price, due=3):
        return replace(record(0, 0.1), key=key, price_share=None, price=price, due=None if due is None else day(due))

    records = [known("late", 5.0), known("soon", 5.0, 1), known("dear", 9.0), known("none", None)]
    records.append(known("now", 5.0, None))
    wide = replace(POLICY, interrupting_per_shift=9)
    (turn,) = allot([*records, record(7, 0.001)], wide, START, told=[])
    assert [one.key for one in turn.now] == ["k7", "dear", "now", "soon", "late", "none"]
    assert [by_loss(one)[2] for one in records[-1:]] == [START]


def test_a_shift_and_an_hour_are_over_when_they_are_over():
    for ago, room in ((0 * HOUR, 1), (7.9 * HOUR, 1), (8 * HOUR, 2), (-1 * HOUR, 2)):
        (turn,) = allot([record(n, 0.1) for n in range(9)], POLICY, START, told=[Interruption("clerk", START - ago)])
        assert len(turn.now) == room
    wide = replace(POLICY, interrupting_per_shift=50)
    for ago, room in ((0 * HOUR, 5), (1 * HOUR, 6)):
        (turn,) = allot([record(n, 0.1) for n in range(9)], wide, START, told=[Interruption("clerk", START - ago)])
        assert len(turn.now) == room


def test_each_role_has_a_budget_of_its_own_and_so_has_what_nobody_answers_for():
    found = allot([record(0, 0.1), record(1, 0.2, "manager"), record(2, 0.3, None)], POLICY, START, told=[])
    assert [(one.owner, len(one.now), one.room) for one in found] == [(None, 1, 1), ("clerk", 1, 1), ("manager", 1, 1)]


def test_what_interrupted_in_this_shift_counts_also_where_it_is_closed_since():
    told = [Interruption("clerk", START - 7 * HOUR), Interruption("manager", START), Interruption("clerk", day(-1))]
    (turn,) = allot([record(n, 0.1) for n in range(3)], POLICY, START, told=told)
    assert (len(turn.now), len(turn.waiting)) == (1, 2)


def test_the_hour_has_a_budget_as_well():
    wide = replace(POLICY, interrupting_per_shift=50)
    (turn,) = allot([record(n, 0.1) for n in range(9)], wide, START, told=[Interruption("clerk", START)])
    assert (len(turn.now), len(turn.waiting)) == (5, 4)


def test_what_was_told_or_taken_up_asks_for_nothing():
    told = step(record(0, 0.1), Told(START), POLICY)
    taken = step(record(1, 0.1), Acknowledged("me", START), POLICY)
    assert allot([told, taken], POLICY, START, told=[]) == ()


shares = st.lists(st.tuples(st.floats(0.01, 1), st.sampled_from(["clerk", "manager"])), max_size=8)


@given(shares, st.integers(0, 4))
def test_no_other_choice_within_the_budget_would_avoid_more(rows, limit):
    """Against all choices there are."""
    policy = replace(POLICY, interrupting_per_shift=limit)
    records = [record(number, share, owner) for number, (share, owner) in enumerate(rows)]
    turns = allot(records, policy, START, told=[])
    chosen = sum(one.price_share for turn in turns for one in turn.now)
    best = 0.0
    for owner in ("clerk", "manager"):
        mine = [share for share, whose in rows if whose == owner]
        best += max((sum(some) for n in range(min(limit, len(mine)) + 1) for some in combinations(mine, n)), default=0)
    assert abs(chosen - best) < 1e-9
    assert sorted(one.key for turn in turns for one in (*turn.now, *turn.waiting)) == sorted(o.key for o in records)


@given(st.lists(st.tuples(st.integers(0, 300), st.floats(0.01, 1)), min_size=1, max_size=40))
def test_in_no_eight_hours_is_a_role_interrupted_more_than_twice_and_in_the_end_everything_was_told(arrivals):
    """New ones at any minute; the budget is asked every half hour."""
    waiting, told, keys = {}, [], {f"k{n}" for n in range(len(arrivals))}
    for half_hour in range(2 * 24 * 14):
        at = START + half_hour * HOUR / 2
        for number, (minute, share) in enumerate(arrivals):
            if START + minute * HOUR / 60 <= at and f"k{number}" in keys:
                keys.remove(f"k{number}")
                waiting[f"k{number}"] = record(number, share, at=at)
        for turn in allot(waiting.values(), POLICY, at, told=told):
            for one in turn.now:
                told.append(Interruption("clerk", at))
                waiting[one.key] = step(one, Told(at), POLICY)
    moments = [one.at for one in told]
    assert len(moments) == len(arrivals)
    assert all(later - earlier >= 8 * HOUR for earlier, later in zip(moments, moments[2:], strict=False))
    assert moments[-1] <= START + 14 * DAY
