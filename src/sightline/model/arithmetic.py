"""Arithmetic over arrays of values, as the expressions of a model write it.

Formulas over metrics, and the arithmetic of aggregates such as `sum(a) - sum(b)`, are evaluated here after the engine
has answered. NaN stands for no data: it passes through every operation, and whatever has no finite result (a division
by zero, the logarithm of nothing, an overflow) is no data either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from sightline.errors import DeclarationError

__all__ = ["Array", "Lookup", "evaluate", "name_of", "names_in"]

Array = NDArray[np.float64]
Lookup = Callable[[str, int], Array]

_BINARY: dict[type[exp.Expr], Callable[[Array, Array], Array]] = {
    exp.Add: np.add,
    exp.Sub: np.subtract,
    exp.Mul: np.multiply,
    exp.Div: np.divide,
    exp.IntDiv: np.floor_divide,
    exp.Mod: np.fmod,
    exp.Pow: np.power,
}
_COMPARE: dict[type[exp.Expr], Callable[[Array, Array], NDArray[np.bool_]]] = {
    exp.EQ: np.equal,
    exp.NEQ: np.not_equal,
    exp.GT: np.greater,
    exp.GTE: np.greater_equal,
    exp.LT: np.less,
    exp.LTE: np.less_equal,
}
_UNARY: dict[type[exp.Expr], Callable[[Array], Array]] = {
    exp.Neg: np.negative,
    exp.Abs: np.abs,
    exp.Sqrt: np.sqrt,
    exp.Exp: np.exp,
    exp.Ln: np.log,
    exp.Floor: np.floor,
    exp.Ceil: np.ceil,
    exp.Sign: np.sign,
}


def name_of(column: exp.Column) -> str:
    """Return the dotted name that a column reference writes: `order_to_cash.ship.count`."""
    return ".".join(part.name for part in column.parts)


def names_in(expression: exp.Expr) -> Iterator[tuple[str, int]]:
    """Yield each name in `expression` with its lag in periods: 0 but inside `lag(name, n)`."""
    for column in expression.find_all(exp.Column):
        parent = column.parent
        inside = isinstance(parent, exp.Lag) and parent.this is column
        yield name_of(column), _offset(parent) if inside and isinstance(parent, exp.Lag) else 0


def evaluate(expression: exp.Expr, lookup: Lookup) -> Array:
    """Return the values of `expression`.

    Parameters
    ----------
    expression : sqlglot expression
        Arithmetic over names; `lag(name, n)` is the value n periods earlier.
    lookup : callable
        Takes a name and a lag and returns its values, NaN where there is no data.

    Returns
    -------
    array of float
        NaN where there is no data or no finite result.

    Raises
    ------
    DeclarationError
        If the expression uses a function that formulas do not have.
    """
    with np.errstate(all="ignore"):
        result = _value(expression, lookup)
        return np.where(np.isfinite(result), result, np.nan)


def _value(node: exp.Expr, lookup: Lookup) -> Array:
    kind = type(node)
    if isinstance(node, exp.Column):
        return lookup(name_of(node), 0)
    if isinstance(node, exp.Literal) and not node.is_string:
        return np.float64(node.this)  # type: ignore[return-value]  # a scalar broadcasts like an array
    if isinstance(node, exp.Null):
        return np.float64("nan")  # type: ignore[return-value]  # likewise
    if isinstance(node, exp.Paren | exp.Cast):
        return _value(node.this, lookup)
    if isinstance(node, exp.Lag):
        return lookup(name_of(node.this), _offset(node))
    if kind in _BINARY:
        return _finite(_BINARY[kind](_value(node.this, lookup), _value(node.expression, lookup)))
    if kind in _UNARY:
        return _finite(_UNARY[kind](_value(node.this, lookup)))
    return _special(node, lookup)


def _special(node: exp.Expr, lookup: Lookup) -> Array:
    if isinstance(node, exp.Coalesce):
        values = [_value(one, lookup) for one in (node.this, *node.expressions)]
        result = values[0]
        for value in values[1:]:
            result = np.where(np.isnan(result), value, result)
        return result
    if isinstance(node, exp.Nullif):
        left, right = _value(node.this, lookup), _value(node.expression, lookup)
        return np.where(left == right, np.nan, left)
    if isinstance(node, exp.Greatest | exp.Least):
        pick = np.maximum if isinstance(node, exp.Greatest) else np.minimum  # both pass NaN through
        values = [_value(one, lookup) for one in (node.this, *node.expressions)]
        result = values[0]
        for value in values[1:]:
            result = pick(result, value)
        return result
    if isinstance(node, exp.Round):
        return _round(_value(node.this, lookup), int(node.args["decimals"].to_py()) if node.args.get("decimals") else 0)
    if isinstance(node, exp.Log):
        return _logarithm(node, lookup)
    if isinstance(node, exp.Case | exp.If):
        return _choice(node, lookup)
    raise DeclarationError(
        f"a formula cannot use {node.sql()}.",
        fix="Use + - * / over metrics, lag(metric, n), abs, round, least, greatest, coalesce, nullif or case.",
    )


def _choice(node: exp.Case | exp.If, lookup: Lookup) -> Array:
    branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
    otherwise = node.args.get("default") or node.args.get("false")
    result = _value(otherwise, lookup) if otherwise else np.asarray(np.nan)
    for branch in reversed(branches):
        condition = branch.this
        if isinstance(node, exp.Case) and node.this is not None:
            condition = exp.EQ(this=node.this.copy(), expression=condition.copy())
        result = np.where(_truth(condition, lookup) == 1.0, _value(branch.args["true"], lookup), result)
    return result


def _truth(node: exp.Expr, lookup: Lookup) -> Array:
    """Return 1 for true, 0 for false and NaN for unknown, as SQL has it."""
    kind = type(node)
    if isinstance(node, exp.Paren):
        return _truth(node.this, lookup)
    if isinstance(node, exp.Not):
        return 1.0 - _truth(node.this, lookup)
    if isinstance(node, exp.Boolean):
        return np.asarray(float(node.this))
    if isinstance(node, exp.And | exp.Or):
        left, right = _truth(node.this, lookup), _truth(node.expression, lookup)
        decisive = 0.0 if isinstance(node, exp.And) else 1.0
        known = np.where(np.isnan(left) | np.isnan(right), np.nan, 1.0 - decisive)
        return np.where((left == decisive) | (right == decisive), decisive, known)
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return np.isnan(_value(node.this, lookup)).astype(np.float64)
    if isinstance(node, exp.Between):
        low, high = node.args["low"], node.args["high"]
        above, below = exp.GTE(this=node.this, expression=low), exp.LTE(this=node.this, expression=high)
        return _truth(exp.And(this=above, expression=below), lookup)
    if kind in _COMPARE:
        left, right = _value(node.this, lookup), _value(node.expression, lookup)
        result = _COMPARE[kind](left, right).astype(np.float64)
        return np.where(np.isnan(left) | np.isnan(right), np.nan, result)
    raise DeclarationError(f"a formula cannot decide {node.sql()}.", fix="Compare numbers with =, <>, <, <=, > or >=.")


def _round(value: Array, digits: int) -> Array:
    """Round half away from zero, as SQL does."""
    scale = 10.0**digits
    return np.copysign(np.floor(np.abs(value) * scale + 0.5) / scale, value)


def _logarithm(node: exp.Log, lookup: Lookup) -> Array:
    first = _value(node.this, lookup)
    if node.expression is None:
        return _finite(np.log10(first))
    return _finite(np.log(_value(node.expression, lookup)) / np.log(first))


def _finite(value: Array) -> Array:
    return np.where(np.isfinite(value), value, np.nan)


def _offset(node: exp.Lag) -> int:
    offset = node.args.get("offset")
    return int(offset.to_py()) if offset is not None else 1
