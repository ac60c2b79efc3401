"""How a number was computed: definition, inputs, sources, queries, and when they ran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

__all__ = ["Computation", "SourceUse"]


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source behind a metric.

    Parameters
    ----------
    source : str
        Its id.
    rows, rejects : int, optional
        Rows that can count, and rows that could not be taken over; None for a table of an engine.
    fresh_at : datetime, optional
        The newest moment in it, UTC.
    files : tuple of Path
        What is read.
    """

    source: str
    rows: int | None
    rejects: int | None
    fresh_at: datetime | None
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Computation:
    """How a metric's values were computed.

    Parameters
    ----------
    metric, kind, title, unit : str
        What it is.
    definition : str
        What the model's files say, or a sentence for a metric that a process yields.
    inputs : tuple of str
        The metrics it rests on, directly or not; without itself.
    sources : tuple of SourceUse
        The sources it rests on.
    sql : tuple of str
        The queries, one per source, as their engines get them.
    scans : mapping of str to int
        How often the engine's plan reads each source.
    run_at : datetime, optional
        When the newest of the answers was computed, UTC; None where no query is needed or none could be run.
    seconds : float, optional
        How long the queries took then, together.
    hash : str
        16 hex digits that change with the definition, the queries or the facts.
    """

    metric: str
    kind: str
    title: str
    unit: str
    definition: str
    inputs: tuple[str, ...]
    sources: tuple[SourceUse, ...]
    sql: tuple[str, ...]
    scans: Mapping[str, int]
    run_at: datetime | None
    seconds: float | None
    hash: str
