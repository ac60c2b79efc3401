"""Relations: what a source looks like to a query, and how names in a model find its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from sightline.errors import SourceError, nearest
from sightline.facts.names import columns_meant
from sightline.saying import say

__all__ = ["LOG_COLUMNS", "Relation", "snake"]

LOG_COLUMNS = ("case", "activity", "time", "start", "seq", "performer", "event_id")
_CASE = "case:"


def snake(name: str) -> str:
    """Return a column's name as an id: `Region Name` and `region-name` become `region_name`."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Relation:
    """A source as queries see it.

    Parameters
    ----------
    source : str
        The id of the source, which is also the name of the relation in its engine.
    columns : mapping of str to str
        Column name to kind: `number`, `text`, `date`, `timestamp`, `timestamptz`, `boolean` or `other`.
    log : bool
        Whether it is an event log, with the columns of `LOG_COLUMNS`.
    aliases : mapping of str to str
        Other names of columns: those that the log's mapping gives them in the source's own files.
    physical : mapping of str to str
        What a column is called in the engine, where that differs.
    labels : mapping of str to tuple of str
        Id to labels of the activities that only the log knows.
    first, last : date, optional
        The local days of the oldest and the newest row, where they are known.
    bounded : bool
        Whether no row at all lies outside these days, by any column that dates rows.
    one_pass : bool
        Whether the engine can group rows in several ways in one scan; SQLite cannot.
    cuts : tuple of str, optional
        Of a log whose rows lie in the order of case, time and sequence, in an engine that reads them in the order in
        which they lie: the cases that begin its parts of like size, but for the first. None where order is not kept.
    """

    source: str
    columns: Mapping[str, str]
    log: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    physical: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    bounded: bool = False
    one_pass: bool = True
    cuts: tuple[str, ...] | None = None

    def name(self, wanted: str, *, place: str = "") -> str:
        """Return the column that `wanted` names; upper and lower case do not matter.

        Raises
        ------
        SourceError
            If there is none; suggests the nearest.
        """
        if wanted in self.columns:
            return wanted
        folded = {name.lower(): name for name in (*self.columns, *self.aliases)}
        found = folded.get(wanted.lower())
        if found is None:
            raise self._missing(wanted, place)
        return self.aliases.get(found, found)

    def dimension(self, wanted: str, *, place: str = "") -> str:
        """Return the column of the dimension `wanted`: its name in snake case, with or without `case:`.

        Raises
        ------
        SourceError
            If there is none; suggests the nearest.
        """
        names = {**{name: name for name in self.columns}, **self.aliases}
        for own in (names, {name.removeprefix(_CASE): names[name] for name in names if name.startswith(_CASE)}):
            for name, column in own.items():
                if snake(name) == wanted:
                    return column
        raise self._missing(wanted, place)

    def kind(self, column: str) -> str:
        """Return the kind of a column."""
        return self.columns[column]

    def bind(self, expression: exp.Expr, *, place: str = "") -> exp.Expr:
        """Give every column of `expression` its exact name, quoted, and return it; it is changed in place.

        Raises
        ------
        SourceError
            If it names a column that is not there.
        """
        for column in expression.find_all(exp.Column):
            column.set("this", exp.to_identifier(self.name(column.name, place=place), quoted=True))
            column.set("table", None)
        return expression

    def _missing(self, wanted: str, place: str) -> SourceError:
        names = [*self.columns, *self.aliases]
        close = nearest(wanted, names) or nearest(wanted, [name.removeprefix(_CASE) for name in names])
        cause = say("the source '{source}' has no column '{column}'.", source=self.source, column=wanted)
        return SourceError(cause, place=place, fix=columns_meant(close, sorted(names)))


def quoted(name: str) -> exp.Column:
    """Return a column reference that keeps its exact name."""
    return exp.column(exp.to_identifier(name, quoted=True))


def named(source: str) -> exp.Table:
    """Return a reference to a relation that keeps its exact name."""
    return exp.Table(this=exp.to_identifier(source, quoted=True))
