"""Work as arrays: cells of performer, role, unit, activity and period, each with its amount and its items.

Work counts for the role that its performer held at the end of the period. Who held several has it counted for those
whose role performs the activity, else for all of them by capacity. Who holds no role, and whom the table of people does
not know, is outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sightline.periods import Period
from sightline.records.people import Assignment, Assignments
from sightline.records.work import Done

__all__ = ["NOBODY", "OUTSIDE", "Worked", "worked"]

OUTSIDE = -1
NOBODY = "(nobody named)"
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """Cells of work.

    Parameters
    ----------
    performers, activities, roles, units : tuple of str
        Ids, in their order.
    periods : tuple of Period
        Oldest first.
    performer, activity, period, role, unit : array of int (cells,)
        Places in them; role and unit are -1 outside, unit where the table tells none.
    amount, items : array (cells,)
        Above 0.
    """

    performers: tuple[str, ...]
    activities: tuple[str, ...]
    roles: tuple[str, ...]
    units: tuple[str, ...]
    periods: tuple[Period, ...]
    performer: Ints
    activity: Ints
    period: Ints
    role: Ints
    unit: Ints
    amount: Floats
    items: Floats

    def sums(self, what: Floats, keys: Sequence[tuple[Ints, int]], where: NDArray[np.bool_]) -> Floats:
        """Return sums over cells, by keys with their sizes: an array with an axis per key."""
        shape = tuple(size for _, size in keys)
        place = np.ravel_multi_index(tuple(key[where] for key, _ in keys), shape)
        return np.asarray(np.bincount(place, what[where], int(np.prod(shape))).reshape(shape), dtype=np.float64)


def worked(
    done: Done, people: Assignments, periods: Sequence[Period], performs: Mapping[str, frozenset[str]]
) -> Worked:
    """Return the work of some periods, each cell with the role for which it counts.

    Parameters
    ----------
    done : Done
        Rows of other periods, and those without an amount above 0, are left out.
    people : Assignments
        Who held what.
    periods : sequence of Period
        Oldest first.
    performs : mapping of str to frozenset of str
        The activities that each role performs.
    """
    table = _sound(done.table, periods)
    performers, performer = _coded(table.column("person"))
    activities, activity = _coded(table.column("activity"))
    place = {one.label: number for number, one in enumerate(periods)}
    labels, label = _coded(table.column("period"))
    period = np.array([place[one] for one in labels], dtype=np.int64)[label] if labels else label
    amount = table.column("amount").to_numpy().astype(np.float64)
    items = np.maximum(table.column("items").to_numpy().astype(np.float64), 1.0)
    held = _Held(people, performers, periods)
    cells, posts, part = held.shared_out(performer, activity, period, activities, performs)
    role = np.append(held.role_of, OUTSIDE)[posts]
    unit = np.append(held.unit_of, OUTSIDE)[posts]
    return Worked(
        performers, activities, held.roles, held.units, tuple(periods), performer[cells], activity[cells],
        period[cells], role, unit, amount[cells] * part, items[cells] * part,
    )  # fmt: skip


def _sound(table: pa.Table, periods: Sequence[Period]) -> pa.Table:
    labels = pa.array([one.label for one in periods], pa.string())
    kept = pc.and_(pc.is_in(table.column("period"), labels), pc.greater(table.column("amount"), 0.0))
    kept = pc.and_(kept, pc.and_(pc.is_finite(table.column("amount")), pc.is_valid(table.column("activity"))))
    return table.filter(kept)


def _coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Ints]:
    """Return the distinct values of a column in their order, and the place of each row's value."""
    encoded = column.fill_null(NOBODY).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):  # no rows
        encoded = encoded.combine_chunks()
    found = encoded.dictionary.to_pylist()
    rank = {one: number for number, one in enumerate(sorted(found))}
    places = np.array([rank[one] for one in found], dtype=np.int64)
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return tuple(sorted(found)), places[codes] if len(found) else codes


