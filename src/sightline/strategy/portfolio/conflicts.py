"""Why nothing can be chosen: limits that cannot hold together, and the smallest step that would let them.

The limits are found by deletion: each in turn is left out, for good where what is left still cannot hold. What remains
cannot hold, and without any one of it the rest of it can. There may be more than one such group, so a step is told only
where it is enough beside all other limits.

Reference: J. W. Chinneck and E. W. Dravnieks (1991), Locating Minimal Infeasible Constraint Sets in Linear Programs,
ORSA Journal on Computing 3(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from sightline.records.backlog import Limits
from sightline.records.portfolio import Conflict
from sightline.saying import Said, joined, say, say_many, within
from sightline.strategy.portfolio.problem import Key, Problem
from sightline.strategy.portfolio.reasons import unended
from sightline.strategy.portfolio.solving import possible

__all__ = ["conflict"]

_AMOUNTS = ("budget", "role")
_ORDER = ("unknown cost", "excludes", "without", "needs", "role", "budget", "must")  # what goes first, if it may
_TINY = 1e-6


def conflict(problem: Problem, limits: Limits, *, currency: str, called: Mapping[str, str]) -> Conflict | None:
    """Return why no set keeps to the limits; None where one does.

    Parameters
    ----------
    problem : Problem
        The limits as rows.
    limits : Limits
        The limits as they were given.
    currency : str
        Of the budget.
    called : mapping of str to str
        How candidates and roles are called.
    """
    if possible(problem):
        return None
    left: list[Key] = []
    for key in sorted(problem.limits(), key=lambda key: _ORDER.index(key[0])):
        if not possible(problem, (*left, key)):
            left.append(key)
    core = [key for key in problem.limits() if key not in left]
    words = _Words(limits, currency, called)
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
        return (say("No single step is enough: more than one of these limits has to give way."),)
    steps = [words.step(key, more) for key, more in together.items() if more > _TINY]
    return (say("All of this together: {steps}", steps=joined(" ", steps)),)


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
    called: Mapping[str, str]

    def limit(self, key: Key) -> Said:
        """Return what a limit says."""
        kind, *ids = key
        names = [self.called.get(each, each) for each in ids]
        match kind:
            case "must":
                return self._must(ids[0], names[0])
            case "budget":
                return say("The budget is {budget:,.0f} {currency}.", budget=self.limits.budget or 0,
                           currency=self.currency)  # fmt: skip
            case "role":
                return say_many(
                    "{role} has {weeks:,.1f} person-weeks in {count} period.",
                    "{role} has {weeks:,.1f} person-weeks in {count} periods.",
                    self.limits.periods, role=names[0], weeks=sum(self.limits.capacity[ids[0]]),
                )  # fmt: skip
            case "without":
                return say("{name} must not be done.", name=names[0])
            case "needs":
                return say("{name} needs {other} first.", name=names[0], other=names[1])
            case "excludes":
                return say("{name} and {other} rule each other out.", name=names[0], other=names[1])
            case _:
                return say("Nobody has said what {name} costs.", name=names[0])

    def _must(self, one: str, name: str) -> Said:
        reason = unended(self.limits.must.get(one, ""))
        if one in self.limits.due:
            if not reason:
                return say("{name} must be done in time.", name=name)
            return say("{name} must be done in time: {reason}.", name=name, reason=reason)
        return say("{name} must be done: {reason}.", name=name, reason=reason) if reason else say(
            "{name} must be done.", name=name
        )  # fmt: skip

    def step(self, key: Key, more: float | None) -> Said:
        """Return the step that lets a limit give way."""
        kind, *ids = key
        names = [self.called.get(each, each) for each in ids]
        match kind:
            case "must":
                return say("Do not insist on {name}.", name=names[0])
            case "budget":
                to = (self.limits.budget or 0) + (more or 0)
                return say("Raise the budget by {more:,.0f} {currency}, to {to:,.0f}.", more=more or 0,
                           currency=self.currency, to=to)  # fmt: skip
            case "role":
                return say("Find {more:,.1f} more person-weeks of {role} in the first period.", more=more or 0,
                           role=within(names[0]))  # fmt: skip
            case "without":
                return say("Allow {name}.", name=names[0])
            case "needs":
                return say("Do {name} without {other}, or deliver {other} before.", name=names[0], other=names[1])
            case "excludes":
                return say("Let {name} and {other} stand beside each other.", name=names[0], other=names[1])
            case _:
                return say("Say what {name} costs.", name=names[0])
