"""What may become of an exception: every state by every happening, and laws that hold in whatever order they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.operations.exceptions.lifecycle import (
    Acknowledged,
    ActedOn,
    Gone,
    HandedOver,
    Muted,
    Refusal,
    Reopened,
    Resolved,
    Seen,
    Told,
    in_order,
    step,
    undone,
)
from sightline.operations.exceptions.policy import Policy
from sightline.records.exceptions import STATES, episode_of
from tests.operations.exceptions.made import DAY, HOUR, KEY, START, day, occurrence

POLICY = Policy(quiet=7 * DAY, dead_time=1 * DAY, settle=28 * DAY, worse_by=1.5)
ME = "person"


def run(*happenings, policy=POLICY):
    record = None
    for one in happenings:
        record = step(record, one, policy)
    return record


def seen(at, share=0.1, why="price", **more):
    return Seen(occurrence(share, why, **more), day(at))


NEW = run(seen(0), Told(day(0)))
IN_STATE = {
    "new": NEW,
    "acknowledged": step(NEW, Acknowledged(ME, day(1)), POLICY),
    "in_action": step(NEW, ActedOn(ME, day(1)), POLICY),
    "muted": step(NEW, Muted(ME, day(1), above=0.2), POLICY),
    "resolved": step(NEW, Resolved(ME, day(1), "acted"), POLICY),
    "regressed": run(seen(0), Told(day(0)), Resolved(ME, day(1), "acted"), Gone(day(2)), Gone(day(9)), seen(12)),
}
ACTS = {
    "acknowledge": Acknowledged(ME, day(13)),
    "act": ActedOn(ME, day(13)),
    "mute": Muted(ME, day(13), until=day(20)),
    "resolve": Resolved(ME, day(13), "false_alarm"),
    "hand over": HandedOver(ME, day(13), "manager"),
    "reopen": Reopened(ME, day(13)),
}
BECOMES = {  # None is a refusal
    "new": {"acknowledge": "acknowledged", "act": "in_action", "mute": "muted", "resolve": "resolved",
            "hand over": "new", "reopen": None},
    "acknowledged": {"acknowledge": "acknowledged", "act": "in_action", "mute": "muted", "resolve": "resolved",
                     "hand over": "new", "reopen": "acknowledged"},
    "in_action": {"acknowledge": "in_action", "act": "in_action", "mute": "muted", "resolve": "resolved",
                  "hand over": "new", "reopen": "in_action"},
    "muted": {"acknowledge": "acknowledged", "act": "in_action", "mute": "muted", "resolve": "resolved",
              "hand over": "muted", "reopen": "acknowledged"},
    "resolved": {"acknowledge": None, "act": None, "mute": None, "resolve": None, "hand over": None,
                 "reopen": "acknowledged"},
    "regressed": {"acknowledge": "acknowledged", "act": "in_action", "mute": "muted", "resolve": "resolved",
                  "hand over": "regressed", "reopen": None},
}  # fmt: skip


def test_the_states_of_these_tests_are_all_there_are():
    assert {name: one.state for name, one in IN_STATE.items()} == {name: name for name in STATES}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_every_act_in_every_state(state, act):
    wanted = BECOMES[state][act]
    if wanted is None:
        with pytest.raises(Refusal) as refused:
            step(IN_STATE[state], ACTS[act], POLICY)
        assert refused.value.fix
    else:
        assert step(IN_STATE[state], ACTS[act], POLICY).state == wanted


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_an_act_that_is_undone_leaves_no_trace(state, act):
    before = IN_STATE[state]
    if BECOMES[state][act] is not None:
        assert undone(step(before, ACTS[act], POLICY), before) == before


def test_undoing_keeps_what_was_learnt_since():
    before = IN_STATE["acknowledged"]
    after = step(step(before, ActedOn(ME, day(2)), POLICY), seen(3, 0.4), POLICY)
    back = undone(after, before)
    assert (back.state, back.acted_at) == ("acknowledged", None)
    assert (back.price_share, back.worst, back.seen_at) == (0.4, 0.4, day(3))


# --- being raised ---------------------------------------------------------------------------------------------------


def test_a_line_in_the_log_raises_nothing():
    assert run(seen(0, why=None)) is None
    assert run(Gone(day(0))) is None


def test_what_is_raised_asks_its_owner_to_act_in_its_usual_time():
    record = run(seen(0))
    assert (record.key, record.owner, record.state, record.interrupting) == (KEY, "clerk", "new", True)
    assert record.due == day(0) + POLICY.due["rule"]
    assert (record.measure, record.worst) == ("share", 0.1)


def test_a_deadline_is_due_when_it_is_due():
    assert run(seen(0, kind="deadline", due=START + 3 * HOUR)).due == START + 3 * HOUR
    assert run(seen(0, kind="deadline", due=START + 3 * DAY)).due == START + POLICY.due["deadline"]
    assert run(seen(0, kind="deadline", due=START - HOUR)).due == START + POLICY.due["deadline"]  # past: act anyway


def test_what_was_raised_stays_while_it_is_there_however_cheap():
    assert run(seen(0), seen(1, 0.001, why=None)).state == "new"


def test_the_newest_reason_and_the_earliest_deadline_count_and_facts_follow_the_newest_reading():
    record = run(seen(0), seen(1, 0.3, "control", cases=("C7",)), seen(2, 0.2, why=None, sentence="Now."))
    assert (record.why, record.price_share, record.worst, record.sentence) == ("control", 0.2, 0.3, "Now.")
    sooner = run(seen(0), seen(1, due=day(2)))
    assert [sooner.due, step(sooner, seen(1.5, due=day(9)), POLICY).due] == [day(2), day(2)]
    assert run(seen(0), seen(1, due=day(1))).due == day(3)  # a deadline that is over hurries nobody


def test_what_nobody_answered_for_gets_its_owner_when_there_is_one():
    assert run(seen(0, owner=None), seen(1)).owner == "clerk"


def test_acts_on_nothing_are_refused():
    with pytest.raises(Refusal, match="no such exception"):
        step(None, Acknowledged(ME, START), POLICY)


# --- quiet time ------------------------------------------------------------------------------------------------------


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_something_is_over_when_it_was_gone_for_the_quiet_time_and_then_counts_anew(presence):
    """Against a count of absences by hand, looked at daily."""
    record, raised = None, 0
    for number, there in enumerate(presence):
        after = step(record, seen(number) if there else Gone(day(number)), POLICY)
        raised += after is not None and (record is None or after.raised_at != record.raised_at)
        record = after
    gaps = "".join("x" if there else "." for there in presence).lstrip(".").split("x")
    long = sum(len(gap) >= 8 for gap in gaps[:-1])  # seven days from the first look to the last
    assert raised == (1 + long if any(presence) else 0)
    if record is not None:
        assert record.regressions == long
        assert record.open == (len(gaps[-1]) < 8)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=40))
def test_a_signal_that_flickers_faster_than_the_quiet_time_is_raised_once(gaps):
    record, at = run(seen(0)), 0
    for gap in gaps:
        for missing in range(1, gap):
            record = step(record, Gone(day(at + missing)), POLICY)
        at += gap
        record = step(record, seen(at), POLICY)
    assert (record.raised_at, record.regressions, record.state) == (START, 0, "new")


def test_what_goes_by_itself_has_no_outcome_and_what_goes_after_an_act_was_acted_upon():
    gone = [Gone(day(2)), Gone(day(9))]
    assert run(seen(0), *gone).outcome is None
    assert run(seen(0), Acknowledged(ME, day(1)), *gone).outcome is None
    assert run(seen(0), ActedOn(ME, day(1)), *gone).outcome == "acted"


# --- coming back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["acted", "accepted", "false_alarm", "duplicate"])
def test_what_was_resolved_and_is_seen_after_the_quiet_time_is_back(outcome):
    closed = run(seen(0), Told(day(0)), Resolved(ME, day(1), outcome, "why"), Gone(day(2)), Gone(day(8)))
    assert closed.state == "resolved"
    assert step(closed, seen(8.5), POLICY).state == "resolved"  # six and a half days: a flicker
    back = step(step(closed, Gone(day(9)), POLICY), seen(10, 0.3), POLICY)
    assert (back.state, back.regressions, back.outcome, back.raised_at) == ("regressed", 1, None, day(10))
    assert (back.worst, back.acknowledged_at, back.interrupting) == (0.3, None, True)
    assert (back.acted_at, back.due) == (None, day(13))


def test_what_comes_back_as_a_line_in_the_log_stays_resolved():
    closed = run(seen(0), Resolved(ME, day(1), "acted"), Gone(day(2)), Gone(day(9)))
    assert step(closed, seen(20, 0.001, why=None), POLICY).state == "resolved"


def test_what_was_acted_upon_may_take_its_time_to_go_but_not_for_ever():
    closed = run(seen(0), Resolved(ME, day(1), "acted"), *(seen(at) for at in range(2, 29)))
    assert closed.state == "resolved"
    assert step(closed, seen(29), POLICY).state == "regressed"


@pytest.mark.parametrize("outcome", ["accepted", "false_alarm", "duplicate"])
def test_what_was_accepted_or_called_false_speaks_again_when_it_is_worse_by_the_factor(outcome):
    policy = replace(POLICY, worse_by=2.0)
    closed = run(seen(0, 0.25), Resolved(ME, day(1), outcome, "why"), seen(40, 0.5), policy=policy)
    assert closed.state == "resolved"
    assert step(closed, seen(41, 0.51), policy).state == "regressed"


def test_its_worst_is_that_of_its_closing_so_that_it_cannot_creep_up():
    record = run(seen(0, 0.1), Resolved(ME, day(1), "accepted", "why"))
    for number in range(2, 20):
        record = step(record, seen(number, 0.1 + 0.003 * number), POLICY)
    assert record.state == "regressed"


# --- muted -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0.01, 0.5), max_size=30), st.floats(0.05, 0.4))
def test_what_is_muted_until_worse_wakes_exactly_when_it_is_worse(levels, above):
    record = run(seen(0, 0.05), Muted(ME, day(0), above=above))
    for number, level in enumerate(levels, 1):
        record = step(record, seen(number, level), POLICY)
        if level > above:
            assert (record.state, record.mute_above, record.mute_until) == ("new", None, None)
            return
        assert record.state == "muted"


def test_what_is_muted_until_a_day_wakes_then_and_never_later_than_the_policy_allows():
    until = run(seen(0), Muted(ME, day(0), until=day(5)))
    assert [step(until, seen(at), POLICY).state for at in (4.9, 5)] == ["muted", "new"]
    above = run(seen(0), Muted(ME, day(0), above=9.0))
    assert above.mute_until == day(90)
    both = run(seen(0), Muted(ME, day(0), above=0.2, until=day(5)))
    assert [step(both, one, POLICY).state for one in (seen(1, 0.21), seen(5, 0.1))] == ["new", "new"]


def test_a_mute_may_last_as_long_as_the_policy_allows():
    assert step(NEW, Muted(ME, day(2), until=day(92)), POLICY).mute_until == day(92)


@pytest.mark.parametrize("mute", [{}, {"until": day(1)}, {"until": day(2)}, {"until": day(92.1)}])
def test_muting_without_an_end_with_a_past_one_or_for_too_long_is_refused(mute):
    with pytest.raises(Refusal):
        step(NEW, Muted(ME, day(2), **mute), POLICY)


def test_what_is_muted_and_goes_is_over():
    gone = run(seen(0), Muted(ME, day(0), above=0.2), Gone(day(1)), Gone(day(8)))
    assert (gone.state, gone.mute_until, gone.outcome) == ("resolved", None, None)


def test_a_level_that_is_no_longer_known_wakes_nobody():
    muted = run(seen(0, 0.1), Muted(ME, day(0), above=0.2))
    assert step(muted, Seen(occurrence(None, "signal", count=500), day(1)), POLICY).state == "muted"


# --- dead time -------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=60), st.integers(1, 72))
def test_no_two_interruptions_about_one_thing_come_within_the_dead_time(steps, dead_hours):
    policy = replace(POLICY, dead_time=dead_hours * HOUR, quiet=2 * HOUR)
    record, at, told = None, START, []
    for there, hours in steps:
        at += hours * HOUR
        record = step(record, Seen(occurrence(), at) if there else Gone(at), policy)
        pending = record is not None and record.interrupting
        if pending and (record.interrupted_at is None or record.interrupted_at < record.changed_at):
            record = step(record, Told(at), policy)
            told.append(at)
    assert all(later - earlier >= policy.dead_time for earlier, later in pairwise(told))


def test_what_comes_back_within_the_dead_time_interrupts_when_it_is_over():
    policy = replace(POLICY, dead_time=20 * DAY)
    back = run(
        seen(0), Told(day(0)), Resolved(ME, day(1), "acted"), Gone(day(2)), Gone(day(9)), seen(10), policy=policy
    )
    assert (back.state, back.interrupting) == ("regressed", False)
    assert not step(back, seen(19), policy).interrupting
    assert step(back, seen(20), policy).interrupting
    exactly = replace(POLICY, dead_time=10 * DAY)
    story = [seen(0), Told(day(0)), Resolved(ME, day(1), "acted"), Gone(day(2)), Gone(day(9)), seen(10)]
    assert run(*story, policy=exactly).interrupting
    assert not step(step(back, Acknowledged(ME, day(11)), policy), seen(20), policy).interrupting


# --- hand-over and reasons -------------------------------------------------------------------------------------------


def test_a_new_owner_is_asked_anew_at_once():
    handed = step(IN_STATE["in_action"], HandedOver(ME, day(1), "manager"), POLICY)
    assert (handed.owner, handed.state, handed.interrupting, handed.interrupted_at) == ("manager", "new", True, None)
    assert step(handed, seen(2), POLICY).owner == "manager"  # a reading does not hand it back


@pytest.mark.parametrize(
    ("outcome", "reason", "fix"),
    [
        ("accepted", " ", "Say why"), ("duplicate", "", "Say which other"), ("duplicate", KEY, "Choose another"),
        ("forgotten", "why", "Choose one of"),
    ],
)  # fmt: skip
def test_an_outcome_without_its_reason_is_refused(outcome, reason, fix):
    with pytest.raises(Refusal, match=fix):
        step(NEW, Resolved(ME, day(1), outcome, reason), POLICY)


def test_closing_as_acted_upon_is_an_act_unless_somebody_acted_before():
    acted = Resolved(ME, day(3), "acted")
    assert step(NEW, acted, POLICY).acted_at == day(3)
    assert step(IN_STATE["in_action"], acted, POLICY).acted_at == day(1)
    assert step(NEW, Resolved(ME, day(3), "false_alarm"), POLICY).acted_at is None


# --- order and redelivery --------------------------------------------------------------------------------------------


def test_at_one_moment_what_is_seen_counts_more_than_what_is_not_whichever_comes_first():
    one, other = seen(3), Gone(day(3))
    both = [run(seen(0), one, other), run(seen(0), other, one)]
    assert [record.quiet_since for record in both] == [None, None]
    acts = [Acknowledged(ME, day(3)), other, one, Told(day(3))]
    assert [type(each) for each in in_order(acts)] == [Seen, Gone, Told, Acknowledged]


def test_a_fact_older_than_the_newest_is_not_news():
    record = run(seen(0), seen(5, 0.2))
    assert step(record, seen(4, 0.9), POLICY) is record
    assert step(record, Gone(day(4)), POLICY) is record


happenings = st.one_of(
    st.builds(lambda share, why: ("seen", share, why), st.floats(0.01, 0.5), st.sampled_from(["price", None])),
    st.sampled_from([("gone",), ("told",), ("acknowledge",), ("act",), ("reopen",)]),
    st.builds(lambda outcome: ("resolve", outcome), st.sampled_from(["acted", "accepted", "false_alarm", "duplicate"])),
    st.builds(lambda above: ("mute", above), st.floats(0.05, 0.5)),
    st.builds(lambda to: ("hand", to), st.sampled_from(["clerk", "manager"])),
)


def happening(what, at):
    match what:
        case ("seen", share, why):
            return Seen(occurrence(share, why), at)
        case ("gone",):
            return Gone(at)
        case ("told",):
            return Told(at)
        case ("acknowledge",):
            return Acknowledged(ME, at)
        case ("act",):
            return ActedOn(ME, at)
        case ("reopen",):
            return Reopened(ME, at)
        case ("resolve", outcome):
            return Resolved(ME, at, outcome, "why")
        case ("mute", above):
            return Muted(ME, at, above=above)
        case ("hand", to):
            return HandedOver(ME, at, to)


@given(st.lists(st.tuples(happenings, st.integers(0, 300)), max_size=40))
def test_no_impossible_state_in_whatever_order_and_a_redelivery_changes_nothing(story):
    record, at = None, START
    for what, hours in story:
        at += timedelta(hours=hours)
        one = happening(what, at)
        try:
            after = step(record, one, POLICY)
        except Refusal:
            continue
        assert step(after, one, POLICY) == after
        if after is not None:
            possible(after)
            assert record is None or after.regressions - record.regressions in (0, 1)
        record = after


def possible(record):
    assert record.state in STATES
    assert (record.outcome is None) or record.state == "resolved"
    assert (record.mute_until is not None) == (record.state == "muted")
    assert not record.interrupting or record.state in ("new", "regressed")
    assert (record.regressions == 0) <= (record.state != "regressed")
    assert record.raised_at <= record.changed_at
    assert record.acted_at is None or record.acted_at >= record.raised_at
    episode = episode_of(record)
    assert (episode.closed_at is None) == record.open
