"""The portfolio of a reading: declared changes carried through the metric graph, and the set that brings most.

The graph gives how far goals move with metrics, strategy chooses; the set that it chose is carried through the graph
once more, whole, so that limits on the way there count too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sightline.errors import DeclarationError, EstimateError, UnknownNameError
from sightline.model.model import Model
from sightline.periods import Grain
from sightline.records import Outlook, Push
from sightline.records.backlog import Candidate, Limits, Reach
from sightline.records.portfolio import Portfolio
from sightline.saying import phrase, say
from sightline.sight.origins import changes_of
from sightline.sight.propagate import simulate
from sightline.sight.reaches import pulls_on
from sightline.strategy.past import bounds_of
from sightline.strategy.portfolio.asking import Backlog, Wanted, portfolio
from sightline.strategy.portfolio.candidates import backlog_of, delivered_of
from sightline.strategy.portfolio.rankings import Ranking, committee, read_ranking
from sightline.strategy.portfolio.stakes import Room

if TYPE_CHECKING:
    from sightline.reading.foresight import Foresight

__all__ = ["PLANNED", "WEEKS", "Choice", "backlog", "chosen"]

Floats = NDArray[np.float64]
Together = Callable[[Mapping[str, int]], Mapping[str, Floats | None]]
PLANNED = 12  # periods at most, where nothing is asked
WEEKS = {Grain.DAY: 0.2, Grain.WEEK: 1.0, Grain.MONTH: 52 / 12, Grain.QUARTER: 13.0, Grain.YEAR: 52.0}
_NOT_LESS = phrase("Give 0 or more.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of the portfolio.

    Parameters
    ----------
    budget : float, optional
        In the workspace's currency, for everything that is chosen.
    capacity : mapping of str to float or tuple of float
        People who are free for initiatives, by role: one number, or one for each period, of which the last one holds
        on. A role that is not named limits nothing.
    must, without : tuple of str
        What has to be done, and what must not.
    goal : str, optional
        The one goal that counts.
    periods : int, optional
        How many review periods are planned; up to the last goal's date, but no more than twelve, where left out.
    rankings : mapping of str to str
        Rankings to hold beside the best set: name and text of a CSV. The committee's own is held beside it anyway.
    fixes : tuple of Candidate
        Operational fixes that stand in the backlog with what was asked for.
    costs : mapping of str to float
        What candidates cost, in place of what is declared; of fixes, whose cost nobody knows.
    factors : mapping of str to array of draws
        By what to multiply what an initiative promises: what its kind or asker has kept of promises before.
    chances, prices, lessons : bool
        Whether to work out the chance of belonging, the price of each limit, and what to learn first.
    """

    budget: float | None = None
    capacity: Mapping[str, float | tuple[float, ...]] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    goal: str | None = None
    periods: int | None = None
    rankings: Mapping[str, str] = field(default_factory=dict)
    fixes: tuple[Candidate, ...] = ()
    costs: Mapping[str, float] = field(default_factory=dict)
    factors: Mapping[str, Floats] = field(default_factory=dict)
    chances: bool = True
    prices: bool = True
    lessons: bool = True


def chosen(ahead: Foresight, choice: Choice, held: AbstractContextManager[object] | None = None) -> Portfolio:
    """Return the backlog ranked by what it does for the goals, and the best set; see `Reading.portfolio`.

    `held` is taken while `ahead` is asked, and free while the solver works, so that nobody else waits for it.
    """
    held = nullcontext() if held is None else held
    model = ahead.base.model
    if choice.goal is not None and choice.goal not in model.goals:
        raise UnknownNameError("goal", choice.goal, model.goals)
    if not model.goals:
        raise EstimateError(say("there is no goal to choose for."), fix=say("Declare one under 'goals:'."))
    with held:
        found = backlog(ahead, choice)
        seed = ahead.estimates.view().graph.seed
    found = replace(found, together=partial(_held_together, held, found.together))
    limits = _limits(found, choice)
    rankings = [read_ranking(text, found.candidates, name=name) for name, text in choice.rankings.items()]
    wanted = Wanted(choice.goal, (*_own(found), *rankings), choice.chances, choice.prices, choice.lessons, seed=seed)
    return portfolio(found, limits, wanted)


