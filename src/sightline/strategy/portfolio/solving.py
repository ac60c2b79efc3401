"""The best set: the one of largest mean value within the limits, by a mixed-integer programme.

What brings its value through metrics with room enough is linear. The rest is bounded by tangents (see `saturation`),
which are added where the solver's answer makes use of too much room, until what it promises and what the set really
brings agree. The gap that is stated is the one between the solver's bound and the set's exact value.

The solver is HiGHS (Q. Huangfu and J. A. J. Hall, 2018, Math. Prog. Comp. 10), as scipy carries it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, hstack, vstack

from sightline.strategy.portfolio.problem import Key, Problem
from sightline.strategy.portfolio.saturation import Cut, Saturation
from sightline.strategy.portfolio.stakes import Stakes
from sightline.strategy.portfolio.taking import take

__all__ = ["FINE", "Solution", "Solver", "possible"]

Floats = NDArray[np.float64]
FINE = 0.004  # of the value: the gap at which a large search ends
_SMALL = 600  # variables up to which the optimum is proven
_ROUNDS, _RELAXED_ROUNDS = 6, 25
_TINY = 1e-9
_INFEASIBLE, _STOPPED = 2, 1


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A set, and how good it is proven to be.

    Parameters
    ----------
    starts : mapping of str to int
        What begins when.
    value : float
        Its mean value over draws, exactly.
    bound : float
        No set has more.
    """

    starts: Mapping[str, int]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """What is open between value and bound, as a share of the value."""
        open_ = max(0.0, self.bound - self.value)
        return 0.0 if open_ <= _TINY * max(1.0, abs(self.value)) else open_ / max(abs(self.value), _TINY)


def possible(problem: Problem, leave: Iterable[Key] = ()) -> bool:
    """Return whether any set keeps to the limits, but for `leave`."""
    low, high = problem.bounds(leave)
    if (low > high).any():
        return False
    rows, most = problem.held(leave)
    found = milp(
        np.zeros(problem.size), constraints=LinearConstraint(rows, -np.inf, most), bounds=Bounds(low, high),
        integrality=np.ones(problem.size),
    )  # fmt: skip
    return bool(found.status != _INFEASIBLE)


@dataclass(eq=False)
class Solver:
    """Finds best sets for one backlog; tangents that were found are kept for the next question.

    Parameters
    ----------
    stakes : Stakes
        What sets bring.
    seconds : float
        How long one search may take.
    fine : float, optional
        The gap at which a search ends; none for small problems and `FINE` for large ones where left out.
    """

    stakes: Stakes = field(repr=False)
    seconds: float = 8.0
    fine: float | None = None
    _cuts: dict[str, list[Cut]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        size = len(self.stakes.candidates) * self.stakes.periods
        self._limited = [Saturation(self.stakes, metric) for metric in self.stakes.limited]
        self._linear = self.stakes.open_steps.mean(axis=2).ravel()
        for one in self._limited:
            self._cuts[one.metric] = [one.cut(np.zeros(size)), one.cut(np.ones(size))]

    def best(self, problem: Problem, leave: Iterable[Key] = ()) -> Solution | None:
        """Return the best set within the limits, but for `leave`; None where no set keeps to them."""
        leave = tuple(leave)
        if self._limited and self.relaxed(problem, leave) is None:  # also finds the tangents that matter
            return None
        best: Solution | None = None
        bound = np.inf
        fine = self.fine if self.fine is not None else (0.0 if problem.size <= _SMALL else FINE)
        for _ in range(_ROUNDS):
            found = self._ask(problem, leave, whole=True, fine=fine)
            if found.status == _INFEASIBLE:
                return None
            begun = found.x
            if getattr(found, "mip_dual_bound", None) is not None:
                bound = min(bound, -float(found.mip_dual_bound))
            if begun is None:
                break
            starts = problem.starts(begun)
            value = float(self.stakes.value(starts).mean())
            if best is None or value > best.value:
                best = Solution(starts, value, bound)
            if not self._sharpen(problem.begun(starts), begun) or bound - best.value <= fine * abs(best.value) + _TINY:
                break
        if best is None and not leave:  # the search was stopped before it found anything
            best = self._from_the_top(problem)
        return Solution(best.starts, best.value, max(bound, best.value)) if best is not None else None

    def _from_the_top(self, problem: Problem) -> Solution | None:
        """Return what can be taken from the top of worth per cost; None where not even what must be done fits."""
        points = {one.id: float(self.stakes.alone(one.id).mean()) for one in problem.candidates}
        order = sorted(problem.candidates, key=lambda one: (-points[one.id] / (one.cost or _TINY), one.id))
        starts = take(problem, [one.id for one in order if points[one.id] > 0])
        value = float(self.stakes.value(starts).mean())
        return Solution(starts, value, value) if problem.keeps(starts) else None

    def relaxed(self, problem: Problem, leave: Iterable[Key] = ()) -> tuple[Floats, float] | None:
        """Return the best values of the variables, and what they bring, where initiatives can be done in parts.

        None where even so nothing keeps to the limits.
        """
        leave = tuple(leave)
        for _ in range(_RELAXED_ROUNDS):
            found = self._ask(problem, leave, whole=False, fine=0.0)
            if found.x is None:
                return None
            if not self._sharpen(found.x[: problem.size], found.x):
                break
        return found.x[: problem.size], -float(found.fun)

    def worth(self, begun: Floats) -> float:
        """Return what initiatives bring on average, also where they are done in parts."""
        cuts = [one.cut(begun) for one in self._limited]
        return float(self._linear @ begun) + sum(cut.base + float(cut.slope @ begun) for cut in cuts)

    def _sharpen(self, begun: Floats, answer: Floats) -> bool:
        """Add the tangents where the answer promises too much; return whether there were any."""
        size = len(begun)
        added = False
        for at, one in enumerate(self._limited):
            cut = one.cut(begun)
            true = cut.base + float(cut.slope @ begun)
            if answer[size + at] > true + 1e-6 * max(1.0, abs(true)):
                self._cuts[one.metric].append(cut)
                added = True
        return added

    def _ask(self, problem: Problem, leave: tuple[Key, ...], *, whole: bool, fine: float) -> OptimizeResult:
        size, more = problem.size, len(self._limited)
        low, high = problem.bounds(leave)
        if (low > high).any():
            return OptimizeResult(x=None, status=_INFEASIBLE)
        rows, most = problem.held(leave)
        if more:
            rows, most = self._with_cuts(rows, most, more)
            low, high = np.append(low, np.full(more, -np.inf)), np.append(high, np.full(more, np.inf))
        return milp(
            -np.append(self._linear, np.ones(more)),
            constraints=LinearConstraint(rows, -np.inf, most),
            bounds=Bounds(low, high),
            integrality=np.append(np.full(size, float(whole)), np.zeros(more)),
            options={"mip_rel_gap": fine, "time_limit": self.seconds},
        )

    def _with_cuts(self, rows: csr_array, most: Floats, more: int) -> tuple[csr_array, Floats]:
        slopes, marks, bases = [], [], []
        for at, one in enumerate(self._limited):
            for cut in self._cuts[one.metric]:
                mark = np.zeros(more)
                mark[at] = 1.0
                slopes.append(-cut.slope)
                marks.append(mark)
                bases.append(cut.base)
        beside = csr_array((rows.shape[0], more))
        cuts = hstack([csr_array(np.array(slopes)), csr_array(np.array(marks))])
        return csr_array(vstack([hstack([rows, beside]), cuts])), np.append(most, bases)
