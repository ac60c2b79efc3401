"""Over time: the distance of each period, and of all periods up to it, each with what chance gives."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from sightline.records.alignment import AlignmentPoint
from sightline.roles.alignment.groups import Judged
from sightline.roles.alignment.judging import LEVEL, LIMIT, holm
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.noise import Null, rounded_down
from sightline.roles.alignment.spreads import effective_items
from sightline.roles.alignment.variation import shares_of, total_variation

__all__ = ["points_of"]


def points_of(
    ledger: Ledger, found: Sequence[Judged], labels: Sequence[str], hidden: Collection[tuple[str, str]]
) -> tuple[AlignmentPoint, ...]:
    """Return a point for each group and period; groups that are hidden have none.

    Parameters
    ----------
    ledger : Ledger
        All work.
    found : sequence of Judged
        What is known of groups, with what chance gives over time.
    labels : sequence of str
        Of the periods looked at.
    hidden : collection of (kind, name)
        Groups that are withheld.
    """
    shown = [one for one in found if (one.group.kind, one.group.name) not in hidden]
    rows = [(one, at) for one in shown for at in range(len(labels))]
    alone = [_one(ledger, one, at, at) for one, at in rows]
    upto = [_one(ledger, one, 0, at) for one, at in rows]
    ps = {
        at: null.p(distance)
        for at, (_, distance, null) in enumerate(alone)
        if null is not None and distance is not None
    }
    adjusted = dict(zip(ps, holm(list(ps.values())), strict=True))
    return tuple(
        AlignmentPoint(
            one.group.kind, one.group.name, labels[period], round(alone[at][0]), round(upto[at][0]), alone[at][1],
            _mean(alone[at][2]), adjusted.get(at), upto[at][1], _mean(upto[at][2]), adjusted.get(at, 1.0) < LEVEL,
        )
        for at, (one, period) in enumerate(rows)
    )  # fmt: skip


def _mean(null: Null | None) -> float | None:
    return None if null is None else null.mean


def _one(ledger: Ledger, found: Judged, first: int, last: int) -> tuple[float, float | None, Null | None]:
    """Return items, distance and chance of some periods; the last two None below twenty items."""
    side, cut = found.group.side, ledger.before
    counts = side.items[cut + first : cut + last + 1].sum(axis=1)
    if counts.sum() < LIMIT:
        return float(counts.sum()), None, None
    amounts = side.amounts[cut + first : cut + last + 1].sum(axis=0)
    distance = float(total_variation(shares_of(amounts), found.goal))
    if (first, last) == (0, ledger.length - cut - 1):
        return float(counts.sum()), distance, found.null
    many = int(rounded_down(np.array(effective_items(counts, found.chance.batches))))
    return float(counts.sum()), distance, found.chance.over_time.get(many)
