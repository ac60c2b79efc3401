"""Estimates: teams' means, people's parts, and how sure they are, under one rule of credit.

What is left of each case after its case mix is split into the team's mean, the person's part within it and chance.
Teams' means weigh people by how well each is known. People in teams of fewer than five are compared with one another.

Reference: S. R. Searle, G. Casella, C. E. McCulloch (1992), Variance Components, chapters 3 and 7, for the nested
model; the variances themselves are estimated as `heterogeneity` says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

from sightline.disclosure import K_FIGURES
from sightline.roles.evidence.coding import Coded, Floats, Ints, summed
from sightline.roles.evidence.credit import credits_of
from sightline.roles.evidence.heterogeneity import Between, between, group_means
from sightline.roles.evidence.membership import Shared, shared_parts
from sightline.roles.evidence.shrinkage import reliability
from sightline.saying import phrase

__all__ = ["Estimates", "Teams", "estimate", "teams_of"]

SMALL_TEAMS = phrase("(smaller teams)")


@dataclass(frozen=True, slots=True, eq=False)
class Teams:
    """The teams that people are compared with.

    Parameters
    ----------
    names : tuple of str
        Sorted; `SMALL_TEAMS` stands for all teams of fewer than five people, and for people without a team.
    of : array
        Of each touch.
    people : array
        How many people each has.
    main : array
        Of each person: where most of the credit is; -1 without any.
    """

    names: tuple[str, ...]
    of: Ints
    people: Ints
    main: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """What is the teams', what is each person's, and what is chance; arrays are of people or of teams.

    Parameters
    ----------
    rule : str
        Of credit.
    credit : array
        Of each touch.
    rest : array
        Of each case: its value less what was expected, on the scale of comparison.
    sigma2 : float
        Chance, within one person's cases.
    people, team : Between
        The variance between people of a team, and between teams.
    team_mean, team_variance : array
        Of each team, and what is not known of it.
    n : array
        Credit of each person, in cases.
    weight : array
        How many whole cases that is worth: the sum of squared credits.
    own : array
        Distance of each person from the own team.
    kept : array
        Its reliability.
    error : array
        Standard error of `own * kept`.
    apart, apart_weight : array
        Distance from the team, and how many whole cases tell of it where the team's mean is not known either.
    team_part : array
        Of each case: what is its teams'.
    """

    rule: str
    credit: Floats = field(repr=False)
    rest: Floats = field(repr=False)
    sigma2: float
    people: Between
    team: Between
    team_mean: Floats
    team_variance: Floats
    n: Floats
    weight: Floats
    own: Floats
    kept: Floats
    error: Floats
    apart: Floats
    apart_weight: Floats
    team_part: Floats = field(repr=False)

    @property
    def part(self) -> Floats:
        """What is each person's own: the distance from the team, shrunk."""
        return self.own * self.kept


def teams_of(cases: Coded) -> Teams:
    """Return the teams that people are compared with."""
    touches, many = cases.touches, len(cases.people)
    known = touches.team >= 0
    pair = np.unique(touches.person[known].astype(np.int64) * max(len(cases.teams), 1) + touches.team[known])
    size = np.bincount(pair % max(len(cases.teams), 1), minlength=len(cases.teams))
    large = np.flatnonzero(size >= K_FIGURES)
    place = np.full(len(cases.teams) + 1, len(large), dtype=np.int64)  # the last one: no team
    place[large] = np.arange(len(large))
    of = place[touches.team]
    names = tuple(cases.teams[one] for one in large)
    if (of == len(large)).any() or not names:
        names = (*names, SMALL_TEAMS)
    pair = np.unique(touches.person.astype(np.int64) * len(names) + of)
    people = np.bincount(pair % len(names), minlength=len(names))
    credit = credits_of(touches, "equal")
    whole = summed(touches.person * len(names) + of, credit, many * len(names))
    by_person = whole.reshape(many, len(names))
    main = np.where(by_person.sum(1) > 0, by_person.argmax(1), -1)
    return Teams(names, of, people, main)


def estimate(cases: Coded, teams: Teams, expected: Floats, rule: str) -> Estimates:
    """Return the estimates under one rule of credit."""
    touches = cases.touches
    credit = credits_of(touches, rule)
    rest = cases.y - expected
    found = _whole(cases, teams, rest) if touches.single else _shared(cases, teams, credit, rest)
    many = len(teams.names)
    centre = np.where(teams.main >= 0, found.team_variance[teams.main], 0.0)
    error = np.sqrt(found.variance + (1 - found.kept) ** 2 * centre)
    n = summed(touches.person, credit, len(cases.people))
    team_part = summed(touches.row, credit * found.team_mean[teams.of], len(rest))
    of_teams = between(found.team_mean, found.team_variance, np.zeros(many, dtype=np.int64), 1)
    return Estimates(
        rule, credit, rest, found.sigma2, found.between, of_teams, found.team_mean, found.team_variance, n,
        found.weight, found.own, found.kept, error, found.apart, found.apart_weight, team_part,
    )  # fmt: skip


def _whole(cases: Coded, teams: Teams, rest: Floats) -> Shared:
    """Return parts where each case is one person's."""
    many, person = len(teams.names), cases.touches.person
    key = person.astype(np.int64) * many + teams.of
    size = len(cases.people) * many
    counts = np.bincount(key, minlength=size)
    some = np.flatnonzero(counts)
    mean = summed(key, rest, size)[some] / counts[some]
    place = np.zeros(size)
    place[some] = mean
    sigma2 = float(((rest - place[key]) ** 2).sum()) / max(len(rest) - len(some), 1)
    noise, team = sigma2 / counts[some], some % many
    people = between(mean, noise, team, many)
    weight = 1.0 / np.maximum(people.variance + noise, 1e-300)
    team_mean = group_means(mean, weight, team, many)
    team_variance = 1.0 / np.maximum(summed(team, weight, many), 1e-300)
    n = np.bincount(person, minlength=len(cases.people)).astype(np.float64)
    own = summed(person, rest - team_mean[teams.of], len(n)) / np.maximum(n, 1)
    kept = reliability(n, sigma2, people.variance)
    return Shared(people, sigma2, team_mean, team_variance, own, n, kept, people.variance * (1 - kept), own, n)


def _shared(cases: Coded, teams: Teams, credit: Floats, rest: Floats) -> Shared:
    row, many = cases.touches.row, len(rest)
    persons = csr_matrix((credit, (row, cases.touches.person)), shape=(many, len(cases.people)))
    return shared_parts(rest, persons, csr_matrix((credit, (row, teams.of)), shape=(many, len(teams.names))))
