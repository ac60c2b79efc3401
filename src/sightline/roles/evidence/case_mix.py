"""Case mix: what each case was to be expected to take, from its attributes alone, whoever works on it.

First, every attribute adds its own effect: ridge regression on one column per value, all attributes at once, month
included. On top come combinations, one layer after the other: each attribute in each month (what became slow in one
region is nobody's doing), all attributes together, and these in each month. A combination adds the mean of what is left
of its cases, drawn towards zero by how few they are (a smoothed target mean); a layer that does not lessen the error on
the folds left out adds nothing. Nothing here knows people, and the expectation of a case rests on the cases of the
other folds alone.

Ten million cases are no more than the distinct combinations of their values: all is fitted on counts and sums.

References: A. E. Hoerl, R. W. Kennard (1970), Ridge regression, Technometrics 12(1); D. Micci-Barreca (2001), A
preprocessing scheme for high-cardinality categorical attributes, SIGKDD Explorations 3(1), equation 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from sightline.roles.evidence.coding import MONTH, Codes, Floats, Ints, summed

__all__ = ["CaseMix", "Layer", "expected"]

RIDGES = (1.0, 10.0, 100.0, 1000.0)  # imagined cases of each value, all as expected
CELLS = (5.0, 20.0, 80.0, 320.0)  # likewise, of each combination
_GAIN = 4.0  # variances of a case, by which a layer must lessen the error at least: less is chance
_WIDE = 2**62
_KEYED = 50_000_000


@dataclass(frozen=True, slots=True)
class Layer:
    """A combination of attributes, and how many imagined cases smooth it."""

    attributes: tuple[str, ...]
    smoothing: float


@dataclass(frozen=True, slots=True, eq=False)
class CaseMix:
    """What is expected of each case.

    Parameters
    ----------
    attributes : tuple of Codes
        What it rests on.
    expected : array
        Of each case, on the scale of comparison.
    fold : array
        Of each case: its expectation rests on the others.
    ridge : float
        The strength that was chosen.
    layers : tuple of Layer
        Those combinations that add something, in their order.
    centre : float
        The mean about which was fitted.
    coefficients : array
        Folds x (1 + values of all attributes): what the cases outside a fold say.
    combination : array
        Of each case: the part of `expected` that combinations add.
    """

    attributes: tuple[Codes, ...]
    expected: Floats = field(repr=False)
    fold: NDArray[np.int32] = field(repr=False)
    ridge: float
    layers: tuple[Layer, ...]
    centre: float
    coefficients: Floats = field(repr=False)
    combination: Floats = field(repr=False)

    def part(self, number: int, rows: Ints) -> Floats:
        """Return what one attribute adds to the expectation of some cases."""
        offset = 1 + sum(len(one.levels) for one in self.attributes[:number])
        return self.coefficients[self.fold[rows], offset + self.attributes[number].code[rows]]


def expected(
    attributes: Sequence[Codes], y: Floats, fold: NDArray[np.int32], *, folds: int | None = None
) -> CaseMix:  # fmt: skip
    """Return what is expected of each case, given the cases of all other folds.

    Parameters
    ----------
    attributes : sequence of Codes
        Of each case.
    y : array
        Of each case, on the scale of comparison.
    fold : array
        Of each case, from 0. Two folds that are two stretches of time give what the one says of the other.
    folds : int, optional
        How many there are.
    """
    known = tuple(attributes)
    if not len(y):
        empty = np.zeros(0)
        return CaseMix(known, empty, fold, RIDGES[0], (), 0.0, np.zeros((1, 1)), empty)
    many = folds or int(fold.max()) + 1
    centre = float(y.mean())
    groups = _Groups.of(known, y - centre, fold, many)
    ridge, coefficients, fitted = groups.fit()
    layers, total = groups.combine(coefficients, tuple(one.name for one in known))
    return CaseMix(
        known, (total + centre)[groups.of_case], fold, ridge, layers, centre, coefficients,
        (total - fitted)[groups.of_case],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Distinct combinations of fold and attributes, with how many cases each has and the sum of their values."""

    of_case: Ints
    fold: Ints
    codes: tuple[Ints, ...]
    sizes: tuple[int, ...]
    many: int
    n: Floats
    sums: Floats
    variance: float

    @classmethod
    def of(cls, attributes: tuple[Codes, ...], y: Floats, fold: NDArray[np.int32], many: int) -> _Groups:
        sizes = tuple(max(len(one.levels), 1) for one in attributes)
        numbers, first = _numbered([fold, *(one.code for one in attributes)], [many, *sizes])
        codes = tuple(one.code[first].astype(np.int64) for one in attributes)
        n = np.bincount(numbers, minlength=len(first)).astype(np.float64)
        sums = summed(numbers, y, len(first))
        return cls(numbers, fold[first].astype(np.int64), codes, sizes, many, n, sums, float(y.var()))

    def fit(self) -> tuple[float, Floats, Floats]:
        """Return the ridge with the least error, its coefficients, and what they say of each group."""
        normal, right = self._normal()
        others = [(normal.sum(0) - normal[one], right.sum(0) - right[one]) for one in range(self.many)]
        best: tuple[float, float, Floats, Floats] | None = None
        for ridge in RIDGES:
            found = np.array([_solved(left, said, ridge) for left, said in others])
            fitted = self._said(found, self.fold)
            error = float((self.n * fitted**2 - 2 * fitted * self.sums).sum())
            if best is None or error < best[0] * (1 - 1e-12) - 1e-300:
                best = (error, ridge, found, fitted)
        assert best is not None  # noqa: S101 -- narrows the type
        return best[1:]

    def combine(self, coefficients: Floats, names: Sequence[str]) -> tuple[tuple[Layer, ...], Floats]:
        """Return the layers that lessen the error, and what is then expected of each group.

        What each fold's coefficients and layers say is kept of all groups: a layer is fitted on what they leave.
        """
        everyone = np.arange(len(self.n))
        said = np.array([self._said(coefficients, np.full(len(self.n), one)) for one in range(self.many)])
        kept = []
        for way in _ways(names):
            cell, first = _numbered([self.codes[one] for one in way], [self.sizes[one] for one in way])
            left, seen = self._left(said, cell, len(first))
            own = said[self.fold, everyone]
            best, chosen = -_GAIN * self.variance, np.inf
            for smoothing in CELLS:
                adds = (left / (seen + smoothing))[self.fold, cell]
                gain = float((self.n * (adds**2 + 2 * adds * own) - 2 * adds * self.sums).sum())
                if gain < best:
                    best, chosen = gain, smoothing
            if np.isfinite(chosen):
                kept.append(Layer(tuple(names[one] for one in way), chosen))
                for one in range(self.many):
                    said[one] += (left[one] / (seen[one] + chosen))[cell]
        return tuple(kept), np.asarray(said[self.fold, everyone])

    def _left(self, said: Floats, cell: Ints, cells: int) -> tuple[Floats, Floats]:
        """Return, of each fold and cell, what the cases of the other folds leave, summed, and how many they are."""
        left, seen = np.empty((self.many, cells)), np.empty((self.many, cells))
        for one in range(self.many):
            others = self.fold != one
            left[one] = summed(cell[others], (self.sums - self.n * said[one])[others], cells)  # fmt: skip
            seen[one] = summed(cell[others], self.n[others], cells)
        return left, seen

    def _said(self, coefficients: Floats, fold: Ints) -> Floats:
        total: Floats = coefficients[fold, 0]
        offset = 1
        for code, size in zip(self.codes, self.sizes, strict=True):
            total = total + coefficients[fold, offset + code]
            offset += size
        return total

    def _normal(self) -> tuple[Floats, Floats]:
        """Return the normal equations of each fold: counts of values and of pairs of values, sums by value."""
        columns = [np.zeros(len(self.n), dtype=np.int64), *self.codes]
        sizes = [1, *self.sizes]
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        width = int(offsets[-1])
        normal = np.zeros((self.many, width, width))
        right = np.zeros((self.many, width))
        for one, (code, size) in enumerate(zip(columns, sizes, strict=True)):
            here = slice(offsets[one], offsets[one + 1])
            key = self.fold * size + code
            right[:, here] = summed(key, self.sums, self.many * size).reshape(-1, size)
            for other in range(one + 1):
                there = slice(offsets[other], offsets[other + 1])
                pair = key * sizes[other] + columns[other]
                counts = summed(pair, self.n, self.many * size * sizes[other])
                normal[:, here, there] = counts.reshape(self.many, size, sizes[other])
                normal[:, there, here] = normal[:, here, there].transpose(0, 2, 1)
        return normal, right


