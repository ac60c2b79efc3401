"""Opening an engine by name: the one table of engines.

A new engine is one file with an opener and one line in `ENGINES`; the shared suite of equal answers then runs on it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sightline.engines.protocol import Engine, Options
from sightline.errors import EnvironmentFaultError, UnknownNameError
from sightline.model.declarations import Connection

Opener = Callable[[Options], Engine]


def _duckdb(options: Options) -> Engine:
    from sightline.engines.embedded import open_duckdb  # noqa: PLC0415 -- slow import

    return open_duckdb(
        replace(options, memory_limit=options.memory_limit or os.environ.get("SIGHTLINE_MEMORY") or MEMORY)
    )


def _spark(options: Options) -> Engine:
    from sightline.engines.spark import open_spark  # noqa: PLC0415 -- slow import

    return open_spark(options)


def _postgresql(options: Options) -> Engine:
    from sightline.engines.postgres import open_postgres  # noqa: PLC0415 -- an optional dependency

    return open_postgres(options)


def _sqlite(options: Options) -> Engine:
    from sightline.engines.sqlite import open_sqlite  # noqa: PLC0415 -- only where a connection asks for it

    return open_sqlite(options)


MEMORY = "25%"  # of the machine's: other programs, and other questions, want some too
ENGINES: Mapping[str, Opener] = {
    "duckdb": _duckdb,
    "spark": _spark,
    "postgresql": _postgresql,
    "sqlite": _sqlite,
}
_CONNECTED = frozenset({"postgresql", "sqlite"})


def open_engine(
    name: str,
    *,
    allowed: Sequence[Path] = (),
    connections: Mapping[str, Connection] | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp: Path | None = None,
) -> Engine:
    """Open the engine that a workspace names.

    Parameters
    ----------
    name : str
        `duckdb`, `spark`, or the name of a declared connection.
    allowed : sequence of Path
        Folders (or files) whose files may become relations.
    connections : mapping of str to Connection, optional
        The connections that `sightline.yml` declares.
    memory_limit : str, optional
        Such as `2GB` or `25%`, of the embedded engine; None means what `SIGHTLINE_MEMORY` says, else a quarter of the
        machine's. Work that needs more goes to disk.
    threads : int, optional
        None means one for each core.
    temp : Path, optional
        Where larger-than-memory work goes.

    Raises
    ------
    UnknownNameError
        If nothing is called `name`.
    EnvironmentFaultError
        If a package, a runtime, a right or the address of the connection is missing.
    """
    declared = dict(connections or {})
    own = sorted(set(ENGINES) - _CONNECTED)
    options = Options(name, tuple(allowed), memory_limit=memory_limit, threads=threads, temp=temp)
    if name in own:
        return ENGINES[name](options)
    if name not in declared:
        raise UnknownNameError("engine or connection", name, [*own, *declared], place="engine")
    connection = declared[name]
    address = os.environ.get(connection.address_from, "")
    if not address:
        raise EnvironmentFaultError(
            f"the environment variable {connection.address_from} is not set, so there is no address to connect to.",
            place=f"connections.{name}",
            fix=f"Set {connection.address_from} to the address of the database, and run the command again.",
        )
    return ENGINES[connection.driver](
        Options(name, tuple(allowed), address=address, memory_limit=memory_limit, threads=threads, temp=temp)
    )
