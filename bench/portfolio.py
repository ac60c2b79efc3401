"""The portfolio of 300 initiatives, 12 roles x 8 periods, 1,000 draws: worth, best set, chance of belonging.

A metric graph of 122 metrics (120 drivers with lags of 1 to 4 periods that move four measured goals, two of them
through a sum over twelve months) and effects of which a tenth are nothing. Each initiative changes one driver, costs
something, takes 1 to 19 person-weeks of one to three roles and 1 to 4 periods; 40 of them need another one first; a
third of the drivers are shares near their end, so that their room is used up. Budget and people are enough for about
a third.

Worth counts all that follows from effects and forecasts: how far goals move period by period, and what each initiative
does for each. Two instances; the larger figure of each counts.
"""

import time
from datetime import date

import numpy as np

COUNT, ROLES, PERIODS, DRAWS, DRIVERS, AHEAD, GOALS = 300, 12, 8, 1_000, 120, 24, 4
NEEDING, TIGHT = 40, 0.35
LIMITS = {"worth": 2.0, "best set": 10.0, "chance": 60.0}
LIMIT_GAP = 0.005


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds of each part, and the gap of the best set."""
    count, draws, seeds = (40, 200, (0,)) if quick else (COUNT, DRAWS, (0, 1))
    found = [measured(count, draws, seed) for seed in seeds]
    worst = {name: max(one[name] for one in found) for name in found[0]}
    size = f"{count} initiatives, {ROLES} roles x {PERIODS} periods, {draws:,} draws"
    return [
        {"name": f"worth, {size}", "value": worst["worth"], "limit": LIMITS["worth"], "note": "seconds"},
        {"name": "best set", "value": worst["best set"], "limit": LIMITS["best set"], "note": "seconds"},
        {"name": "gap of the best set", "value": worst["gap"], "limit": LIMIT_GAP, "note": "of its value"},
        {"name": "chance of belonging", "value": worst["chance"], "limit": LIMITS["chance"], "note": "seconds"},
    ]


def measured(count: int, draws: int, seed: int) -> dict[str, float]:
    """Return the seconds of each part for one instance, and the gap."""
    from sightline.strategy.portfolio.chances import chances
    from sightline.strategy.portfolio.problem import problem_of
    from sightline.strategy.portfolio.solving import Solver
    from sightline.strategy.portfolio.stakes import stakes_of, yardsticks
    from sightline.strategy.portfolio.tidying import tidied
    from sightline.strategy.portfolio.worths import worths

    rng = np.random.default_rng(seed)
    graph, base = world(rng, draws)
    candidates, changes, rooms = backlog(rng, count, draws)
    began = time.perf_counter()
    reaches = goals(graph, base)
    worths(candidates, changes, reaches, rooms, {})
    stakes = stakes_of(candidates, changes, reaches, yardsticks(reaches), rooms, periods=PERIODS)
    _ = stakes.open_steps
    after = time.perf_counter()
    problem = problem_of(candidates, limits(candidates))
    best = tidied(stakes, problem, Solver(stakes).best(problem))
    solved = time.perf_counter()
    chances(stakes, problem)
    ended = time.perf_counter()
    return {"worth": after - began, "best set": solved - after, "gap": best.gap, "chance": ended - solved}


def world(rng: np.random.Generator, draws: int):
    """Return a metric graph with effects, and the forecasts of its metrics."""
    from sightline.periods import Calendar
    from sightline.records import Paths
    from sightline.sight.graph import Edge, MetricGraph, Node
    from sightline.sight.windows import Window

    calendar = Calendar()
    names = [f"d{at:03}" for at in range(DRIVERS)]
    nodes = {name: Node(name, name, "share", "higher") for name in names}
    nodes |= {f"g{at}": Node(f"g{at}", f"g{at}", "EUR", "higher") for at in range(GOALS)}
    for at in range(2):
        nodes[f"y{at}"] = Node(f"y{at}", f"y{at}", "EUR", "higher", window=Window(f"g{at}", "12 months"))
    edges = []
    for at, name in enumerate(names):
        lag = int(rng.integers(1, 5))
        beta = np.zeros((draws, lag + 1))
        beta[:, lag] = np.exp(rng.normal(0, 0.4, draws)) * (rng.random(draws) > 0.1)
        edges.append(Edge(name, f"g{at % GOALS}", (lag,), None, beta))
    edges += [Edge(f"g{at}", f"y{at}") for at in range(2)]
    edges.sort(key=lambda edge: (edge.on, edge.driver))
    periods = tuple(calendar.between(calendar.parse("2024-01"), calendar.parse("2027-12")))
    values = {name: np.full((draws, len(periods)), 0.5) for name in nodes}
    for at in range(GOALS):
        values[f"g{at}"] = 5.0 + np.cumsum(rng.normal(0, 0.2, (draws, len(periods))), axis=1)
    graph = MetricGraph(dict(sorted(nodes.items())), tuple(edges), calendar, draws=draws)
    return graph, Paths(periods, len(periods) - AHEAD, values)


def goals(graph, base):
    """Return how far each goal moves with each driver, period by period."""
    from sightline.records.backlog import Reach
    from sightline.sight.reaches import pulls_on

    asked = {"g2": ("g2", 12), "g3": ("g3", AHEAD), "y0": ("y0", AHEAD), "y1": ("y1", 17)}
    drivers = [name for name in graph.nodes if name.startswith("d")]
    pulls = pulls_on(graph, base, asked, drivers)
    return tuple(
        Reach(
            name, name, "EUR", "higher", 1.0, 10.0, date(2027, 12, 31), pulls[name],
            base.values[metric][:, base.now + periods - 1],
        )
        for name, (metric, periods) in asked.items()
    )  # fmt: skip


def backlog(rng: np.random.Generator, count: int, draws: int):
    """Return initiatives, draws of what they change, and how much room there is."""
    from sightline.records.backlog import Candidate

    candidates, changes = [], {}
    for at in range(count):
        metric = f"d{rng.integers(DRIVERS):03}"
        roles = rng.choice(ROLES, rng.integers(1, 4), replace=False)
        needs = (f"i{rng.integers(at)}",) if at and rng.random() < NEEDING / count else ()
        size = float(np.exp(rng.normal(0, 1))) / 100
        by = (0.2 * size, size, 1.8 * size)
        candidates.append(Candidate(
            f"i{at}", f"Initiative {at}", {metric: by}, cost=float(np.exp(rng.normal(0, 0.7))) * 100,
            effort={f"r{role}": float(rng.integers(1, 20)) for role in roles}, takes=int(rng.integers(1, 5)),
            needs=needs,
        ))  # fmt: skip
        changes[f"i{at}", metric] = rng.triangular(*by, draws)
    rooms = {}
    for at in range(0, DRIVERS, 3):
        top = np.abs(rng.normal(0.04, 0.01, (draws, 1))) + np.zeros((draws, AHEAD))
        rooms[f"d{at:03}"] = (np.full((draws, AHEAD), -0.5), top)
    return tuple(candidates), changes, rooms


def limits(candidates):
    """Return a budget and people for about a third of it."""
    from sightline.records.backlog import Limits

    weeks = {f"r{role}": sum(one.effort.get(f"r{role}", 0.0) for one in candidates) for role in range(ROLES)}
    capacity = {role: (TIGHT * total / PERIODS,) * PERIODS for role, total in weeks.items() if total}
    return Limits(PERIODS, TIGHT * sum(one.cost for one in candidates), capacity)
