"""Cases worked out: everything that evidence is told from, each part computed once.

The order is: checks, arrays, case mix, teams, and then estimates under each rule of credit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sightline.records.cases import Cases
from sightline.records.evidence import Check
from sightline.roles.evidence.case_mix import CaseMix, expected
from sightline.roles.evidence.checks import checks
from sightline.roles.evidence.coding import Coded, Floats, coded, summed
from sightline.roles.evidence.contributions import averages
from sightline.roles.evidence.credit import rules_for
from sightline.roles.evidence.estimates import Estimates, Teams, estimate, teams_of
from sightline.roles.evidence.folds import FOLDS, folds_of
from sightline.roles.evidence.funnel import Funnel, binomial_z, funnel, poisson_z
from sightline.roles.evidence.limits import TEAM
from sightline.saying import joined

__all__ = ["Worked", "work_out"]

_LEAST_SHARE = 1e-3


@dataclass(frozen=True, eq=False)
class Worked:
    """Cases worked out.

    Parameters
    ----------
    cases : Cases
        As they came.
    known : Coded
        Those that somebody is known to have worked on, as arrays.
    checks : tuple of Check
        What was found beforehand.
    mix : CaseMix
        What was to be expected of each.
    teams : Teams
        With whom people are compared.
    estimates : mapping of str to Estimates
        By rule of credit; the first is the one that is shown.
    """

    cases: Cases
    known: Coded = field(repr=False)
    checks: tuple[Check, ...]
    mix: CaseMix = field(repr=False)
    teams: Teams = field(repr=False)
    estimates: Mapping[str, Estimates] = field(repr=False)

    @property
    def withheld(self) -> str:
        """Why nothing may be shown; empty where all checks passed."""
        return joined(" ", [one.words for one in self.checks if not one.passed])

    @property
    def shown(self) -> Estimates:
        """The estimates under the rule of credit that is shown."""
        return next(iter(self.estimates.values()))

    @cached_property
    def base(self) -> float:
        """What is expected of an average case, on the scale of comparison."""
        return float(self.mix.expected.mean()) if len(self.mix.expected) else 0.0

    @cached_property
    def average(self) -> Floats:
        """What each attribute adds on average, by fold."""
        return averages(self.mix)

    @cached_property
    def looked_at(self) -> NDArray[np.bool_]:
        """Who has cases enough to be looked at."""
        return np.asarray(self.shown.n >= TEAM - 1e-9)

    @cached_property
    def centre(self) -> Floats:
        """What an average case takes in each team, on the scale of comparison.

        A shared case is no team's alone: there it is what an average case takes with the usual people of all teams.
        """
        found = self.shown
        if self.known.touches.single:
            return np.asarray(self.base + found.team_mean)
        return np.full(len(found.team_mean), self.base + float(found.team_part.mean()))

    @cached_property
    def funnel(self) -> Funnel:
        """Where the people who are looked at lie, in the order of their ids.

        Beyond it is who is so under every rule of credit, on the same side.
        """
        first, *others = (self._funnel(one) for one in self.estimates.values())
        beyond = first.beyond
        for one in others:
            beyond = beyond & one.beyond & (np.sign(one.z) == np.sign(first.z))
        return replace(first, beyond=beyond)

    def _funnel(self, found: Estimates) -> Funnel:
        chosen = self.looked_at
        if self.known.scale in ("share", "count") and self.known.touches.single:
            return funnel(found.apart[chosen], *self._exact(chosen))
        # of whom no case tells apart from the team nothing is known: an error without bounds
        told = np.maximum(found.apart_weight[chosen], 1e-12)
        return funnel(found.apart[chosen], np.sqrt(found.sigma2 / told))

    def _exact(self, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Return standard errors and distances by the distribution of counts or of shares."""
        person, many = self.known.touches.person, len(self.known.people)
        row = self.known.touches.row
        said = self.mix.expected[row] + self.shown.team_mean[self.teams.of]
        n = np.bincount(person, minlength=many)[chosen].astype(np.float64)
        seen = summed(person, self.known.y[row], many)[chosen]
        mean = summed(person, said, many)[chosen]
        if self.known.scale == "count":
            mean = np.maximum(mean, _LEAST_SHARE * n)
            return np.sqrt(mean) / n, poisson_z(seen, mean)
        share = np.clip(mean / n, _LEAST_SHARE, 1 - _LEAST_SHARE)
        return np.sqrt(share * (1 - share) / n), binomial_z(seen, n, share)


def work_out(cases: Cases, *, folds: int = FOLDS) -> Worked:
    """Return cases worked out; the order of rows does not matter."""
    known = coded(cases)
    found = checks(cases, known)
    sound = all(one.passed for one in found)
    if sound:
        mix = expected(known.attributes, known.y, folds_of(known, folds), folds=folds)
    else:  # nothing is shown, so nothing is fitted
        mix = expected((), np.zeros(0), np.zeros(0, np.int32))
    teams = teams_of(known)
    rules = rules_for(known.touches) if len(known) and sound else ()
    return Worked(
        cases, known, found, mix, teams, {rule: estimate(known, teams, mix.expected, rule) for rule in rules}
    )  # fmt: skip
