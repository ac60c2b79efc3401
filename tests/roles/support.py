"""A small enterprise made by hand: two goals, a chain of metrics, and lines of sight with known draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from sightline.model import load
from sightline.periods import Calendar, Grain
from sightline.records import EffectRecord, GoalStatus, History, LineOfSight, Link, SightPath
from sightline.roles.goals import Basis
from sightline.roles.movable import Movable

DRAWS = 400
MODEL = """
sightline: 1
name: Small
sources:
  log: {file: log.csv, log: {case: case, activity: step, time: at}}
  sales: {file: sales.csv}
metrics:
  check: {title: Check time, unit: days, better: lower, indicator: lead, duration: {process: p, from: ask, to: check}}
  late: {title: Late share, unit: share, better: lower, indicator: lead, source: log, time: at, measure: avg(late)}
  sales: {title: Sales, unit: EUR, better: higher, indicator: lag, source: sales, time: day, measure: sum(amount)}
  cash: {title: Cash, unit: EUR, better: higher, indicator: lag, source: sales, time: day, measure: sum(paid)}
  calls: {title: Calls, unit: count, better: higher, indicator: lead, source: sales, time: day, measure: count(*)}
goals:
  grow: {statement: Grow, metric: sales, target: 200, by: 2027-12-31, weight: 2}
  pay: {statement: Pay, metric: cash, target: 50, by: 2027-12-31}
processes:
  p:
    log: log
    activities: {ask: {}, check: {}, file: {}}
    chain: [ask, check, file]
roles:
  clerk: {title: Clerk, unit: office, performs: {p.check: 1.0, p.file: 1.0}, accountable: {check: 0.75, calls: 1.0}}
  head: {title: Head, unit: office, accountable: {check: 0.25, late: 0.5, sales: 1.0}}
  idler: {title: Idler}
"""
ORDER = ("check", "late", "sales")
SIGNS = {("check", "late"): 1.0, ("late", "sales"): -1.0}


def model(text: str = MODEL):
    loaded = load({"sightline.yml": text})
    assert loaded.model is not None, loaded.errors
    return loaded.model


def drawn(middle, spread=0.05, *, seed=1, zeros=0.0):
    rng = np.random.default_rng(seed)
    draws = middle * (1 + spread * rng.standard_normal(DRAWS))
    return np.where(rng.random(DRAWS) < zeros, 0.0, draws)


def link(driver, on, per_unit, **more):
    given = {"kind": "estimated", "support": "supported", "grade": "correlational", **more}
    return Link(driver, on, given["kind"], 1, per_unit, per_unit, per_unit, given["support"], given["grade"])


def line(goal, from_, draws, nodes, *, links=None, **more):
    """Return a line of sight along one way."""
    size = float(np.median(draws))
    links = links or tuple(link(*pair, SIGNS.get(pair, np.sign(size) or 1.0)) for pair in pairwise(nodes))
    path = SightPath(tuple(nodes), tuple(links), size, len(links))
    low, high = np.quantile(draws, (0.05, 0.95)).tolist()
    given = {"origin": "metric", "title": from_, "unit": "x", "support": "supported", "arrives": len(links), **more}
    return LineOfSight(
        goal, from_, given["origin"], given["title"], given["unit"], size, low, high, None,
        float((draws != 0).mean()), given["support"], given["arrives"], (path,), words=given.get("words", ""),
        draws=draws,
    )  # fmt: skip


def lines():
    """Return lines of sight: check time moves lateness, which moves sales; calls lead nowhere."""
    return (
        line("grow", "check", drawn(-10.0), ORDER),
        line("grow", "late", drawn(-200.0, seed=2), ORDER[1:]),
        line("grow", "sales", drawn(1.0, 0.0), ORDER[2:]),
        line("grow", "p.check", drawn(-10.0), ("p.check", *ORDER), origin="activity"),
        line("pay", "late", drawn(-5.0, seed=3), ("late", "cash")),
    )


def status(goal, gap, *, state="behind", metric="sales", target=200.0, **more):
    return GoalStatus(
        goal, goal.title(), metric, "EUR", "2026-12", target - gap, target, date(2027, 12, 31), None, None, state,
        gap, None, None, **more,
    )  # fmt: skip


def statuses(grow=100.0, pay=10.0):
    return (status("grow", grow), status("pay", pay, metric="cash", target=50.0))


def effect(driver, on, per_unit, **more):
    given = {"support": "supported", "grade": "correlational", "kind": "estimated", "periods": 36, **more}
    return EffectRecord(
        driver, on, given["kind"], 1, per_unit, per_unit, per_unit, 0.99, given["support"], given["grade"], 0.1, 0.01,
        given["periods"], given["periods"], 1, (0, 1),
    )  # fmt: skip


EFFECTS = (effect("check", "late", 0.05), effect("late", "sales", -200.0, periods=30), effect("late", "cash", -5.0))
MOVES = {
    "check": Movable(1.0, 3.0, 36),
    "late": Movable(0.1, 0.4, 36),
    "sales": Movable(30.0, 100.0, 36),
    "calls": Movable(5.0, 20.0, 36),
}


def basis(**more) -> Basis:
    given = {
        "model": model(), "lines": lines(), "statuses": statuses(), "effects": EFFECTS, "moves": MOVES, **more
    }  # fmt: skip
    return Basis(**given)


def scaled(one: LineOfSight, factor: float) -> LineOfSight:
    """Return the same line per unit of an origin whose unit is `factor` times as large."""
    paths = tuple(replace(path, per_unit=path.per_unit * factor) for path in one.paths)
    assert one.per_unit is not None
    assert one.draws is not None
    return replace(one, per_unit=one.per_unit * factor, draws=one.draws * factor, paths=paths)


def history(values, metric="m") -> History:
    calendar = Calendar(grain=Grain.MONTH)
    first = calendar.parse("2020-01")
    periods = tuple(calendar.shift(first, at) for at in range(len(values)))
    array = np.array([values], dtype=float)
    return History(metric, (), ((),), periods, array, np.ones_like(array))
