"""Circular reporting: found when all of its steps hold on one day, and only then."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sightline.facts.circles import circles
from sightline.records.people import Assignment

FIRST = date(2026, 1, 1)


def led(person, manager, since=None, until=None):
    return Assignment(person, "clerk", since, until, manager)


def test_two_who_lead_each_other_are_a_circle():
    assert circles([led("a", "b"), led("b", "a"), led("c", "a")]) == (("a", "b"),)


def test_whoever_leads_herself_is_a_circle():
    assert circles([led("a", "a")]) == (("a",),)


def test_two_who_led_each_other_one_after_the_other_are_none():
    march = date(2026, 3, 1)
    assert circles([led("a", "b", until=march - timedelta(days=1)), led("b", "a", since=march)]) == ()
    assert circles([led("a", "b", until=march), led("b", "a", since=march)]) == (("a", "b"),)


def test_a_long_circle_begins_with_the_least_id():
    ring = ["d", "b", "a", "c"]
    steps = [led(one, ring[(at + 1) % 4]) for at, one in enumerate(ring)]
    assert circles(steps) == (("a", "c", "d", "b"),)


def test_a_tree_of_thousands_has_none():
    assert circles([led(f"p{n}", f"p{n // 8}", since=FIRST + timedelta(days=n % 700)) for n in range(1, 20_000)]) == ()


def test_at_most_so_many_are_looked_for():
    assert len(circles([led(f"p{n:03}", f"p{n:03}") for n in range(100)], most=20)) == 20


SPANS = st.tuples(st.integers(0, 12), st.integers(0, 6))
STEPS = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"), SPANS), max_size=9)


def on_a_day(steps, day):
    """Return whether somebody can be reached from herself on a day, by trying all ways."""
    held = {(one.person, one.manager) for one in steps if one.holds(day)}
    reach = set(held)
    for _ in range(5):
        reach |= {(a, d) for a, b in reach for c, d in held if b == c}
    return any(a == b for a, b in reach)


@given(STEPS)
def test_a_circle_is_found_exactly_when_some_day_has_one(given):
    steps = [
        led(person, manager, FIRST + timedelta(days=start), FIRST + timedelta(days=start + length))
        for person, manager, (start, length) in given
    ]
    days = [FIRST + timedelta(days=n) for n in range(20)]
    found = circles(steps)
    assert bool(found) == any(on_a_day(steps, day) for day in days)
    for ring in found:
        pairs = [(one, ring[(at + 1) % len(ring)]) for at, one in enumerate(ring)]
        assert any(
            all(any((s.person, s.manager) == pair and s.holds(day) for s in steps) for pair in pairs) for day in days
        )