def _held_together(
    held: AbstractContextManager[object], together: Together | None, starts: Mapping[str, int]
) -> Mapping[str, Floats | None]:
    """Return what a whole set does, asked while nobody else asks."""
    assert together is not None  # noqa: S101 -- `backlog` says it
    with held:
        return together(starts)


def _own(found: Backlog) -> tuple[Ranking, ...]:
    own = committee(found.candidates)
    return () if own is None else (own,)


def _limits(found: Backlog, choice: Choice) -> Limits:
    ahead = max(len(found.labels), 1)
    periods = min(choice.periods or PLANNED, ahead)
    people = {role: _by_period(found.called.get(role, role), given, periods) for role, given in choice.capacity.items()}
    if choice.budget is not None and not _amount(choice.budget):
        raise DeclarationError(say("budget cannot be {amount:g}.", amount=choice.budget), fix=say(_NOT_LESS))
    for role, amount in ((role, one) for role, given in people.items() for one in given):
        if not _amount(amount):
            who = found.called.get(role, role)
            raise DeclarationError(say("{role} cannot be {amount:g}.", role=who, amount=amount), fix=say(_NOT_LESS))
    capacity = {role: tuple(one * found.weeks for one in given) for role, given in people.items()}
    both = sorted(set(choice.must) & set(choice.without))
    if both:
        cause = say("'{title}' cannot be both in the set and out of it.", title=found.called.get(both[0], both[0]))
        raise DeclarationError(cause, fix=say("Take one of them back."))
    asked = say("as asked")
    must = {name: next((c.must for c in found.candidates if c.id == name), "") or asked for name in choice.must}
    due = {
        one.id: sum(end <= one.must_by for end in found.ends)
        for one in found.candidates if one.must_by is not None and one.id not in choice.without
    }  # fmt: skip
    return Limits(periods, choice.budget, capacity, must, choice.without, due)


def _amount(value: float) -> bool:
    return 0 <= value < float("inf")


def _by_period(role: str, given: float | tuple[float, ...], periods: int) -> tuple[float, ...]:
    """Return how many people are free in each period; the last number holds on."""
    told = given if isinstance(given, tuple) else (given,)
    if not told or len(told) > periods:
        raise DeclarationError(
            say("{role} is given for {given} periods, and {planned} are planned.", role=role, given=len(told),
                planned=periods),
            fix=say("Give one number, or one for each period."),
        )  # fmt: skip
    return (*told, *(told[-1:] * (periods - len(told))))


def backlog(ahead: Foresight, choice: Choice) -> Backlog:
    """Return what could be done, and all that the reading knows of it."""
    base, view = ahead.base, ahead.estimates.view()
    model = base.model
    candidates = _priced((*backlog_of(model), *choice.fixes), choice.costs)
    _told_apart(candidates)
    changes = {
        (one.id, metric): drawn * choice.factors.get(one.id, 1.0)
        for one in candidates
        for metric, drawn in changes_of(view.graph, one.id, one.changes).items()
    }
    metrics = tuple(dict.fromkeys(metric for _, metric in changes))
    told = {
        (line.from_, line.goal): line.words for goal in model.goals for line in ahead.sight(goal)
        if line.origin == "initiative"
    }  # fmt: skip
    periods = view.paths.periods[view.paths.now :]
    labels = tuple(one.label for one in periods) or (model.calendar.period_of(base.whole_day).label,)
    found = Backlog(
        candidates, changes, _reaches(ahead, metrics), _rooms(ahead, metrics), labels, base.whole_day,
        WEEKS[model.calendar.grain], model.settings.currency, told, _things(ahead, candidates, changes),
        delivered_of(model), ends=tuple(one.end - timedelta(days=1) for one in periods),
        titles=_titles(model),
    )  # fmt: skip
    return replace(found, together=lambda starts: _together(ahead, found, starts))


def _titles(model: Model) -> dict[str, str]:
    """Return how metrics and roles are called."""
    return {name: one.title for name, one in model.metrics.items()} | {
        name: one.title for name, one in model.roles.items()
    }


