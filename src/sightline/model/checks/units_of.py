"""Which unit a formula gives, and whether it is the one that its metric declares."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from sightline.model.checks.places import part_of
from sightline.model.draft import Draft
from sightline.model.expressions import metric_name
from sightline.units import Unit, UnitError, parse_unit

__all__ = ["check_units"]


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A unit (None: any, as of a bare number), and whether a number has changed its size."""

    unit: Unit | None
    sized: bool = True


class _ClashError(Exception):
    """Two units that cannot be added or compared."""

    def __init__(self, node: exp.Expr, left: Unit, right: Unit) -> None:
        super().__init__()
        self.node = node
        self.left = left
        self.right = right


class _UnknownError(Exception):
    """A unit that is reported elsewhere, or that nobody can tell."""


_ANY = _Quantity(None)
_SAME = (exp.Paren, exp.Neg, exp.Abs, exp.Round, exp.Lag)
_ALIKE = (
    exp.Add, exp.Sub, exp.Coalesce, exp.Greatest, exp.Least, exp.Nullif, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT,
    exp.LTE, exp.Between,
)  # fmt: skip
_TRUTHS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Is, exp.And, exp.Or, exp.Not)


def check_units(draft: Draft, name: str, tree: exp.Expression) -> None:
    """Say where a formula adds what cannot be added, or gives another unit than declared."""
    metric = draft.metrics[name]
    path, text = ("metrics", name, "formula"), metric.formula or ""
    try:
        given = _quantity(draft, tree)
        wanted = _parse(metric.unit)
    except _ClashError as clash:
        starts = [(one.meta["start"], one.meta["end"] + 1) for one in clash.node.walk() if "start" in one.meta]
        start, end = min((one[0] for one in starts), default=0), max((one[1] for one in starts), default=0)
        cause = f"{clash.left} and {clash.right} cannot be added or compared."
        fix = "Convert one of them: multiply or divide by a number or by a metric."
        draft.say_at("SL402", part_of(draft, path, text, start, end), cause, fix)
        return
    except _UnknownError:
        return
    if given.unit is None:
        return
    fits = given.unit.same_dimension(wanted) if not given.sized else given.unit.compatible(wanted)
    if not fits:
        symbol = given.unit.symbol or "a plain number"
        cause = f"the formula gives {symbol}, but the unit of '{name}' is {metric.unit}."
        draft.say("SL402", path, cause, f"Write unit: {given.unit.symbol or 'count'}, or mend the formula.")


def _parse(text: str | None) -> Unit:
    if not text:
        raise _UnknownError
    try:
        return parse_unit(text)
    except UnitError:
        raise _UnknownError from None


def _quantity(draft: Draft, node: exp.Expr) -> _Quantity:
    """Return the unit that a part of a formula gives."""
    if isinstance(node, exp.Column):
        return _Quantity(_parse(draft.unit_of(metric_name(node))))
    if isinstance(node, exp.Literal | exp.Null):
        return _ANY
    if isinstance(node, _SAME):
        return _quantity(draft, node.this)
    if isinstance(node, exp.Mul | exp.Div):
        return _product(_quantity(draft, node.left), _quantity(draft, node.right), divide=isinstance(node, exp.Div))
    if isinstance(node, exp.Case | exp.If):
        return _branches(draft, node)
    if isinstance(node, _ALIKE):
        common = _alike(node, [_quantity(draft, one) for one in node.iter_expressions()])
        return _ANY if isinstance(node, _TRUTHS) else common
    if isinstance(node, exp.Pow):
        return _power(draft, node)
    for child in node.iter_expressions():
        _quantity(draft, child)
    if isinstance(node, _TRUTHS):
        return _ANY
    raise _UnknownError  # sqrt, exp, ln: what they give is for the author to say


def _product(left: _Quantity, right: _Quantity, *, divide: bool) -> _Quantity:
    if right.unit is None:
        return replace(left, sized=False)
    if left.unit is None:
        unit = parse_unit("1") / right.unit if divide else right.unit
        return _Quantity(unit, sized=False)
    unit = left.unit / right.unit if divide else left.unit * right.unit
    return _Quantity(unit, sized=left.sized and right.sized)


def _alike(node: exp.Expr, parts: list[_Quantity]) -> _Quantity:
    """Return the common unit of parts that are added or compared."""
    common = _ANY
    for part in parts:
        if part.unit is None:
            continue
        if common.unit is None:
            common = part
            continue
        sized = common.sized and part.sized
        fits = common.unit.compatible(part.unit) if sized else common.unit.same_dimension(part.unit)
        if not fits:
            raise _ClashError(node, common.unit, part.unit)
        common = replace(common, sized=sized)
    return common


def _branches(draft: Draft, node: exp.Case | exp.If) -> _Quantity:
    """Return the common unit of what a case can give; conditions are checked on the way."""
    choices = list(node.args.get("ifs") or []) if isinstance(node, exp.Case) else [node]
    given = []
    for choice in choices:
        _quantity(draft, choice.this)
        given.append(_quantity(draft, choice.args["true"]))
    last = node.args.get("default") if isinstance(node, exp.Case) else node.args.get("false")
    if last is not None:
        given.append(_quantity(draft, last))
    return _alike(node, given)


def _power(draft: Draft, node: exp.Pow) -> _Quantity:
    base = _quantity(draft, node.this)
    exponent = node.expression
    if base.unit is None or not base.unit.dimensions:
        return base
    if isinstance(exponent, exp.Literal) and exponent.name.isdigit() and len(exponent.name) == 1:
        return _Quantity(base.unit ** int(exponent.name), sized=base.sized)
    raise _UnknownError
