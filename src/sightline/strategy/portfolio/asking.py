"""The whole answer: the backlog ranked, the best set, what it hangs on, and what others would have chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.records.backlog import Candidate, Limits, Reach
from sightline.records.portfolio import POINTS, BestSet, Portfolio
from sightline.saying import Said, phrase, say, say_many
from sightline.strategy.portfolio.chances import chances
from sightline.strategy.portfolio.comparing import compared
from sightline.strategy.portfolio.conflicts import conflict
from sightline.strategy.portfolio.learning import lessons
from sightline.strategy.portfolio.mergers import mergers
from sightline.strategy.portfolio.prices import prices
from sightline.strategy.portfolio.problem import problem_of
from sightline.strategy.portfolio.rankings import Ranking
from sightline.strategy.portfolio.solving import Solution, Solver
from sightline.strategy.portfolio.stakes import Room, Stakes, stakes_of, yardsticks
from sightline.strategy.portfolio.standings import standings
from sightline.strategy.portfolio.sways import sways
from sightline.strategy.portfolio.tidying import tidied
from sightline.strategy.portfolio.worths import interval, moves_of_set, worths

__all__ = ["Backlog", "Wanted", "portfolio"]

Floats = NDArray[np.float64]
_PROVEN = 1e-6


@dataclass(frozen=True, eq=False)
class Backlog:
    """What could be done, and all that is known of it.

    Parameters
    ----------
    candidates : tuple of Candidate
        What could be done.
    changes : mapping of (candidate, metric) to array, draws
        Draws of what each changes; draw d goes with draw d of everything else.
    reaches : tuple of Reach
        How far goals move with metrics.
    rooms : mapping of str to pair of arrays, draws x periods ahead
        How far each metric can move from its forecast.
    labels : tuple of str
        Of the periods ahead.
    as_of : date
        The last day that counts.
    weeks : float
        How many weeks a period has.
    currency : str
        Of costs.
    told : mapping of (candidate, goal) to str
        What the line of sight has to say of the two.
    things : mapping of (kind, name) to array, draws
        What is uncertain: `effect` or `change`, and its draws.
    done : tuple of str
        What has been delivered.
    ends : tuple of date
        The last day of each period ahead.
    together : callable, optional
        Gives by how much each goal's metric moves at its date under a whole set, by draws, every limit on the way
        kept; None for a goal where it cannot be said.
    titles : mapping of str to str
        How metrics and roles are called in sentences; by their ids where left out.
    """

    candidates: tuple[Candidate, ...]
    changes: Mapping[tuple[str, str], Floats] = field(repr=False)
    reaches: tuple[Reach, ...] = field(repr=False)
    rooms: Mapping[str, Room] = field(repr=False)
    labels: tuple[str, ...]
    as_of: date
    weeks: float
    currency: str
    told: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    things: Mapping[tuple[str, str], Floats] = field(default_factory=dict, repr=False)
    done: tuple[str, ...] = ()
    ends: tuple[date, ...] = ()
    together: Callable[[Mapping[str, int]], Mapping[str, Floats | None]] | None = None
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def called(self) -> dict[str, str]:
        """How everything is called that a sentence may name: candidates, metrics and roles."""
        return {**self.titles, **{one.id: one.title for one in self.candidates}}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a backlog.

    Parameters
    ----------
    goal : str, optional
        The one goal that counts; all, by their weights, where left out.
    rankings : tuple of Ranking
        To hold beside the best set.
    chances, prices, lessons : bool
        Whether to work out the chance of belonging, the price of each limit, and what to learn first.
    seed : int
        Of what is left to chance.
    """

    goal: str | None = None
    rankings: tuple[Ranking, ...] = ()
    chances: bool = True
    prices: bool = True
    lessons: bool = True
    seed: int = 0


