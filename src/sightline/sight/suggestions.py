"""Suggestions: undeclared pairs of metrics whose past says that one may lead the other.

Every pair is tried at a few delays, beside what already explains the outcome: level, trend, season (or common shocks),
errors that remember, the outcome's own past, and its declared drivers. The smallest p over the delays, multiplied by
their number (Bonferroni), is the pair's; over all pairs the false discovery rate is held. What is found predicts; a
common cause nobody measured predicts as well. So it deserves a question and is no estimate.

Reference: Y. Benjamini and Y. Hochberg (1995), Controlling the false discovery rate, JRSS B 57(1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sightline.model.declarations import Metric
from sightline.model.expressions import formula_inputs, parse_formula
from sightline.model.model import Model
from sightline.periods import Calendar, Grain
from sightline.records import History, Suggestion
from sightline.sight.cleaning import cleaned, independent
from sightline.sight.nuisance import Rows, columns_of, products_of
from sightline.sight.panels import Histories, Panel, Window, enough, late, panel_of, rows_of, varies

__all__ = ["suggest"]

Floats = NDArray[np.float64]

DELAYS = {Grain.DAY: 7, Grain.WEEK: 4, Grain.MONTH: 4, Grain.QUARTER: 2, Grain.YEAR: 1}
FEWEST = 36  # values below which a pair is not tried
_FREEDOM = 20  # values beyond all columns without which a pair is not tried


def suggest(
    model: Model, histories: Histories, *, candidates: Sequence[str], rate: float = 0.10
) -> tuple[Suggestion, ...]:
    """Return undeclared effects that the data suggest, the surest first.

    Parameters
    ----------
    model : Model
        Its declared effects are not suggested, nor pairs that a formula joins.
    histories : mapping of (metric, dimensions) to History
        Each pair is tried over the first dimension that both have here and whose segments know enough, else as a
        whole.
    candidates : sequence of str
        Metrics to pair.
    rate : float
        The share of false ones to expect among the suggestions.
    """
    names = tuple(dict.fromkeys(sorted(candidates)))
    declared = {(effect.driver, effect.on) for effect in model.effects}
    found: list[tuple[str, str, _Tried]] = []
    for on in names:
        for driver in names:
            if driver == on or (driver, on) in declared or _computed(model, driver, on):
                continue
            tried = _pair(model, histories, driver, on)
            if tried is not None:
                found.append((driver, on, tried))
    return _kept(found, rate)


@dataclass(frozen=True, slots=True)
class _Tried:
    lag: int
    p: float
    n: int


def _kept(found: Sequence[tuple[str, str, _Tried]], rate: float) -> tuple[Suggestion, ...]:
    ordered = sorted(found, key=lambda one: (one[2].p, one[0], one[1]))
    if not ordered:
        return ()
    q = stats.false_discovery_control([one.p for _, _, one in ordered])
    return tuple(
        Suggestion(driver, on, one.lag, one.p, float(share), len(ordered), one.n)
        for (driver, on, one), share in zip(ordered, q, strict=True)
        if share <= rate
    )


def _computed(model: Model, one: str, other: str) -> bool:
    """Return whether either metric is computed from the other, or both from some same one."""
    return bool(_roots(model, one) & _roots(model, other))


def _roots(model: Model, name: str) -> set[str]:
    """Return a metric and all it is computed from."""
    reached, left = {name}, [name]
    while left:
        declared = model.metrics.get(left.pop())
        for parent in _parents(declared) if declared is not None else ():
            if parent not in reached:
                reached.add(parent)
                left.append(parent)
    return reached


def _parents(metric: Metric) -> tuple[str, ...]:
    if metric.formula is not None:
        return tuple(formula_inputs(parse_formula(metric.formula)))
    return (metric.cumulative.of,) if metric.cumulative is not None else ()


def _pair(model: Model, histories: Histories, driver: str, on: str) -> _Tried | None:
    """Try one pair; None where there is too little to try."""
    window = (1, DELAYS[model.calendar.grain])
    acting = {effect.driver: effect.lag for effect in model.effects if effect.on == on}
    for by in _dimensions(histories, driver, on):
        panel = _panel(histories, (driver, *acting), on, by=by, calendar=model.calendar)
        if panel is None or (by and not (varies(panel.x[driver]) and varies(panel.y))):
            continue
        windows: dict[str, Window] = {driver: window}
        windows |= {name: lags for name, lags in acting.items() if name in panel.x}
        kept = _bearable(panel, windows, driver)
        if by and len(kept[0].segments) < 2:  # noqa: PLR2004 -- a panel is several
            continue
        return _tested(*kept, driver, season=model.calendar.grain.season)
    return None


def _dimensions(histories: Histories, driver: str, on: str) -> list[tuple[str, ...]]:
    shared = [by for name, by in histories if name == on and by and (driver, by) in histories]
    return [*shared, ()]


def _panel(
    histories: Histories, drivers: Sequence[str], on: str, *, by: tuple[str, ...], calendar: Calendar
) -> Panel | None:
    def there(name: str) -> History | None:
        found = histories.get((name, by))
        return found if found is not None and found.periods and found.segments else None

    outcome, first = there(on), there(drivers[0])
    if outcome is None or first is None:
        return None
    others: Mapping[str, History] = {name: found for name in drivers if (found := there(name)) is not None}
    return panel_of(outcome, others, calendar)


def _bearable(panel: Panel, windows: Mapping[str, Window], driver: str) -> tuple[Panel, dict[str, Window]]:
    """Leave out declared drivers that would cost more than a third of the rows."""
    chosen = {driver: windows[driver]}
    most = int(panel.known(chosen).sum())
    for name in sorted(windows):
        wider = {**chosen, name: windows[name]}
        if 3 * int(panel.known(wider).sum()) >= 2 * most:
            chosen = wider
    return enough(panel, chosen), chosen


def _tested(panel: Panel, windows: Mapping[str, Window], driver: str, *, season: int) -> _Tried | None:
    own = Panel(
        panel.by, panel.segments, panel.periods, np.where(np.isfinite(late(panel.y, 1)), panel.y, np.nan), panel.x
    )
    rows = rows_of(own, windows)
    if len(rows.y) < FEWEST:
        return None
    plain = columns_of(rows.cell, rows.time, season=season, panel=len(panel.segments) > 1)
    lags = windows[driver][1] - windows[driver][0] + 1
    known = np.column_stack([late(panel.y, 1)[rows.cell, rows.time], rows.x[:, lags:]])
    freedom = len(rows.y) - plain.shape[1] - known.shape[1] - 1
    if freedom < _FREEDOM:
        return None
    y, x, held = cleaned(rows.y, plain), cleaned(rows.x[:, :lags], plain), cleaned(known, plain)
    spread, reach = float(y.std()), x.std(axis=0)
    if spread <= 1e-9 * float(rows.y.std()) or (reach <= 1e-9 * rows.x[:, :lags].std(axis=0)).any():
        return None
    held = held[:, held.std(axis=0) > 1e-9 * np.maximum(known.std(axis=0), 1e-300)]
    nuisance = independent(np.column_stack([plain, held / held.std(axis=0)]))
    scaled = Rows(rows.cell, rows.time, y / spread, x / reach)
    return _smallest(scaled, nuisance, windows[driver][0], len(rows.y))


def _smallest(rows: Rows, nuisance: Floats, first: int, n: int) -> _Tried:
    """Return the best delay at the memory that is likeliest without the driver."""
    products = products_of(rows, nuisance)
    squares = np.maximum(products.gram[:, -1, -1], 1e-12)
    memory = int((products.log_weight - 0.5 * products.freedom * np.log(squares)).argmax())
    gram, freedom = products.gram[memory], products.freedom - 1
    own, cross = np.maximum(np.diag(gram)[:-1], 1e-12), gram[:-1, -1]
    rest = np.maximum(gram[-1, -1] - cross**2 / own, 1e-12)
    t = np.abs(cross) / np.sqrt(own * rest / freedom)
    best = int(t.argmax())
    return _Tried(first + best, float(min(1.0, 2 * stats.t.sf(t[best], freedom) * len(t))), n)
