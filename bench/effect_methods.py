"""How well ways to estimate effects recover simulated truth: the table of `docs/explanation/effects.md`.

The worlds are those of the tests. Ours is measured as a user gets it (skill and expiry included); a local projection,
an ARDL chosen by BIC and a ridge distributed lag are fitted to the same data, with the same trend and season out.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from tests.sight.simulator import WINDOW, Score, World, judged, world

from sightline.sight.cleaning import cleaned
from sightline.sight.effects import estimate
from sightline.sight.nuisance import Rows, columns_of, products_of
from sightline.sight.panels import panel_of, rows_of
from sightline.sight.ridge import ridge

FALSE_LIMIT = 0.03
LAGS = range(WINDOW[0], WINDOW[1] + 1)
_Z = 1.645
Judged = list[tuple[bool, bool, float, bool]]


@dataclass(frozen=True)
class Kind:
    """One kind of world, by the words of the table."""

    name: str
    periods: int
    keys: dict[str, object]


KINDS = (
    Kind("60", 60, {}),
    Kind("60, sign declared", 60, {"signs": True}),
    Kind("120", 120, {}),
    Kind("60, smeared over 2", 60, {"smeared": 2}),
    Kind("60, smeared over 3", 60, {"smeared": 3}),
    Kind("120, smeared over 3", 120, {"smeared": 3}),
    Kind("12 x 36", 36, {"cells": 12}),
    Kind("12 x 36, smeared over 3", 36, {"cells": 12, "smeared": 3}),
    Kind("60, a common cause outside the model", 60, {"hidden": 0.8}),
)


def run(*, quick: bool) -> Iterator[dict[str, object]]:
    worlds = 4 if quick else 100
    for kind in KINDS:
        grown = [world(seed, periods=kind.periods, **kind.keys) for seed in range(worlds)]
        for name, method in METHODS.items():
            if "cells" in kind.keys and name not in {"spike and slab", "ridge distributed lag"}:
                continue
            started = time.process_time()
            score = Score([row for one in grown for row in method(one)])
            yield _row(name, kind, score, (time.process_time() - started) / len(score.rows))


def _row(name: str, kind: Kind, score: Score, seconds: float) -> dict[str, object]:
    note = (
        f"cover {score.cover_real:.2f} / {score.cover_null:.2f} ({score.cover:.2f})  false {score.false:.3f}  "
        f"power {score.power:.2f} ({score.hinted:.2f})  lag {score.lag:.2f}"
    )
    promised = name == "spike and slab" and "hidden" not in kind.keys
    row: dict[str, object] = {"name": f"{name}, {kind.name}", "seconds": seconds, "note": note}
    return row | ({"value": score.false, "limit": FALSE_LIMIT} if promised else {})


def _spike_and_slab(grown: World) -> Judged:
    return judged(grown, estimate(grown.model, grown.histories, dimensions_of=grown.dimensions_of))


@dataclass(frozen=True)
class Cleaned:
    """A world's rows with trend and season out: outcome, and drivers x lags."""

    rows: Rows
    nuisance: np.ndarray
    y: np.ndarray
    x: dict[str, np.ndarray]


def _clean(grown: World) -> Cleaned:
    by = next((key for _, key in grown.histories if key), ())
    drivers = {name: grown.histories[name, by] for name in grown.size}
    panel = panel_of(grown.histories["y", by], drivers, grown.model.calendar)
    rows = rows_of(panel, dict.fromkeys(drivers, WINDOW))
    nuisance = columns_of(rows.cell, rows.time, season=12, panel=bool(by))
    y, x = cleaned(rows.y, nuisance), cleaned(rows.x, nuisance)
    width = len(LAGS)
    return Cleaned(rows, nuisance, y, {name: x[:, at * width : (at + 1) * width] for at, name in enumerate(drivers)})


def _judge(grown: World, name: str, middle: float, error: float, *, found: bool, lag: int) -> tuple:
    size = grown.size[name]
    return size != 0, abs(middle - size) <= _Z * error, 0.95 if found else 0.0, lag in grown.lags.get(name, ())


def _ridge(grown: World) -> Judged:
    data = _clean(grown)
    scale = data.y.std()
    columns = np.hstack(list(data.x.values()))
    spread = np.repeat([x.std() for x in data.x.values()], len(LAGS))
    standard = Rows(data.rows.cell, data.rows.time, data.y / scale, columns / spread)
    products = products_of(standard, data.nuisance)
    likely = products.log_weight - 0.5 * products.freedom * np.log(products.gram[:, -1, -1])
    memory = int(likely.argmax())
    whole = ridge(products, memory, (len(LAGS),) * len(data.x))
    single = np.abs(ridge(products, memory, (1,) * columns.shape[1]).mean).reshape(len(data.x), len(LAGS))
    judged_rows = []
    for at, name in enumerate(data.x):
        unit = scale / data.x[name].std()
        middle, error = whole.mean[at] * unit, whole.deviation[at] * unit
        found = abs(middle) > _Z * error
        judged_rows.append(_judge(grown, name, middle, error, found=found, lag=LAGS[int(single[at].argmax())]))
    return judged_rows


def _local_projection(grown: World) -> Judged:
    """One regression per lag, all drivers at that lag beside the outcome's last value; HAC errors, Bonferroni."""
    from statsmodels.regression.linear_model import OLS

    data = _clean(grown)
    fits = []
    for at in range(len(LAGS)):
        columns = np.column_stack([*(x[1:, at] for x in data.x.values()), data.y[:-1]])
        fits.append(OLS(data.y[1:], columns).fit(cov_type="HAC", cov_kwds={"maxlags": 4}))
    rows = []
    for place, name in enumerate(data.x):
        best = min(range(len(LAGS)), key=lambda at: fits[at].pvalues[place])
        fit = fits[best]
        found = fit.pvalues[place] * len(LAGS) < 0.10
        rows.append(_judge(grown, name, fit.params[place], fit.bse[place], found=found, lag=LAGS[best]))
    return rows


def _ardl(grown: World) -> Judged:
    """Orders by BIC, the long-run multiplier by the delta method."""
    from statsmodels.tsa.ardl import ardl_select_order

    data = _clean(grown)
    exogenous = np.column_stack([x[:, 0] for x in data.x.values()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # orders it tries and drops may be singular
        fit = ardl_select_order(data.y, 1, exogenous, WINDOW[1], ic="bic", trend="n").model.fit()
    names, size, cov = list(fit.model.exog_names), np.asarray(fit.params), np.asarray(fit.cov_params())
    own = [at for at, name in enumerate(names) if name.startswith("y.")]
    left = 1 - size[own].sum()
    rows = []
    for place, driver in enumerate(data.x):
        mine = [at for at, name in enumerate(names) if name.startswith(f"x{place}.")]
        total, slope = size[mine].sum(), np.zeros(len(size))
        slope[mine], slope[own] = 1 / left, total / left**2
        error = float(np.sqrt(max(slope @ cov @ slope, 0.0)))
        lag = int(np.abs(size[mine]).argmax()) if mine else -1
        found = bool(mine) and abs(total / left) > _Z * error
        rows.append(_judge(grown, driver, total / left, error, found=found, lag=lag))
    return rows


METHODS: dict[str, Callable[[World], Judged]] = {
    "spike and slab": _spike_and_slab,
    "ridge distributed lag": _ridge,
    "local projection (HAC, Bonferroni)": _local_projection,
    "ARDL by BIC (statsmodels)": _ardl,
}
