"""A formula's change, split among its inputs: symmetric, without remainder, safe at zero and below it.

Each input gets its Shapley value: the mean, over all orders in which the inputs could have moved from their old values
to their new ones, of what the formula moved by when that input did. The value is linear, so a sum is split term by
term. A product of distinct inputs is multilinear, and its Shapley value is an integral along the straight line between
the two points (Owen), which Gauss-Legendre points give exactly for any number of factors. Every other term is worked
out on all corners between the two points, and beyond ten inputs over cyclic orders.

References: L. S. Shapley (1953), A value for n-person games; G. Owen (1972), Multilinear extensions of games,
Management Science 18(5); J. X. Sun (1998), Changes in energy consumption: a complete decomposition model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from sightline.model.arithmetic import evaluate, name_of, names_in

__all__ = ["Input", "Split", "flattened", "split"]

Floats = NDArray[np.float64]
Input = tuple[str, int]
Values = Callable[[str, int], Floats]
MOST_CORNERS = 10  # inputs of a term up to which all orders count: 1,024 corners
_UNMOVED = 1e-12  # of an input's size: below this it has not moved


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """How a formula's change between two points is split among its inputs, for several pairs of points at once.

    Parameters
    ----------
    inputs : tuple of (name, lag)
        Sorted; a name at two lags is two inputs.
    part : array, inputs x pairs
        In units of the formula; adds up to its change. NaN throughout a pair that cannot be split: no order of moves
        has a finite value at every step.
    slope : array, inputs x pairs
        `part` per unit of the input's change; NaN where the input has a value at one point alone.
    """

    inputs: tuple[Input, ...]
    part: Floats
    slope: Floats


@dataclass(frozen=True, slots=True)
class _Factor:
    """One factor of a pure product: an input or its reciprocal."""

    input: Input
    under: bool


def split(expression: exp.Expr, before: Values, after: Values) -> Split:
    """Split the change of a formula between two points among its inputs.

    Parameters
    ----------
    expression : sqlglot expression
        A formula over metrics.
    before, after : callable
        Take a name and a lag and return the values at the two points, one per pair; NaN where there is no data.

    Examples
    --------
    >>> from sightline.model.expressions import parse_formula
    >>> old, new = {"a": 2.0, "b": 10.0}, {"a": 3.0, "b": 12.0}
    >>> found = split(
    ...     parse_formula("a * b"), lambda name, lag: np.array([old[name]]), lambda name, lag: np.array([new[name]])
    ... )
    >>> [(name, float(part[0])) for (name, lag), part in zip(found.inputs, found.part)]
    [('a', 11.0), ('b', 5.0)]
    """
    inputs = tuple(sorted(set(names_in(expression))))
    points = {one: (before(*one), after(*one)) for one in inputs}
    shape = (len(inputs), max((len(old) for old, _ in points.values()), default=0))
    part, slope = np.zeros(shape), np.zeros(shape)
    for factor, term in _terms(expression, 1.0):
        used = tuple(sorted(set(names_in(term))))
        if used:
            rows = [inputs.index(one) for one in used]
            parts, slopes = _of_term(term, used, points)
            part[rows] += factor * parts
            slope[rows] += factor * slopes
    lost = np.isnan(part).any(axis=0)
    part[:, lost] = slope[:, lost] = np.nan
    return Split(inputs, part, slope)


def flattened(
    expression: exp.Expr, formula_of: Callable[[str], exp.Expr | None]
) -> tuple[exp.Expr, dict[str, tuple[str, ...]]]:
    """Write out the metrics of a product that are pure products themselves, so that nesting does not matter.

    Shapley's value of a product of products is not that of the product of all factors: it differs by about one in a
    hundred where values move by a fifth. Sums need no writing out, since the value is linear.

    Parameters
    ----------
    expression : sqlglot expression
        A formula over metrics; it is not changed.
    formula_of : callable
        Gives the formula of a metric, or None.

    Returns
    -------
    tuple of expression and mapping
        The mapping says for each metric that came in so which metrics it stands in, nearest to it first.
    """
    products = {}
    for column in expression.find_all(exp.Column):
        formula = formula_of(name_of(column)) if _multiplied(column) else None
        if formula is not None and _factors(formula) is not None:
            products[name_of(column)] = flattened(formula, formula_of)
    if not products:
        return expression, {}
    tree = exp.Paren(this=expression.copy())
    for column in list(tree.find_all(exp.Column)):
        if name_of(column) in products and _multiplied(column):
            column.replace(exp.Paren(this=products[name_of(column)][0].copy()))
    inside = {
        one: (*deeper.get(one, ()), name) for name, (inner, deeper) in products.items() for one, _ in names_in(inner)
    }
    return tree.this, inside


def _multiplied(column: exp.Column) -> bool:
    """Return whether a metric is a factor of a product."""
    node = column.parent
    while isinstance(node, exp.Paren) and node.parent is not None:
        node = node.parent
    return isinstance(node, exp.Mul | exp.Div)


def _terms(node: exp.Expr, factor: float) -> Iterator[tuple[float, exp.Expr]]:
    """Yield the terms of a sum with their constant factors."""
    if isinstance(node, exp.Paren):
        yield from _terms(node.this, factor)
    elif isinstance(node, exp.Neg):
        yield from _terms(node.this, -factor)
    elif isinstance(node, exp.Add | exp.Sub):
        yield from _terms(node.this, factor)
        yield from _terms(node.expression, factor if isinstance(node, exp.Add) else -factor)
    elif isinstance(node, exp.Mul) and (constant := _constant(node.expression)) is not None:
        yield from _terms(node.this, factor * constant)
    elif isinstance(node, exp.Mul) and (constant := _constant(node.this)) is not None:
        yield from _terms(node.expression, factor * constant)
    elif isinstance(node, exp.Div) and (constant := _constant(node.expression)):
        yield from _terms(node.this, factor / constant)
    else:
        yield factor, node


def _constant(node: exp.Expr) -> float | None:
    """Return the value of a part without any metric in it; None where there is one, or no finite value."""
    if next(names_in(node), None) is not None:
        return None
    value = float(evaluate(node, lambda _name, _lag: np.asarray(np.nan)))
    return value if np.isfinite(value) else None


def _of_term(
    term: exp.Expr, used: Sequence[Input], points: dict[Input, tuple[Floats, Floats]]
) -> tuple[Floats, Floats]:
    factors = _factors(term)
    if factors is not None and len({one.input for one in factors}) == len(factors):
        return _of_product(factors, used, points)
    part = _over_corners(term, used, points) if len(used) <= MOST_CORNERS else _over_orders(term, used, points)
    old, new = (np.stack([points[one][side] for one in used]) for side in (0, 1))
    moved = new - old
    still = np.abs(moved) <= _UNMOVED * np.maximum(np.abs(old), np.abs(new))
    with np.errstate(all="ignore"):
        slope = np.where(still, 0.0, part / moved)
    return np.where(still, part * 0.0, part), slope


def _factors(node: exp.Expr, *, under: bool = False) -> list[_Factor] | None:
    """Return the factors of a pure product of inputs and their reciprocals; None where it is something else."""
    if isinstance(node, exp.Paren):
        return _factors(node.this, under=under)
    if isinstance(node, exp.Column):
        return [_Factor((name_of(node), 0), under)]
    if isinstance(node, exp.Lag):
        return [_Factor(next(names_in(node)), under)]
    if isinstance(node, exp.Mul | exp.Div):
        left = _factors(node.this, under=under)
        right = _factors(node.expression, under=under != isinstance(node, exp.Div))
        return None if left is None or right is None else left + right
    return None


def _of_product(
    factors: Sequence[_Factor], used: Sequence[Input], points: dict[Input, tuple[Floats, Floats]]
) -> tuple[Floats, Floats]:
    """Integrate each factor's slope along the straight line: exact, since the product is multilinear (Owen 1972)."""
    ordered = sorted(factors, key=lambda one: used.index(one.input))
    old, new = (np.stack([points[one.input][side] for one in ordered]) for side in (0, 1))
    under = np.array([one.under for one in ordered])[:, None]
    with np.errstate(all="ignore"):
        start, end = (np.where(under, 1.0 / side, side) for side in (old, new))
        nodes, weights = _gauss((len(ordered) + 1) // 2)
        along = start + ((nodes + 1) / 2)[:, None, None] * (end - start)
        rest = np.einsum("q,qip->ip", weights / 2, _others(along))
        part = rest * (end - start)
        slope = np.where(under, -rest / (old * new), rest)
    part = np.where(np.isfinite(part).all(axis=0), part, np.nan)
    return part, np.where(np.isfinite(part), slope, np.nan)


@cache
def _gauss(count: int) -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(count)


def _others(along: Floats) -> Floats:
    """Return for each factor (axis 1) the product of all others, without dividing: a factor may be zero."""
    ones = np.ones_like(along[:, :1])
    left = np.cumprod(np.concatenate([ones, along[:, :-1]], axis=1), axis=1)
    right = np.cumprod(np.concatenate([ones, along[:, :0:-1]], axis=1), axis=1)[:, ::-1]
    return np.asarray(left * right, dtype=np.float64)


def _over_corners(term: exp.Expr, used: Sequence[Input], points: dict[Input, tuple[Floats, Floats]]) -> Floats:
    """Average over all orders of moves in which the term has a finite value at every step.

    Where it has one at every corner these are all orders, and the mean is the Shapley value. Orders are counted as
    paths through the corners, from none of the inputs moved to all of them.
    """
    count = len(used)
    corners = np.arange(2**count)
    moved = (corners[:, None] >> np.arange(count)) & 1 == 1
    value = _at(term, used, points, moved)
    there = np.isfinite(value)
    sizes = moved.sum(axis=1)
    to = _paths(there, moved, sizes, range(1, count + 1), 0)
    onward = _paths(there[::-1], moved, sizes, range(1, count + 1), 0)[::-1]  # from a corner on: paths to its opposite
    value = np.where(there, value, 0.0)
    part = np.empty((count, value.shape[1]))
    with np.errstate(all="ignore"):
        for place in range(count):
            still = corners[~moved[:, place]]
            gone = still | (1 << place)
            part[place] = (to[still] * onward[gone] * (value[gone] - value[still])).sum(axis=0) / to[-1]
    return np.where(to[-1] > 0, part, np.nan)


def _paths(
    there: NDArray[np.bool_], moved: NDArray[np.bool_], sizes: NDArray[np.int64], steps: range, start: int
) -> Floats:
    """Return by how many orders each corner is reached through corners that have a value."""
    ways = np.zeros(there.shape)
    ways[start] = there[start]
    for step in steps:
        level = np.flatnonzero(sizes == step)
        for place in range(moved.shape[1]):
            here = level[moved[level, place]]
            ways[here] += ways[here ^ (1 << place)]
        ways[level] *= there[level]
    return ways


def _over_orders(term: exp.Expr, used: Sequence[Input], points: dict[Input, tuple[Floats, Floats]]) -> Floats:
    """Average over the cyclic orders of the inputs by name and their reverses: additive and symmetric."""
    count = len(used)
    total = np.zeros((count, len(points[used[0]][0])))
    orders = np.zeros(total.shape[1])
    for first in range(count):
        cyclic = np.roll(np.arange(count), -first)
        for order in (cyclic, cyclic[::-1]):
            rank = np.empty(count, dtype=np.int64)
            rank[order] = np.arange(count)
            moved = rank[None, :] < np.arange(count + 1)[:, None]
            steps = np.diff(_at(term, used, points, moved), axis=0)[rank]
            whole = np.isfinite(steps).all(axis=0)
            total += np.where(whole, steps, 0.0)
            orders += whole
    with np.errstate(all="ignore"):
        return np.asarray(total / orders, dtype=np.float64)


def _at(
    term: exp.Expr,
    used: Sequence[Input],
    points: dict[Input, tuple[Floats, Floats]],
    moved: NDArray[np.bool_],
) -> Floats:
    """Return the term's values at corners: corners x pairs, where `moved` says which inputs have moved."""

    def lookup(name: str, lag: int) -> Floats:
        old, new = points[name, lag]
        return np.where(moved[:, used.index((name, lag))][:, None], new, old)

    shape = (len(moved), len(points[used[0]][0]))
    return np.broadcast_to(evaluate(term, lookup), shape)
