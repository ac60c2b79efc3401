"""Taking nuisance columns out of others by least squares, compiled.

Plain loops instead of LAPACK: the matrices are small and mostly zero (one level per segment and period), and threads
of a linear algebra library cost more here than they give, above all where several fits run side by side.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["cleaned", "independent", "products"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DEPENDENT = 1e-9  # a column whose square is this little beyond the others' span, relative to its own, is one of them


def independent(columns: Floats) -> Floats:
    """Return the columns, n x some, without those that earlier ones make up."""
    square = _square(np.ascontiguousarray(columns))
    return np.asarray(columns[:, _factor(square)])


def cleaned(values: Floats, nuisance: Floats) -> Floats:
    """Return `values`, n x some or n, less what independent nuisance columns explain by ordinary least squares."""
    grid = values if values.ndim > 1 else values[:, None]
    middle = grid - grid.mean(axis=0)  # the nuisance holds a level: nothing is lost, and large levels do no harm
    data = np.column_stack([nuisance, middle])
    width = nuisance.shape[1]
    square = _square(data)
    _factor(square[:width, :width])
    rest = middle - nuisance @ _solved(square, width)
    return np.asarray(rest.reshape(values.shape))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def products(data: Floats, cell: Ints, time: Ints, width: int, memories: Floats) -> tuple[Floats, Floats]:
    """Return cross products of whitened columns with the nuisance taken out, and the log weight of each memory.

    Parameters
    ----------
    data : array, n x (width + others)
        Nuisance columns first; rows ordered by segment, then time.
    cell, time : array of int, n
        Segment and period of each row.
    width : int
        How many nuisance columns, all independent.
    memories : array
        AR(1) coefficients.

    Returns
    -------
    tuple of array
        memories x others x others, and memories: half the log determinant of the whitening less that of the nuisance.
    """
    n, wide = data.shape
    others = wide - width
    found, weights = np.empty((memories.shape[0], others, others)), np.zeros(memories.shape[0])
    white = np.empty(data.shape)
    for at in range(memories.shape[0]):
        memory = memories[at]
        for i in range(n):
            carry = 0.0
            if i > 0 and cell[i] == cell[i - 1]:
                carry = memory ** (time[i] - time[i - 1])  # a row after a gap has forgotten more
            size = np.sqrt((1.0 - memory * memory) / (1.0 - carry * carry))
            weights[at] += np.log(size)
            for j in range(wide):
                before = data[i - 1, j] if carry != 0.0 else 0.0
                white[i, j] = size * (data[i, j] - carry * before)
        square = _square(white)
        _factor(square[:width, :width])
        for k in range(width):
            weights[at] -= np.log(square[k, k])
        found[at] = _beyond(square, width)
    return found, weights


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _square(data: Floats) -> Floats:
    """Return data' data; zeros cost nothing."""
    n, wide = data.shape
    square = np.zeros((wide, wide))
    for i in range(n):
        for j in range(wide):
            value = data[i, j]
            if value != 0.0:
                for k in range(j + 1):
                    square[j, k] += value * data[i, k]
    for j in range(wide):
        for k in range(j):
            square[k, j] = square[j, k]
    return square


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _factor(square: Floats) -> NDArray[np.bool_]:
    """Replace the lower triangle by its Cholesky factor; return which columns the earlier ones do not make up."""
    wide = square.shape[0]
    kept = np.ones(wide, np.bool_)
    for j in range(wide):
        own = square[j, j]
        rest = own
        for k in range(j):
            if kept[k]:
                rest -= square[j, k] ** 2
        if rest <= _DEPENDENT * own:
            kept[j] = False
            continue
        pivot = np.sqrt(rest)
        square[j, j] = pivot
        for i in range(j + 1, wide):
            value = square[i, j]
            for k in range(j):
                if kept[k]:
                    value -= square[i, k] * square[j, k]
            square[i, j] = value / pivot
    return kept


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _forward(square: Floats, width: int) -> Floats:
    """Return the factor's inverse times the cross products with the other columns, width x others."""
    others = square.shape[0] - width
    half: Floats = square[:width, width:].copy()
    for i in range(width):
        for k in range(i):
            factor = square[i, k]
            if factor != 0.0:
                for j in range(others):
                    half[i, j] -= factor * half[k, j]
        for j in range(others):
            half[i, j] /= square[i, i]
    return half


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _beyond(square: Floats, width: int) -> Floats:
    """Return the cross products of the other columns beyond what the first ones explain."""
    others = square.shape[0] - width
    half = _forward(square, width)
    rest = square[width:, width:].copy()
    for k in range(width):
        for i in range(others):
            for j in range(others):
                rest[i, j] -= half[k, i] * half[k, j]
    return rest


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _solved(square: Floats, width: int) -> Floats:
    """Return the least squares coefficients of the other columns on the first ones, width x others."""
    size: Floats = _forward(square, width)
    for back in range(width):
        i = width - 1 - back
        for k in range(i + 1, width):
            for j in range(size.shape[1]):
                size[i, j] -= square[k, i] * size[k, j]
        for j in range(size.shape[1]):
            size[i, j] /= square[i, i]
    return size
