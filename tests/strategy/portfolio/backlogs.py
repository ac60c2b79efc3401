"""Small backlogs made by hand or by chance, and the best set by trying all of them."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
from hypothesis import strategies as st

from sightline.records.backlog import Candidate, Limits, Reach
from sightline.strategy.portfolio.stakes import Stakes

DRAWS = 5
AHEAD = 6


def reach(pulls, *, goal="grow", unit="EUR", better="higher", weight=1.0, target=100.0, forecast=None, by=None):
    forecast = np.linspace(40.0, 60.0, DRAWS) if forecast is None else forecast
    return Reach(goal, "Grow", unit, better, weight, target, by or date(2027, 6, 30), pulls, forecast)


def flat(value, draws=DRAWS, ahead=AHEAD):
    return np.full((draws, ahead), float(value))


def stakes(candidates, sizes, *, pulls=None, rooms=None, periods=2):
    """Return stakes in which each candidate changes its metrics by these sizes in every draw."""
    changes = {
        (name, metric): np.broadcast_to(np.asarray(size, dtype=float), (DRAWS,)).copy()
        for (name, metric), size in sizes.items()
    }
    metrics = {metric for _, metric in changes}
    pulls = {metric: flat(1.0) for metric in metrics} if pulls is None else pulls
    return Stakes(tuple(candidates), changes, pulls, rooms or {}, periods)


def every_set(candidates, periods):
    """Yield every set with every choice of starts."""
    for choice in product([None, *range(periods)], repeat=len(candidates)):
        yield {one.id: start for one, start in zip(candidates, choice, strict=True) if start is not None}


def _late(chosen, limits, starts):
    dated = [one for one in chosen if one.id in limits.must and one.id in limits.due]
    return any(starts[one.id] > max(limits.due[one.id] - one.takes, 0) for one in dated)


def keeps(candidates, limits, starts):
    """Return whether a set keeps to the limits: written from their meaning, without a matrix."""
    by_name = {one.id: one for one in candidates}
    chosen = [by_name[name] for name in starts]
    if limits.budget is not None and sum(one.cost for one in chosen) > limits.budget + 1e-9:
        return False
    if not set(limits.must) <= set(starts) or set(limits.without) & set(starts) or _late(chosen, limits, starts):
        return False
    for one in chosen:
        if set(one.excludes) & set(starts):
            return False
        for other in one.needs:
            if other not in starts or starts[one.id] < starts[other] + max(by_name[other].takes, 1):
                return False
    for role, weeks in limits.capacity.items():
        for until in range(limits.periods):
            due = sum(
                one.effort.get(role, 0.0) for one in chosen
                if min(starts[one.id] + max(one.takes, 1) - 1, limits.periods - 1) <= until
            )  # fmt: skip
            if due > sum(weeks[: until + 1]) + 1e-9:
                return False
    return True


def brute(stakes_, limits):
    """Return the largest mean value of any set that keeps to the limits; None where none does."""
    values = [
        float(stakes_.value(starts).mean())
        for starts in every_set(stakes_.candidates, limits.periods)
        if keeps(stakes_.candidates, limits, starts)
    ]
    return max(values, default=None)


@st.composite
def problems(draw):
    """Return stakes and limits of up to four initiatives in two periods, rooms and all."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    count, periods = draw(st.integers(1, 4)), 2
    names = [f"i{at}" for at in range(count)]
    metrics = ["a", "b"]
    candidates, changes = [], {}
    for at, name in enumerate(names):
        mine = [metric for metric in metrics if draw(st.booleans())]
        needs = (names[draw(st.integers(0, at - 1))],) if at and draw(st.integers(0, 3)) == 0 else ()
        others = [other for other in names[:at] if other not in needs]
        excludes = (others[0],) if others and draw(st.integers(0, 4)) == 0 else ()
        candidates.append(Candidate(
            name, name, dict.fromkeys(mine, (0.0, 0.0, 0.0)), cost=float(draw(st.integers(0, 5))),
            effort={"engineer": float(draw(st.integers(0, 3)))}, takes=draw(st.integers(0, 2)), needs=needs,
            excludes=excludes,
        ))  # fmt: skip
        for metric in mine:
            changes[name, metric] = rng.normal(draw(st.sampled_from([-1.0, 1.0, 2.0])), 0.7, DRAWS)
    pulls = {metric: rng.normal(0.6, 0.5, (DRAWS, AHEAD)) for metric in metrics}
    if draw(st.booleans()):
        pulls = {metric: np.abs(pull) for metric, pull in pulls.items()}
    rooms = {"a": (-np.abs(rng.normal(1, 1, (DRAWS, AHEAD))), np.abs(rng.normal(1, 1, (DRAWS, AHEAD))))}
    rooms = rooms if draw(st.booleans()) else {}
    limits = Limits(
        periods, draw(st.sampled_from([None, 4.0, 8.0])),
        {"engineer": (float(draw(st.integers(0, 3))), 2.0)} if draw(st.booleans()) else {},
        {names[0]: "the law"} if draw(st.integers(0, 3)) == 0 else {},
        (names[-1],) if count > 1 and draw(st.integers(0, 3)) == 0 else (),
        {names[0]: draw(st.integers(0, 3))} if draw(st.booleans()) else {},
    )  # fmt: skip
    return Stakes(tuple(candidates), changes, pulls, rooms, periods), limits
