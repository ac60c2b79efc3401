"""Why nothing can be chosen: limits that cannot hold together, and the smallest step that would let them.

The limits are found by deletion: each in turn is left out, for good where what is left still cannot hold. What remains
cannot hold, and without any one of it the rest of it can. There may be more than one such group, so a step is told only
where it is enough beside all other limits.

Reference: J. W. Chinneck and E. W. Dravnieks (1991), Locating Minimal Infeasible Constraint Sets in Linear Programs,
ORSA Journal on Computing 3(2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from sightline.records.backlog import Limits
from sightline.records.portfolio import Conflict
from sightline.strategy.portfolio.problem import Key, Problem
from sightline.strategy.portfolio.solving import possible

__all__ = ["conflict"]

_AMOUNTS = ("budget", "role")
_ORDER = ("unknown cost", "excludes", "without", "needs", "role", "budget", "must")  # what goes first, if it may
_TINY = 1e-6


def conflict(problem: Problem, limits: Limits, *, currency: str) -> Conflict | None:
    """Return why no set keeps to the limits; None where one does.

    Parameters
    ----------
    problem : Problem
        The limits as rows.
    limits : Limits
        The limits as they were given.
    currency : str
        Of the budget.
    """
    if possible(problem):
        return None
    left: list[Key] = []
    for key in sorted(problem.limits(), key=lambda key: _ORDER.index(key[0])):
        if not possible(problem, (*left, key)):
            left.append(key)
    core = [key for key in problem.limits() if key not in left]
    words = _Words(limits, currency)
    return Conflict(tuple(words.limit(key) for key in core), _steps(problem, core, words))


def _steps(problem: Problem, core: Sequence[Key], words: _Words) -> tuple[str, ...]:
    """Return each single step that is enough; where none is, the least of money and people together."""
    amounts = [key for key in problem.limits() if key[0] in _AMOUNTS]
    found = [words.step(key, None) for key in core if key[0] not in _AMOUNTS and possible(problem, (key,))]
    for key in amounts:
        excess = _excess(problem, [key])
        if excess is not None and excess[key] > _TINY:
            found.append(words.step(key, excess[key]))
    if found:
        return tuple(found)
    together = _excess(problem, amounts) if amounts else None
    if together is None:
        return ("No single step is enough: more than one of these limits has to give way.",)
    steps = [words.step(key, more) for key, more in together.items() if more > _TINY]
    return (f"All of this together: {' '.join(steps)}",)


def _excess(problem: Problem, keys: Sequence[Key]) -> dict[Key, float] | None:
    """Return by how much limits have to give way, as little as can be as shares of them; None where that is no help."""
    scales = np.array([max((m for k, m in zip(problem.keys, problem.most, strict=True) if k == key), default=1.0) or 1.0
                       for key in keys])  # fmt: skip
    columns = np.array([[-1.0 if key == one else 0.0 for one in keys] for key in problem.keys])
    low, high = problem.bounds()
    if (low > high).any():
        return None
    found = milp(
        np.append(np.zeros(problem.size), 1.0 / scales),
        constraints=LinearConstraint(csr_array(hstack([problem.rows, csr_array(columns)])), -np.inf, problem.most),
        bounds=Bounds(np.append(low, np.zeros(len(keys))), np.append(high, np.full(len(keys), np.inf))),
        integrality=np.append(np.ones(problem.size), np.zeros(len(keys))),
    )
    return None if found.x is None else dict(zip(keys, found.x[problem.size :].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Words:
    limits: Limits
    currency: str

    def limit(self, key: Key) -> str:
        """Return what a limit says."""
        kind, *names = key
        match kind:
            case "must":
                reason = self.limits.must.get(names[0], "").rstrip(".")
                in_time = " in time" if names[0] in self.limits.due else ""
                return f"{names[0]} must be done{in_time}" + (f": {reason}." if reason else ".")
            case "budget":
                return f"The budget is {self.limits.budget or 0:,.0f} {self.currency}."
            case "role":
                weeks = sum(self.limits.capacity[names[0]])
                return f"{names[0]} has {weeks:,.1f} person-weeks in {self.limits.periods} periods."
            case "without":
                return f"{names[0]} must not be done."
            case "needs":
                return f"{names[0]} needs {names[1]} first."
            case "excludes":
                return f"{names[0]} and {names[1]} rule each other out."
            case _:
                return f"Nobody has said what {names[0]} costs."

    def step(self, key: Key, more: float | None) -> str:
        """Return the step that lets a limit give way."""
        kind, *names = key
        match kind:
            case "must":
                return f"Do not insist on {names[0]}."
            case "budget":
                to = (self.limits.budget or 0) + (more or 0)
                return f"Raise the budget by {more or 0:,.0f} {self.currency}, to {to:,.0f}."
            case "role":
                return f"Find {more or 0:,.1f} more person-weeks of {names[0]} in the first period."
            case "without":
                return f"Allow {names[0]}."
            case "needs":
                return f"Do {names[0]} without {names[1]}, or deliver {names[1]} before."
            case "excludes":
                return f"Let {names[0]} and {names[1]} stand beside each other."
            case _:
                return f"Say what {names[0]} costs."
