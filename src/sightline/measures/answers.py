"""Answers: the engines of a workspace, its facts as relations, and the shelf in front of both.

Nothing is landed, opened or asked before it is needed. A source that cannot be read is kept as the error that says why.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from sightline.engines import Engine, open_engine
from sightline.errors import SightlineError, SourceError
from sightline.events.relations import Relation
from sightline.facts import Landed, Progress, land, land_log
from sightline.facts.cuts import case_cuts
from sightline.facts.live.joining import joined
from sightline.facts.live.store import has_store, open_store
from sightline.measures.shelf import Shelf, key_of
from sightline.measures.sources import (
    labels_select,
    needs_labels,
    of_labels,
    relation_of,
    spanned,
    time_columns,
)
from sightline.model.declarations import Source
from sightline.model.model import Model
from sightline.saying import say
from sightline.workspace import Workspace

__all__ = ["Answers", "Facts"]


@dataclass
class Facts:
    """The sources of a workspace: landed once, registered with an engine when a query comes."""

    workspace: Workspace
    model: Model
    progress: Progress | None = None
    _landed: dict[str, Landed | SightlineError] = field(default_factory=dict)

    def landed(self, name: str) -> Landed | None:
        """Return a source of files or of live events, landed; None for a table of an engine.

        Raises
        ------
        SightlineError
            If it cannot be read; the same each time.
        """
        source = self.model.sources[name]
        if not _lands(source):
            return None
        if name not in self._landed:
            try:
                self._landed[name] = self._land(name, source)
            except SightlineError as error:
                self._landed[name] = error
        found = self._landed[name]
        if isinstance(found, SightlineError):
            raise found
        return found

    def _land(self, name: str, source: Source) -> Landed:
        into = self.workspace.state / "facts"
        zone = self.model.calendar.timezone
        base = None
        if source.file is not None:
            files = self.workspace.resolve(source.file)
            how = land if source.log is None else land_log
            base = how(name, source, files, into=into, timezone=zone, progress=self.progress)
        if not source.live:
            assert base is not None  # noqa: S101 -- narrows the type: what is not live has a file
            return base
        if not has_store(self.workspace.state):
            return joined(name, base, None, into=into)
        with closing(open_store(self.workspace.state)) as store:
            return joined(name, base, store, into=into)


@dataclass
class Answers:
    """What engines answer, kept on the shelf.

    Parameters
    ----------
    facts : Facts
        The sources.
    shelf : Shelf
        Where answers are kept.
    given : Engine, optional
        An engine that is open already, instead of the one that the workspace names; it stays open.
    """

    facts: Facts
    shelf: Shelf
    given: Engine | None = None
    _open: dict[str, Engine] = field(default_factory=dict)
    _registered: set[str] = field(default_factory=set)
    _relations: dict[str, Relation | SightlineError] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Close the engines that were opened here."""
        self._stack.close()
        self._open.clear()
        self._registered.clear()

    def relation(self, name: str) -> Relation | SightlineError:
        """Return a source as queries see it, or the error that says why it cannot be read."""
        if name not in self._relations:
            try:
                self._relations[name] = self._relation(name)
            except SightlineError as error:
                self._relations[name] = error
        return self._relations[name]

    def ask(self, source: str, select: exp.Select) -> pa.Table:
        """Return the answer to one SELECT over one source; from the shelf where it has been asked before.

        Remarks: `run_at` and `seconds`.
        """
        landed = self.facts.landed(source)
        key = key_of(select.sql("duckdb"), source, landed.fingerprint) if landed is not None else None
        found = self.shelf.find(key) if key else None
        if found is not None:
            return found
        engine = self.engine(source)
        started, run_at = time.perf_counter(), datetime.now(UTC)
        table = engine.query(select)
        remarks = {"run_at": run_at.isoformat(), "seconds": f"{time.perf_counter() - started:.6f}"}
        if key is None:
            return table.replace_schema_metadata(remarks)
        return self.shelf.keep(key, table, remarks)

    def engine(self, source: str) -> Engine:
        """Return the engine in which a source is a relation."""
        declared = self.facts.model.sources[source]
        engine = self._engine_for("file" if _lands(declared) else "table")
        if source not in self._registered:
            landed = self.facts.landed(source)
            if landed is not None:
                engine.register(source, landed.files)
            else:
                engine.attach(source, declared.table or source)
            self._registered.add(source)
        return engine

    def _engine_for(self, kind: str) -> Engine:
        main = self.given or self._opened(self.facts.model.settings.engine)
        if kind == "file" and not main.holds("file"):
            return self._opened("duckdb")
        return main

    def _opened(self, name: str) -> Engine:
        if name not in self._open:
            workspace, model = self.facts.workspace, self.facts.model
            workspace.state.mkdir(parents=True, exist_ok=True)
            allowed = [workspace.root, workspace.state, *workspace.outside(model)]
            engine = open_engine(
                name, allowed=[_folder(one) for one in allowed], connections=model.settings.connections
            )
            self._open[name] = self._stack.enter_context(engine)
        return self._open[name]

    def _relation(self, name: str) -> Relation:
        model = self.facts.model
        landed = self.facts.landed(name)
        if landed is not None and not landed.rows and set(landed.columns.values()) <= {"text"}:
            raise SourceError(
                say("there are no rows, so nothing says what its columns hold."),
                place=say("source '{name}'", name=name),
                fix=say("Fill it, or take its metrics out of the model until it has rows."),
            )
        columns = landed.columns if landed is not None else self.engine(name).columns(name)
        relation = relation_of(name, model.sources[name], columns, landed)
        times = time_columns(model, relation)
        relation = spanned(relation, times, model.calendar.timezone, lambda select: self.ask(name, select))
        if landed is None:
            relation = replace(relation, one_pass=self.engine(name).dialect != "sqlite")
        elif relation.log and len(landed.files) == 1 and self.engine(name).dialect == "duckdb":
            # reads the file in its order, that of cases; several files have none
            relation = replace(relation, cuts=case_cuts(landed.files[0]))
        if relation.log and needs_labels(model, name):
            relation = replace(relation, labels=of_labels(self.ask(name, labels_select(relation))))
        return relation


def _lands(source: Source) -> bool:
    """Return whether a source is laid out as files here; else it is a table of an engine."""
    return source.file is not None or source.live


def _folder(path: Path) -> Path:
    """Return the part of a pattern that holds no `*`, `?` or `[`."""
    parts: list[str] = []
    for part in path.parts:
        if any(sign in part for sign in "*?["):
            break
        parts.append(part)
    return Path(*parts)
