"""The operating half of a reading: processes as they ran, asked of the same facts, found on the same shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from sightline.errors import UnknownNameError
from sightline.events.steps import Steps
from sightline.operations.own import Ask
from sightline.operations.processes import ProcessQueries
from sightline.reading.relations import relation_of
from sightline.saying import say

if TYPE_CHECKING:
    from sightline.reading.measuring import Measuring

__all__ = ["OperatingProcess", "operating_process"]


class OperatingProcess(ProcessQueries):
    """One process of a reading; see `ProcessQueries` for what can be asked of it."""


def operating_process(base: Measuring, name: str) -> OperatingProcess:
    """Return a process of a reading.

    Raises
    ------
    UnknownNameError
        If the model declares no such process.
    SightlineError
        If its log cannot be read.
    """
    process = base.model.processes.get(name)
    if process is None:
        raise UnknownNameError("process", name, base.model.processes)
    steps = Steps(name, process, relation_of(base, process.log), base.now, say("process '{name}'", name=name))
    return OperatingProcess(steps, _asking(base, process.log))


def _asking(base: Measuring, log: str) -> Ask:
    """Return what answers a SELECT over a log, one question at a time."""

    def ask(select: exp.Select) -> pa.Table:
        with base.lock:
            return base.answers.ask(log, select)

    return ask
