"""Why nothing can be chosen: limits that cannot hold together, and the smallest step that would let them.

The limits are found by deletion: each in turn is left out, for good where what is left still cannot hold. What remains
cannot hold, and without any one of it the rest can.

Reference: J. W. Chinneck and E. W. Dravnieks (1991), Locating Minimal Infeasible Constraint Sets in Linear Programs,
ORSA Journal on Computing 3(2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from sightline.records.backlog import Limits
from sightline.records.portfolio import Conflict
from sightline.strategy.portfolio.problem import Key, Problem
from sightline.strategy.portfolio.solving import possible

__all__ = ["conflict"]


def conflict(problem: Problem, limits: Limits, *, currency: str, weeks: float) -> Conflict | None:
    """Return why no set keeps to the limits; None where one does.

    Parameters
    ----------
    problem : Problem
        The limits as rows.
    limits : Limits
        The limits as they were given.
    currency : str
        Of the budget.
    weeks : float
        How many weeks a period has.
    """
    if possible(problem):
        return None
    left: list[Key] = []
    for key in _by_ease(problem.limits()):
        if not possible(problem, (*left, key)):
            left.append(key)
    core = [key for key in problem.limits() if key not in left]
    say = _speaker(limits, currency)
    return Conflict(
        tuple(say(key) for key in core), tuple(_step(problem, core, left, key, limits, currency, weeks) for key in core)
    )


def _by_ease(keys: Sequence[Key]) -> list[Key]:
    """Return limits so that those which explain most stay longest: orders and exclusions go first, must-do's last."""
    order = ("unknown cost", "excludes", "without", "needs", "role", "budget", "must")
    return sorted(keys, key=lambda key: order.index(key[0]))


def _speaker(limits: Limits, currency: str) -> Callable[[Key], str]:
    def say(key: Key) -> str:
        kind, *names = key
        if kind == "must":
            reason = limits.must.get(names[0], "")
            return f"{names[0]} must be done" + (f" ({reason})." if reason else ".")
        texts: Mapping[str, str] = {
            "budget": f"The budget is {limits.budget or 0:,.0f} {currency}.",
            "role": f"{names[0] if names else ''} has {sum(limits.capacity.get(names[0], ())) if names else 0:,.1f} "
            f"person-weeks in {limits.periods} periods.",
            "without": f"{names[0] if names else ''} must not be done.",
            "needs": f"{names[0] if names else ''} needs {names[-1] if names else ''} first.",
            "excludes": f"{names[0] if names else ''} and {names[-1] if names else ''} rule each other out.",
        }
        return texts.get(kind, f"Nobody knows what {names[0] if names else ''} costs.")

    return say


def _step(
    problem: Problem, core: Sequence[Key], left: Sequence[Key], key: Key, limits: Limits, currency: str, weeks: float
) -> str:
    kind, *names = key
    if kind in ("budget", "role"):
        excess = _excess(problem, left, key)
        if excess is None:
            return f"No amount of it would do: {'money' if kind == 'budget' else names[0]} is not all that is missing."
        if kind == "budget":
            return f"Raise the budget by {excess:,.0f} {currency}, to {(limits.budget or 0) + excess:,.0f}."
        return f"Find {excess:,.1f} more person-weeks of {names[0]} ({excess / (weeks * limits.periods):,.2f} people)."
    texts = {
        "must": f"Do not insist on {names[0]}.",
        "without": f"Allow {names[0]}.",
        "needs": f"Do {names[0]} without {names[-1]}, or deliver {names[-1]} before.",
        "excludes": f"Let {names[0]} and {names[-1]} stand beside each other.",
    }
    return texts.get(kind, f"Say what {names[0]} costs.")


def _excess(problem: Problem, left: Sequence[Key], key: Key) -> float | None:
    """Return by how much one limit alone has to give way, the others of the conflict kept; None where that is no help."""
    rows, most = problem.held(left)
    kept = [one for one in problem.keys if one not in set(left)]
    column = np.array([[-1.0 if one == key else 0.0] for one in kept])
    low, high = problem.bounds(left)
    if (low > high).any():
        return None
    found = milp(
        np.append(np.zeros(problem.size), 1.0),
        constraints=LinearConstraint(csr_array(hstack([rows, csr_array(column)])), -np.inf, most),
        bounds=Bounds(np.append(low, 0.0), np.append(high, np.inf)),
        integrality=np.append(np.ones(problem.size), 0.0),
    )
    return float(found.x[-1]) if found.x is not None else None