def _ways(names: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the combinations of attributes, by their places: each by month, all, all by month."""
    month = [place for place, name in enumerate(names) if name == MONTH]
    plain = [place for place, name in enumerate(names) if name != MONTH]
    ways = [(one, *month) for one in plain] if month else []
    if len(plain) > 1:
        ways += [tuple(plain), *([(*plain, *month)] if month else [])]
    return ways


def _solved(normal: Floats, right: Floats, ridge: float) -> Floats:
    """Return the coefficients; the mean is not drawn in, and of no case at all nothing is said."""
    if normal[0, 0] <= 0:
        return np.zeros(len(right))
    penalty = np.full(len(right), ridge)
    penalty[0] = 0.0
    return np.asarray(cho_solve(cho_factor(normal + np.diag(penalty)), right), dtype=np.float64)


def _numbered(columns: Sequence[NDArray[np.integer]], sizes: Sequence[int]) -> tuple[Ints, Ints]:
    """Return the number of each row's combination, and the first row of each number."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    span = 1
    for column, size in zip(columns, sizes, strict=True):
        if span > _WIDE // max(size, 1):
            _, key = np.unique(key, return_inverse=True)
            span = int(key.max()) + 1
        key = key * size + column
        span *= size
    if span <= max(_KEYED // 10, 4 * len(key)) and span <= _KEYED:  # a table of all keys is quicker than sorting
        first_of = np.full(span, len(key), dtype=np.int64)
        first_of[key[::-1]] = np.arange(len(key) - 1, -1, -1)
        there = np.flatnonzero(first_of < len(key))
        number = np.zeros(span, dtype=np.int64)
        number[there] = np.arange(len(there))
        return number[key], first_of[there]
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return number.astype(np.int64), first.astype(np.int64)
