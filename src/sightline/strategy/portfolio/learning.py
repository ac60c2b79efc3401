"""What to learn first: by how much the best set would be better if one uncertain thing were known before deciding.

The expected value of partial perfect information: the draws are sorted by the thing into a few bins, the best set is
sought for the mean of each, and the average of these is compared with the best set of all. Bins of few draws look as if
they told something by chance alone; the same sum over a random order of the draws is taken off. In large problems
initiatives may be done in parts.

Reference: M. Strong, J. E. Oakley, A. Brennan (2014), Estimating Multiparameter Partial Expected Value of Perfect
Information from a Probabilistic Sensitivity Analysis Sample, Medical Decision Making 34(3); by bins: M. Strong and
J. E. Oakley (2013), Medical Decision Making 33(6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sightline.records.portfolio import Lesson
from sightline.saying import Said, say
from sightline.strategy.portfolio.problem import Problem
from sightline.strategy.portfolio.solving import Solver
from sightline.strategy.portfolio.stakes import Stakes

__all__ = ["lessons", "some_draws"]

Floats = NDArray[np.float64]
Draws = NDArray[np.int64]
_BINS = 4
_ATOM = 0.05  # from which share of exact zeros on "is there an effect at all" is a question of its own
_MOST = 8  # things looked at in a large problem
_LARGE = 600
_SECONDS = 1.0


def some_draws(stakes: Stakes, rows: Draws) -> Stakes:
    """Return the same stakes over some of the draws."""
    found = Stakes(
        stakes.candidates, {key: one[rows] for key, one in stakes.changes.items()},
        {key: one[rows] for key, one in stakes.pulls.items()},
        {key: (low[rows], high[rows]) for key, (low, high) in stakes.rooms.items()}, stakes.periods,
    )  # fmt: skip
    # what is known of the whole holds of its parts, and is dear to find anew
    found.__dict__["limited"] = stakes.limited
    found.__dict__["open_steps"] = stakes.open_steps[:, :, rows]
    return found


def lessons(
    stakes: Stakes,
    problem: Problem,
    things: Mapping[tuple[str, str], Floats],
    *,
    called: Mapping[str, str],
    rng: np.random.Generator,
) -> tuple[Lesson, ...]:
    """Return what to learn first, worth most first; what is worth nothing is left out.

    Parameters
    ----------
    stakes : Stakes
        What sets bring, draw by draw.
    problem : Problem
        The limits; some set must keep to them.
    things : mapping of (kind, name) to array, draws
        What is uncertain: `effect` or `change`, and its draws.
    called : mapping of str to str
        How candidates and metrics are called.
    rng : numpy Generator
        For the order that tells nothing.
    """
    asked = _asked(stakes, problem, things)
    whole = _chosen(stakes, problem)
    if whole is None:
        return ()
    found = []
    blank: dict[int, float] = {}
    for (kind, name), values in asked.items():
        bins = _bins(values)
        if len(bins) < 2:  # noqa: PLR2004 -- nothing to tell apart
            continue
        gain, changes = _gain(stakes, problem, bins, whole[1])
        if gain <= 0:
            continue
        if len(bins) not in blank:
            sizes = np.cumsum([len(one) for one in bins])[:-1]
            blank[len(bins)] = _gain(stakes, problem, np.split(rng.permutation(stakes.draws), sizes), whole[1])[0]
        points = max(0.0, gain - blank[len(bins)])
        if points > 0:
            words = _words(kind, name, changes, called)
            found.append(Lesson(name, "effect" if kind == "effect" else "change", points, changes, words))
    return tuple(sorted(found, key=lambda one: (-one.points, one.about)))


def _asked(stakes: Stakes, problem: Problem, things: Mapping[tuple[str, str], Floats]) -> dict[tuple[str, str], Floats]:
    """Return the things to look at: in a large problem those that go most with what initiatives bring."""
    moving = {key: values for key, values in things.items() if np.ptp(values) > 0}
    if problem.size <= _LARGE or len(moving) <= _MOST:
        return moving
    brought = stakes.open_steps.sum(axis=1)
    brought = brought - brought.mean(axis=1, keepdims=True)

    def goes_with(values: Floats) -> float:
        centred = values - values.mean()
        return float(np.abs(brought @ centred).sum() / np.linalg.norm(centred))

    first = sorted(moving, key=lambda key: -goes_with(moving[key]))[:_MOST]
    return {key: moving[key] for key in first}


def _bins(values: Floats) -> list[Draws]:
    """Return the draws in bins: those of exactly zero by themselves where they are many, the rest by size."""
    zero = values == 0
    order = np.argsort(values, kind="stable")
    if _ATOM <= zero.mean() <= 1 - _ATOM:
        rest = order[~zero[order]]
        return [np.flatnonzero(zero), *(one for one in np.array_split(rest, _BINS - 2) if len(one))]
    return [one for one in np.array_split(order, _BINS) if len(one)]


def _chosen(stakes: Stakes, problem: Problem) -> tuple[Solver, Floats] | None:
    """Return the best values of the variables, in parts for a large problem; None where nothing keeps to the limits."""
    solver = Solver(stakes, seconds=_SECONDS)
    if problem.size > _LARGE:
        parts = solver.relaxed(problem)
        return None if parts is None else (solver, parts[0])
    best = solver.best(problem)
    return None if best is None else (solver, problem.begun(best.starts))


def _gain(stakes: Stakes, problem: Problem, bins: Sequence[Draws], whole: Floats) -> tuple[float, float]:
    """Return what knowing the bin adds to what was chosen for all, and the probability that it changes the set."""
    total = changed = 0.0
    for rows in bins:
        share = len(rows) / stakes.draws
        found = _chosen(some_draws(stakes, rows), problem)
        if found is None:
            continue
        solver, begun = found
        more = solver.worth(begun) - solver.worth(whole)
        if more > 0:
            total += share * more
            changed += share * bool((_held(begun, problem) != _held(whole, problem)).any())
    return total, changed


def _held(begun: Floats, problem: Problem) -> NDArray[np.bool_]:
    """Return which initiatives are chosen at all, by more than a half."""
    found: NDArray[np.bool_] = begun.reshape(-1, problem.periods)[:, -1] > 0.5  # noqa: PLR2004 -- between 0 and 1
    return found


def _words(kind: str, name: str, changes: float, called: Mapping[str, str]) -> Said:
    if kind == "effect":
        driver, _, on = name.partition(" > ")
        what = say("how strongly {driver} moves {on}", driver=called.get(driver, driver), on=called.get(on, on))
    else:
        what = say("what {name} really changes", name=called.get(name, name))
    if changes <= 0:
        return say("Knowing {what} would change when things begin, not what is chosen.", what=what)
    return say("Knowing {what} would change the set in {cases:.0f} of 100 cases.", what=what, cases=100 * changes)
