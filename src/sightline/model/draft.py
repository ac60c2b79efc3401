"""A model while it is checked: what is whole, what was salvaged, and what at least has a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sightline.errors import SightlineError, nearest
from sightline.model.backlogged import Initiative
from sightline.model.charted import Chart
from sightline.model.declarations import (
    Control,
    Effect,
    Goal,
    Metric,
    People,
    Process,
    Role,
    Settings,
    Source,
    Work,
)
from sightline.model.findings import Finding
from sightline.model.model import calendar_of
from sightline.model.positions import Path, Position, Positions
from sightline.model.process_metrics import YieldedMetric, open_yield, yielded_by
from sightline.model.skilled import Capability, Skills
from sightline.periods import Calendar

__all__ = ["Draft"]

MAX_COMPARISONS = 60_000


@dataclass
class Draft:
    """What the checks see.

    Attributes
    ----------
    whole : set of (section, id)
        Declarations without a fault of shape; the others were salvaged, and required values of theirs may be empty.
    declared : dict
        section -> ids that a file declares, readable or not.
    mentioned : set of str
        Names that stand in text of a wrong shape: nobody can tell that they are unused.
    findings : list of Finding
        Receives what the checks find.
    """

    positions: Positions
    settings: Settings
    sources: Mapping[str, Source]
    metrics: Mapping[str, Metric]
    goals: Mapping[str, Goal]
    processes: Mapping[str, Process]
    controls: Mapping[str, Control]
    charts: Mapping[str, Chart]
    capabilities: Mapping[str, Capability]
    roles: Mapping[str, Role]
    initiatives: Mapping[str, Initiative]
    effects: tuple[Effect, ...]
    people: People | None
    work: Work | None
    skills: Skills | None = None
    whole: set[tuple[str, str | int]] = field(default_factory=set)
    declared: Mapping[str, set[str]] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    unknown_roles: set[str] = field(default_factory=set)
    comparisons: int = 0

    @cached_property
    def calendar(self) -> Calendar | None:
        """The calendar of the settings, or None where they say an impossible one."""
        try:
            return calendar_of(self.settings)
        except SightlineError:
            return None

    @cached_property
    def yielded(self) -> dict[str, YieldedMetric]:
        """The metrics that the processes yield."""
        found = (one for name, process in self.processes.items() for one in yielded_by(name, process))
        return {one.id: one for one in found}

    @cached_property
    def metric_ids(self) -> set[str]:
        """All names that a metric reference may have."""
        return {*self.declared["metrics"], *self.yielded}

    def knows_metric(self, name: str) -> bool:
        """Tell whether a metric reference leads somewhere, or to something that could not be read."""
        if name in self.metric_ids:
            return True
        parts = name.split(".")
        if len(parts) == 1 or parts[0] not in self.declared["processes"]:
            return False
        process = self.processes.get(parts[0])
        return process is None or open_yield(name, parts[0], process) is not None

    def unit_of(self, name: str) -> str | None:
        """Return the unit of a metric, or None where it is unknown."""
        if name in self.metrics:
            return self.metrics[name].unit or None
        found = self.yielded.get(name)
        owner = name.partition(".")[0]
        if found is None and (process := self.processes.get(owner)) is not None:
            found = open_yield(name, owner, process)
        return found.unit if found is not None else None

    def suggest(self, name: str, known: Iterable[str]) -> str | None:
        """Return the known name that `name` resembles; after many questions, none: comparing has its price."""
        names = list(known)
        self.comparisons += len(names)
        return nearest(name, names) if self.comparisons <= MAX_COMPARISONS else None

    def say(self, code: str, path: Path, message: str, fix: str | None = None, *, key: bool = False) -> None:
        """Add a finding at the value, or the key, that stands at `path`."""
        self.say_at(code, self.positions.lookup(path, key=key), message, fix)

    def say_at(self, code: str, place: Position, message: str, fix: str | None = None) -> None:
        """Add a finding at `place`."""
        self.findings.append(self.positions.finding(code, place, message, fix))
