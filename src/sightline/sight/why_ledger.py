"""The ledger of one explanation: what is still to be explained, what has been booked, and the ways it came.

What is to be explained of a metric are pairs of periods, each with a weight: what one unit of the metric's change
between the two is worth in units of the explained metric. A metric may have pairs as a whole and pairs by segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sightline.records.history import Floats
from sightline.sight.graph import MetricGraph
from sightline.sight.why_accounts import Account, Journey
from sightline.sight.why_pasts import Mask, Pasts
from sightline.sight.why_segments import ABSENT, Places

__all__ = ["Ledger", "Pairs", "Push", "merged"]

Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of periods of one metric and what a unit of its change between them is worth.

    Parameters
    ----------
    before, after : array of int
        Places of the periods.
    weight : array, pairs x draws, or pairs x segments x draws
        In units of the explained metric.
    """

    before: Places
    after: Places
    weight: Floats

    def where(self, keep: Mask) -> Pairs:
        """Return some of them."""
        return Pairs(self.before[keep], self.after[keep], self.weight[keep])

    @property
    def both(self) -> Mask:
        """Whether a pair has both its periods."""
        mask: Mask = (self.before != ABSENT) & (self.after != ABSENT)
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class Push:
    """What goes to one input or driver.

    Parameters
    ----------
    metric : str
        Which.
    pairs : Pairs
        Its pairs.
    moved : array, pairs, or pairs x segments
        How far it moved in each.
    lag : int
        How many periods earlier these are.
    dimension : str, optional
        By which it is segmented.
    of : array of int, optional
        Which of the pairs of the moved metric each belongs to.
    """

    metric: str
    pairs: Pairs
    moved: Floats
    lag: int = 0
    dimension: str | None = None
    of: Places | None = None

    def spread(self, count: int) -> Floats:
        """Return how far it moved for each of the pairs of the moved metric; 0 where that is not known."""
        moved = np.zeros(count)
        moved[self.of] = self.moved
        return moved

    @property
    def amount(self) -> Floats:
        """What it did by draw, or by segment and draw."""
        return np.asarray(np.einsum("p...,p...k->...k", self.moved, self.pairs.weight), dtype=np.float64)

    @property
    def strength(self) -> float:
        """How much it did, signs aside."""
        return float((np.abs(self.moved) * np.abs(self.pairs.weight.mean(axis=-1))).sum())


@dataclass(slots=True, eq=False)
class Ledger:
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
    pending: dict[Key, list[Pairs]] = field(default_factory=dict)

    def account(self, name: str) -> Account:
        """Return the account of a metric."""
        if name not in self.accounts:
            self.accounts[name] = Account(name)
        return self.accounts[name]

    def keys(self, name: str) -> list[Key]:
        """Return the keys under which something of a metric is pending."""
        return [key for key in dict.fromkeys(((name, None), (name, self.pasts.shown(name)))) if key in self.pending]

    def take(self, key: Key) -> Pairs:
        """Return what is pending and take it off the list."""
        return merged(self.pending.pop(key))

    def send(
        self,
        name: str,
        pushes: Sequence[Push],
        *,
        effect: tuple[str, str] | None = None,
        window: bool = False,
        inside: tuple[str, ...] = (),
    ) -> None:
        """Put pairs before their metric, all one, and remember the strongest way there."""
        pushes = [push for push in pushes if len(push.pairs.before)]
        if not pushes:
            return
        for push in pushes:
            self.pending.setdefault((push.metric, push.dimension), []).append(push.pairs)
        strongest = max(pushes, key=lambda push: push.strength)
        strength = sum(push.strength for push in pushes)
        self.remember(name, strongest.metric, strongest.lag, strength, effect=effect, window=window, inside=inside)

    def remember(
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
        """Keep the way from `child` through `name`, where it is the strongest so far."""
        mine, known = self.journeys[name], self.journeys.get(child)
        if (known is None or strength > known.strength) and child not in (self.root, *mine.via):
            via = inside if name == self.root else (*inside, name, *mine.via)
            effects = mine.effects if effect is None else (effect, *mine.effects)
            self.journeys[child] = Journey(via, mine.lag + lag, effects, mine.window or window, strength)


def merged(parts: Sequence[Pairs]) -> Pairs:
    """Join pairs of equal periods: their weights add."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    if all(np.array_equal(one.before, first.before) and np.array_equal(one.after, first.after) for one in parts):
        return Pairs(first.before, first.after, sum((one.weight for one in parts[1:]), first.weight))
    before, after = (np.concatenate([getattr(one, side) for one in parts]) for side in ("before", "after"))
    draws = max(one.weight.shape[-1] for one in parts)
    weight = np.concatenate([np.broadcast_to(one.weight, (*one.weight.shape[:-1], draws)) for one in parts])
    keys, place = np.unique(np.stack([before, after]), axis=1, return_inverse=True)
    same = place.ravel() == np.arange(keys.shape[1])[:, None]
    joined = same.astype(np.float64) @ weight.reshape(len(before), -1)
    return Pairs(keys[0], keys[1], joined.reshape(-1, *weight.shape[1:]))
