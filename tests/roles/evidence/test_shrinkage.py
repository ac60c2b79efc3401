"""Shrinkage: more noise, or fewer cases, never keep more of a distance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.roles.evidence.shrinkage import cases_needed, needed, reliability

positive = st.floats(1e-3, 1e3)


@given(st.floats(0, 1e4), positive, positive, st.floats(1, 100))
def test_more_noise_never_makes_an_estimate_more_extreme(n, sigma2, tau2, more):
    quiet, loud = (float(reliability(np.array([n]), one, tau2)[0]) for one in (sigma2, sigma2 * more))
    assert 0 <= loud <= quiet <= 1


@given(st.floats(0, 1e4), st.floats(0, 1e4), positive, positive)
def test_fewer_cases_never_keep_more(n, more, sigma2, tau2):
    few, many = reliability(np.array([n, n + more]), sigma2, tau2)
    assert few <= many


@given(positive, positive, st.floats(0.01, 0.99))
def test_the_cases_needed_give_the_reliability(sigma2, tau2, wanted):
    n = cases_needed(wanted, sigma2, tau2)
    assert float(reliability(np.array([n]), sigma2, tau2)[0]) == pytest.approx(wanted, rel=1e-6)


def test_where_people_do_not_differ_no_number_of_cases_would_do():
    assert {one.cases for one in needed(1.0, 0.0)} == {None}
    assert reliability(np.array([1e9]), 1.0, 0.0).tolist() == [0.0]


def test_the_figures_of_a_public_log_of_incidents():
    # 12, 28 and 47 cases: what a ratio of 11.7 between chance and people gives
    assert [round(one.cases) for one in needed(11.7, 1.0)] == [12, 27, 47]