class _Held:
    """Which post (a role in a unit) each performer held in each period; -1 none, and several where there are."""

    def __init__(self, people: Assignments, performers: Sequence[str], periods: Sequence[Period]) -> None:
        kinds = sorted({(one.role, one.unit or "") for one in people.every})
        self.roles = tuple(sorted({role for role, _ in kinds}))
        self.units = tuple(sorted({unit for _, unit in kinds if unit}))
        role_at, unit_at = ({one: n for n, one in enumerate(those)} for those in (self.roles, self.units))
        self.role_of = np.array([role_at[role] for role, _ in kinds], dtype=np.int64)
        self.unit_of = np.array([unit_at.get(unit, OUTSIDE) for _, unit in kinds], dtype=np.int64)
        self._place = {kind: number for number, kind in enumerate(kinds)}
        self.posts = np.full((len(performers), len(periods)), OUTSIDE, dtype=np.int64)
        self._several: dict[tuple[int, int], list[Assignment]] = {}
        known = {one: number for number, one in enumerate(performers)}
        theirs = [(known[one.person], one) for one in people.every if one.person in known]
        starts = np.array([one.start.toordinal() for one in periods])
        ends = np.array([(one.end - timedelta(days=1)).toordinal() for one in periods])
        self._fill(theirs, ends, ends, clash=True)
        self._fill(theirs, starts, ends, clash=False)

    def _fill(self, theirs: Sequence[tuple[int, Assignment]], first: Ints, last: Ints, *, clash: bool) -> None:
        """Give posts to periods that meet an assignment between the first and the last day of each."""
        taken = self.posts != OUTSIDE
        held: dict[tuple[int, int], Assignment] = {}
        for person, one in theirs:
            low = 0 if one.since is None else int(np.searchsorted(last, one.since.toordinal()))
            until = None if one.until is None else one.until.toordinal()
            high = len(first) if until is None else int(np.searchsorted(first, until, side="right"))
            post = self._place[one.role, one.unit or ""]
            row = self.posts[person]
            for at in range(low, high):
                if not clash:
                    if not taken[person, at]:
                        row[at] = post
                    continue
                if row[at] != OUTSIDE:
                    self._several.setdefault((person, at), [held[person, at]]).append(one)
                held[person, at] = one
                row[at] = post

    def shared_out(
        self,
        performer: Ints,
        activity: Ints,
        period: Ints,
        activities: Sequence[str],
        performs: Mapping[str, frozenset[str]],
    ) -> tuple[Ints, Ints, Floats]:
        """Return cells with their posts and the part of each: those of several roles come once for each."""
        cells = np.arange(len(performer))
        posts = self.posts[performer, period] if len(self.posts) else performer
        several = {key: those for key, those in self._several.items() if len({one.role for one in those}) > 1}
        if not several:
            return cells, posts, np.ones(len(cells))
        busy = np.zeros(self.posts.shape, dtype=bool)
        busy[tuple(np.array(sorted(several)).T)] = True
        split = busy[performer, period]
        more: list[tuple[int, int, float]] = []
        for cell in np.flatnonzero(split).tolist():
            those = several[int(performer[cell]), int(period[cell])]
            name = activities[activity[cell]]
            fitting = [one for one in those if name in performs.get(one.role, frozenset())] or those
            weights = [one.capacity for one in fitting]
            weights = weights if sum(weights) > 0 else [1.0] * len(fitting)
            more += [(cell, self._place[one.role, one.unit or ""], weight / sum(weights))
                     for one, weight in zip(fitting, weights, strict=True) if weight > 0]  # fmt: skip
        alone = cells[~split]
        return (
            np.concatenate([alone, np.array([one for one, _, _ in more], dtype=np.int64)]),
            np.concatenate([posts[~split], np.array([one for _, one, _ in more], dtype=np.int64)]),
            np.concatenate([np.ones(len(alone)), np.array([one for *_, one in more])]),
        )
