"""What each limit costs: what one step more of it would add to the best set.

Small problems are solved again with the step; of money, the step is doubled until it buys something, as initiatives are
whole. Of large ones the relaxed problems are compared, in which initiatives can
be done in parts: an honest guide where single initiatives are small beside the whole, and said to be one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sightline.records.backlog import Limits
from sightline.records.portfolio import Price
from sightline.saying import Said, begun, listed, say, within
from sightline.strategy.portfolio.problem import Key, problem_of
from sightline.strategy.portfolio.reasons import unended
from sightline.strategy.portfolio.solving import Solution, Solver
from sightline.strategy.portfolio.tidying import tidied

__all__ = ["prices"]

_Kind = Literal["budget", "role", "must", "without"]
_SMALL = 600  # variables up to which each question is solved again
_STEP = 0.1  # of the budget, as a round number
_DOUBLED = (1, 2, 4, 8)
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class _Step:
    """One step more of a limit: the limits with it, or those that are left out; `amount` of a budget."""

    kind: _Kind
    limit: str
    more: Said
    limits: Limits
    leave: tuple[Key, ...] = ()
    amount: float | None = None


def prices(solver: Solver, limits: Limits, best: Solution, weeks: float, *, currency: str, called: Mapping[str, str],
           done: tuple[str, ...] = ()) -> tuple[Price, ...]:  # fmt: skip
    """Return the price of each limit, the dearest first.

    Parameters
    ----------
    solver : Solver
        Of the backlog.
    limits : Limits
        What was kept to.
    best : Solution
        The best set under them.
    weeks : float
        How many weeks a period has: what one more person brings.
    currency : str
        Of the budget.
    called : mapping of str to str
        How candidates and roles are called.
    done : tuple of str
        What has been delivered.
    """
    candidates = solver.stakes.candidates
    problem = problem_of(candidates, limits, done=done)
    whole = problem.size <= _SMALL
    before = best.value
    if not whole:
        relaxed = solver.relaxed(problem)
        before = relaxed[1] if relaxed is not None else math.nan
    found: list[Price] = []
    for step in _steps(limits, weeks, currency, called):
        kind, changed, leave = step.kind, step.limits, step.leave
        if kind == "budget" and found:
            if found[-1].points > 0 or not whole:
                continue
            found.pop()
        other = problem_of(candidates, changed, done=done)
        solved = None
        if whole:
            solved = solver.best(other, leave)
            after = solved.value if solved is not None else math.nan
        else:
            parts = solver.relaxed(other, leave)
            after = parts[1] if parts is not None else math.nan
        gain = max(0.0, after - before) if math.isfinite(after - before) else 0.0
        gain = 0.0 if gain < _TINY * max(1.0, abs(before)) else gain
        words = _words(step, gain, limits.must.get(step.limit, ""))
        if solved is not None and gain and kind in ("budget", "role"):
            words = _moved(set(best.starts), set(tidied(solver.stakes, other, solved).starts), called)
        found.append(Price(step.limit, kind, step.more, gain, whole, words, step.amount))
    return tuple(sorted(found, key=lambda one: (-one.points, one.kind, one.limit)))


def _steps(limits: Limits, weeks: float, currency: str, called: Mapping[str, str]) -> Iterator[_Step]:
    if limits.budget is not None:
        for step in (_round(max(limits.budget * _STEP, 1.0)) * many for many in _DOUBLED):
            more = say("{step:,.0f} {currency} more", step=step, currency=currency)
            yield _Step("budget", "budget", more, replace(limits, budget=limits.budget + step), amount=step)
    for role, given in limits.capacity.items():
        wider: Mapping[str, tuple[float, ...]] = {**limits.capacity, role: tuple(one + weeks for one in given)}
        more = say("one more {role}", role=within(called.get(role, role)))
        yield _Step("role", role, more, replace(limits, capacity=wider))
    for name in limits.must:
        more = say("leaving {name} to choice", name=called.get(name, name))
        yield _Step("must", name, more, limits, (("must", name),))
    for name in limits.without:
        more = say("letting {name} be chosen", name=called.get(name, name))
        yield _Step("without", name, more, limits, (("without", name),))


def _moved(before: set[str], after: set[str], called: Mapping[str, str]) -> Said:
    """Return what a set would hold, and what it would not, with one step more of a limit."""
    more, less = (
        listed([called.get(each, each) for each in sorted(names)], len(names))
        for names in (after - before, before - after)
    )
    if more and less:
        return say("It would pay for {more} in place of {less}.", more=more, less=less)
    if more:
        return say("It would pay for {more}.", more=more)
    return say("{less} could go.", less=less) if less else say("The same could begin earlier.")


def _round(amount: float) -> float:
    """Return the round number (1, 2 or 5 times a power of ten) nearest to `amount` from below."""
    power = 10.0 ** math.floor(math.log10(amount))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= amount * (1 + 1e-9))


def _words(step: _Step, gain: float, reason: str) -> str:
    if step.kind == "must":
        return _of_must(unended(reason), gain)
    if not gain:
        return say("{more} adds nothing: this is not what limits the set.", more=begun(step.more))
    return ""


def _of_must(reason: str, gain: float) -> Said:
    if gain and reason:
        return say("What it takes could bring more elsewhere ({reason}).", reason=reason)
    if gain:
        return say("What it takes could bring more elsewhere.")
    if reason:
        return say("That it must be done costs nothing ({reason}).", reason=reason)
    return say("That it must be done costs nothing.")
