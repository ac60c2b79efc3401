"""How far a metric can be moved: what it does by itself, and no further than there is room."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.roles.movable import movable
from tests.roles.support import history

NOISE = np.random.default_rng(7).standard_normal(400)


def test_it_is_the_standard_deviation_of_changes():
    walk = np.cumsum(NOISE[:37] * 2.0)
    assert movable(history(walk), "higher").size == pytest.approx(2.0, rel=0.35)


def test_a_steady_trend_is_no_movement():
    flat = movable(history(NOISE[:37]), "higher").size
    assert movable(history(NOISE[:37] + 50.0 * np.arange(37)), "higher").size == pytest.approx(flat)


def test_beginning_anew_each_year_does_not_make_it_larger():
    saw = np.array([100.0 * (at % 12) + NOISE[at] for at in range(36)])
    assert movable(history(saw), "higher").size < 10


@given(st.floats(1e-6, 1e6))
def test_the_unit_scales_it(factor):
    values = NOISE[:30] + 5
    assert movable(history(values * factor), "lower").size == pytest.approx(
        movable(history(values), "lower").size * factor
    )


def test_no_more_than_what_is_left_can_be_asked():
    values = np.array([0.90, 0.95, 0.91, 0.96, 0.92, 0.97, 0.90, 0.99])
    found = movable(history(values), "higher", low=0.0, high=1.0)
    assert found.size == pytest.approx(0.01)
    assert "near its limit" in found.words


def test_missing_values_make_no_changes():
    values = np.array([1.0, 2, np.nan, 9, 10, 9, 10, 9, 10, 9])
    assert movable(history(values), "higher").n == 7


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [1.0, 2, 3]])
def test_too_little_past_says_nothing(values):
    found = movable(history(values), "higher")
    assert (found.size, found.known) == (0.0, False)
    assert found.words


def test_what_never_moved_can_not_be_moved():
    found = movable(history(np.full(20, 3.0)), "higher")
    assert (found.size, found.known, found.level) == (0.0, True, 3.0)
