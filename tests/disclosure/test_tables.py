"""Parts of a whole that is known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.disclosure.tables import hidden_parts


def test_a_small_part_takes_the_next_smallest_with_it():
    assert hidden_parts([3, 40, 7, 20]) == (True, False, True, False)


def test_two_small_parts_of_five_together_hide_nothing_more():
    assert hidden_parts([3, 2, 7]) == (True, True, False)


def test_two_small_parts_of_four_together_hide_a_third():
    assert hidden_parts([2, 2, 7, 30]) == (True, True, True, False)


def test_large_parts_and_empty_ones_stand():
    assert hidden_parts([5, 0, 90]) == (False, False, False)


@given(st.lists(st.integers(0, 40), max_size=12))
def test_the_total_less_what_is_shown_is_about_nobody_or_five(people):
    hidden = hidden_parts(people)
    left = sum(many for many, hide in zip(people, hidden, strict=True) if hide)
    large = [many for many in people if many >= 5]
    assert left == 0 or left >= 5 or all(hide for many, hide in zip(people, hidden, strict=True) if many >= 5)
    assert all(not hide or many for many, hide in zip(people, hidden, strict=True))
    assert not large or left == 0 or left >= 5