def _priced(candidates: tuple[Candidate, ...], costs: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Return candidates with what was asked to count as their cost."""
    known = {one.id: one.title for one in candidates}
    for name, cost in costs.items():
        if name not in known:
            raise UnknownNameError("initiative", name, known)
        if not _amount(cost):
            cause = say("the cost of '{title}' cannot be {cost:g}.", title=known[name], cost=cost)
            raise DeclarationError(cause, fix=say(_NOT_LESS))
    return tuple(replace(one, cost=costs[one.id]) if one.id in costs else one for one in candidates)


def _told_apart(candidates: Sequence[Candidate]) -> None:
    names = [one.id for one in candidates]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        cause = say("two candidates are called '{id}'.", id=twice)
        raise DeclarationError(cause, fix=say("Call one of them otherwise."))


def _reaches(ahead: Foresight, metrics: Sequence[str]) -> tuple[Reach, ...]:
    """Return how far each goal moves with each metric, in the order of the model."""
    model = ahead.base.model
    outlooks = {one.goal: one for one in ahead.outlook()}
    pulls: dict[str, Mapping[str, Floats]] = {}
    values: dict[str, Floats | None] = {}
    for segment, names in ahead.goals_by_view().items():
        view = ahead.estimates.view(segment)
        asked = {name: (model.goals[name].metric, len(outlooks[name].periods)) for name in names}
        pulls |= pulls_on(view.inside, view.paths, asked, metrics)
        values |= {name: _at_date(view.paths.values, view.paths.now, outlooks[name]) for name in names}
    return tuple(
        Reach(
            name, goal.statement, outlooks[name].unit, outlooks[name].better, float(goal.weight), outlooks[name].target,
            goal.by, pulls[name], values[name],
        )
        for name, goal in model.goals.items()
    )  # fmt: skip


def _at_date(values: Mapping[str, Floats], now: int, outlook: Outlook) -> Floats | None:
    """Return the draws of a goal's metric at its date; None where there are none."""
    if not outlook.periods or outlook.metric not in values:
        return None
    found: Floats = values[outlook.metric][:, now + len(outlook.periods) - 1]
    return None if np.isnan(found).any() else found


def _rooms(ahead: Foresight, metrics: Sequence[str]) -> dict[str, Room]:
    """Return how far metrics can fall and rise from their forecasts, where their range has an end."""
    view = ahead.estimates.view()
    found = {}
    for name in metrics:
        values = view.paths.values.get(name)
        if values is None or name not in view.histories:
            continue
        path = values[:, view.paths.now :]
        low, high = bounds_of(view.histories[name].total, ahead.base.model.metric(name).unit)
        if not np.isnan(path).any() and np.isfinite((low, high)).any():
            found[name] = np.minimum(low - path, 0.0), np.maximum(high - path, 0.0)
    return found


def _things(
    ahead: Foresight, candidates: Sequence[Candidate], changes: Mapping[tuple[str, str], Floats]
) -> dict[tuple[str, str], Floats]:
    """Return what is uncertain, by draws: effects, and what each candidate changes first of all."""
    edges = ahead.estimates.view().graph.edges
    found = {("effect", f"{edge.driver} > {edge.on}"): edge.beta.sum(axis=1) for edge in edges if edge.beta is not None}
    for one in candidates:
        first = next(iter(one.changes), None)
        if first is not None:
            found["change", one.id] = changes[one.id, first]
    return found


def _together(ahead: Foresight, found: Backlog, starts: Mapping[str, int]) -> dict[str, Floats | None]:
    """Return by how much each goal's metric moves under a whole set, every limit on the way kept."""
    outlooks = {one.goal: one for one in ahead.outlook()}
    moved: dict[str, Floats | None] = {}
    for segment, names in ahead.goals_by_view().items():
        view = ahead.estimates.view(segment)
        width = len(view.paths.periods) - view.paths.now
        levels: dict[str, Floats] = {}
        for one in found.candidates:
            for metric in one.changes if one.id in starts else ():
                if metric in view.graph.nodes:
                    level = levels.setdefault(metric, np.zeros((view.graph.draws, width)))
                    level[:, starts[one.id] + one.takes :] += found.changes[one.id, metric][:, np.newaxis]
        after, _ = simulate(view.inside, view.paths, [Push(metric, level) for metric, level in levels.items()])
        for name in names:
            before = _at_date(view.paths.values, view.paths.now, outlooks[name])
            then = _at_date(after.values, after.now, outlooks[name])
            moved[name] = None if before is None or then is None else then - before
    return moved
