"""The sweep: one metric's change between two periods, pushed down to all that it rests on.

At a formula a weight is multiplied by the slopes of the symmetric split, at a window it goes to the pairs of periods
that make it up, at an effect it is multiplied by the effect at each lag and goes to the driver's change so many periods
earlier. What inputs and drivers do not explain stays in the metric's own account. A circle unrolls in time and ends
where the data begin.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlglot import exp

from sightline.records.history import Floats
from sightline.sight.graph import MetricGraph
from sightline.sight.why_accounts import Journey
from sightline.sight.why_drivers import by_segment, keep, measured, quiet
from sightline.sight.why_formulas import Split, flattened, split
from sightline.sight.why_ledger import Key, Ledger, Pairs, Push
from sightline.sight.why_pasts import Mask, Pasts, earlier
from sightline.sight.why_windows import paired

__all__ = ["sweep"]


def sweep(graph: MetricGraph, pasts: Pasts, root: str, before: int, after: int) -> Ledger:
    """Explain the change of a metric between two places on the axis.

    Parameters
    ----------
    graph : MetricGraph
        Formulas, windows and the effects that count.
    pasts : Pasts
        The histories.
    root : str
        The explained metric, known at both places.
    before, after : int
        Places on the axis.
    """
    ledger = Ledger(graph, pasts, root)
    ledger.journeys[root] = Journey()
    ledger.pending[root, None] = [Pairs(np.array([before]), np.array([after]), np.ones((1, 1)))]
    for knot in reversed(graph.knots):
        if knot[0] in graph.feeds_itself:
            _unroll(ledger, knot[::-1])
        else:
            for key in ledger.keys(knot[0]):
                _explain(ledger, key, ledger.take(key))
    return ledger


def _unroll(ledger: Ledger, knot: Sequence[str]) -> None:
    """Explain metrics that move each other, the latest period first; a lag makes each turn an earlier one."""
    while keys := [key for name in knot for key in ledger.keys(name)]:
        latest = max(int(pairs.after.max()) for key in keys for pairs in ledger.pending[key])
        for key in [key for name in knot for key in ((name, None), (name, ledger.pasts.shown(name)))]:
            if key not in ledger.pending:
                continue
            pairs = ledger.take(key)
            now = pairs.after == latest
            if not now.all():
                ledger.pending[key] = [pairs.where(~now)]
            if now.any():
                _explain(ledger, key, pairs.where(now))


def _explain(ledger: Ledger, key: Key, pairs: Pairs) -> None:
    name, dimension = key
    node = ledger.graph.nodes[name]
    if dimension is not None:
        if node.formula is not None:
            _formula_within(ledger, name, dimension, pairs)
        else:
            by_segment(ledger, name, dimension, pairs)
        return
    change = ledger.pasts.value(name, pairs.after) - ledger.pasts.value(name, pairs.before)
    ledger.account(name).note_move(change, pairs.weight)
    if node.formula is not None:
        _formula(ledger, name, pairs, change)
    elif node.window is not None:
        _window(ledger, name, pairs, change)
    else:
        measured(ledger, name, pairs, change)


def _split(ledger: Ledger, name: str, pairs: Pairs, dimension: str | None) -> tuple[Split, dict[str, tuple[str, ...]]]:
    """Split a formula's change as a whole or, flattened to pairs x segments, within each segment."""
    graph, pasts = ledger.graph, ledger.pasts
    formula = graph.nodes[name].formula
    assert formula is not None  # noqa: S101 -- asked of formulas alone

    def product(one: str) -> exp.Expr | None:  # time unrolls a circle step by step
        return None if one in graph.feeds_itself else graph.nodes[one].formula

    def values(one: str, places: np.ndarray) -> Floats:
        return pasts.value(one, places) if dimension is None else pasts.by_segment(one, dimension, places).ravel()

    flat, inside = flattened(formula, product)
    return split(
        flat,
        lambda one, lag: values(one, earlier(pairs.before, lag)),
        lambda one, lag: values(one, earlier(pairs.after, lag)),
    ), inside


