"""How each dialect says the words of `portable`, one table per dialect.

A dialect whose words are functions of that name (SQLite, where they are written in Python) has an empty table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

Args = list[exp.Expr]
Words = Mapping[str, Callable[[Args], exp.Expr]]
PREFIX = "SL_"
WORDS = frozenset({
    "MICROS", "DAY", "DAYS_LATER", "START_OF", "INT_DIV", "PERCENTILE", "MAX_BY", "MIN_BY", "PART", "SEQUENCE", "BITS",
})  # fmt: skip


def spoken(tree: exp.Query, dialect: str) -> exp.Query:
    """Return `tree`, changed in place, with the words of `portable` said in `dialect`."""
    words = DIALECTS[dialect]
    if dialect == "sqlite":
        _moments_as_text(tree)
        _sqlite_functions(tree)
    elif dialect == "postgres":
        _logarithms_of_floats(tree)
        _averages_by_sums(tree)
        _remainders_of_floats(tree)
    elif dialect == "duckdb":
        _percentiles_of_one_sort(tree)
    for node in reversed(list(tree.find_all(exp.Anonymous, bfs=False))):
        word = node.name.upper().removeprefix(PREFIX)
        if node.name.upper().startswith(PREFIX) and word in words:
            said = words[word](list(node.expressions))
            parent = node.parent
            if dialect == "postgres" and word in {"MAX_BY", "MIN_BY"}:
                _first_of_array(node, said, parent)
            else:
                node.replace(said)
    return tree


def _percentiles_of_one_sort(tree: exp.Query) -> None:
    """DuckDB gathers and sorts the values for each percentile anew, unless it is asked for all of them at once."""
    for select in list(tree.find_all(exp.Select)):
        alike: dict[exp.Expr, list[exp.Expr]] = {}
        for node in select.find_all(exp.Anonymous):
            plain = not isinstance(node.parent, exp.Filter | exp.Window)
            if node.name == f"{PREFIX}PERCENTILE" and plain and node.find_ancestor(exp.Select) is select:
                alike.setdefault(node.expressions[0], []).append(node)
        for nodes in alike.values():
            shares = sorted({node.expressions[1].sql() for node in nodes}, key=float)
            for found in nodes if len(shares) > 1 else ():
                share = found.expressions[1].sql()
                every = exp.array(*(exp.Literal.number(one) for one in shares))
                all_of_them = exp.Anonymous(this="QUANTILE_CONT", expressions=[found.expressions[0].copy(), every])
                place = exp.Literal.number(1 + shares.index(share))
                found.replace(exp.Bracket(this=all_of_them, expressions=[place], offset=1))


def _moments_as_text(tree: exp.Query) -> None:
    """SQLite has no moments: a cast to one would keep the first number of the text."""
    for cast in list(tree.find_all(exp.Cast)):
        if cast.to.is_type("timestamp", "timestamptz", "timestampntz"):
            cast.replace(exp.Anonymous(this=f"{PREFIX}TIME", expressions=[cast.this.copy()]))
        elif cast.to.is_type("date"):
            cast.replace(exp.Anonymous(this=f"{PREFIX}DATE", expressions=[cast.this.copy()]))


def _logarithms_of_floats(tree: exp.Query) -> None:
    """PostgreSQL takes a base for exact numbers alone."""
    for log in list(tree.find_all(exp.Log)):
        if log.expression:
            value = exp.Ln(this=_cast(log.expression, "double"))
            base = exp.Ln(this=_cast(log.this, "double"))
            ten = exp.Anonymous(this="LOG", expressions=[_cast(log.expression, "double")])
            log.replace(ten if log.this.name == "10" else exp.paren(exp.Div(this=value, expression=base)))


def _sqlite_functions(tree: exp.Query) -> None:
    for mod in list(tree.find_all(exp.Mod)):  # SQLite would cut both sides to whole numbers
        mod.replace(exp.Anonymous(this=f"{PREFIX}MOD", expressions=[mod.this.copy(), mod.expression.copy()]))
    for starts in list(tree.find_all(exp.StartsWith)):
        start = exp.Substring(
            this=starts.this.copy(), start=exp.Literal.number(1), length=exp.Length(this=starts.expression.copy())
        )
        starts.replace(exp.paren(exp.EQ(this=start, expression=starts.expression.copy())))


def _averages_by_sums(tree: exp.Query) -> None:
    """PostgreSQL squares on the way to a mean, and so overflows beyond 1e154."""
    for mean in list(tree.find_all(exp.Avg)):
        whole = mean.parent if isinstance(mean.parent, exp.Filter) else mean
        if isinstance(whole.parent, exp.Window) or isinstance(mean.this, exp.Distinct):
            continue
        total, count = (_same_filter(whole, kind(this=mean.this.copy())) for kind in (exp.Sum, exp.Count))
        whole.replace(exp.paren(exp.Div(this=total, expression=_not_zero(count))))


def _same_filter(whole: exp.Expr, aggregate: exp.Expr) -> exp.Expr:
    if isinstance(whole, exp.Filter):
        return exp.Filter(this=aggregate, expression=whole.expression.copy())
    return aggregate


def _remainders_of_floats(tree: exp.Query) -> None:
    """PostgreSQL takes remainders of exact numbers alone; a plain whole number keeps its operator."""
    for mod in list(tree.find_all(exp.Mod)):
        if not _is_integer(mod.this):
            below, above = _cast(mod.expression, "double"), _cast(mod.this, "double")
            times = exp.Anonymous(this="TRUNC", expressions=[exp.Div(this=above.copy(), expression=below.copy())])
            rest = exp.Sub(this=above, expression=exp.Mul(this=below, expression=times))
            mod.replace(exp.paren(rest))


def _is_integer(value: exp.Expr) -> bool:
    return isinstance(value, exp.Cast) and value.to.is_type(*exp.DataType.INTEGER_TYPES)


def _first_of_array(node: exp.Expr, said: exp.Expr, parent: exp.Expr | None) -> None:
    """PostgreSQL has no arg_max: the first of an ordered array is it, and the filter belongs to the array."""
    if isinstance(parent, exp.Filter):
        whole = exp.Filter(this=said, expression=parent.expression.copy())
        parent.replace(_first(whole))
    else:
        node.replace(_first(said))


def _first(array: exp.Expr) -> exp.Expr:
    return exp.Bracket(this=exp.paren(array), expressions=[exp.Literal.number(1)], offset=1)


def _call(name: str) -> Callable[[Args], exp.Expr]:
    return lambda args: exp.Anonymous(this=name, expressions=[arg.copy() for arg in args])


def _cast(value: exp.Expr, kind: str) -> exp.Expr:
    return exp.Cast(this=value.copy(), to=exp.DataType.build(kind))


def _plus(args: Args) -> exp.Expr:
    return exp.paren(exp.Add(this=exp.paren(args[0].copy()), expression=args[1].copy()))


def _truncated(args: Args) -> exp.Expr:
    unit = exp.var(args[1].name.upper())
    return _cast(exp.TimestampTrunc(this=_cast(args[0], "date"), unit=unit), "date")


def _not_zero(value: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=value.copy(), expression=exp.Literal.number(0))


def _extract(spelled: Mapping[str, str] | None = None) -> Callable[[Args], exp.Expr]:
    def said(args: Args) -> exp.Expr:
        unit = args[0].name
        return _cast(exp.Extract(this=exp.var((spelled or {}).get(unit, unit)), expression=args[1].copy()), "bigint")

    return said


def _int_div(args: Args) -> exp.Expr:
    return exp.paren(exp.IntDiv(this=exp.paren(args[0].copy()), expression=_not_zero(args[1])))


def _row_by(function: str, row: str) -> Callable[[Args], exp.Expr]:
    def said(args: Args) -> exp.Expr:
        keys = exp.Anonymous(this=row, expressions=[arg.copy() for arg in args[1:]])
        return exp.Anonymous(this=function, expressions=[args[0].copy(), keys])

    return said


def _array(*, descending: bool) -> Callable[[Args], exp.Expr]:
    def said(args: Args) -> exp.Expr:
        keys = [exp.Ordered(this=arg.copy(), desc=descending, nulls_first=descending) for arg in args[1:]]
        return exp.ArrayAgg(this=exp.Order(this=args[0].copy(), expressions=keys))

    return said


def _sequence(args: Args) -> exp.Expr:
    keys = [exp.Ordered(this=arg.copy(), nulls_first=False) for arg in args[1:]]
    return exp.GroupConcat(this=exp.Order(this=args[0].copy(), expressions=keys), separator=exp.Literal.string(""))


_DUCKDB: Words = {
    "MICROS": _call("EPOCH_US"),
    "DAY": lambda args: _cast(exp.Anonymous(this="MAKE_TIMESTAMP", expressions=[args[0].copy()]), "date"),
    "DAYS_LATER": _plus,
    "START_OF": _truncated,
    "INT_DIV": _int_div,
    "PERCENTILE": _call("QUANTILE_CONT"),
    "PART": _extract(),
    "MAX_BY": _row_by("ARG_MAX", "ROW"),
    "MIN_BY": _row_by("ARG_MIN", "ROW"),
    "SEQUENCE": _sequence,
    "BITS": _call("BIT_OR"),
}
_SPARK: Words = {
    "MICROS": lambda args: exp.Anonymous(this="UNIX_MICROS", expressions=[_cast(args[0], "timestamptz")]),
    "DAY": lambda args: _cast(exp.Anonymous(this="TIMESTAMP_MICROS", expressions=[args[0].copy()]), "date"),
    "DAYS_LATER": _call("DATE_ADD"),
    "START_OF": _call("TRUNC"),
    "INT_DIV": _int_div,
    "PERCENTILE": _call("PERCENTILE"),
    "PART": _extract({"isodow": "DAYOFWEEK_ISO"}),
    "MAX_BY": _row_by("MAX_BY", "STRUCT"),
    "MIN_BY": _row_by("MIN_BY", "STRUCT"),
    "SEQUENCE": _sequence,
    "BITS": _call("BIT_OR"),
}
_POSTGRES: Words = {
    "MICROS": lambda args: _cast(
        exp.Mul(
            this=exp.Extract(this=exp.var("EPOCH"), expression=args[0].copy()), expression=exp.Literal.number(1_000_000)
        ),
        "bigint",
    ),
    "DAY": lambda args: exp.Add(
        this=exp.Cast(this=exp.Literal.string("1970-01-01"), to=exp.DataType.build("date")),
        expression=_cast(
            exp.Floor(
                this=exp.Div(this=_cast(args[0], "decimal"), expression=exp.Literal.number(86_400_000_000), typed=True)
            ),
            "int",
        ),
    ),
    "DAYS_LATER": _plus,
    "START_OF": _truncated,
    "INT_DIV": lambda args: exp.paren(
        exp.Div(this=_cast(args[0], "bigint"), expression=_not_zero(_cast(args[1], "bigint")), typed=True)
    ),
    "PERCENTILE": lambda args: exp.WithinGroup(
        this=exp.PercentileCont(this=args[1].copy()),
        expression=exp.Order(expressions=[exp.Ordered(this=args[0].copy(), nulls_first=False)]),
    ),
    "PART": _extract(),
    "MAX_BY": _array(descending=True),
    "MIN_BY": _array(descending=False),
    "SEQUENCE": _sequence,
    "BITS": _call("BIT_OR"),
}
DIALECTS: Mapping[str, Words] = {"duckdb": _DUCKDB, "spark": _SPARK, "postgres": _POSTGRES, "sqlite": {}}
