"""One attempt to read a workspace, and how a later one is known to be due.

A model that does not load answers with its findings. A workspace into which live events come is read as it is at this
moment. The first attempt of a process takes up the last complete reading again, where there is one, so that a restart
has its pages at once; the next attempt makes a new one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sightline.errors import SightlineError
from sightline.saying import say
from sightline_web import translation
from sightline_web.engine.faults import fault_of
from sightline_web.engine.landed_until import REPLAY, landing_files, newest_event, versions
from sightline_web.engine.readings import ReadSnapshot
from sightline_web.keeper import Outcome
from sightline_web.languages.marks import noted
from sightline_web.snapshot import Finding
from sightline_web.touched import state_of

if TYPE_CHECKING:
    from sightline.workspace import Workspace

__all__ = ["Watch", "attempt"]


class Watch:
    """Looks whether files of the model or of the data have changed; a stat per file, nothing is read."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.named: tuple[str, ...] = ()  # the `file` of every source of the last model that loaded
        self.live = False  # whether that model has logs into which events come
        self.first = True  # whether nothing has been read yet
        self._stamp, self._versions = "", ""

    def fingerprint(self) -> str:
        """Return a text that changes with every file of the model and of its sources."""
        return f"{self.model()}:{self.data()}"

    def model(self) -> str:
        """Return a text that changes with every file of the model."""
        return state_of(self._model_files())

    def data(self) -> str:
        """Return a text that changes with every file of the sources named."""
        return state_of(self._data_files())

    def moving(self) -> str:
        """Return a text that changes with every live event, and with every hour: deadlines pass without any."""
        if not self.live:
            return ""
        stamp = state_of(landing_files(self._workspace.state))
        if stamp != self._stamp:
            self._stamp, self._versions = stamp, versions(self._workspace.state)
        return f"{self._versions} {datetime.now(UTC):%Y-%m-%dT%H}"

    def _model_files(self) -> Iterator[Path]:
        for folder, below, names in os.walk(self._workspace.root):
            below[:] = sorted(name for name in below if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if name.endswith((".yml", ".yaml")))

    def _data_files(self) -> Iterator[Path]:
        for named in self.named:
            with suppress(SightlineError, OSError):
                yield from self._workspace.resolve(named)


def attempt(workspace: Workspace, watch: Watch, report: Callable[[str], None]) -> Outcome:
    """Read a workspace once and say what came of it; `report` is told what is being done."""
    from sightline.reading import read, recalled  # noqa: PLC0415 -- DuckDB and Arrow, half a second

    report(say(noted("The model is being checked.")))
    seen = watch.model()
    loaded = workspace.load()
    files = translation.model_files(workspace.texts(), loaded.model)
    findings = tuple(_finding(each) for each in loaded.findings)
    if loaded.model is None:
        return Outcome(findings=findings, files=files)
    watch.named = tuple(source.file for source in loaded.model.sources.values() if source.file)
    watch.live = any(source.live for source in loaded.model.sources.values())
    seen, moved = f"{seen}:{watch.data()}", watch.moving()
    first, watch.first = watch.first, False
    try:
        found = recalled(workspace, loaded.model, progress=_Told(report)) if first and watch.live else None
        if found is not None:
            with suppress(SightlineError, OSError):  # what it rested on is going away this very moment: read anew
                return Outcome(ReadSnapshot(found, loaded, files, findings), seen=seen, moved="", recalled=True)
        reading = read(workspace, model=loaded.model, as_of=_moment(workspace, watch), progress=_Told(report))
        return Outcome(ReadSnapshot(reading, loaded, files, findings), seen=seen, moved=moved)
    except SightlineError as error:
        return Outcome(findings=findings, files=files, fault=fault_of(error), seen=seen)


def _moment(workspace: Workspace, watch: Watch) -> datetime | None:
    """Return the moment at which a workspace is read: now, or that of the newest event of a past that is shown again.

    None where no live event has ever come: the newest day in the facts then.
    """
    if not watch.live or not versions(workspace.state):
        return None
    if not (workspace.state / REPLAY).exists():
        return datetime.now(UTC)
    newest = newest_event(workspace.state)
    return None if newest is None else newest + timedelta(microseconds=1)  # what comes at the moment does not count


class _Told:
    """Tells the keeper what is being read, and how far that is."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._label, self._total, self._done = "", 0, 0

    def start(self, label: str, total: int) -> None:
        self._label, self._total, self._done = label, total, 0
        self._report(say(noted("Reading {label}."), label=label))

    def advance(self, n: int) -> None:
        self._done += n
        if self._total:
            part = min(100 * self._done // self._total, 100)
            self._report(say(noted("Reading {label}: {part} %."), label=self._label, part=part))

    def finish(self) -> None:
        self._report("")


def _finding(found: Any) -> Finding:
    return Finding(
        found.file, found.line, found.column, found.end_column, found.code, found.severity, str(found.message),
        found.fix and str(found.fix), found.source_line,
    )  # fmt: skip
