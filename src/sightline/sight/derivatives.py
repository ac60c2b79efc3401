"""Exact partial derivatives of formulas, by forward differentiation of the parsed expression.

Values follow `sightline.model.arithmetic`; each part carries its derivatives along (dual numbers). Where an expression
has a kink, the side that holds is taken (`case`, `coalesce`, `abs`), and a tie of `least` or `greatest` is split
evenly. Rounding is passed through with slope one: the steps of a rounded value have no slope anywhere, and a goal that
moves by a thousand would be called unmoved.

Reference: R. E. Wengert (1964), A simple automatic derivative evaluation program, Comm. ACM 7(8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from sqlglot import exp

from sightline.errors import DeclarationError
from sightline.model.arithmetic import Array, Lookup, evaluate, name_of

__all__ = ["Key", "partials"]

Key = tuple[str, int]
Slopes = dict[Key, Array]

_THROUGH = (exp.Paren, exp.Cast, exp.Round)


def partials(expression: exp.Expr, lookup: Lookup) -> dict[Key, Array]:
    """Return the derivative of `expression` with respect to each metric at each lag.

    Parameters
    ----------
    expression : sqlglot expression
        As `parse_formula` gives it.
    lookup : callable
        Takes a name and a lag and returns its values, NaN where there is no data; all of one shape.

    Returns
    -------
    mapping of (name, lag) to array
        In units of the expression per unit of the name; NaN where the derivative is not finite or rests on a value
        that is missing.

    Raises
    ------
    DeclarationError
        If the expression uses a function that formulas do not have.

    Examples
    --------
    >>> from sightline.model.expressions import parse_formula
    >>> values = {"orders": np.array([10.0]), "price": np.array([3.0])}
    >>> slopes = partials(parse_formula("orders * price"), lambda name, lag: values[name])
    >>> float(slopes["orders", 0][0]), float(slopes["price", 0][0])
    (3.0, 10.0)
    """
    with np.errstate(all="ignore"):
        return {key: np.where(np.isfinite(slope), slope, np.nan) for key, slope in _slopes(expression, lookup).items()}


def _slopes(node: exp.Expr, lookup: Lookup) -> Slopes:
    if isinstance(node, exp.Column):
        return {(name_of(node), 0): np.ones_like(lookup(name_of(node), 0))}
    if isinstance(node, exp.Lag):
        lag = int(node.args["offset"].to_py()) if node.args.get("offset") is not None else 1
        return {(name_of(node.this), lag): np.ones_like(lookup(name_of(node.this), lag))}
    if isinstance(node, exp.Literal | exp.Null):
        return {}
    if isinstance(node, _THROUGH):
        return _slopes(node.this, lookup)
    if isinstance(node, exp.Neg):
        return _times(_slopes(node.this, lookup), np.asarray(-1.0))
    if isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.Div | exp.Pow):
        return _joined(node, lookup)
    if isinstance(node, exp.Abs | exp.Sqrt | exp.Exp | exp.Ln):
        return _times(_slopes(node.this, lookup), _outer(node, lookup))
    return _chosen(node, lookup)


def _joined(node: exp.Binary | exp.Pow, lookup: Lookup) -> Slopes:
    """Return the slopes of two parts joined by + - * / or a power."""
    one, other = _slopes(node.this, lookup), _slopes(node.expression, lookup)
    if isinstance(node, exp.Add):
        return _plus(one, other)
    if isinstance(node, exp.Sub):
        return _plus(one, _times(other, np.asarray(-1.0)))
    left, right = evaluate(node.this, lookup), evaluate(node.expression, lookup)
    if isinstance(node, exp.Mul):
        return _plus(_times(one, right), _times(other, left))
    if isinstance(node, exp.Div):
        return _plus(_times(one, 1.0 / right), _times(other, -left / right**2))
    by_base = _times(one, right * left ** (right - 1.0))
    return _plus(by_base, _times(other, left**right * np.log(left))) if other else by_base


def _outer(node: exp.Expr, lookup: Lookup) -> Array:
    value = evaluate(node.this, lookup)
    if isinstance(node, exp.Abs):
        return np.sign(value)
    if isinstance(node, exp.Sqrt):
        return 0.5 / np.sqrt(value)
    return np.exp(value) if isinstance(node, exp.Exp) else 1.0 / value


def _chosen(node: exp.Expr, lookup: Lookup) -> Slopes:
    """Return the slopes of a part that takes one of several others."""
    if isinstance(node, exp.Coalesce):
        parts, open_ = [node.this, *node.expressions], np.asarray(1.0)
        found: Slopes = {}
        for part in parts:
            there = ~np.isnan(evaluate(part, lookup))
            found = _plus(found, _where(_slopes(part, lookup), open_ * there))
            open_ = open_ * ~there
        return found
    if isinstance(node, exp.Nullif):
        same = evaluate(node.this, lookup) == evaluate(node.expression, lookup)
        return _times(_slopes(node.this, lookup), np.where(same, np.nan, 1.0))
    if isinstance(node, exp.Greatest | exp.Least):
        best = evaluate(node, lookup)
        picked = [(part, evaluate(part, lookup) == best) for part in (node.this, *node.expressions)]
        ties = np.sum([np.asarray(hit, dtype=float) for _, hit in picked], axis=0)
        weight = np.where(np.isnan(best), np.nan, 1.0 / np.maximum(ties, 1.0))
        return _sum(_times(_where(_slopes(part, lookup), hit), weight) for part, hit in picked)
    if isinstance(node, exp.Case | exp.If):
        return _branches(node, lookup)
    raise DeclarationError(
        f"a formula cannot use {node.sql()}.",
        fix="Use + - * / over metrics, lag(metric, n), abs, round, least, greatest, coalesce, nullif or case.",
    )


def _branches(node: exp.Case | exp.If, lookup: Lookup) -> Slopes:
    found: Slopes = {}
    open_: Array = np.asarray(1.0)
    for branch in node.args["ifs"] if isinstance(node, exp.Case) else [node]:
        condition = branch.this
        if isinstance(node, exp.Case) and node.this is not None:
            condition = exp.EQ(this=node.this.copy(), expression=condition.copy())
        asked = exp.If(this=condition.copy(), true=exp.Literal.number(1), false=exp.Literal.number(0))
        holds = evaluate(asked, lookup)
        found = _plus(found, _where(_slopes(branch.args["true"], lookup), open_ * holds))
        open_ = open_ * (1.0 - holds)
    otherwise = node.args.get("default") or node.args.get("false")
    return _plus(found, _where(_slopes(otherwise, lookup), open_)) if otherwise else found


def _where(slopes: Slopes, taken: Array) -> Slopes:
    """Return slopes where a part is taken; 0, not missing, where it is not."""
    return {key: np.where(taken != 0, slope, 0.0) for key, slope in slopes.items()}


def _times(slopes: Slopes, factor: Array) -> Slopes:
    return {key: slope * factor for key, slope in slopes.items()}


def _plus(one: Mapping[Key, Array], other: Mapping[Key, Array]) -> Slopes:
    return {key: one.get(key, 0.0) + other.get(key, 0.0) for key in (*one, *(key for key in other if key not in one))}  # type: ignore[misc]  # one of the two is an array


def _sum(several: Iterable[Slopes]) -> Slopes:
    found: Slopes = {}
    for one in several:
        found = _plus(found, one)
    return found
