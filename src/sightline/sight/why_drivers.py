"""A measured metric's change: what its drivers did, and what is left to itself.

An effect that was fitted over the segments of a dimension acts within each of them, with its size there: what a driver
did in North arrives in North, and is followed within North from there on. Any other effect acts on the metric as a
whole; what it did is taken off the segments in which the driver moved, or where the driver has no such dimension, off
all of them by their weight.

What lies before the data begin is not known: it stays with the metric that would have been moved.
"""

from __future__ import annotations

import numpy as np

from sightline.records.history import Floats
from sightline.sight.coefficients import panel_ratio
from sightline.sight.graph import Edge
from sightline.sight.why_ledger import Ledger, Pairs, Push
from sightline.sight.why_pasts import earlier
from sightline.sight.why_segments import Cut

__all__ = ["by_segment", "in_segments", "keep", "measured", "quiet"]

NOISE = 1e-12  # of the sizes involved: what sums of floats leave over
_NOTED = 0.05  # of an effect, at lags that lie before the data: less is not worth a word


def measured(ledger: Ledger, name: str, pairs: Pairs, change: Floats) -> None:
    """Explain a metric as a whole: `change` by pair."""
    known = np.isfinite(change)
    pairs, change = pairs.where(known), change[known]
    dimension = ledger.pasts.shown(name)
    found = ledger.pasts.cut(name, dimension, pairs.before, pairs.after)
    explained, taken = np.zeros(1), np.zeros((0 if found is None else len(found.segments), 1))
    for edge in ledger.graph.into[name]:
        if edge.beta is None:
            continue
        if found is not None and dimension is not None and _fitted_over(ledger, edge, dimension):
            weight = pairs.weight[:, None, :] * (found.unit.T * pairs.both[:, None])[:, :, None]
            pushes = _within(ledger, edge, Pairs(pairs.before, pairs.after, weight), dimension)
            taken = sum((push.amount for push in pushes), taken)
            explained = sum((push.amount.sum(axis=0) for push in pushes), explained)
        else:
            pushes = _as_a_whole(ledger, edge, pairs)
            explained = sum((push.amount for push in pushes), explained)
            if found is not None:
                taken = sum((_arrived(ledger, push, found, dimension) for push in pushes), taken)
        ledger.send(name, pushes, effect=(edge.driver, name))
        ledger.account(name).driven |= bool(pushes)
    keep(ledger, name, pairs, change @ pairs.weight - explained, found, taken)


def keep(ledger: Ledger, name: str, pairs: Pairs, own: Floats, found: Cut | None, taken: Floats) -> None:
    """Book what is a metric's own, by segment where it can be cut.

    Parameters
    ----------
    own : array, draws
        What is left of its change.
    found : Cut, optional
        Its change by segment.
    taken : array, segments x draws
        What its drivers did there.
    """
    account = ledger.account(name)
    account.dimension = ledger.pasts.shown(name)
    if found is None:
        account.whole = account.whole + own
        if account.dimension is not None:
            ledger.uncut.add(name)
        return
    account.book(found, pairs.weight, taken)
    booked = (found.own + found.mix).sum(axis=0) @ pairs.weight - taken.sum(axis=0)
    size = (np.abs(found.own) + np.abs(found.mix)).sum(axis=0) @ np.abs(pairs.weight) + np.abs(own)
    account.whole = account.whole + quiet(own - booked, size)


def by_segment(ledger: Ledger, name: str, dimension: str, pairs: Pairs) -> None:
    """Explain a metric within each segment of a dimension: weights are pairs x segments x draws."""
    pasts = ledger.pasts
    change = pasts.by_segment(name, dimension, pairs.after) - pasts.by_segment(name, dimension, pairs.before)
    change = np.where(np.isfinite(change), change, 0.0)
    taken = np.zeros((change.shape[1], 1))
    for edge in ledger.graph.into[name]:
        if edge.beta is None:
            continue
        if _fitted_over(ledger, edge, dimension) or _alike(ledger, edge, dimension, pairs):
            pushes = _within(ledger, edge, pairs, dimension)
            taken = sum((push.amount for push in pushes), taken)
        else:
            weight = pairs.weight * _share(ledger, name, dimension, pairs)[:, :, None]
            pushes = _as_a_whole(ledger, edge, Pairs(pairs.before, pairs.after, weight.sum(axis=1)))
            for push in pushes:
                taken = taken + np.einsum("p,psk->sk", push.spread(len(weight)), weight) * _of_lag(edge, push.lag)
        ledger.send(name, pushes, effect=(edge.driver, name))
        ledger.account(name).driven |= bool(pushes)
    account = ledger.account(name)
    account.dimension = dimension
    account.book_within(pasts.labels[dimension], change, pairs.weight, taken)


