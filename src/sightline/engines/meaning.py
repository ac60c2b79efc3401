"""One meaning on every engine: what the same SQL would mean differently is spelled out before it is transpiled.

Engines disagree on division by zero, on whole-number division, on what the product of two decimals is, and on the
logarithm of zero. Here each of them is rewritten to an expression on which all agree: `/` is true division and gives
NULL over zero, `%` by zero is NULL, a decimal literal is a float, the mean of anything is a float, and a function
outside its domain is NULL. Sums of decimal columns stay exact.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

_DOUBLE = exp.DataType.build("double")
_BEYOND_ZERO = (exp.Ln, exp.Log)


def settled(select: exp.Query, decimals: Collection[str] = ()) -> exp.Query:
    """Return a copy of `select` that means the same on every engine.

    Parameters
    ----------
    select : exp.Query
        Untouched.
    decimals : collection of str
        Names of columns that hold decimals; products with them are made of floats, since engines disagree on their
        scale.
    """
    copy = select.copy()
    for node in list(copy.walk(bfs=False)):
        if isinstance(node, exp.Div):
            _divide(node)
        elif isinstance(node, exp.Mod):
            node.set("expression", _not_zero(node.expression))
        elif isinstance(node, exp.Mul) and _touches(node, decimals):
            node.set("this", _double(node.this))
            node.set("expression", _double(node.expression))
        elif isinstance(node, exp.Avg) and not isinstance(node.this, exp.Distinct):
            node.set("this", _double(node.this))
        elif isinstance(node, exp.Literal) and _is_decimal(node):
            node.replace(_double(node.copy()))
        elif isinstance(node, _BEYOND_ZERO):
            _keep_to(node, exp.GT)
        elif isinstance(node, exp.Sqrt):
            _keep_to(node, exp.GTE)
    return copy


def _divide(node: exp.Div) -> None:
    node.set("typed", False)
    node.set("safe", False)
    node.set("this", _double(node.this))
    node.set("expression", _not_zero(node.expression))


def _not_zero(divisor: exp.Expr) -> exp.Expr:
    if isinstance(divisor, exp.Nullif) or (divisor.is_number and float(divisor.to_py()) != 0):
        return divisor
    return exp.Nullif(this=divisor.copy(), expression=exp.Literal.number(0))


def _keep_to(node: exp.Expr, comparison: type[exp.Binary]) -> None:
    """Give NULL where the last argument of `node` lies outside the function's domain."""
    key = "expression" if isinstance(node, exp.Log) and node.args.get("expression") else "this"
    value = node.args[key]
    inside = comparison(this=value.copy(), expression=exp.Literal.number(0))
    node.set(key, exp.Case(ifs=[exp.If(this=inside, true=value.copy())]))


def _double(value: exp.Expr) -> exp.Expr:
    if isinstance(value, exp.Cast) and value.to.is_type("double"):
        return value
    return exp.Cast(this=value.copy(), to=_DOUBLE.copy())


def _is_decimal(literal: exp.Literal) -> bool:
    if literal.is_string or isinstance(literal.parent, exp.DataTypeParam | exp.Interval):
        return False
    cast = literal.parent
    return "." in literal.name and not (isinstance(cast, exp.Cast) and cast.to.is_type("double"))


def _touches(node: exp.Expr, names: Collection[str]) -> bool:
    return bool(names) and any(column.name in names for column in node.find_all(exp.Column))
