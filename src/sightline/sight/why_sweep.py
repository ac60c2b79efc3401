"""The sweep: one metric's change between two periods, pushed down to all that it rests on.

What is pushed is a weight: what one unit of a metric's change between two periods is worth in units of the explained
metric. At a formula it is multiplied by the slopes of the symmetric split, at a window it goes to the pairs of periods
that make it up, at an effect it is multiplied by the effect at each lag and goes to the driver's change so many periods
earlier. What inputs and drivers do not explain stays in the metric's own account. A circle unrolls in time and ends
where the data begin.

What a driver did in a segment is taken to arrive in the same segment, where both metrics have the dimension; else it
is spread over segments by their weight. So a segment's own part is what the driver did not do there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from sightline.periods import Period
from sightline.records.history import Floats
from sightline.sight.graph import Edge, MetricGraph
from sightline.sight.why_accounts import Account, Journey
from sightline.sight.why_formulas import flattened, split
from sightline.sight.why_segments import ABSENT, OUTSIDE, Cut, Past, Places, cut
from sightline.sight.why_windows import Pairing, paired

__all__ = ["Pairs", "Pasts", "Sweep"]

_NOTED = 0.05  # of an effect, at lags that lie before the data: less is not worth a word
_NOISE = 1e-12  # of the sizes involved: what sums of floats leave over
Weights = Floats
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Pasts:
    """The histories on one axis of periods.

    Parameters
    ----------
    axis : tuple of Period
        Without gaps.
    totals : mapping of metric to Past
        The enterprise as a whole.
    cuts : mapping of (metric, dimension) to Past
        By one dimension.
    shown : callable
        The dimension by which a metric's own change is cut, or None.
    """

    axis: tuple[Period, ...]
    totals: Mapping[str, Past]
    cuts: Mapping[tuple[str, str], Past]
    shown: Callable[[str], str | None]

    def value(self, metric: str, places: Places) -> Floats:
        """Return a metric's values as a whole; NaN where nothing is known."""
        past = self.totals.get(metric)
        return np.full(len(places), np.nan) if past is None else past.total(places)

    def cut(self, metric: str, dimension: str | None, before: Places, after: Places) -> Cut | None:
        """Return a metric's change by segment; None where it has no such dimension or does not add up."""
        total, past = self.totals.get(metric), self.cuts.get((metric, dimension)) if dimension is not None else None
        return None if total is None or past is None else cut(total, past, before, after)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of periods of one metric, and what a unit of its change between them is worth: pairs x draws."""

    before: Places
    after: Places
    weight: Weights

    def where(self, keep: Mask) -> Pairs:
        """Return some of them."""
        return Pairs(self.before[keep], self.after[keep], self.weight[keep])

    @property
    def both(self) -> Mask:
        """Whether a pair has both its periods."""
        mask: Mask = (self.before != ABSENT) & (self.after != ABSENT)
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class _Push:
    """What goes to one driver or input: its pairs, how far it moved in each, and how much later that arrives."""

    metric: str
    pairs: Pairs
    moved: Floats
    lag: int = 0

    @property
    def amount(self) -> Floats:
        """What it did, by draw."""
        return np.asarray(self.moved @ self.pairs.weight, dtype=np.float64)

    @property
    def strength(self) -> float:
        return float(np.abs(self.moved) @ np.abs(self.pairs.weight.mean(axis=1)))


@dataclass(slots=True, eq=False)
class Sweep:
    """One explanation in the making.

    Parameters
    ----------
    graph : MetricGraph
        Formulas, windows and the effects that count.
    pasts : Pasts
        The histories.
    root : str
        The explained metric.
    """

    graph: MetricGraph
    pasts: Pasts
    root: str
    accounts: dict[str, Account] = field(default_factory=dict)
    journeys: dict[str, Journey] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)  # drivers whose change lies before the data begin
    uncut: set[str] = field(default_factory=set)  # metrics whose segments do not add up
    unsplit: set[str] = field(default_factory=set)  # formulas and windows that cannot be pushed down
    _pending: dict[str, list[Pairs]] = field(default_factory=dict)

    def run(self, before: int, after: int) -> None:
        """Push the change of the explained metric between two places on the axis down to everything upstream."""
        self.journeys[self.root] = Journey()
        self._pending[self.root] = [Pairs(np.array([before]), np.array([after]), np.ones((1, 1)))]
        for knot in reversed(self.graph.knots):
            if knot[0] in self.graph.feeds_itself:
                self._unroll(knot[::-1])
            elif knot[0] in self._pending:
                self._explain(knot[0], _merged(self._pending.pop(knot[0])))

    def _unroll(self, knot: Sequence[str]) -> None:
        """Explain metrics that move each other, the latest period first; a lag makes each turn an earlier one."""
        while any(name in self._pending for name in knot):
            latest = max(int(pairs.after.max()) for name in knot for pairs in self._pending.get(name, ()))
            for name in knot:
                if name in self._pending:
                    pairs = _merged(self._pending.pop(name))
                    now = pairs.after == latest
                    if not now.all():
                        self._pending[name] = [pairs.where(~now)]
                    if now.any():
                        self._explain(name, pairs.where(now))

    def _explain(self, name: str, pairs: Pairs) -> None:
        change = self.pasts.value(name, pairs.after) - self.pasts.value(name, pairs.before)
        self._account(name).note_move(change, pairs.weight)
        node = self.graph.nodes[name]
        if node.formula is not None:
            self._formula(name, pairs, change)
        elif node.window is not None:
            self._window(name, pairs, change)
        else:
            self._measured(name, pairs, change)

    def _account(self, name: str) -> Account:
        if name not in self.accounts:
            self.accounts[name] = Account(name)
        return self.accounts[name]

    def _formula(self, name: str, pairs: Pairs, change: Floats) -> None:
        formula = self.graph.nodes[name].formula
        assert formula is not None  # noqa: S101 -- narrows the type
        formula, inside = flattened(formula, self._product)
        found = split(
            formula,
            lambda one, lag: self.pasts.value(one, _earlier(pairs.before, lag)),
            lambda one, lag: self.pasts.value(one, _earlier(pairs.after, lag)),
        )
        good: Mask = np.logical_and.reduce(np.isfinite(found.part), axis=0)
        part = np.where(good, found.part, 0.0)
        account = self._account(name)
        left = np.where(good, change - part.sum(axis=0), 0.0)
        account.whole = account.whole + _quiet(left, np.abs(part).sum(axis=0) + np.abs(change)) @ pairs.weight
        for row, (one, lag) in enumerate(found.inputs):
            slope = found.slope[row]
            goes = good & np.isfinite(slope) & (slope != 0)
            comes = good & ~np.isfinite(slope)
            if comes.any():
                self._arrive(name, one, lag, part[row, comes] @ pairs.weight[comes])
            before, after = _earlier(pairs.before, lag), _earlier(pairs.after, lag)
            pushed = Pairs(before, after, pairs.weight * np.where(goes, slope, 0.0)[:, None]).where(goes)
            moved = self.pasts.value(one, pushed.after) - self.pasts.value(one, pushed.before)
            self._send(name, [_Push(one, pushed, moved, lag)], inside=inside.get(one, ()))
        if not good.all():
            self.unsplit.add(name)
            self._keep(name, pairs.where(~good), change[~good], ())

    def _product(self, name: str) -> exp.Expr | None:
        """Return the formula of a metric that may be written out: time unrolls a circle step by step."""
        return None if name in self.graph.feeds_itself else self.graph.nodes[name].formula

    def _arrive(self, name: str, one: str, lag: int, amount: Floats) -> None:
        """Book what an input did that has a value in one of the periods alone: there is no change to push on."""
        self._account(one).whole = self._account(one).whole + amount
        self._remember(name, one, lag, float(np.abs(amount.mean())))

    def _window(self, name: str, pairs: Pairs, change: Floats) -> None:
        window = self.graph.nodes[name].window
        assert window is not None  # noqa: S101 -- narrows the type
        past = self.pasts.totals.get(window.of)
        total = self.pasts.totals.get(name)
        found: Pairing | None = None
        if past is not None and total is not None:
            found = paired(window.over, self.pasts.axis, self.graph.calendar, past, total, (pairs.before, pairs.after))
        if found is None:
            self.unsplit.add(name)
            self._keep(name, pairs, change, ())
            return
        pushed = Pairs(found.before, found.after, pairs.weight[found.of] * found.slope[:, None])
        moved = self.pasts.value(window.of, found.after) - self.pasts.value(window.of, found.before)
        push = _Push(window.of, pushed, moved)
        account = self._account(name)
        done, size = np.zeros(len(change)), np.abs(change)
        np.add.at(done, found.of, moved * found.slope)
        np.add.at(size, found.of, np.abs(moved * found.slope))
        account.shift = account.shift + _quiet(change - done, size) @ pairs.weight
        self._send(name, [push], window=True)

    def _measured(self, name: str, pairs: Pairs, change: Floats) -> None:
        pushes = []
        for edge in self.graph.into[name]:
            if edge.beta is not None:
                found = self._driven(edge, pairs)
                self._send(name, found, effect=(edge.driver, name))
                pushes += found
        self._keep(name, pairs, change, pushes)

    def _driven(self, edge: Edge, pairs: Pairs) -> list[_Push]:
        """Return what an effect makes of its driver's change at each lag; what lies before the data stays behind."""
        found = []
        beta = edge.beta
        assert beta is not None  # noqa: S101 -- the caller has seen to it
        for lag in edge.lags:
            before, after = _earlier(pairs.before, lag), _earlier(pairs.after, lag)
            moved = self.pasts.value(edge.driver, after) - self.pasts.value(edge.driver, before)
            known = np.isfinite(moved) & pairs.both
            if (pairs.both & ~known).any() and np.abs(beta[:, lag]).sum() > _NOTED * np.abs(beta).sum():
                self.unknown.add(edge.driver)
            if known.any():
                weight = pairs.weight[known] * beta[:, lag]
                found.append(_Push(edge.driver, Pairs(before[known], after[known], weight), moved[known], lag))
        return found

    def _send(
        self,
        name: str,
        pushes: Sequence[_Push],
        *,
        effect: tuple[str, str] | None = None,
        window: bool = False,
        inside: tuple[str, ...] = (),
    ) -> None:
        """Put pairs before their metrics, and remember the strongest way there."""
        pushes = [push for push in pushes if len(push.pairs.before)]
        if not pushes:
            return
        strongest = max(pushes, key=lambda push: push.strength)
        for push in pushes:
            self._pending.setdefault(push.metric, []).append(push.pairs)
        strength = sum(push.strength for push in pushes)
        self._remember(name, strongest.metric, strongest.lag, strength, effect=effect, window=window, inside=inside)

    def _remember(
        self,
        name: str,
        child: str,
        lag: int,
        strength: float,
        *,
        effect: tuple[str, str] | None = None,
        window: bool = False,
        inside: tuple[str, ...] = (),
    ) -> None:
        mine, known = self.journeys[name], self.journeys.get(child)
        if (known is None or strength > known.strength) and child not in (self.root, *mine.via):
            via = inside if name == self.root else (*inside, name, *mine.via)
            effects = mine.effects if effect is None else (effect, *mine.effects)
            self.journeys[child] = Journey(via, mine.lag + lag, effects, mine.window or window, strength)

    def _keep(self, name: str, pairs: Pairs, change: Floats, pushes: Sequence[_Push]) -> None:
        """Book what is a metric's own, by segment where it can be cut."""
        account = self._account(name)
        account.driven = account.driven or bool(pushes)
        known = np.isfinite(change)
        pairs, change = pairs.where(known), change[known]
        explained = sum((push.amount for push in pushes), np.zeros(1))
        own = change @ pairs.weight - explained
        account.dimension = self.pasts.shown(name)
        found = self.pasts.cut(name, account.dimension, pairs.before, pairs.after)
        if found is None:
            account.whole = account.whole + own
            if account.dimension is not None:
                self.uncut.add(name)
            return
        by_segment = sum(
            (self._arrived(push, found, account.dimension) for push in pushes), np.zeros((len(found.segments), 1))
        )
        account.book(found, pairs.weight, by_segment)
        booked = (found.own + found.mix).sum(axis=0) @ pairs.weight - by_segment.sum(axis=0)
        size = (np.abs(found.own) + np.abs(found.mix)).sum(axis=0) @ np.abs(pairs.weight) + np.abs(own)
        account.whole = account.whole + _quiet(own - booked, size)

    def _arrived(self, push: _Push, on: Cut, dimension: str | None) -> Floats:
        """Return what a driver did in each segment of the metric it moves: segments x draws."""
        pairs = push.pairs
        found = self.pasts.cut(push.metric, dimension, pairs.before, pairs.after)
        if found is None:
            share = on.share.mean(axis=1)
            return np.asarray(share[:, None] * push.amount[None, :], dtype=np.float64)
        did = (found.own + found.mix) @ pairs.weight
        place = {segment: row for row, segment in enumerate(found.segments)}
        rows = [place.get(segment, -1) for segment in on.segments]
        none = np.zeros((1, did.shape[1]))
        return np.concatenate([did, none])[rows]


def _earlier(places: Places, lag: int) -> Places:
    """Return places some periods earlier; what a window does not have stays so."""
    return np.where(places == ABSENT, ABSENT, np.where(places >= lag, places - lag, OUTSIDE))


def _quiet(left: Floats, size: Floats) -> Floats:
    """Return what is left over, nothing where it is no more than the noise of a sum."""
    return np.where(np.isfinite(left) & (np.abs(left) > _NOISE * size), left, 0.0)


def _merged(parts: Sequence[Pairs]) -> Pairs:
    """Join pairs of equal periods: their weights add."""
    if len(parts) == 1:
        return parts[0]
    before, after = (np.concatenate([getattr(one, side) for one in parts]) for side in ("before", "after"))
    draws = max(one.weight.shape[1] for one in parts)
    weight = np.concatenate([np.broadcast_to(one.weight, (len(one.before), draws)) for one in parts])
    keys, place = np.unique(np.stack([before, after]), axis=1, return_inverse=True)
    joined = np.zeros((keys.shape[1], draws))
    np.add.at(joined, place.ravel(), weight)
    return Pairs(keys[0], keys[1], joined)
