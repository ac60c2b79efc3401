"""The exact audit: whether a group of fewer than `k` people follows from what is published.

Whoever knows the figures of groups can add and subtract them. A smaller group is given away when its indicator vector
lies in the span of theirs. People whom no group tells apart form an atom; every vector in the span is constant on
atoms, so a small group that is given away is a union of small atoms. With P the projector onto what the span leaves
open, such a union is given away when the columns of P for its atoms sum to zero. Sums of up to four columns are
compared by one number each, and confirmed on the whole columns. With `k` of 5 no group is missed; with a larger one,
groups of more than four atoms are left to the gate's rule that no two published groups differ by fewer than `k` people.

Reference: F. Y. Chin, G. Özsoyoğlu (1982), Auditing and inference control in statistical databases, IEEE Transactions
on Software Engineering SE-8(6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Audit"]

_SEED = 20010101
_ROUGH = 1e-8
_EXACT = 1e-7
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Audit:
    """What follows from a growing list of published groups.

    Parameters
    ----------
    candidates : iterable of frozenset of str
        All groups that may be asked about, published or not.
    k : int
        No group of fewer people may be given away.
    """

    def __init__(self, candidates: Iterable[frozenset[str]], *, k: int) -> None:
        self._k = k
        self._atom, self._sizes = _atoms(list(candidates))
        self._open: Floats = np.eye(len(self._sizes))
        self._weights = np.random.default_rng(_SEED).standard_normal(len(self._sizes))
        self._small = np.flatnonzero(self._sizes < k)
        self._combinations = _combinations(self._sizes[self._small], k)

    def gives_away(self, members: frozenset[str], hidden: Iterable[frozenset[str]] = ()) -> bool:
        """Return whether with this group one of fewer than `k` people, or one of the `hidden`, would follow."""
        left = self._without(members)
        if left is None:  # it follows already
            return self.small_group_found()
        return self._exposes(left) or any(self._known(left, one) for one in hidden)

    def take(self, members: frozenset[str]) -> None:
        """Take a group as published."""
        left = self._without(members)
        if left is not None:
            self._open = left

    def follows(self, members: frozenset[str]) -> bool:
        """Return whether the figure of these people follows from what is published."""
        return self._known(self._open, members)

    def small_group_found(self) -> bool:
        """Return whether some group of fewer than `k` people follows from what is published."""
        return self._exposes(self._open)

    def _vector(self, members: frozenset[str]) -> Floats:
        vector = np.zeros(len(self._sizes))
        vector[sorted({self._atom[one] for one in members})] = 1.0
        return vector

    def _without(self, members: frozenset[str]) -> Floats | None:
        """Return what stays open once this group is published; None where it changes nothing."""
        news = self._open @ self._vector(members)
        length = float(news @ news)
        if length < _EXACT:
            return None
        left: Floats = self._open - np.outer(news, news) / length
        return left

    def _known(self, left: Floats, members: frozenset[str]) -> bool:
        return bool(np.abs(left @ self._vector(members)).max(initial=0.0) < _EXACT)

    def _exposes(self, left: Floats) -> bool:
        marks = (self._weights @ left)[self._small]
        first, second, people = self._combinations
        padded = np.append(marks, 0.0)
        sums = padded[first] + padded[second]
        order = np.argsort(sums, kind="stable")
        ranked = sums[order]
        low = np.searchsorted(ranked, -ranked - _ROUGH, side="left")
        many = np.searchsorted(ranked, -ranked + _ROUGH, side="right") - low
        mine = np.repeat(np.arange(len(ranked)), many)
        other = np.arange(len(mine)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
        one, two = order[mine], order[other]
        total = people[one] + people[two]
        met = np.flatnonzero((total > 0) & (total < self._k) & (one <= two))
        columns = np.column_stack([left[:, self._small], np.zeros(len(left))])
        for a, b in zip(one[met].tolist(), two[met].tolist(), strict=True):
            chosen = [atom for atom in (first[a], second[a], first[b], second[b]) if atom < len(self._small)]
            if len(set(chosen)) == len(chosen) and np.abs(columns[:, chosen].sum(axis=1)).max() < _EXACT:
                return True
        return False


def _atoms(candidates: Sequence[frozenset[str]]) -> tuple[dict[str, int], Ints]:
    """Return the atom of each person, and how many people each atom has."""
    people = sorted(frozenset().union(*candidates))
    place = {one: number for number, one in enumerate(people)}
    table = np.zeros((len(people), len(candidates)), dtype=bool)
    for number, members in enumerate(candidates):
        table[[place[one] for one in members], number] = True
    if not people:
        return {}, np.empty(0, dtype=np.int64)
    packed = np.packbits(table, axis=1)
    _, atom, sizes = np.unique(packed, axis=0, return_inverse=True, return_counts=True)
    return dict(zip(people, atom.reshape(-1).tolist(), strict=True)), sizes.astype(np.int64)


def _combinations(sizes: Ints, k: int) -> tuple[Ints, Ints, Ints]:
    """Return none, one and two small atoms of fewer than `k` people together; the number after the last is no atom."""
    nobody = len(sizes)
    first, second = np.triu_indices(nobody, 1)
    fits = sizes[first] + sizes[second] < k
    first, second = first[fits], second[fits]
    alone = np.arange(nobody)
    return (
        np.concatenate([[nobody], alone, first]).astype(np.int64),
        np.concatenate([[nobody], np.full(nobody, nobody), second]).astype(np.int64),
        np.concatenate([[0], sizes, sizes[first] + sizes[second]]).astype(np.int64),
    )
