"""A set without what adds nothing to it, and with nothing put off that could begin before at no price.

Solvers are indifferent among sets that bring the same; people are not. What costs money or weeks and adds nothing is
left out, and what could begin earlier within the limits, without bringing less, does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sightline.strategy.portfolio.problem import Problem
from sightline.strategy.portfolio.solving import Solution
from sightline.strategy.portfolio.stakes import Stakes

__all__ = ["tidied"]

_TINY = 1e-9


def tidied(stakes: Stakes, problem: Problem, found: Solution) -> Solution:
    """Return a set that brings as much, without idle members and idle waiting.

    Parameters
    ----------
    stakes : Stakes
        What sets bring.
    problem : Problem
        The limits; `found` keeps to them.
    found : Solution
        The set.
    """
    tidy = _Tidy(stakes, problem, found.starts)
    while any(tidy.drop(name) for name in sorted(tidy.starts, key=lambda one: (-tidy.cost(one), one))):
        pass  # what was needed only by what is gone can go, too
    for name in sorted(tidy.starts, key=lambda one: (tidy.starts[one], one)):
        tidy.hasten(name)
    value = float(stakes.value(tidy.starts).mean())
    return replace(found, starts=tidy.starts, value=value, bound=max(found.bound, value))


class _Tidy:
    def __init__(self, stakes: Stakes, problem: Problem, starts: Mapping[str, int]) -> None:
        self.stakes, self.problem, self.starts = stakes, problem, dict(starts)
        self.parts = self._parts(stakes.movers, self.starts)

    def cost(self, name: str) -> float:
        return self.stakes.candidates[self.stakes.place[name]].cost or 0.0

    def drop(self, name: str) -> bool:
        """Leave a member out, if that loses nothing; return whether it did."""
        if self.cost(name) <= 0 and not self.stakes.candidates[self.stakes.place[name]].effort:
            return False
        return self._take(name, {one: start for one, start in self.starts.items() if one != name})

    def hasten(self, name: str) -> None:
        """Let a member begin as early as it can, if that loses nothing."""
        for start in range(self.starts[name]):
            if self._take(name, {**self.starts, name: start}):
                return

    def _take(self, name: str, starts: dict[str, int]) -> bool:
        if not self.problem.keeps(starts):
            return False
        touched = [metric for metric, places in self.stakes.movers.items() if self.stakes.place[name] in places]
        parts = self._parts(touched, starts)
        before = sum(self.parts[metric] for metric in touched)
        if sum(parts.values()) < before - _TINY * max(1.0, abs(before)):
            return False
        self.starts, self.parts = starts, {**self.parts, **parts}
        return True

    def _parts(self, metrics: Iterable[str], starts: Mapping[str, int]) -> dict[str, float]:
        """Return what a set brings through each metric, on average."""
        return {metric: float(self.stakes.through(metric, starts).mean()) for metric in metrics}
