"""Behaviour charts: run lengths beside the published ones, false signals beside the budget, how soon a shift is found.

Steady worlds of eleven kinds, and one with heavy tails that no chart is promised to be right about; baselines of 20 to
104 periods. A shift is in standard deviations of one period.
"""

import time
from dataclasses import replace

import numpy as np
from tests.operations.charts.test_run_lengths import both_sums, simulated, western_electric
from tests.operations.charts.worlds import KINDS, LATER, declare, history, shifted, signals, watched, world

from sightline.operations.charts.fleet import charts
from sightline.operations.charts.run_lengths import cusum_run_length, ewma_run_length, shewhart_run_length

BUDGET = 5.0
AFTER = 60
HEAVY = "heavy tails"


def run(*, quick):
    rows = run_lengths(2_000 if quick else 20_000)
    for baseline in (36,) if quick else (20, 24, 36, 104):
        rows += budget(baseline, 20 if quick else 91)
    rows += heavy(50 if quick else 400)
    for kind, baseline, each in (("normal", 24, 1 / 60), ("normal", 104, 1 / 60), ("normal", 104, 1 / 391),
                                 ("normal", 1000, 1 / 391), ("memory of 0.5", 104, 1 / 60)):  # fmt: skip
        rows += found(kind, baseline, each, 40 if quick else 300)
    return rows


def run_lengths(runs):
    wes, wes_error = simulated(western_electric, lambda many: np.zeros((many, 8)), runs=runs)
    cusum, error = simulated(*both_sums(5.0), runs=runs // 2)
    figures = [
        ("Shewhart, 3 sigma", 370.4, shewhart_run_length(3.0), "formula"),
        ("Western Electric 1-4", 91.75, wes, f"simulated, error {wes_error:.2f}"),
        ("CUSUM, h 4", 168, cusum_run_length(4.0), "Markov chain"),
        ("CUSUM, h 5", 465, cusum_run_length(5.0), "Markov chain"),
        ("CUSUM, h 5", 465, cusum, f"simulated, error {error:.1f}"),
        ("EWMA, 0.2 and 2.962", 500, ewma_run_length(2.962, weight=0.2), "Markov chain"),
    ]
    return [
        {"name": f"run length: {name}", "value": value, "note": f"published {published}; {how}"}
        for name, published, value, how in figures
    ]


def budget(baseline, each):
    """Return how many false signals a fleet of all steady kinds gives, in budgets."""
    pasts, units, acts = {}, {}, {}
    for seed, kind in enumerate(KINDS):
        units[kind], past = world(kind, charts=each, periods=baseline + AFTER, seed=100 + seed)
        pasts[kind, ("place",)] = replace(past, metric=kind)
        acts[kind, ("place",)] = [declare(past.periods, baseline)]
    allowed = BUDGET * each * len(KINDS) / 1_001
    start = time.perf_counter()
    fleet = charts(pasts, units, acts, season=12, budget=allowed, as_of=LATER)
    seconds = time.perf_counter() - start
    said = len(signals(fleet)) / AFTER
    rows = [{
        "name": f"false signals, baseline of {baseline}, {len(fleet)} charts", "seconds": seconds,
        "value": said / allowed, "limit": 1, "note": f"{said:.2f} a period of {allowed:.2f} allowed",
    }]  # fmt: skip
    for kind in KINDS:
        mine = [chart for chart in fleet if chart.metric == kind]
        part = len(signals(mine)) / AFTER / (allowed / len(KINDS))
        rows.append({"name": f"  {kind}", "value": part, "note": "budgets"})
    return rows


def heavy(each):
    past = history(np.random.default_rng(7).standard_t(5, (each, 104 + AFTER)))
    fleet = watched("EUR", past, baseline=104, each=1 / 200)
    return [
        {
            "name": HEAVY,
            "value": len(signals(fleet)) / AFTER / each * 200,
            "note": "budgets, Student's t of 5; no promise",
        }
    ]


def found(kind, baseline, each, many):
    """Return after how many periods a shift of one standard deviation is found."""
    unit, past = world(kind, charts=many, periods=baseline + 200, seed=3)
    size = 15 if kind == "normal" else 1
    fleet = watched(unit, shifted(past, baseline, by=size), baseline=baseline, each=each)
    labels = {period.label: at - baseline + 1 for at, period in enumerate(past.periods)}
    waits = [labels[chart.signals[-1].period] if chart.signals else 200 for chart in fleet]
    first = [chart.signals[-1] for chart in fleet if chart.signals]
    inside = np.mean([one.low <= size <= one.high for one in first])
    return [{
        "name": f"one sigma found, {kind}, baseline {baseline}, one in {1 / each:.0f}", "value": float(np.mean(waits)),
        "note": f"periods; median {np.median(waits):.0f}; its interval holds the shift in {inside:.0%}",
    }]  # fmt: skip
