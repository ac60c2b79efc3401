"""The exact audit: can a group of fewer than `k` people be worked out of what is published?

Whoever knows the figures of groups can add and subtract them. A smaller group is given away when its indicator vector
lies in the span of theirs. People whom no published group tells apart form an atom; every vector in the span is
constant on atoms, so a small group that is given away is a union of small atoms. With P the projector onto what the
span leaves open, such a union is given away when the columns of P for its atoms sum to zero. Sums of up to four columns
are compared by one number each, and confirmed on the whole columns: up to four people, that is all there are.

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
    """What can be worked out of a growing list of published groups.

    Parameters
    ----------
    candidates : sequence of frozenset of str
        All groups that may be asked about, published or not.
    k : int
        No group of fewer people may be given away.
    """

    def __init__(self, candidates: Sequence[frozenset[str]], k: int) -> None:
        self._k = k
        self._atom, sizes = _atoms(candidates)
        self._sizes = sizes
        self._open: Floats = np.eye(len(sizes))
        self._members: list[frozenset[str]] = []
        self._weights = np.random.default_rng(_SEED).standard_normal(len(sizes))
        self._small = np.flatnonzero(sizes < k)
        self._combinations = _combinations(sizes[self._small], k)

    def would_expose(self, members: frozenset[str], hidden: Iterable[frozenset[str]] = ()) -> bool:
        """Return whether publishing this group gives away fewer than `k` people, or one of the `hidden` groups."""
        if any(0 < len(members ^ other) < self._k for other in self._members):
            return True
        left = self._without(members)
        if left is None:  # it can be worked out already
            return False
        return self._exposes(left) or any(self._known(left, one) for one in hidden)

    def publish(self, members: frozenset[str]) -> None:
        """Take a group as published."""
        left = self._without(members)
        self._members.append(members)
        if left is not None:
            self._open = left

    def knows(self, members: frozenset[str]) -> bool:
        """Return whether the figure of these people can be worked out of what is published."""
        return self._known(self._open, members)

    def exposed(self) -> bool:
        """Return whether some group of fewer than `k` people can be worked out of what is published."""
        return self._exposes(self._open)

    def _vector(self, members: frozenset[str]) -> Floats:
        vector = np.zeros(len(self._sizes))
        vector[[self._atom[one] for one in members]] = 1.0
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
        return any(
            np.abs(columns[:, [first[a], second[a], first[b], second[b]]].sum(axis=1)).max() < _EXACT
            for a, b in zip(one[met].tolist(), two[met].tolist(), strict=True)
        )


def _atoms(candidates: Sequence[frozenset[str]]) -> tuple[dict[str, int], Ints]:
    """Return the atom of each person, and how many people each atom has."""
    people = sorted(frozenset().union(*candidates))
    place = {one: number for number, one in enumerate(people)}
    table = np.zeros((len(people), len(candidates)), dtype=bool)
    for number, members in enumerate(candidates):
        table[[place[one] for one in members], number] = True
    if not len(people):
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
