"""Expressions of the model: parsed, and held to a list of what may stand in them.

Three kinds: an *aggregate* (`sum(amount) filter (where paid)`), a *scalar* over the columns of one row
(`region = 'north'`), and a *formula* over metrics (`orders * order_value`, `lag(revenue, 12)`).
Nothing here reads a file, asks the clock or reaches another table; what is not on the list is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, cast

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, SqlglotError

from sightline.errors import DeclarationError, nearest
from sightline.model.expression_parts import date_part, metric_name, misuse
from sightline.model.functions import AGGREGATES, FORMULA, FORMULA_PARTS, PARTS, SCALARS, written_as

__all__ = [
    "ExpressionError",
    "columns_of",
    "forget",
    "formula_inputs",
    "formula_lags",
    "is_reserved",
    "metric_name",
    "parse_aggregate",
    "parse_formula",
    "parse_scalar",
    "read_aggregate",
    "read_formula",
    "read_scalar",
]

Kind = Literal["aggregate", "scalar", "formula"]
Parts = list[tuple[exp.Expr, bool]]
DIALECT = "duckdb"
_DIALECT = DuckDB()
_DEEPEST = 120
_KEYWORDS = frozenset((*DuckDB.Tokenizer.KEYWORDS, "CASE", "LAG", "NULL", "TRUE", "FALSE", "NOT", "AND", "OR"))
_ALLOWED: Mapping[Kind, frozenset[type[exp.Expr]]] = {
    "aggregate": frozenset((*AGGREGATES, *SCALARS, *PARTS)),
    "scalar": frozenset((*AGGREGATES, *SCALARS, *PARTS)),
    "formula": frozenset((*FORMULA, *FORMULA_PARTS)),
}
_REQUIRED: dict[type[exp.Expr], tuple[str, ...]] = {}
_ENCLOSING = frozenset((*AGGREGATES, exp.Where))
_CLOCK = frozenset(("current_date", "current_timestamp", "current_time", "now", "today", "get_current_timestamp"))


class ExpressionError(DeclarationError):
    """An expression that cannot be read or may not stand in a model.

    Parameters
    ----------
    code : str
        SL403 cannot be read, SL404 not allowed, SL405 aggregates at the wrong place.
    start, end : int
        The part at fault, in characters of the expression; the whole where they are 0.
    """

    def __init__(self, code: str, cause: str, *, fix: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(cause, fix=fix)
        self.code = code
        self.start = start
        self.end = end


def parse_aggregate(text: str) -> exp.Expression:
    """Return an aggregate over the rows of one source.

    Parameters
    ----------
    text : str
        For example `count(*) filter (where shipped_at <= promised_at)`.

    Returns
    -------
    sqlglot expression
        A copy of its own, in DuckDB's dialect; differences of dates are made to mean the same everywhere.

    Raises
    ------
    ExpressionError
        Where it cannot be read, holds what is not on the list, or has a column outside an aggregate.
    """
    return _parsed(text, "aggregate").copy()


def parse_scalar(text: str) -> exp.Expression:
    """Return a scalar over the columns of one row, such as a filter; see `parse_aggregate`."""
    return _parsed(text, "scalar").copy()


def parse_formula(text: str) -> exp.Expression:
    """Return a formula over metrics; metrics are columns, see `metric_name` and `formula_inputs`."""
    return _parsed(text, "formula").copy()


def read_aggregate(text: str) -> exp.Expression:
    """Return what `parse_aggregate` does, shared: for looking only."""
    return _parsed(text, "aggregate")


def read_scalar(text: str) -> exp.Expression:
    """Return what `parse_scalar` does, shared: for looking only."""
    return _parsed(text, "scalar")


def read_formula(text: str) -> exp.Expression:
    """Return what `parse_formula` does, shared: for looking only."""
    return _parsed(text, "formula")


def forget() -> None:
    """Forget all expressions read so far."""
    _parsed.cache_clear()


def is_reserved(name: str) -> bool:
    """Tell whether a formula could not name a metric of this id, because SQL takes it for something else."""
    if name.upper() not in _KEYWORDS and name not in _CLOCK:
        return False
    try:
        tree = _parsed(name, "formula")
    except ExpressionError:
        return True
    return not isinstance(tree, exp.Column)


def columns_of(expression: exp.Expression) -> tuple[str, ...]:
    """Return the columns that an aggregate or a scalar reads, each once, in order."""
    return tuple(dict.fromkeys(column.name for column in expression.find_all(exp.Column, bfs=False)))


def formula_inputs(expression: exp.Expression) -> tuple[str, ...]:
    """Return the metrics that a formula reads, each once, in order, whether lagged or not."""
    return tuple(dict.fromkeys(metric_name(column) for column in expression.find_all(exp.Column, bfs=False)))


def formula_lags(expression: exp.Expression) -> dict[str, set[int]]:
    """Return metric -> the lags, in periods, at which a formula reads it; 0 is the same period."""
    lags: dict[str, set[int]] = {}
    for column in expression.find_all(exp.Column, bfs=False):
        lag, node = 0, column.parent
        while node is not None:
            if isinstance(node, exp.Lag):
                lag += _offset(node)
            node = node.parent
        lags.setdefault(metric_name(column), set()).add(lag)
    return lags


def _offset(node: exp.Lag) -> int:
    offset = node.args.get("offset")
    return int(offset.name) if isinstance(offset, exp.Literal) else 1


@lru_cache(maxsize=4096)
def _parsed(text: str, kind: Kind) -> exp.Expression:
    tree = _read(text)
    parts = _parts(tree)
    _check_parts(parts, text, kind)
    if kind == "aggregate":
        _check_aggregates(parts, text)
    elif kind == "scalar":
        _refuse_aggregates(parts, text)
    if any(type(node) is exp.DateDiff for node, _ in parts):
        _portable(tree)
    return tree


def _read(text: str) -> exp.Expression:
    if not text.strip():
        raise ExpressionError("SL403", "the expression is empty.")
    try:
        trees = _DIALECT.parse_into(exp.Condition, text)
    except ParseError as error:
        raise _unreadable(text, error) from None
    except (SqlglotError, ValueError, IndexError) as error:
        cause = "the expression cannot be read; is a quote or bracket left open?"
        raise ExpressionError("SL403", cause) from error
    except RecursionError:
        raise ExpressionError("SL403", "the expression is nested too deep.", fix="Split it over metrics.") from None
    found = [cast("exp.Expression", tree) for tree in trees if tree is not None]
    if not found:
        raise ExpressionError("SL403", "the expression says nothing.")
    if len(trees) != 1:
        at = max(0, text.find(";"))
        raise ExpressionError("SL403", "one expression belongs here, without ';'.", start=at, end=at + 1)
    return found[0]


def _unreadable(text: str, error: ParseError) -> ExpressionError:
    detail = error.errors[0] if error.errors else {}
    word = str(detail.get("highlight") or "")
    start = 0
    lines = text.split("\n")
    if detail.get("line") and detail["line"] <= len(lines):
        before = sum(len(line) + 1 for line in lines[: detail["line"] - 1])
        start = max(0, before + int(detail["col"]) - len(word))
    told = str(detail.get("description") or "")
    if told.startswith("Invalid expression"):
        cause = f"the expression cannot be read at '{word}'."
    elif told.startswith("Expecting"):
        cause = f"the expression ends too early after '{word}': {told.split(maxsplit=1)[1]} is missing."
    elif told.startswith("Required keyword"):
        cause = f"something is missing beside '{word}'."
    else:
        cause = f"the expression cannot be read at '{word}': {told}."
    return ExpressionError("SL403", cause, start=start, end=start + len(word))


def _parts(tree: exp.Expr) -> Parts:
    """Return every part, from left to right, and whether it stands within an aggregate."""
    found: Parts = []
    stack: list[tuple[exp.Expr, int, bool]] = [(tree, 1, False)]
    while stack:
        node, depth, inside = stack.pop()
        found.append((node, inside))
        if depth > _DEEPEST:
            cause = f"the expression is nested deeper than {_DEEPEST} levels."
            raise ExpressionError("SL403", cause, fix="Split it over metrics.")
        inside = inside or type(node) in _ENCLOSING
        for value in reversed(node.args.values()):
            if isinstance(value, exp.Expr):
                stack.append((value, depth + 1, inside))
            elif type(value) is list:
                stack.extend((one, depth + 1, inside) for one in reversed(value) if isinstance(one, exp.Expr))
    return found


def _check_parts(parts: Parts, text: str, kind: Kind) -> None:
    """Refuse every part that is not on the list, or is not whole."""
    allowed = _ALLOWED[kind]
    formula = kind == "formula"
    for node, _ in parts:
        node.comments = None
        if type(node) not in allowed:
            raise _refused(node, text, kind)
        fault = misuse(node, formula=formula)
        if fault is not None:
            start, end = _span(node, text)
            raise ExpressionError("SL404", fault[0], fix=fault[1], start=start, end=end)
        if any(not node.args.get(key) for key in _required(node)):
            start, end = _span(node, text)
            raise ExpressionError("SL403", "something is missing in the expression.", start=start, end=end)


def _required(node: exp.Expr) -> tuple[str, ...]:
    """Return the arguments without which a part says nothing; a literal may be an empty text."""
    known = _REQUIRED.get(type(node))
    if known is None:
        plain = isinstance(node, exp.Literal | exp.Identifier | exp.Boolean)
        known = () if plain else tuple(key for key, needed in node.arg_types.items() if needed)
        _REQUIRED[type(node)] = known
    return known


def _refused(node: exp.Expr, text: str, kind: Kind) -> ExpressionError:
    names = sorted({*FORMULA.values()} if kind == "formula" else {*AGGREGATES.values(), *SCALARS.values()})
    what, name = written_as(node), ""
    if isinstance(node, exp.Func):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name().lower()
    start, end = _span(node, text)
    if name.lower() in _CLOCK:
        fix = "Use --as-of, or compare with another column."
        return ExpressionError(
            "SL404", "the answer would depend on the day it is asked.", fix=fix, start=start, end=end
        )
    close = nearest(name.lower(), names) if name else None
    fix = f"Did you mean '{close}'? " if close else ""
    where = "a formula" if kind == "formula" else "an expression"
    fix += f"Functions that may stand in {where}: {', '.join(names)}."
    return ExpressionError("SL404", f"{what} may not stand in {where}.", fix=fix, start=start, end=end)


def _check_aggregates(parts: Parts, text: str) -> None:
    """See to it that every column stands within exactly one aggregate, and that there is one."""
    found = False
    for node, inside in parts:
        if type(node) is exp.Column and not inside:
            start, end = _span(node, text)
            fix = f"Write sum({node.name}), max({node.name}), …"
            raise ExpressionError("SL405", f"'{node.name}' stands outside an aggregate.", fix=fix, start=start, end=end)
        if type(node) in AGGREGATES:
            found = True
            if inside:
                start, end = _span(node, text)
                raise ExpressionError("SL405", "an aggregate cannot stand within another.", start=start, end=end)
    if not found:
        raise ExpressionError("SL405", "an aggregate is needed here.", fix="For example count(*) or sum(amount).")


def _refuse_aggregates(parts: Parts, text: str) -> None:
    for node, _ in parts:
        if type(node) in AGGREGATES:
            start, end = _span(node, text)
            cause = "an aggregate cannot stand here: this is asked of one row."
            raise ExpressionError("SL405", cause, start=start, end=end)


def _span(node: exp.Expr, text: str) -> tuple[int, int]:
    """Return where a part stands in the text, as well as the parser remembers."""
    marks = [(one.meta["start"], one.meta["end"] + 1) for one in node.walk() if "start" in one.meta]
    if not marks:
        name = node.name or node.sql(DIALECT)
        at = text.lower().find(name.lower()) if name else -1
        return (at, at + len(name)) if at >= 0 else (0, 0)
    if "start" in node.meta:
        return int(node.meta["start"]), int(node.meta["end"]) + 1
    return min(start for start, _ in marks), max(end for _, end in marks)


def _portable(tree: exp.Expression) -> None:
    """Count boundaries between dates as differences of truncated dates: engines agree on these."""
    for node in list(tree.find_all(exp.DateDiff)):
        unit = exp.var(date_part(node))
        for name in ("this", "expression"):
            node.set(name, exp.TimestampTrunc(this=node.args[name], unit=unit.copy()))
