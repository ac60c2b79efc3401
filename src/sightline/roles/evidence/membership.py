"""Multiple membership: people's parts in cases that several of them touched, each credited with a share.

A case is y = its teams' means and its people's parts, each times the credit, plus chance; parts are drawn from one
normal distribution. Teams' means are fixed and absorbed first, since people of different teams do different things in
one case. The variance of parts comes from the directions in which people can be told apart within teams (eigenvectors
of what the teams leave of the credits), parts from the mixed-model equations. Beyond 1,500 people the variance comes
from two moments instead.

References: W. J. Browne, H. Goldstein, J. Rasbash (2001), Multiple membership multiple classification models,
Statistical Modelling 1(2); C. R. Henderson (1975), Best linear unbiased estimation and prediction under a selection
model, Biometrics 31(2); C. R. Rao (1971), MINQUE theory, J. Multivariate Analysis 1(4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import LinearOperator, cg

from sightline.roles.evidence.coding import Floats
from sightline.roles.evidence.heterogeneity import Between, solved
from sightline.roles.evidence.shrinkage import reliability

__all__ = ["MOST_EXACT", "Shared", "shared_parts"]

MOST_EXACT = 1_500
_LITTLE = 1e-6  # of a person's cases: their part follows from the teams' means alone
_NONE = 1e-10  # of the greatest eigenvalue: a direction that no case tells of


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What is the teams', and what is each person's own.

    Parameters
    ----------
    between : Between
        The variance of parts.
    sigma2 : float
        That of chance.
    team_mean, team_variance : array
        Of each team, and what is not known of it.
    own : array
        A person's distance from the team, given what is known of all others who shared the cases.
    weight : array
        The sum of squared credits: how many whole cases it is worth.
    kept : array
        Reliability: `own` times it is the estimate.
    variance : array
        Of the estimate, the teams' means being known.
    apart, apart_weight : array
        The same distance where the teams' means are as unknown as the part, and how many whole cases tell of it: what
        the funnel looks at.
    """

    between: Between
    sigma2: float
    team_mean: Floats
    team_variance: Floats
    own: Floats
    weight: Floats
    kept: Floats
    variance: Floats
    apart: Floats
    apart_weight: Floats


def shared_parts(rest: Floats, persons: csr_matrix, teams: csr_matrix, *, most_exact: int = MOST_EXACT) -> Shared:
    """Return teams' means and people's parts.

    Parameters
    ----------
    rest : array
        Of each case: what is left of it after the case mix.
    persons, teams : sparse matrix
        Cases x people, cases x teams: the credit of each. Rows sum to 1 in both.
    most_exact : int
        Up to how many people eigenvectors are used.
    """
    system = _System(rest, persons, teams)
    way = _Exact(system) if persons.shape[1] <= most_exact else _Moments(system)
    between, sigma2 = way.variances()
    part, variance = way.estimates(between.variance, sigma2)
    weight = system.weight
    kept = reliability(weight, sigma2, between.variance)
    team_mean = system.inverse @ (system.team_score - system.joint @ part)
    loads = system.inverse @ system.joint  # of each team: how far its mean follows each person's part
    team_variance = np.maximum(np.diag(system.inverse), 0.0) * sigma2 + way.spread(loads, between.variance, sigma2)
    others = system.people @ part - weight * part + system.joint.T @ team_mean
    own = np.divide(system.score - others, weight, out=np.zeros(len(weight)), where=weight > 0)
    left = np.maximum(weight - np.einsum("tp,tp->p", system.joint, loads), 0.0)
    told = left > _LITTLE * weight
    rest_of = system.left_score - (system.times(part) - left * part)
    apart = np.divide(rest_of, left, out=np.zeros(len(weight)), where=told)
    left = np.where(told, left, 0.0)
    return Shared(between, sigma2, team_mean, team_variance, own, weight, kept, variance, apart, left)


class _System:
    """The sums that all follows from: of credits with credits, and of credits with what is left of the cases."""

    def __init__(self, rest: Floats, persons: csr_matrix, teams: csr_matrix) -> None:
        self.cases, self.whole = len(rest), float(rest @ rest)
        self.people = (persons.T @ persons).tocsr()
        self.joint = np.asarray((teams.T @ persons).todense())
        self.inverse = np.linalg.pinv(np.asarray((teams.T @ teams).todense()), hermitian=True)
        self.score, self.team_score = np.asarray(persons.T @ rest), np.asarray(teams.T @ rest)
        self.weight = np.asarray(self.people.diagonal())
        self.left_score = self.score - self.joint.T @ (self.inverse @ self.team_score)
        self.left = self.whole - float(self.team_score @ self.inverse @ self.team_score)
        self.freedom = self.cases - int(np.linalg.matrix_rank(self.inverse, hermitian=True))

    def times(self, part: Floats) -> Floats:
        """Return the credits with credits, less what teams account for, times some parts."""
        taken = self.joint.T @ (self.inverse @ (self.joint @ part))
        return np.asarray(self.people @ part) - np.asarray(taken)