def portfolio(backlog: Backlog, limits: Limits, wanted: Wanted) -> Portfolio:
    """Return the backlog ranked by what it does for the goals, and the best set.

    Parameters
    ----------
    backlog : Backlog
        What could be done.
    limits : Limits
        What has to be kept to; what a candidate says it must is added.
    wanted : Wanted
        What is asked.

    Raises
    ------
    UnknownNameError
        If a limit names what is not there.
    """
    limits = replace(limits, must={**_musts(backlog.candidates, limits), **limits.must})
    problem = problem_of(backlog.candidates, limits, done=backlog.done)
    measures = yardsticks(backlog.reaches, goal=wanted.goal)
    stakes = stakes_of(
        backlog.candidates, backlog.changes, backlog.reaches, measures, backlog.rooms, periods=limits.periods
    )
    solver = Solver(stakes)
    best = solver.best(problem) if backlog.candidates else None
    best = tidied(stakes, problem, best) if best is not None else None
    each = worths(backlog.candidates, backlog.changes, backlog.reaches, backlog.rooms, backlog.told)
    chance = chances(stakes, problem) if wanted.chances and best is not None else None
    labels, called = backlog.labels[: limits.periods], backlog.called
    ranked = standings(
        stakes, each, backlog.reaches, best=best, chances=chance, labels=labels, as_of=backlog.as_of, must=limits.must,
        called=called, goal=wanted.goal,
    )  # fmt: skip
    order = {one.candidate.id: at for at, one in enumerate(ranked)}
    unit = POINTS if wanted.goal is None else next(one.unit for one in backlog.reaches if one.goal == wanted.goal)
    found = Portfolio(
        unit, limits, labels, ranked, tuple(sorted(each, key=lambda one: order[one.initiative])), None,
        mergers=mergers(backlog.candidates, called), words=_words(backlog, limits, wanted),
        sways=sways(stakes, backlog.things),
    )  # fmt: skip
    if best is None:
        why = conflict(problem, limits, currency=backlog.currency, called=called) if backlog.candidates else None
        return replace(found, conflict=why)
    return replace(
        found,
        best=_best(backlog, stakes, best),
        prices=prices(solver, limits, best, backlog.weeks, currency=backlog.currency, called=called, done=backlog.done)
        if wanted.prices
        else (),
        lessons=lessons(stakes, problem, backlog.things, called=called, rng=np.random.default_rng(wanted.seed))
        if wanted.lessons
        else (),
        comparisons=tuple(compared(one, stakes, problem, best, ranked) for one in wanted.rankings),
    )


def _musts(candidates: Sequence[Candidate], limits: Limits) -> dict[str, str]:
    """Return what says itself that it must be done, but for what was asked to be left out."""
    return {one.id: one.must for one in candidates if one.must and one.id not in limits.without}


def _best(backlog: Backlog, stakes: Stakes, best: Solution) -> BestSet:
    value = stakes.value(best.starts)
    middle, low, high = interval(value)
    chosen = [one for one in backlog.candidates if one.id in best.starts]
    used: dict[str, float] = {}
    for one in chosen:
        for role, weeks in one.effort.items():
            used[role] = used.get(role, 0.0) + weeks
    after = backlog.together(best.starts) if backlog.together is not None else _linear(backlog, stakes, best.starts)
    return BestSet(
        dict(sorted(best.starts.items(), key=lambda pair: (pair[1], pair[0]))), middle, low, high, best.bound,
        best.gap, sum(one.cost or 0.0 for one in chosen), dict(sorted(used.items())),
        moves_of_set(backlog.reaches, after), _proven(best.gap),
    )  # fmt: skip


def _proven(gap: float) -> Said:
    if gap <= _PROVEN:
        return say("No other set within the limits brings more.")
    return say("No other set within the limits brings more than {gap:.1f} % more.", gap=100 * gap)


def _linear(backlog: Backlog, stakes: Stakes, starts: Mapping[str, int]) -> dict[str, Floats | None]:
    """Return what a set does for each goal, each metric's room used once."""
    found: dict[str, Floats | None] = {}
    for reach in backlog.reaches:
        one = stakes_of(
            backlog.candidates, backlog.changes, (reach,), yardsticks((reach,), goal=reach.goal), backlog.rooms,
            periods=stakes.periods,
        )  # fmt: skip
        found[reach.goal] = reach.sign * one.value(starts)
    return found


def _words(backlog: Backlog, limits: Limits, wanted: Wanted) -> tuple[str, ...]:
    words: list[str] = [
        say_many(
            "{title} comes too late: it takes {count} period, and has to be there after {day:%Y-%m-%d}. It begins as "
            "soon as it can.",
            "{title} comes too late: it takes {count} periods, and has to be there after {day:%Y-%m-%d}. It begins as "
            "soon as it can.",
            one.takes, title=one.title, day=one.must_by,
        )
        for one in backlog.candidates
        if one.must_by is not None and one.id in limits.must and limits.due.get(one.id, one.takes) < one.takes
    ]  # fmt: skip
    past = phrase("“{goal}” does not count: its date {day:%Y-%m-%d} is past. Give it a new one to plan for it.")
    for one in backlog.reaches:
        if wanted.goal in (None, one.goal) and not one.ahead:
            words.append(say(past, goal=one.title, day=one.by))
        elif wanted.goal in (None, one.goal) and one.forecast is None:
            words.append(say("“{goal}” does not count: it has no forecast.", goal=one.title))
    return tuple(words)
