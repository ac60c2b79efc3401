"""Predictions: what worlds with known chances should give, and nothing that does not beat the floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.model.declarations import Deadline, Rule
from sightline.operations.prediction import FLOOR, Visits, predict
from sightline.operations.timelines import NEVER
from tests.operations.cases import DAY, made

STEPS = ("ask", "close")
IN_TIME = Rule(deadline=Deadline(**{"from": "ask", "to": "close", "within": "5 days"}))


def world(draw, *, cases=1500, every=DAY // 5, seed=7, attributes=None):
    """Return cases that begin evenly and take what `draw` gives; those that end after the last begin are open."""
    rng = np.random.default_rng(seed)
    now = cases * every
    lines = []
    for number in range(cases):
        begin = number * every
        end = begin + max(int(draw(rng, number) * DAY), 1)
        lines.append([(0, begin), (1, end)] if end <= now else [(0, begin)])
    return made(STEPS, lines, now=now, closer=1, attributes=attributes)


def of_age(found, days, tolerance=0.25):
    return [one for one in found if abs(one.age_s / 86_400 - days) < tolerance]


def test_what_has_waited_long_waits_long_where_waits_are_short_or_long():
    lines = world(lambda rng, _: 1.0 if rng.random() < 0.5 else 10.0)
    found, (skill, *_) = predict(lines, {})
    assert skill.method == "activity and time spent there"
    assert skill.mae_s < 0.7 * skill.baseline_mae_s
    assert skill.n > 100
    (old, *_) = of_age(found, 4.0)
    assert old.remaining_s == pytest.approx(6.0 * 86_400, abs=0.3 * 86_400)
    assert (old.stage, old.rule, old.late) == ("ask", None, None)


def test_intervals_hold_nine_of_ten():
    _, (skill, *_) = predict(world(lambda rng, _: rng.gamma(3.0, 2.0)), {})
    assert skill.coverage == pytest.approx(0.9, abs=0.05)


def test_the_chance_to_be_late_is_that_of_the_world():
    found, (_, skill) = predict(world(lambda rng, _: rng.uniform(0, 10), cases=4000), {"in_time": IN_TIME})
    assert skill.method.startswith("in_time: activity, time spent there")
    assert skill.brier < skill.base_brier
    for age in (1.0, 2.5, 4.0):
        chances = [one.late for one in of_age(found, age) if one.rule == "in_time"]
        assert np.mean(chances) == pytest.approx(5 / (10 - age), abs=0.05)
    assert all(0 < one.late < 1 for one in found if one.late is not None)


def test_a_case_that_is_late_already_has_no_chance_left():
    found, _ = predict(world(lambda rng, _: rng.uniform(0, 10)), {"in_time": IN_TIME})
    assert all(one.age_s < 5 * 86_400 for one in found if one.rule is not None)
    assert any(one.age_s > 5 * 86_400 for one in found if one.rule is None)


def test_what_does_not_beat_the_floor_is_not_used():
    # each case takes three days to the minute: time spent tells everything of the time that remains, but a chance of
    # being late that is always none cannot be told better than by always saying none
    found, (_, skill) = predict(world(lambda _rng, _: 3.0), {"in_time": IN_TIME})
    assert skill.method == "in_time: base rate of the activity"
    assert "nothing tried beats it" in skill.words
    assert max(one.late for one in found if one.late is not None) < 0.01


def test_too_few_cases_say_so():
    lines = world(lambda rng, _: rng.uniform(0, 2), cases=15)
    _, (skill, late) = predict(lines, {"in_time": IN_TIME})
    assert (skill.method, skill.n, skill.mae_s) == (FLOOR, 0, None)
    assert "too few closed cases" in skill.words
    assert (late.n, late.brier) == (0, None)


def test_an_attribute_is_used_only_where_it_tells_something():
    rng = np.random.default_rng(1)
    sort = rng.choice(["small", "large"], 1500).tolist()
    told = world(lambda r, number: r.gamma(4.0, 0.5 if sort[number] == "small" else 4.0), attributes={"size": sort})
    _, (skill, *_) = predict(told, {}, ("size",))
    assert skill.method == "activity and time spent there, by size"
    noise = world(lambda r, _: 1.0 if r.random() < 0.5 else 10.0, attributes={"size": sort})
    _, (plain, *_) = predict(noise, {}, ("size", "colour"))
    assert plain.mae_s < plain.baseline_mae_s


def test_a_busy_process_looks_back_as_far_as_its_cases_take():
    # 3,000 cases begin a day and take five days: the newest thousands are all open
    lines = world(lambda rng, _: rng.choice([4.0, 6.0]), cases=40_000, every=DAY // 3000)
    _, (skill, *_) = predict(lines, {})
    assert skill.n > 1000
    assert skill.mae_s < skill.baseline_mae_s


def test_without_visits_there_are_no_curves():
    none = np.array([], dtype=np.int64)
    assert Visits.of(none, none, none).curves(np.arange(3), 0) == {}


def test_no_cases_give_nothing():
    assert predict(made(STEPS, [], now=DAY), {"in_time": IN_TIME}) == ((), ())


@given(
    visits=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(0, 60)), min_size=30, max_size=90),
    when=st.integers(0, 100),
)
def test_a_curve_knows_nothing_of_what_came_later(visits, when):
    group, since, length = (np.array(column, dtype=np.int64) for column in zip(*visits, strict=True))
    until = since + length
    seen = since <= when
    hidden = np.where(until[seen] <= when, until[seen], NEVER)
    everything = Visits.of(group, since, until).curves(np.arange(3), when)
    past = Visits.of(group[seen], since[seen], hidden).curves(np.arange(3), when)
    assert everything.keys() == past.keys()
    for name, one in everything.items():
        assert one.at.tolist() == past[name].at.tolist()
        assert one.above.tolist() == past[name].above.tolist()
