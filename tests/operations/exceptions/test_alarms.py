"""The workload in the words of alarm management."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sightline.operations.exceptions.alarms import FLOOD_ABOVE, alarm_figures, chattering, flooded, priority_of
from sightline.operations.exceptions.policy import Policy
from tests.operations.exceptions.made import DAY, HOUR, START, day, episode

MINUTE = timedelta(minutes=1)


def figures(episodes, days=60):
    found = alarm_figures(episodes, Policy(), since=START, until=day(days))
    return {one.name: one for one in found["clerk"]}


def test_each_figure_stands_beside_its_goal_and_what_it_rests_on():
    found = figures([episode(n, "acted", n + 0.5, subject=f"r{n}", key=f"r{n}") for n in range(40)])
    assert (found["per hour"].estimate.value, found["per hour"].goal) == (40 / (60 * 24), 6)
    assert (found["per shift"].estimate.value, found["per shift"].goal) == (40 / 180, 2)
    assert found["closed well"].estimate.value == 1.0
    assert found["ten most frequent"].estimate.value == 10 / 40
    assert {name: one.verdict for name, one in found.items()} == dict.fromkeys(found, "within") | {
        "high priority": "over"
    }  # all cost a tenth of the gap
    assert all(one.words.endswith((".", "ten.")) for one in found.values())


def test_too_little_is_not_judged():
    found = figures([episode(n, "acted", n + 0.5) for n in range(5)], days=20)
    verdicts = {name: one.verdict for name, one in found.items()}
    for name in ("per hour", "per shift", "flood", "chatter", "ten most frequent", "high priority", "closed well"):
        assert verdicts[name] == "cannot say yet"


def test_what_stands_for_over_a_day_is_stale_and_what_nobody_took_up_is_told():
    standing = [episode(n) for n in range(5)]
    taken = [replace(standing[0], acknowledged_at=day(1)), *standing[1:]]
    found = figures([*taken, episode(59.5), episode(1, "acted", 2)])
    assert (found["stale"].estimate.value, found["stale"].verdict) == (5, "over")
    assert found["not taken up"].estimate.value == 4


def test_each_role_has_its_own_and_what_nobody_answers_for_is_told_apart():
    found = alarm_figures(
        [episode(0), episode(0, owner=None), episode(0, owner="boss")], Policy(), since=START, until=day(60)
    )
    assert set(found) == {None, "boss", "clerk"}


def test_a_flood_is_more_than_ten_in_ten_minutes():
    quiet = [START + n * MINUTE for n in range(10)]
    assert flooded(quiet, since=START, until=START + HOUR) == (0, 6)
    assert flooded([*quiet, START], since=START, until=START + HOUR) == (1, 6)


@given(st.lists(st.integers(0, 6 * 24 * 10 - 1), max_size=200))
def test_floods_against_a_count_of_every_period(periods):
    times = [START + period * 10 * MINUTE + MINUTE for period in periods]
    wanted = sum(many > FLOOD_ABOVE for many in Counter(periods).values())
    assert flooded(times, since=START, until=day(10)) == (wanted, 6 * 24 * 10)


def test_chatter_is_three_times_within_a_minute_and_at_the_pace_of_an_office_within_a_day():
    thrice = [("a", START + n * MINUTE / 2) for n in range(3)]
    slower = [("b", START + n * 8 * HOUR) for n in range(4)]
    apart = [("c", START), ("d", START), ("e", START), ("c", START + 2 * DAY), ("c", START + 4 * DAY)]
    assert chattering([*thrice, *slower, *apart]) == ("a",)
    assert chattering([*thrice, *slower, *apart], within=DAY) == ("a", "b")


def test_priorities_are_by_what_it_costs():
    shares = (None, 0.01, 0.03, 0.0999, 0.1)
    assert [priority_of(episode(0, price_share=one)) for one in shares] == ["low", "low", "medium", "medium", "high"]