def in_segments(ledger: Ledger, name: str, dimension: str) -> bool:
    """Return whether a metric, and all inputs of a formula, are known by the segments of a dimension and shown so."""
    node = ledger.graph.nodes[name]
    if (name, dimension) not in ledger.pasts.cuts or ledger.pasts.shown(name) != dimension or node.window is not None:
        return False
    inputs = [edge.driver for edge in ledger.graph.into[name]] if node.formula is not None else []
    return name not in ledger.graph.feeds_itself and all(in_segments(ledger, one, dimension) for one in inputs)


def _fitted_over(ledger: Ledger, edge: Edge, dimension: str) -> bool:
    panel = edge.effect.panel if edge.effect is not None else None
    return panel is not None and panel.by == dimension and in_segments(ledger, edge.driver, dimension)


def _alike(ledger: Ledger, edge: Edge, dimension: str, pairs: Pairs) -> bool:
    """Return whether an effect that was fitted as a whole may be taken to act alike within each segment.

    Of two rates, or of two amounts, a unit is worth the same in a segment as it is in the whole.
    """
    if (edge.effect is not None and edge.effect.panel is not None) or not in_segments(ledger, edge.driver, dimension):
        return False
    rates = [_rate(ledger, name, dimension, pairs) for name in (edge.driver, edge.on)]
    return rates[0] == rates[1]


def _rate(ledger: Ledger, name: str, dimension: str, pairs: Pairs) -> bool:
    """Return whether a metric is no amount that adds up over segments."""
    found = ledger.pasts.cut(name, dimension, pairs.before, pairs.after)
    return found is None or found.rate


def _of_lag(edge: Edge, lag: int) -> Floats:
    assert edge.beta is not None  # noqa: S101 -- asked of effects alone
    return np.asarray(edge.beta[:, lag], dtype=np.float64)


def _as_a_whole(ledger: Ledger, edge: Edge, pairs: Pairs) -> list[Push]:
    """Return what an effect makes of its driver's change at each lag."""
    found = []
    for lag in edge.lags:
        before, after = earlier(pairs.before, lag), earlier(pairs.after, lag)
        moved = ledger.pasts.value(edge.driver, after) - ledger.pasts.value(edge.driver, before)
        known = np.isfinite(moved) & pairs.both
        _note(ledger, edge, lag, lost=bool((pairs.both & ~known).any()))
        if known.any():
            weight = pairs.weight[known] * _of_lag(edge, lag)
            pushed = Pairs(before[known], after[known], weight)
            found.append(Push(edge.driver, pushed, moved[known], lag, of=np.flatnonzero(known)))
    return found


def _within(ledger: Ledger, edge: Edge, pairs: Pairs, dimension: str) -> list[Push]:
    """Return what an effect makes of its driver's change at each lag, in each segment."""
    found = []
    pasts, ratio = ledger.pasts, panel_ratio(edge.effect) if edge.effect is not None else 1.0
    for lag in edge.lags:
        before, after = earlier(pairs.before, lag), earlier(pairs.after, lag)
        moved = pasts.by_segment(edge.driver, dimension, after) - pasts.by_segment(edge.driver, dimension, before)
        known = np.isfinite(moved) & pairs.both[:, None]
        wanted = pairs.both & pairs.weight.any(axis=(1, 2))
        _note(ledger, edge, lag, lost=bool((wanted & ~known.any(axis=1)).any()))
        some = known.any(axis=1)
        if some.any():
            weight = np.where(known[:, :, None], pairs.weight * (_of_lag(edge, lag) * ratio), 0.0)[some]
            moved = np.where(known, moved, 0.0)[some]
            found.append(Push(edge.driver, Pairs(before[some], after[some], weight), moved, lag, dimension))
    return found


def _note(ledger: Ledger, edge: Edge, lag: int, *, lost: bool) -> None:
    assert edge.beta is not None  # noqa: S101 -- asked of effects alone
    if lost and np.abs(edge.beta[:, lag]).sum() > _NOTED * np.abs(edge.beta).sum():
        ledger.unknown.add(edge.driver)


def _arrived(ledger: Ledger, push: Push, on: Cut, dimension: str | None) -> Floats:
    """Return what a driver as a whole did in each segment of the metric it moves: segments x draws."""
    pairs = push.pairs
    found = ledger.pasts.cut(push.metric, dimension, pairs.before, pairs.after)
    if found is None:
        return np.asarray(on.share.mean(axis=1)[:, None] * push.amount[None, :], dtype=np.float64)
    return np.asarray((found.own + found.mix) @ pairs.weight, dtype=np.float64)


def _share(ledger: Ledger, name: str, dimension: str, pairs: Pairs) -> Floats:
    """Return which part of a change as a whole takes place in each segment, pairs x segments: 1 for a rate."""
    found = ledger.pasts.cut(name, dimension, pairs.before, pairs.after)
    if found is None or found.rate:
        return np.ones(pairs.weight.shape[:2])
    return found.share.T


def quiet(left: Floats, size: Floats) -> Floats:
    """Return what is left over, nothing where it is no more than the noise of a sum."""
    return np.where(np.isfinite(left) & (np.abs(left) > NOISE * size), left, 0.0)
