"""What outcomes say of rules, and the workload before and after a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sightline.operations.exceptions.judging import judged, workload
from sightline.operations.exceptions.policy import Policy, Threshold
from sightline.operations.exceptions.thresholds import Past
from tests.operations.exceptions.made import DAY, HOUR, START, day, episode, sighting

POLICY = Policy(price_share=0.05, quiet=2 * DAY)
LOOKED = [day(number) for number in range(120)]


def lives(acted, wrong, *, share=0.1, wrong_share=0.1, **more):
    right = [
        replace(episode(2 * n, "acted", 2 * n + 1, price_share=share, **more), acted_at=day(2 * n) + (n + 1) * HOUR)
        for n in range(acted)
    ]
    return [
        *right,
        *(episode(2 * (acted + n), "false_alarm", 2 * (acted + n) + 1, price_share=wrong_share, **more)
          for n in range(wrong)),
    ]  # fmt: skip


def judge(episodes, sightings=()):
    (one,) = judged(Past(sightings, LOOKED, episodes), POLICY, since=day(0), until=day(120))
    return one


def test_precision_counts_acted_and_false_and_nothing_else():
    rest = [episode(80, "accepted", 81), episode(82, "duplicate", 83), episode(84, None, 90), episode(86)]
    found = judge([*lives(6, 2), *rest])
    assert (found.acted, found.false_alarm, found.accepted, found.duplicate, found.went, found.open) == (
        6,
        2,
        1,
        1,
        1,
        1,
    )
    assert (found.precision.value, found.precision.n, found.raised) == (0.75, 8, 12)
    assert found.advice.what == "keep"


def test_time_to_act_is_the_median_of_those_acted_upon():
    found = judge(lives(9, 0))
    assert (found.hours_to_act.value, found.hours_to_act.n) == (5.0, 9)
    assert found.hours_to_act.low < 5 < found.hours_to_act.high


@pytest.mark.parametrize(
    ("acted", "wrong", "what"),
    [
        (0, 0, "cannot say yet"),
        (1, 2, "cannot say yet"),  # one of three could well be a half
        (3, 2, "keep"),
        (0, 5, "threshold"),  # its upper end is under a half
        (9, 11, "retire"),  # its upper end is not, but 20 are enough
        (9, 10, "cannot say yet"),
        (5, 5, "keep"),
    ],
)
def test_advice_is_given_where_the_data_say_so(acted, wrong, what):
    assert judge([*lives(acted, wrong), episode(100)]).advice.what == what


def test_where_a_price_parts_right_from_wrong_a_threshold_is_proposed_in_numbers():
    made = lives(4, 12, share=0.4, wrong_share=0.07)
    episodes = [replace(one, key=f"orders.in_time@n={n}") for n, one in enumerate(made)]
    seen = [sighting(2 * n, 0.4 if n < 4 else 0.07, f"orders.in_time@n={n}") for n in range(16)]
    found = judge(episodes, seen).advice
    assert (found.what, found.threshold) == ("threshold", Threshold(price_share=0.4))
    assert "25% of 16 were acted upon" in found.words
    assert "It would have raised 4 in 120 days; the present one raises 16." in found.words
    assert "Of those that were handled: 4 acted upon. No longer raised: 12 false alarms." in found.words


def test_no_price_is_proposed_that_hides_most_of_what_was_right_or_that_does_not_decide():
    hides = [*lives(6, 20, share=0.1, wrong_share=0.2), episode(90, "acted", 91, price_share=0.4)]
    assert judge(hides).advice.what == "retire"
    half = [*lives(1, 9, share=0.1, wrong_share=0.2), episode(90, "acted", 91, price_share=0.4)]
    assert judge(half).advice.threshold == Threshold(price_share=0.4)
    assert judge(lives(4, 12, share=0.4, wrong_share=0.4)).advice.what == "retire"
    assert judge(lives(4, 12, share=0.4, wrong_share=None)).advice.what == "retire"
    assert judge(lives(0, 12, wrong_share=None)).advice.what == "retire"
    even = lives(2, 9, share=0.4, wrong_share=0.07)
    even[-1], even[-2] = (replace(one, price_share=0.4) for one in even[-2:])
    assert judge(even).advice.threshold == Threshold(price_share=0.4)  # two of four is what is wanted


def test_after_a_calm_time_it_is_asked_to_be_worse_and_not_made_blind():
    made = [replace(one, key=f"r@n={n}", subject="r") for n, one in enumerate(lives(0, 9, wrong_share=0.18))]
    seen = [sighting(2 * n, 0.18, f"r@n={n}", forced="signal") for n in range(9)]
    found = judge(made, seen).advice
    assert (found.what, found.threshold) == ("threshold", Threshold(price_share=0.2))
    assert "It would have raised 0 in 120 days; the present one raises 9." in found.words


def test_a_rule_that_a_control_asks_for_is_never_retired():
    found = judge(lives(0, 9, why="control")).advice
    assert (found.what, found.threshold) == ("look at the control", None)
    cheap = [*lives(0, 9, wrong_share=None), episode(50, "false_alarm", 51, why="control")]
    assert judge(cheap).advice.what == "look at the control"


def test_what_comes_by_price_beside_a_control_gets_a_threshold_and_the_control_still_speaks():
    made = [*lives(0, 9, wrong_share=0.1), episode(50, "false_alarm", 51, why="control")]
    made = [replace(one, key=f"orders.in_time@n={n}") for n, one in enumerate(made)]
    seen = [sighting(2 * n, 0.1, f"orders.in_time@n={n}") for n in range(9)]
    found = judge(made, [*seen, sighting(50, 0.1, "orders.in_time@n=9", forced="control")]).advice
    assert (found.what, found.threshold) == ("threshold", Threshold(price_share=0.11))
    assert "It would have raised 1 in 120 days" in found.words


def test_avoided_loss_is_the_fall_after_an_act_beside_the_fall_of_those_that_nobody_acted_on():
    """By hand: 0.3 before and 0.1 in the four weeks after; the other one falls from 0.3 to 0.2 by itself."""
    mine = [sighting(n, 0.3 if n <= 10 else 0.1, "r@a=1") for n in range(60)]
    other = [sighting(n, 0.3 if n <= 0 else 0.2, "r@a=2") for n in range(60)]
    acted = replace(episode(0, "acted", 12, key="r@a=1", subject="r"), acted_at=day(10))
    left = episode(0, "accepted", 12, key="r@a=2", subject="r")
    found = judge([acted, left], [*mine, *other])
    assert found.avoided.value == pytest.approx(0.2)
    assert found.fell_anyway.value == pytest.approx(0.1)
    assert (found.avoided.low, found.avoided.n) == (None, 1)  # one says nothing of how far it may be off


def test_what_is_gone_after_the_act_costs_nothing_then():
    seen = [sighting(n, 0.3) for n in range(11)]
    found = judge([replace(episode(0, "acted", 12), acted_at=day(10))], seen)
    assert found.avoided.value == pytest.approx(0.3)


def test_looks_at_which_it_was_gone_count_as_nothing_and_other_times_not_at_all():
    seen = [*(sighting(n, 0.3) for n in range(11)), *(sighting(n, 0.2) for n in range(11, 18)), sighting(39, 0.9)]
    found = judge([replace(episode(3, "acted", 12, price_share=0.8), acted_at=day(10))], seen)
    assert found.avoided.value == pytest.approx(0.3 - 7 * 0.2 / 28)


def test_a_life_without_a_sighting_before_its_act_has_the_price_of_its_own():
    acted = replace(episode(0, "acted", 1, price_share=0.25), acted_at=day(0.5))
    assert judge([acted]).avoided.value == 0.25
    assert judge([replace(acted, price_share=None)]).avoided.value is None
    late = replace(acted, raised_at=day(200), acted_at=day(201), closed_at=day(202))  # nobody has looked since
    (found,) = judged(Past((), LOOKED, [late]), POLICY, since=day(0), until=day(300))
    assert found.avoided.value is None


def test_those_most_often_wrong_come_first():
    both = [*lives(5, 1, subject="good", key="good"), *lives(1, 5, subject="bad", key="bad")]
    found = judged(Past((), LOOKED, both), POLICY, since=day(0), until=day(120))
    assert [one.subject for one in found] == ["bad", "good"]


# --- workload ---------------------------------------------------------------------------------------------------------


def test_the_workload_is_counted_in_whole_weeks_from_the_change():
    changed = START + 30 * DAY  # four whole weeks before, and two days that do not count
    raised = [START, *(changed - timedelta(hours=n) for n in (1, 2, 200)), changed, changed + 8 * DAY]
    found = workload(raised, changed, since=START, until=changed + 17 * DAY)
    assert [many for _, many in found.weeks] == [0, 0, 1, 2, 1, 1]
    assert [at - changed for at, _ in found.weeks] == [number * 7 * DAY for number in range(-4, 2)]
    assert (found.before.value, found.after.value) == (3 / 4, 1.0)


def test_a_halved_workload_is_told_and_its_interval_covers():
    rng = np.random.default_rng(6)
    inside = 0
    for _ in range(300):
        before, after = rng.poisson(20, 8), rng.poisson(10, 8)
        raised = [START + (7 * n + 3) * DAY for n, many in enumerate([*before, *after]) for _ in range(many)]
        found = workload(raised, START + 56 * DAY, since=START, until=START + 112 * DAY)
        inside += found.ratio.low <= 0.5 <= found.ratio.high
    assert 0.88 <= inside / 300 <= 0.97
    assert "fewer" in found.words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(8, 1, "fewer"), (1, 8, "more"), (3, 4, "as many as far as can be told"), (4, 0, "fewer"), (0, 0, "Too few")],
)
def test_the_ratio_is_put_in_words(before, after, words):
    raised = [START + 7 * n * DAY for n in range(10) for _ in range(before if n < 5 else after)]
    assert words in workload(raised, START + 35 * DAY, since=START, until=START + 70 * DAY).words


def test_a_change_just_made_says_nothing_yet():
    found = workload([START], START + 30 * DAY, since=START, until=START + 32 * DAY)
    assert found.after.value is None
    assert found.words.startswith("Too few weeks")
