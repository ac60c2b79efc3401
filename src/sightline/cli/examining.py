"""What the doctor prints: every look in order, with the fixes of those that need one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sightline.cli.documents import DOCTOR
from sightline.cli.formats import show, write_lines
from sightline.cli.health.data import (
    fault_look,
    look_at_connections,
    look_at_metrics,
    look_at_model,
    look_at_sources,
    needed_extras,
)
from sightline.cli.health.live import look_at_live_events
from sightline.cli.health.looks import Look
from sightline.cli.health.machine import look_at_machine
from sightline.cli.health.place import look_at_place
from sightline.cli.health.records import look_at_records
from sightline.cli.interrupts import held_back
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, render
from sightline.cli.terminal import Terminal
from sightline.errors import SightlineError, SourceMissingError

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.workspace import Workspace

ENVIRONMENT = 3
_LOOKS = {"ok": "good", "warn": "watch", "fail": "bad"}


def examine(state: State, fmt: str) -> int:
    """Look at everything, print it, and return the exit code: 3 when something is broken, else 0."""
    try:
        workspace: Workspace | None = state.workspace()
    except SourceMissingError as fault:
        workspace, missing = None, fault_look("workspace", fault)
        if state.workspace_folder is None:  # nobody said that there is one
            missing = Look("workspace", "warn", missing.found, missing.fix)
    loaded = workspace.load() if workspace else None
    model = loaded.model if loaded else None
    with state.progress():
        looks = list(look_at_machine(zone=model.calendar.timezone if model else None, needed=needed_extras(model)))
    if workspace is None or loaded is None:
        looks.append(missing)
    else:
        looks.append(Look("workspace", "ok", str(workspace.root)))
        looks += look_at_place(workspace.root, workspace.state)
        looks += look_at_live_events(workspace.state)
        looks += look_at_records(workspace.root)
        looks.append(look_at_model(loaded))
        if model is not None:
            looks += data_looks(state, workspace, model, sound=not any(one.status == "fail" for one in looks))
    show(state, DOCTOR, [one.row() for one in looks], fmt=fmt, table=lambda out: table(looks, out), model=model)
    return ENVIRONMENT if any(one.status == "fail" for one in looks) else 0


def data_looks(state: State, workspace: Workspace, model: Model, *, sound: bool = True) -> list[Look]:
    """Look at connections, sources and, where all else is `sound`, metrics."""
    with held_back():
        from sightline.reading import read  # noqa: PLC0415 -- slow import

    looks = list(look_at_connections(model))
    with state.progress() as bar:
        looks += look_at_sources(workspace, model, bar)
        if model.metrics and sound and not any(one.status == "fail" for one in looks):
            try:
                with read(workspace, as_of=state.as_of, model=model, progress=bar) as reading:
                    looks += look_at_metrics(model, reading)
            except SightlineError as fault:
                looks.append(fault_look("reading", fault))
    return looks


def examine_data(state: State, workspace: Workspace, model: Model, *, fmt: str) -> bool:
    """Print what is wrong with the data behind the model, and return whether something is.

    Other formats than text keep standard output for the findings alone; then it goes to standard error.
    """
    looks = data_looks(state, workspace, model)
    ill = [one for one in looks if one.status != "ok"]
    if fmt == "text":
        write_lines(table(ill, state.out()) if ill else [f"The data are there: {len(looks)} looks, no fault."])
    else:
        for one in ill:
            state.say(f"{one.check}: {one.found}. {one.fix or ''}".rstrip())
    return any(one.status == "fail" for one in ill)


def _summary(looks: Sequence[Look]) -> str:
    fails, warns = (sum(one.status == status for one in looks) for status in ("fail", "warn"))
    if fails:
        return f"{fails} of {len(looks)} looks failed" + (f", {warns} with a warning." if warns else ".")
    return "Everything needed is here" + (f"; {warns} to know about." if warns else ".")


def table(looks: Sequence[Look], terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    columns = [Column("Status"), Column("Looked at"), Column("Found", wraps=True)]
    rows: list[list[str | Cell]] = [
        [Cell(f"{terminal.sign(one.status)} {one.status}", _LOOKS[one.status]), one.check, one.found] for one in looks
    ]
    notes = [f"Fix: {one.fix}" if one.fix else "" for one in looks]
    yield from render(columns, rows, terminal, notes=notes)
    yield ""
    yield _summary(looks)
