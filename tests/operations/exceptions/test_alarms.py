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


# --- at the limits ----------------------------------------------------------------------------------------------------


def many(count, closed=0.5, outcome="acted", **more):
    return [episode(n, outcome, n + closed, subject=f"r{n}", key=f"r{n}", **more) for n in range(count)]


def test_a_stretch_holds_its_beginning_and_not_its_end_and_what_overlaps_it_stands_in_it():
    inside, before, over, later = episode(0), episode(-5, "acted", 0), episode(-9, "acted", -1), episode(60)
    found = alarm_figures([inside, before, over, later], Policy(), since=START, until=day(60))["clerk"]
    by_name = {one.name: one.estimate for one in found}
    assert (by_name["per hour"].n, by_name["stale"].value) == (1, 1)
    assert "boss" not in alarm_figures([replace(over, owner="boss")], Policy(), since=START, until=day(60))
    assert "boss" in alarm_figures([replace(before, owner="boss")], Policy(), since=START, until=day(60))
    assert flooded([START - HOUR, *[day(1)] * 11, *[day(2)] * 11], since=START, until=day(2)) == (1, 288)


def test_thirty_days_and_twenty_observations_are_enough_and_one_less_is_not():
    for count, days, wanted in ((20, 30, "within"), (19, 30, "cannot say yet"), (20, 29, "within")):
        found = figures(many(count, price_share=0.01), days=days)
        assert (found["high priority"].verdict, found["closed well"].verdict) == (wanted, wanted)
        assert found["per hour"].verdict == ("within" if days >= 30 else "cannot say yet")
    of_ten = [replace(one, subject=f"r{n % 10}") for n, one in enumerate(many(40))]
    assert "There are only 10 rules and metrics here" in figures(of_ten)["ten most frequent"].words
    assert "There is only one rule or metric here" in figures(of_ten[:1])["ten most frequent"].words
    assert figures(of_ten)["ten most frequent"].verdict == "cannot say yet"
    assert figures(many(20))["ten most frequent"].verdict == "over"


def test_four_of_five_closed_well_is_what_is_asked_for():
    for good, verdict in ((16, "within"), (15, "over")):
        bad = [episode(30 + n, "false_alarm", 31 + n) for n in range(20 - good)]
        assert figures([*many(good, outcome="accepted"), *bad])["closed well"].verdict == verdict
    late = [*many(20), *(episode(40, "false_alarm", 60) for _ in range(9))]  # closed when the stretch is over
    assert figures(late)["closed well"].estimate.n == 20


def test_a_day_is_not_yet_stale_and_chatter_is_told_however_short_the_time():
    assert figures([episode(59)])["stale"].estimate.value == 0
    assert figures([replace(episode(59), acknowledged_at=None)])["not taken up"].verdict == "within"
    assert figures([episode(60, "acted", 60), episode(1)])["stale"].estimate.n == 1
    thrice = [episode(number / 10, "acted", number / 10 + 0.01) for number in range(3)]
    found = figures(thrice, days=2)
    assert (found["on and off"].verdict, found["chatter"].verdict) == ("over", "cannot say yet")
