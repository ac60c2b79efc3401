"""Forecasts against seasonal naive, and probabilities against what came, on series of three origins.

The example enterprise's metrics as a whole, by region and by segment; simulated series of twelve kinds, with seeds that
no setting was learned from; and public series that ship with statsmodels and statsforecast. The last year of each (of
quarters: the last six) is held out. Interval score: Gneiting and Raftery (2007), J. Am. Stat. Assoc. 102, equation 43.
"""

import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
from tests.strategy.worlds import series

from sightline.example import make_example
from sightline.measures import dimensions_of_metric
from sightline.periods import Calendar, Grain
from sightline.reading import read
from sightline.records import History, histories
from sightline.strategy.calibration import calibrate
from sightline.strategy.forecasts import forecast
from sightline.strategy.methods import seasonal_naive
from sightline.strategy.past import past_of
from sightline.workspace import Workspace

CALENDAR = Calendar()
AHEAD = {Grain.MONTH: 12, Grain.QUARTER: 6}
DRAWS = 1000
MOST_MS = 150
COLUMNS = ("series", "MASE", "naive", "inside 90 %", "naive", "sums inside", "naive", "interval score, ratio", "ms")


def run(*, quick):
    found, rows = [], []
    for name, pasts in sets(quick=quick):
        figures = [one for past, unit in pasts if (one := tried(past, unit)) is not None]
        means = {key: float(np.mean([one[key] for one in figures])) for key in figures[0]}
        rows += figures_of(name, means, len(figures))
        found.append((name, len(figures), means, calibrations(pasts)))
    print(tables(found))
    print(beside([*simulated(36, 2 if quick else 8), *simulated(60, 2 if quick else 8)]))
    return rows + reliability([one for *_, calibrated in found for one in calibrated])


def sets(*, quick):
    yield "example", example(quick=quick)
    yield "simulated, 36 months", simulated(36, 2 if quick else 8)
    yield "simulated, 60 months", simulated(60, 2 if quick else 8)
    yield "public", public()


def example(*, quick):
    """Return the measured metrics of the example enterprise, as a whole and by each of their dimensions."""
    with tempfile.TemporaryDirectory() as folder, read(Workspace(make_example(Path(folder) / "halden"))) as reading:
        model, day = reading.model, reading.as_of.date()
        asked = {}
        for metric in model.metrics:
            for by in ((), *((one,) for one in dimensions_of_metric(model, metric))):
                asked.setdefault(by, []).append(metric)
        found = []
        for by, metrics in asked.items():
            for metric, past in histories(reading.measure(metrics, by=by), model.calendar, day).items():
                found += [(row_of(past, at, metric), model.metric(metric).unit) for at in range(len(past.segments))]
    return found[::6] if quick else found


def row_of(past, at, metric):
    name = " ".join((metric, *(one or "" for one in past.segments[at])))
    return History(name, (), ((),), past.periods, past.value[at : at + 1], past.n[at : at + 1])


def simulated(months, count):
    return [(history(name, values), unit) for name, unit, values in series(count, months=months, seed=901)]


def public():
    """Return public series: of macrodata, elnino, co2, AirPassengers, cut into pieces of ten and five years."""
    import statsmodels.api as sm
    from statsforecast.utils import AirPassengers

    macro = sm.datasets.macrodata.load_pandas().data
    quarterly = {name: macro[name].to_numpy(float) for name in macro.columns if name not in ("year", "quarter")}
    elnino = sm.datasets.elnino.load_pandas().data.drop(columns="YEAR").to_numpy(float).ravel()
    co2 = sm.datasets.co2.load_pandas().data["co2"].resample("MS").mean().to_numpy(float)
    monthly = {"elnino": elnino, "co2": co2, "air_passengers": np.asarray(AirPassengers, dtype=float)}
    found = []
    for pieces, size, grain in ((quarterly, 40, Grain.QUARTER), (monthly, 60, Grain.MONTH)):
        for name, values in pieces.items():
            starts = range(0, len(values) - size + 1, size)
            found += [(history(f"{name}_{at}", values[at : at + size], grain), "EUR") for at in starts]
    return found


def history(name, values, grain=Grain.MONTH):
    first = CALENDAR.period_of(date(2000, 1, 1), grain)
    periods = tuple(CALENDAR.between(first, CALENDAR.shift(first, len(values) - 1)))
    row = np.asarray(values, dtype=float)[None]
    return History(name, (), ((),), periods, row, np.ones_like(row))


def tried(past, unit, way=None):
    """Return how the forecast and the floor did on the periods held out; None where the past cannot say."""
    grain = past.periods[-1].grain
    count = AHEAD[grain]
    came, row = past.total[-count:], past.total[:-count]
    known = past_of(row, unit=unit, grain=grain)
    if known.known < 12 or known.constant or np.isnan(came).any():
        return None
    before = History(past.metric, (), ((),), past.periods[:-count], row[None], past.n[:, :-count])
    start = time.process_time()
    if way is None:
        paths = forecast(before, past.periods[-count:], unit=unit, draws=DRAWS).draws
    else:
        paths = way(known.values, count)
    took = 1e3 * (time.process_time() - start)
    rng = np.random.default_rng(0)
    floor = seasonal_naive(known.values, known.season, known.late + count, draws=DRAWS, rng=rng).paths[:, known.late :]
    season = max(1, known.season)
    scale = np.abs(known.values[season:] - known.values[:-season]).mean() or 1.0
    mine, naive = judged(paths, came, scale), judged(np.clip(floor, known.low, known.high), came, scale)
    return {**mine, **{f"naive {key}": value for key, value in naive.items()}, "ms": took}


