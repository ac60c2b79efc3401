"""Shared cases: the mixed model solved here is the one that plain linear algebra gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from sightline.roles.evidence.membership import shared_parts


def world(seed=0, cases=600, people=12, teams=2, tau=0.5, sigma=1.0, with_each=3):
    rng = np.random.default_rng(seed)
    credit, member = np.zeros((cases, people)), np.zeros((cases, teams))
    for case in range(cases):
        who = rng.choice(people, rng.integers(1, with_each + 1), replace=False)
        credit[case, who] = rng.dirichlet(np.ones(len(who)))
    for person in range(people):
        member[:, person % teams] += credit[:, person]
    own = rng.normal(0, tau, people)
    y = credit @ own + member @ np.arange(1.0, teams + 1) + rng.normal(0, sigma, cases)
    return y, credit, member, own


def test_teams_and_parts_are_the_best_linear_unbiased_ones():
    y, z, w, _ = world()
    found = shared_parts(y, csr_matrix(z), csr_matrix(w))
    tau2, sigma2 = found.between.variance, found.sigma2
    whole = tau2 * z @ z.T + sigma2 * np.eye(len(y))
    inverse = np.linalg.inv(whole)
    mean = np.linalg.solve(w.T @ inverse @ w, w.T @ inverse @ y)
    part = tau2 * z.T @ inverse @ (y - w @ mean)
    assert found.team_mean == pytest.approx(mean, abs=1e-8)
    assert found.own * found.kept == pytest.approx(part, abs=1e-8)
    assert found.team_variance == pytest.approx(np.diag(np.linalg.inv(w.T @ inverse @ w)), rel=1e-6)


def test_the_variance_of_an_estimate_is_that_of_the_mixed_model_equations():
    y, z, w, _ = world(seed=2)
    found = shared_parts(y, csr_matrix(z), csr_matrix(w))
    ratio = found.sigma2 / found.between.variance
    left = np.block([[w.T @ w, w.T @ z], [z.T @ w, z.T @ z + ratio * np.eye(z.shape[1])]])
    wanted = found.sigma2 * np.diag(np.linalg.inv(left))[w.shape[1] :]
    assert found.variance == pytest.approx(wanted, rel=1e-6)


def test_chance_and_people_are_told_apart():
    y, z, w, _ = world(cases=8_000, people=60, tau=0.6, sigma=1.5)
    found = shared_parts(y, csr_matrix(z), csr_matrix(w))
    assert found.sigma2 == pytest.approx(1.5**2, rel=0.05)
    assert found.between.low <= 0.6**2 <= found.between.high


def test_without_differences_nothing_is_anybodys():
    y, z, w, _ = world(cases=4_000, people=40, tau=0.0)
    found = shared_parts(y, csr_matrix(z), csr_matrix(w))
    assert found.between.low == 0.0
    assert np.abs(found.own * found.kept).max() < 0.15


def test_many_people_are_solved_by_moments_about_as_well():
    y, z, w, own = world(cases=12_000, people=80, tau=0.6, sigma=1.0)
    exact = shared_parts(y, csr_matrix(z), csr_matrix(w))
    rough = shared_parts(y, csr_matrix(z), csr_matrix(w), most_exact=0)
    assert rough.between.variance == pytest.approx(exact.between.variance, rel=0.25)
    assert rough.sigma2 == pytest.approx(exact.sigma2, rel=0.05)
    assert np.corrcoef(rough.own * rough.kept, exact.own * exact.kept)[0, 1] > 0.995
    assert np.corrcoef(rough.own * rough.kept, own)[0, 1] > 0.9


def test_people_of_two_roles_in_every_case_do_not_carry_what_their_roles_do():
    """Each case has one analyst and one or two clerks; the second clerk is there where the case is long."""
    rng = np.random.default_rng(7)
    z = np.zeros((3_000, 20))
    w = np.zeros((3_000, 2))
    long = rng.random(3_000) < 0.4
    for case in range(3_000):
        who = [rng.integers(0, 5), *(5 + rng.choice(15, 1 + long[case], replace=False))]
        z[case, who] = 1 / len(who)
        w[case] = 1 / len(who), 1 - 1 / len(who)
    y = 1.0 * long + 0.5 * rng.standard_normal(3_000)
    found = shared_parts(y, csr_matrix(z), csr_matrix(w))
    assert found.between.low == 0.0
