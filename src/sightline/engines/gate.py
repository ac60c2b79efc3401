"""The gate: what may reach an engine is one SELECT over registered relations, and nothing else.

A model's expressions are checked when they are read; the gate checks again where it counts, just before a query runs.
It knows no engine and opens no file: it sees the syntax tree, the relations' names and their columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NoReturn

import pyarrow as pa
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from sightline.engines.dialects import PREFIX, WORDS
from sightline.engines.relations import is_usable
from sightline.errors import DeclarationError, UnknownNameError

# Functions that sqlglot does not know by type, and that only compute from their arguments.
HARMLESS_FUNCTIONS = frozenset({f"{PREFIX}{word}".lower() for word in WORDS})
_REFUSED = (
    exp.Command, exp.DDL, exp.DML, exp.Drop, exp.Alter, exp.Set, exp.Copy, exp.Attach, exp.Detach, exp.Install,
    exp.Pragma, exp.Use, exp.Describe, exp.Into, exp.Lock, exp.Parameter, exp.SessionParameter, exp.Placeholder,
    exp.ReadCSV, exp.ReadParquet, exp.UserDefinedFunction, exp.Transaction, exp.Commit, exp.Rollback, exp.Kill,
    exp.LoadData, exp.Cache, exp.Uncache, exp.Refresh, exp.Analyze, exp.Merge, exp.TruncateTable,
)  # fmt: skip
_TABLES = (exp.Table, exp.Subquery, exp.Values)
_ONE_SELECT = "An engine runs one SELECT, a UNION of them, or WITH ... SELECT; nothing else."


def one_select(select: exp.Expr, relations: Mapping[str, pa.Schema]) -> exp.Query:
    """Return `select` when it is exactly one SELECT over `relations`.

    Parameters
    ----------
    select : sqlglot expression
        What somebody wants to run.
    relations : mapping of str to pa.Schema
        Relation name to its columns, as written in the data.

    Returns
    -------
    exp.Query
        The same object, untouched.

    Raises
    ------
    DeclarationError
        If it is a command, changes anything, reads a file or calls a function that is not known to be harmless.
    UnknownNameError
        If it names a relation or a column that does not exist; names are compared exactly, upper and lower case too.
    """
    if not isinstance(select, exp.Select | exp.SetOperation):
        raise DeclarationError(f"{_shown(select)} is not a SELECT.", fix=_ONE_SELECT)
    for node in select.walk():
        _check_node(node)
    used = sorted(set(real_tables(select, relations)))
    fields = [field for relation in used for field in relations[relation]]
    known = {field.name for field in fields if is_usable(field)}
    given = _names_given(select)
    for column in select.find_all(exp.Column):
        if not isinstance(column.this, exp.Star) and column.name not in known and not _is_given(column, given):
            around = column.find_ancestor(exp.Alias)
            others = set(given) - {around.alias if around is not None else ""}
            _refuse_column(column.name, fields, known | others, place=", ".join(used))
    return select


def _refuse_column(name: str, fields: Iterable[pa.Field], known: Iterable[str], *, place: str) -> NoReturn:
    for field in fields:
        if field.name == name:
            raise DeclarationError(
                f"the column '{name}' holds {field.type} values, which no expression can use.",
                place=place,
                fix="Use a column of numbers, text, dates, moments or booleans.",
            )
    raise UnknownNameError("column", name, known, place=place)


def real_tables(select: exp.Expr, relations: Iterable[str]) -> Iterator[str]:
    """Yield the relation behind each table reference that is not a CTE, once per reference.

    Raises
    ------
    UnknownNameError
        If a reference is neither a relation nor a CTE that is visible there.
    DeclarationError
        If a table is qualified by a schema or hides where the walk cannot see it.
    """
    names = set(relations)
    for table in own_tables(select):
        if table.args.get("db") or not isinstance(table.this, exp.Identifier):
            raise DeclarationError(f"{_shown(table)} is not a registered relation.", fix=_known(names))
        if table.name not in names:
            raise UnknownNameError("relation", table.name, names)
        yield table.name


def own_tables(select: exp.Expr) -> Iterator[exp.Table]:
    """Yield each table reference that is not a CTE visible there.

    Raises
    ------
    DeclarationError
        If the query does not hold together, or a table stands where the walk cannot see it.
    """
    seen: set[int] = set()
    try:
        scopes = traverse_scope(select)
    except SqlglotError as error:
        raise DeclarationError(f"the query does not hold together: {error}", fix=_ONE_SELECT) from error
    for scope in scopes:
        for table in scope.tables:
            seen.add(id(table))
            if not _is_cte(table, scope):
                yield table
    hidden = [table for table in select.find_all(exp.Table) if id(table) not in seen]
    if hidden:
        raise DeclarationError(f"{_shown(hidden[0])} stands where no table may stand.", fix=_ONE_SELECT)


def _is_cte(table: exp.Table, scope: Scope) -> bool:
    return not table.args.get("db") and isinstance(scope.sources.get(table.alias_or_name), Scope)


def _check_node(node: exp.Expr) -> None:
    if isinstance(node, _REFUSED):
        raise DeclarationError(f"{_shown(node)} is not allowed in a query.", fix=_ONE_SELECT)
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc) and node.name.lower() not in HARMLESS_FUNCTIONS:
        raise DeclarationError(
            f"the function {node.name or _shown(node)}() is not on the list of functions that only compute.",
            fix="Use an aggregate or scalar function of the expression reference.",
        )
    if isinstance(node, exp.Table) and not isinstance(node.this, exp.Identifier):
        raise DeclarationError(f"{_shown(node)} is a table function.", fix="Read registered relations only.")
    if isinstance(node, exp.From | exp.Join) and not isinstance(node.this, _TABLES):
        raise DeclarationError(f"{_shown(node)} is not a registered relation.", fix="Read registered relations only.")


def _names_given(select: exp.Expr) -> Mapping[str, Collection[int]]:
    """Return each name that the query itself gives to a column, and the nodes that give it."""
    given: dict[str, set[int]] = {}
    for node in select.find_all(exp.Alias, exp.TableAlias):
        names = [node.alias] if isinstance(node, exp.Alias) else [one.name for one in node.args.get("columns") or ()]
        for name in names:
            given.setdefault(name, set()).add(id(node))
    return given


def _is_given(column: exp.Column, given: Mapping[str, Collection[int]]) -> bool:
    """Return whether another part of the query gives this name: an expression does not see its own alias."""
    around = column.find_ancestor(exp.Alias)
    own = {id(around)} if around is not None else set()
    return bool(set(given.get(column.name, ())) - own)


def _known(names: Iterable[str]) -> str:
    return f"Registered: {', '.join(sorted(names)) or 'none'}."


def _shown(node: exp.Expr) -> str:
    text = node.sql()
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 -- one line of a terminal