class _Exact:
    """By eigenvectors."""

    def __init__(self, system: _System) -> None:
        self.system = system
        left = system.people.toarray() - system.joint.T @ system.inverse @ system.joint
        values, self.vectors = np.linalg.eigh((left + left.T) / 2)
        self.values = np.maximum(values, 0.0)
        self.told = self.values > _NONE * max(float(self.values.max(initial=0.0)), 1e-300)
        self.turned = self.vectors.T @ system.left_score
        self.squares = self.turned[self.told] ** 2 / self.values[self.told]

    def variances(self) -> tuple[Between, float]:
        rank = int(self.told.sum())
        sigma2 = max(self.system.left - float(self.squares.sum()), 0.0) / max(self.system.freedom - rank, 1)
        told = self.values[self.told]

        def surprise(variance: float) -> float:
            return float((self.squares / np.maximum(variance * told + sigma2, 1e-300)).sum())

        scale = sigma2 / max(float(told.mean()), 1e-300) if rank else 1.0
        return solved(surprise, rank, scale=scale), sigma2

    def estimates(self, tau2: float, sigma2: float) -> tuple[Floats, Floats]:
        if tau2 <= 0:
            return np.zeros(len(self.values)), np.zeros(len(self.values))
        ratio = tau2 / np.maximum(tau2 * self.values + sigma2, 1e-300)
        return self.vectors @ (ratio * self.turned), (self.vectors**2) @ (ratio * sigma2)

    def spread(self, loads: Floats, tau2: float, sigma2: float) -> Floats:
        """Return the variance that sums of people's parts have."""
        if tau2 <= 0:
            return np.zeros(len(loads))
        ratio = tau2 / np.maximum(tau2 * self.values + sigma2, 1e-300)
        return np.asarray(((loads @ self.vectors) ** 2) @ (ratio * sigma2))


class _Moments:
    """By two moments and conjugate gradients, where there are too many people for eigenvectors."""

    def __init__(self, system: _System) -> None:
        self.system = system

    def variances(self) -> tuple[Between, float]:
        system = self.system
        taken = system.inverse @ (system.joint @ system.joint.T)
        trace = float(system.weight.sum()) - float(np.trace(taken))
        crossed = float(np.sum((system.inverse @ system.joint) * (system.people @ system.joint.T).T))
        squared = float(system.people.multiply(system.people).sum()) - 2 * crossed + float(np.sum(taken * taken.T))
        left = np.array([[float(system.freedom), trace], [trace, squared]])
        sigma2, tau2 = (float(one) for one in np.linalg.solve(left, [system.left, float((system.left_score**2).sum())]))
        if tau2 <= 0:
            sigma2, tau2 = system.left / max(system.freedom, 1), 0.0
        sigma2 = max(sigma2, 0.0)
        some = system.weight > 0
        squares, weight = system.left_score[some] ** 2, system.weight[some]

        def surprise(variance: float) -> float:  # as if co-workers were independent: right in size for an interval
            return float((squares / np.maximum(variance * weight**2 + sigma2 * weight, 1e-300)).sum())

        freedom = max(int(some.sum()) - system.joint.shape[0], 0)
        rough = solved(surprise, freedom, scale=max(sigma2, 1e-300))
        if rough.variance <= 0 or tau2 <= 0:
            return Between(tau2, min(rough.low, tau2), max(rough.high, tau2), freedom), sigma2
        return Between(tau2, tau2 * rough.low / rough.variance, tau2 * rough.high / rough.variance, freedom), sigma2

    def estimates(self, tau2: float, sigma2: float) -> tuple[Floats, Floats]:
        size = len(self.system.weight)
        if tau2 <= 0:
            return np.zeros(size), np.zeros(size)
        ridge = sigma2 / tau2
        whole = LinearOperator((size, size), matvec=lambda part: self.system.times(part) + ridge * part, dtype=float)
        ease = LinearOperator((size, size), matvec=lambda part: part / (self.system.weight + ridge), dtype=float)
        found, _ = cg(whole, self.system.left_score, rtol=1e-12, maxiter=2_000, M=ease)
        # at least what is not known of a person whose co-workers were known
        return np.asarray(found), sigma2 / (self.system.weight + ridge)

    def spread(self, loads: Floats, tau2: float, sigma2: float) -> Floats:
        """Return the variance that sums of people's parts have, as if their estimates were independent."""
        if tau2 <= 0:
            return np.zeros(len(loads))
        return np.asarray((loads**2) @ (sigma2 / (self.system.weight + sigma2 / tau2)))
