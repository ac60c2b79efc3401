"""The operating model: everything that an enterprise declares, checked, with its places and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from sightline.errors import UnknownNameError
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
from sightline.model.declared import Declaration
from sightline.model.positions import Positions
from sightline.model.process_metrics import YieldedMetric, open_yield, yielded_by
from sightline.model.skilled import Capability, Skills
from sightline.periods import Calendar, Grain, WorkingTime

__all__ = ["Model", "calendar_of", "content_of", "hash_of"]


@dataclass(frozen=True, eq=False)
class Model:
    """A checked operating model.

    Attributes
    ----------
    settings : Settings
        The head of `sightline.yml`.
    sources, metrics, goals, processes, controls, charts, capabilities, roles, initiatives : mapping
        id -> declaration, in the order of the files.
    effects : tuple of Effect
        In the order of the files.
    people, work, skills : People, Work, Skills or None
        Where persons, items of work and the levels that persons have stand.
    files : mapping of str to str
        Relative path -> text.
    positions : Positions
        Where each thing stands: `positions.lookup(("metrics", "revenue", "formula"))`.
    """

    settings: Settings
    sources: Mapping[str, Source] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    processes: Mapping[str, Process] = field(default_factory=dict)
    controls: Mapping[str, Control] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    initiatives: Mapping[str, Initiative] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    people: People | None = None
    work: Work | None = None
    skills: Skills | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    positions: Positions = field(default_factory=lambda: Positions({}))

    def __eq__(self, other: object) -> bool:
        """Two models are equal when they declare the same, however their files look."""
        return self.hash == other.hash if isinstance(other, Model) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of what is declared, in hexadecimal: layout, comments, key order and files do not matter."""
        return hash_of(content_of(self))

    @cached_property
    def calendar(self) -> Calendar:
        """How this enterprise cuts time."""
        return calendar_of(self.settings)

    @cached_property
    def _yielded(self) -> Mapping[str, YieldedMetric]:
        found = (one for name, process in self.processes.items() for one in yielded_by(name, process))
        return MappingProxyType({one.id: one for one in found})

    def yielded(self) -> Mapping[str, YieldedMetric]:
        """Return the metrics that the processes yield by themselves: id -> metric.

        Activities that only the log knows (of a process without `activities`) are not among them; `metric`
        answers for these too.
        """
        return self._yielded

    def metric_ids(self) -> tuple[str, ...]:
        """Return the ids of all metrics: the declared ones first, then those the processes yield."""
        return (*self.metrics, *self._yielded)

    def metric(self, name: str) -> Metric | YieldedMetric:
        """Return a metric by its id.

        Raises
        ------
        UnknownNameError
            Where nothing declares or yields it; names the nearest id.
        """
        found = self.metrics.get(name) or self._yielded.get(name)
        if found is not None:
            return found
        owner = name.partition(".")[0]
        process = self.processes.get(owner)
        opened = open_yield(name, owner, process) if process is not None else None
        if opened is None:
            raise UnknownNameError("metric", name, self.metric_ids())
        return opened


def calendar_of(settings: Settings) -> Calendar:
    """Return the calendar that the settings declare."""
    declared = settings.calendar
    return Calendar(
        grain=Grain(declared.grain),
        fiscal_year_starts=declared.fiscal_year_starts,
        week_starts=declared.week_starts,
        timezone=declared.timezone,
        weeks=declared.weeks,
        working=WorkingTime.of(
            declared.shifts.model_dump(exclude_none=True) if declared.shifts is not None else None, declared.holidays
        ),
    )


def content_of(model: Model) -> dict[str, object]:
    """Return what a model declares as plain values, in one canonical form.

    Defaults are left out, whether written or not; whole floats are integers; effects are sorted.
    """
    named: dict[str, Mapping[str, Declaration]] = {
        "sources": model.sources,
        "metrics": model.metrics,
        "goals": model.goals,
        "processes": model.processes,
        "controls": model.controls,
        "charts": model.charts,
        "capabilities": model.capabilities,
        "roles": model.roles,
        "initiatives": model.initiatives,
    }
    content: dict[str, object] = {"settings": _plain(model.settings)}
    for section, entries in named.items():
        if entries:
            content[section] = {name: _plain(entry) for name, entry in entries.items()}
    if model.effects:
        content["effects"] = sorted(_plains(model.effects), key=_text)
    for section, single in (("people", model.people), ("work", model.work), ("skills", model.skills)):
        if single is not None:
            content[section] = _plain(single)
    return content


def _plains(entries: Iterable[Declaration]) -> list[object]:
    return [_plain(entry) for entry in entries]


def _plain(entry: Declaration) -> object:
    return _whole(entry.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _whole(value: object) -> object:
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(content: object) -> str:
    """Return the SHA-256 of plain values, in hexadecimal."""
    return hashlib.sha256(_text(content).encode("utf-8", errors="surrogatepass")).hexdigest()