def judged(paths, came, scale):
    low, middle, high = np.quantile(paths, (0.05, 0.5, 0.95), axis=0)
    least, most = np.quantile(paths.sum(axis=1), (0.05, 0.95))
    score = (high - low) + 20 * np.maximum(low - came, 0) + 20 * np.maximum(came - high, 0)
    return {
        "mase": np.abs(came - middle).mean() / scale,
        "inside": ((came >= low) & (came <= high)).mean(),
        "sums": float(least <= came.sum() <= most),
        "score": score.mean() / scale,
    }


def beside(pasts):
    """Return how the library's methods do as they come, with their own sample paths, on the simulated series."""
    from statsforecast.models import AutoETS, AutoTheta

    ways = {
        "AutoETS as it comes": lambda y, ahead: AutoETS(season_length=12).fit(y).simulate(ahead, DRAWS, seed=1),
        "AutoTheta as it comes": lambda y, ahead: AutoTheta(season_length=12).fit(y).simulate(ahead, DRAWS, seed=1),
        "Sightline": None,
    }
    lines = ["| method | MASE | inside 90 % | sums inside | interval score, ratio | ms |", "|---" * 6 + "|"]
    for name, way in ways.items():
        figures = [one for past, unit in pasts if (one := tried(past, unit, way)) is not None]
        mean = {key: float(np.mean([one[key] for one in figures])) for key in figures[0]}
        ratio = mean["score"] / mean["naive score"]
        shares = f"{mean['inside']:.0%} | {mean['sums']:.0%}"
        lines.append(f"| {name} | {mean['mase']:.2f} | {shares} | {ratio:.2f} | {mean['ms']:.0f} |")
    return "\n".join([*lines, ""])


def calibrations(pasts):
    """Return the calibration of a set, one for each grain."""
    found = []
    for grain in AHEAD:
        some = {past.metric: (past, unit) for past, unit in pasts if past.periods[-1].grain == grain}
        if some:
            known = {name: past for name, (past, _) in some.items()}
            units = {name: unit for name, (_, unit) in some.items()}
            found.append(calibrate(known, units, season=grain.season, most=10_000))
    return [one for one in found if one.brier is not None]


def figures_of(name, means, count):
    note = f"{count} series"
    return [
        {"name": f"{name}: mean error against seasonal naive", "ratio": means["mase"] / means["naive mase"],
         "limit": 1.0, "note": note},
        {"name": f"{name}: interval score against seasonal naive", "ratio": means["score"] / means["naive score"],
         "limit": 1.0, "note": note},
        {"name": f"{name}: values outside the 90 % interval", "value": 1 - means["inside"], "limit": 0.15},
        {"name": f"{name}: sums outside the 90 % interval", "value": 1 - means["sums"], "limit": 0.18},
        {"name": f"{name}: ms per series", "value": means["ms"], "limit": MOST_MS},
    ]  # fmt: skip


def pooled(found):
    """Return the bins of several calibrations as one: (low, high, count, said, came)."""
    rows = []
    for parts in zip(*(one.bins for one in found), strict=True):
        count = sum(one.count for one in parts)
        said, came = (
            sum(one.count * (getattr(one, key) or 0.0) for one in parts) / count if count else float("nan")
            for key in ("said", "came")
        )
        rows.append((parts[0].low, parts[0].high, count, said, came))
    return rows


def scores(found):
    """Return Brier score, that of the base rate within each set, and the mean distance of said from came."""
    total = sum(one.forecasts for one in found)
    brier, base = (sum(one.forecasts * getattr(one, key) for one in found) / total for key in ("brier", "base"))
    off = sum(count * abs(said - came) for *_, count, said, came in pooled(found) if count) / total
    return brier, base, off, total


def reliability(found):
    brier, base, off, total = scores(found)
    count = sum(one.series for one in found)
    return [
        {"name": "Brier score against the base rate", "ratio": brier / base, "limit": 1.0, "note": f"{count} series"},
        {"name": "probabilities off by, mean", "value": off, "limit": 0.04, "note": f"{total} made-up goals"},
    ]


def tables(found):
    """Return the tables of `docs/explanation/outlook.md`."""
    lines = ["", "| set | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, count, means, _ in found:
        pairs = [("mase", "{:.2f}"), ("inside", "{:.0%}"), ("sums", "{:.0%}")]
        cells = [form.format(means[side + key]) for key, form in pairs for side in ("", "naive ")]
        ratio = means["score"] / means["naive score"]
        lines.append(f"| {name} | {count} | {' | '.join(cells)} | {ratio:.2f} | {means['ms']:.0f} |")
    lines += ["", "| set | series | goals | Brier | base rate | off by |", "|---|---|---|---|---|---|"]
    for name, _, _, calibrated in [*found, ("all", 0, {}, [one for *_, some in found for one in some])]:
        brier, base, off, total = scores(calibrated)
        count = sum(one.series for one in calibrated)
        lines.append(f"| {name} | {count} | {total:,} | {brier:.3f} | {base:.3f} | {100 * off:.1f} points |")
    lines += ["", "| given | goals | mean given | reached |", "|---|---|---|---|"]
    for low, high, count, said, came in pooled([one for *_, some in found for one in some]):
        lines.append(f"| {low:.0%} to {high:.0%} | {count:,} | {said:.1%} | {came:.1%} |")
    return "\n".join([*lines, ""])
