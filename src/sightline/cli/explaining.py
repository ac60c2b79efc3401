"""Long answers: what a code means, how a number is made."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sightline.cli.figures import day_of
from sightline.cli.tables import paragraph
from sightline.cli.terminal import Terminal
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.reading import Computation, SourceUse


def explained(code: str, terminal: Terminal) -> Iterator[str]:
    """Yield what a finding's code means, with a wrong and a right example.

    Raises
    ------
    UnknownNameError
        If there is no such code.
    """
    from sightline.model import CODES  # noqa: PLC0415 -- slow import

    known = CODES.get(code.upper())
    if known is None:
        raise UnknownNameError("code", code, CODES)
    yield terminal.style(f"{known.code}  {known.title} ({known.severity})", "strong")
    yield ""
    yield from paragraph(known.explanation, terminal)
    for title, example in (("Wrong", known.example_bad), ("Right", known.example_good)):
        if example:
            yield ""
            yield f"{title}:"
            yield from (f"    {line}" for line in example.strip("\n").splitlines())


def computations(made: Sequence[Computation], terminal: Terminal, *, zone: str) -> Iterator[str]:
    """Yield how each metric is made: definition, inputs, sources with their rows, SQL, and when it ran."""
    for one in made:
        yield ""
        yield terminal.style(f"How {one.metric} is computed", "strong")
        yield ""
        yield from (f"    {line}" for line in _dedented(one.definition))
        if one.inputs:
            yield ""
            yield from paragraph(f"From the metrics {', '.join(one.inputs)}.", terminal)
        yield ""
        for source in one.sources:
            yield from paragraph(_source(source, zone), terminal)
        for asked, sql in zip(one.scans, one.sql, strict=False):
            yield ""
            yield f"Asked of {asked}, read {_times(one.scans[asked])}:"
            yield ""
            yield from (f"    {line}" for line in pretty(sql).splitlines())
        if one.run_at is not None and one.seconds is not None:
            yield ""
            yield f"Run at {one.run_at:%Y-%m-%d %H:%M:%S} UTC in {one.seconds:.2f} s."


def _dedented(text: str) -> list[str]:
    """Return the lines of a definition cut out of its file: the first begins at its key, the rest are indented."""
    first, _, rest = text.strip().partition("\n")
    return [first, *textwrap.dedent(rest).splitlines()]


def pretty(sql: str) -> str:
    """Return a query over several lines; as it is where it cannot be read here."""
    import sqlglot  # noqa: PLC0415 -- only when asked
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 -- likewise

    try:
        return sqlglot.parse_one(sql, read="duckdb").sql(dialect="duckdb", pretty=True)
    except SqlglotError:
        return sql


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _source(source: SourceUse, zone: str) -> str:
    newest = day_of(source.fresh_at, zone)
    if source.rows is None:
        return f"Source {source.source}: a table of the engine, data to {newest}."
    aside = f", {source.rejects:,} rows or values set aside" if source.rejects else ""
    return f"Source {source.source}: {source.rows:,} rows, data to {newest}{aside}."
