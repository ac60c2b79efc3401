"""Taking from the top of an order until nothing more fits: what a ranking comes to under the limits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sightline.strategy.portfolio.problem import Problem

__all__ = ["take"]

_SLACK = 1e-9


def take(problem: Problem, order: Sequence[str]) -> dict[str, int]:
    """Return what is done, and in which period it begins.

    Parameters
    ----------
    problem : Problem
        The limits.
    order : sequence of str
        Candidates, the first one first. What must be done comes before all; what one of them needs comes just before
        it. Each begins as early as there is room; what does not fit is passed over.
    """
    taking = _Taking(problem)
    must = [key[1] for key in problem.fixed if key[0] == "must"]
    for name in (*must, *order):
        taking.add(name)
    return taking.starts


class _Taking:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {one.id: at for at, one in enumerate(problem.candidates)}
        self.starts: dict[str, int] = {}
        self.used = np.zeros(len(problem.most))
        self.most = problem.most + _SLACK * np.maximum(1.0, np.abs(problem.most))
        self.columns = problem.rows.tocsc()
        self.high = problem.bounds()[1]

    def add(self, name: str) -> bool:
        """Add a candidate with what it needs, or nothing of it; return whether it is in."""
        kept, used = dict(self.starts), self.used
        if not self._with_needs(name, ()):
            self.starts, self.used = kept, used
        return name in self.starts

    def _with_needs(self, name: str, way: tuple[str, ...]) -> bool:
        if name in self.starts:
            return True
        if name not in self.place or name in way:
            return False
        one = self.problem.candidates[self.place[name]]
        for other in one.needs:
            if (
                other in self.place
                and ("needs", name, other) in self.problem.keys
                and not self._with_needs(other, (*way, name))
            ):
                return False
        return self._begin(name)

    def _begin(self, name: str) -> bool:
        at, periods = self.place[name], self.problem.periods
        for start in range(periods):
            which = np.arange(at * periods + start, (at + 1) * periods)
            if (self.high[which] < 1).any():
                return False
            used = self.used + np.asarray(self.columns[:, which].sum(axis=1)).ravel()
            if (used <= self.most).all():
                self.starts[name], self.used = start, used
                return True
        return False
