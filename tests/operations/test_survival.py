"""Survival curves against a case worked by hand, and their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.operations.survival import curve


def test_a_curve_with_censored_lengths_is_that_of_kaplan_and_meier():
    # 6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, 17+, ...: the first steps of Freireich's remission times (1963)
    length = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float)
    ended = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
    found = curve(length, ended)
    assert found.at.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.above == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert (found.n, len(found.ends)) == (21, 9)
    assert found.length(0.5, np.array([0.0])).tolist() == [23.0]


def test_what_has_lasted_counts():
    found = curve(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4, dtype=bool))
    assert found.beyond(np.array([3.0]), np.array([2.0])).tolist() == pytest.approx([0.5])
    assert found.length(0.5, np.array([2.0])).tolist() == [3.0]
    assert found.left(np.array([2.0])).tolist() == [2]


def test_beyond_all_that_was_seen_nothing_is_said():
    found = curve(np.array([1.0, 2.0]), np.array([True, True]))
    assert np.isnan(found.beyond(np.array([9.0]), np.array([5.0]))).all()
    assert np.isnan(found.length(0.5, np.array([5.0]))).all()
    open_ = curve(np.array([1.0, 2.0]), np.array([True, False]))
    assert np.isnan(open_.length(0.9, np.array([0.0]))).all()


def test_no_lengths_make_an_empty_curve():
    found = curve(np.empty(0), np.empty(0, dtype=bool))
    assert found.lasts(np.array([1.0])).tolist() == [1.0]
    assert np.isnan(found.length(0.5, np.array([0.0]))).all()


@given(lengths=st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_without_censoring_the_curve_is_the_empirical_one(lengths):
    values = np.array(lengths, dtype=float)
    found = curve(values, np.ones(len(values), dtype=bool))
    asked = np.arange(0.0, 52.0)
    assert found.lasts(asked) == pytest.approx([(values > one).mean() for one in asked], abs=1e-9)
    median = found.length(0.5, np.array([-1.0]))[0]
    assert (values <= median).mean() >= 0.5 - 1e-9
    assert (values < median).mean() < 0.5 + 1e-9