def _formula(ledger: Ledger, name: str, pairs: Pairs, change: Floats) -> None:
    found, inside = _split(ledger, name, pairs, None)
    good: Mask = np.logical_and.reduce(np.isfinite(found.part), axis=0)
    part = np.where(good, found.part, 0.0)
    account = ledger.account(name)
    left = np.where(good, change - part.sum(axis=0), 0.0)
    account.whole = account.whole + quiet(left, np.abs(part).sum(axis=0) + np.abs(change)) @ pairs.weight
    for row, (one, lag) in enumerate(found.inputs):
        slope = found.slope[row]
        goes = good & np.isfinite(slope) & (slope != 0)
        comes = good & ~np.isfinite(slope)
        if comes.any():  # it has a value in one of the periods alone: there is no change to push on
            amount = part[row, comes] @ pairs.weight[comes]
            ledger.account(one).whole = ledger.account(one).whole + amount
            ledger.remember(name, one, lag, float(np.abs(amount.mean())), inside=inside.get(one, ()))
        weight = pairs.weight * np.where(goes, slope, 0.0)[:, None]
        pushed = Pairs(earlier(pairs.before, lag), earlier(pairs.after, lag), weight).where(goes)
        moved = ledger.pasts.value(one, pushed.after) - ledger.pasts.value(one, pushed.before)
        ledger.send(name, [Push(one, pushed, moved, lag)], inside=inside.get(one, ()))
    if not good.all():
        ledger.unsplit.add(name)
        _keep_all(ledger, name, pairs.where(~good), change[~good])


def _formula_within(ledger: Ledger, name: str, dimension: str, pairs: Pairs) -> None:
    pasts, shape = ledger.pasts, pairs.weight.shape[:2]
    change = pasts.by_segment(name, dimension, pairs.after) - pasts.by_segment(name, dimension, pairs.before)
    change = np.where(np.isfinite(change), change, 0.0)
    found, inside = _split(ledger, name, pairs, dimension)
    part, slope = (np.nan_to_num(one).reshape(-1, *shape) for one in (found.part, found.slope))
    done = np.zeros(shape)
    for row, (one, lag) in enumerate(found.inputs):
        before, after = earlier(pairs.before, lag), earlier(pairs.after, lag)
        moved = pasts.by_segment(one, dimension, after) - pasts.by_segment(one, dimension, before)
        known = np.isfinite(moved)
        moved = np.where(known, moved, 0.0)
        done += slope[row] * moved
        push = Push(one, Pairs(before, after, pairs.weight * slope[row][:, :, None]), moved, lag, dimension)
        ledger.send(name, [push], inside=inside.get(one, ()))
    left = quiet(change - done, np.abs(part).sum(axis=0) + np.abs(change))
    ledger.account(name).dimension = dimension
    ledger.account(name).book_within(pasts.labels[dimension], left, pairs.weight, np.zeros((shape[1], 1)))


def _window(ledger: Ledger, name: str, pairs: Pairs, change: Floats) -> None:
    pasts, window = ledger.pasts, ledger.graph.nodes[name].window
    assert window is not None  # noqa: S101 -- asked of windows alone
    of, over = window.of, window.over
    found = None
    if of in pasts.totals and name in pasts.totals:
        ends = pairs.before, pairs.after
        found = paired(over, pasts.axis, ledger.graph.calendar, pasts.totals[of], pasts.totals[name], ends)
    if found is None:
        ledger.unsplit.add(name)
        _keep_all(ledger, name, pairs, change)
        return
    moved = pasts.value(of, found.after) - pasts.value(of, found.before)
    done, size = np.zeros(len(change)), np.abs(change)
    np.add.at(done, found.of, moved * found.slope)
    np.add.at(size, found.of, np.abs(moved * found.slope))
    account = ledger.account(name)
    account.shift = account.shift + quiet(change - done, size) @ pairs.weight
    pushed = Pairs(found.before, found.after, pairs.weight[found.of] * found.slope[:, None])
    ledger.send(name, [Push(of, pushed, moved)], window=True)


def _keep_all(ledger: Ledger, name: str, pairs: Pairs, change: Floats) -> None:
    """Book a change that cannot be pushed down."""
    known = np.isfinite(change)
    pairs, change = pairs.where(known), change[known]
    found = ledger.pasts.cut(name, ledger.pasts.shown(name), pairs.before, pairs.after)
    taken = np.zeros((0 if found is None else len(found.segments), 1))
    keep(ledger, name, pairs, change @ pairs.weight, found, taken)
