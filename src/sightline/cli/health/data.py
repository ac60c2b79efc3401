"""The model and its data: each source read on its own, so that one broken source hides no other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.cli.figures import counted, day_of
from sightline.cli.health.looks import Look
from sightline.cli.interrupts import held_back
from sightline.cli.troubles import gather, named
from sightline.errors import SightlineError, SourceError

if TYPE_CHECKING:
    from sightline.facts import Landed, Progress
    from sightline.model import Model
    from sightline.model.loader import Loaded
    from sightline.reading import Reading
    from sightline.workspace import Workspace

_REASONS = 2


def _one_line(text: str) -> str:
    return " ".join(text.split())


def fault_look(check: str, fault: SightlineError) -> Look:
    """Return a failed look that says what `fault` says."""
    head = f"{fault.place}: {fault.cause}" if fault.place else fault.cause
    return Look(check, "fail", _one_line(head), _one_line(fault.fix) or None)


def look_at_model(loaded: Loaded) -> Look:
    """Look whether the model is right."""
    errors = [one for one in loaded.findings if one.severity == "error"]
    warnings = len(loaded.findings) - len(errors)
    if errors:
        first = errors[0]
        found = f"{counted(len(errors), 'error')}, the first at {first.file}:{first.line}: {first.message}"
        return Look("model", "fail", _one_line(found), "sightline check")
    if loaded.model is None:
        return Look("model", "fail", "nothing is declared", "sightline check")
    found = f"{counted(len(loaded.model.metrics), 'metric')}, {counted(len(loaded.model.goals), 'goal')}"
    if warnings:
        return Look("model", "warn", f"{found}, {counted(warnings, 'warning')}", "sightline check")
    return Look("model", "ok", found)


def needed_extras(model: Model | None) -> set[str]:
    """Return the optional parts that the model needs: for its engine and its connections."""
    if model is None:
        return set()
    needed = {"spark"} if model.settings.engine == "spark" else set()
    if any(one.driver == "postgresql" for one in model.settings.connections.values()):
        needed.add("postgres")
    return needed


def look_at_connections(model: Model) -> Iterator[Look]:
    """Look whether the address of each connection is in the environment."""
    for name, connection in model.settings.connections.items():
        if os.environ.get(connection.address_from):
            yield Look(f"connection {name}", "ok", f"{connection.address_from} is set")
        else:
            fix = f"export {connection.address_from}=..."
            yield Look(f"connection {name}", "fail", f"{connection.address_from} is not set", fix)


def _landed_look(check: str, landed: Landed, *, log: bool, zone: str) -> Look:
    rejects = landed.rejects
    found = f"{landed.rows:,} {'events, the newest of' if log else 'rows, written'} {day_of(landed.fresh_at, zone)}"
    if not landed.rows:
        return Look(check, "warn", f"no rows ({rejects.count:,} set aside)", "Fill it, or take it out of the model.")
    if rejects.count:
        reasons = ", ".join(f"{reason} ({n:,})" for reason, n in list(rejects.by_reason.items())[:_REASONS])
        where = (
            f"Mend them in the file; they are listed in {rejects.file}" if rejects.file else "Mend them in the file."
        )
        return Look(check, "warn", f"{found}, {rejects.count:,} rows or values set aside: {reasons}", where)
    if landed.notes:
        more = f" (and {len(landed.notes) - 1} more)" if len(landed.notes) > 1 else ""
        return Look(
            check, "warn", f"{found}; {landed.notes[0]}{more}", "Mend it in the file if it should be otherwise."
        )
    return Look(check, "ok", found)


def look_at_sources(workspace: Workspace, model: Model, progress: Progress) -> Iterator[Look]:
    """Look at each source that is a file: is it there, can it be read, how many rows, how fresh."""
    with held_back():
        from sightline.facts import land, land_log  # noqa: PLC0415 -- slow import

    for name, source in model.sources.items():
        check = f"source {name}"
        if source.file is None:
            held = "live events alone" if source.live else f"table {source.table} in the engine"
            yield Look(check, "ok", f"{held}; see the metrics below")
            continue
        into, zone = workspace.state / "facts", model.calendar.timezone
        try:
            files = workspace.resolve(source.file)
            lander = land if source.log is None else land_log
            landed = lander(name, source, files, into=into, timezone=zone, progress=progress)
        except SightlineError as fault:
            yield fault_look(check, fault)
        else:
            yield _landed_look(check, landed, log=source.log is not None, zone=zone)


def look_at_metrics(model: Model, reading: Reading) -> Iterator[Look]:
    """Look whether every declared metric can be measured, and which rows count in no period."""
    reading.measure(tuple(model.metrics))
    lost = 0
    for trouble in gather(reading.problems):
        if trouble.metrics:
            lost += 1
            found = f"{trouble.cause} No values of {named(trouble.metrics)}."
            check = f"metric {trouble.metrics[0]}" if len(trouble.metrics) == 1 else f"{len(trouble.metrics)} metrics"
            yield fault_look(check, SourceError(found, place=trouble.place, fix=trouble.fix))
        elif trouble.source is not None:
            yield Look(f"rows of {trouble.source}", "warn", _one_line(trouble.cause), _one_line(trouble.fix) or None)
    if not lost:
        yield Look("metrics", "ok", f"all {len(model.metrics)} can be measured")
