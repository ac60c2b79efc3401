"""Texts to a checked model: all faults at once, each at its place.

Reads no file: whoever calls hands the texts in (see `sightline.workspace`). Stages: text to values
(`recovery`, `yaml`), files to one (`gather`), values to declarations (`structure`), then what
declarations say about each other (`checks`).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sightline.model.backlogged import Initiative
from sightline.model.charted import Chart
from sightline.model.checks import check
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
from sightline.model.draft import Draft
from sightline.model.findings import Finding
from sightline.model.gather import HEAD, NAMED, Gathered, gather
from sightline.model.model import Model
from sightline.model.names import check_id
from sightline.model.skilled import Capability, Skills
from sightline.model.structure import structure

__all__ = ["Loaded", "load"]

_CLASSES: Mapping[str, type[Declaration]] = {
    "sources": Source,
    "metrics": Metric,
    "goals": Goal,
    "processes": Process,
    "controls": Control,
    "charts": Chart,
    "capabilities": Capability,
    "roles": Role,
    "initiatives": Initiative,
    "effects": Effect,
    "people": People,
    "work": Work,
    "skills": Skills,
}


_UNREAD = frozenset(("SL101", "SL107", "SL108", "SL109", "SL112", "SL115"))
_WORD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,2}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a set of files.

    Attributes
    ----------
    model : Model or None
        None where there is an error.
    findings : tuple of Finding
        All errors and warnings, by file, line and column.
    """

    model: Model | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the model from being used."""
        return tuple(one for one in self.findings if one.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that do not."""
        return tuple(one for one in self.findings if one.severity == "warning")


def load(files: Mapping[str, str | bytes], *, also: tuple[Finding, ...] = ()) -> Loaded:
    """Check a model and return it.

    Parameters
    ----------
    files : mapping of str to str or bytes
        Path relative to the workspace -> content; `sightline.yml` is the head.
    also : tuple of Finding
        What reading the files has already found.

    Returns
    -------
    Loaded
        Never raises for any content.
    """
    with _collector_paused():
        return _load(files, also)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking a growing model again and again: a third of the time, for nothing."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _load(files: Mapping[str, str | bytes], also: tuple[Finding, ...]) -> Loaded:
    gathered = gather(files)
    draft = _draft(gathered)
    check(draft, complete=not any(one.code in _UNREAD for one in gathered.findings))
    findings = _sorted([*also, *gathered.findings, *draft.findings])
    if any(one.severity == "error" for one in findings):
        return Loaded(None, findings)
    return Loaded(_model(draft, files), findings)


def _draft(gathered: Gathered) -> Draft:
    findings: list[Finding] = []
    stray = list(gathered.stray)
    misnamed: set[str] = set()
    positions, sections = gathered.positions, gathered.sections
    head = {key: sections[key][""] for key in HEAD if key in sections}
    settings, whole = structure(Settings, head, None, positions, findings if "sightline.yml" in positions.lines else [])
    built: dict[str, dict[str | int, Any]] = {}
    good: set[tuple[str, str | int]] = {("settings", "")} if whole else set()
    for section, cls in _CLASSES.items():
        built[section] = {}
        for name, raw in sections.get(section, {}).items():
            if name == "" and raw is None:
                continue
            entry = positions.entries[section][name]
            named_well = section not in NAMED or check_id(str(name), entry, positions, findings)
            built[section][name], right = structure(cls, raw, entry, positions, findings)
            if right and named_well:
                good.add((section, name))
            if not right:
                stray.append(raw)
            if not named_well:
                misnamed.add(str(name))
    declared = {
        section: {str(name) for name in built[section]} | gathered.lost.get(section, set()) for section in _CLASSES
    }
    named: Any = {section: built[section] for section in NAMED}
    return Draft(
        positions=positions,
        settings=settings,
        **named,
        effects=tuple(built["effects"].values()),
        people=built["people"].get(""),
        work=built["work"].get(""),
        skills=built["skills"].get(""),
        whole=good,
        declared=declared,
        mentioned={*_words(stray), *misnamed},
        findings=findings,
    )


def _words(values: list[Any]) -> Iterator[str]:
    """Yield every name that stands anywhere in raw values."""
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield from _WORD.findall(value)
        elif isinstance(value, dict):
            values.extend(value)
            values.extend(value.values())
        elif isinstance(value, tuple):
            values.extend(value)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return the findings in the order of the text; what stands at an unreadable value is not said twice."""
    unread = {(one.file, one.line, one.column) for one in findings if one.code.startswith("SL1")}
    kept = {one for one in findings if one.code.startswith("SL1") or (one.file, one.line, one.column) not in unread}
    return tuple(sorted(kept, key=lambda one: (one.file != "sightline.yml", one.file, one.line, one.column, one.code)))


def _model(draft: Draft, files: Mapping[str, str | bytes]) -> Model:
    texts = {name: text.decode("utf-8") if isinstance(text, bytes) else text for name, text in files.items()}
    return Model(
        settings=draft.settings,
        sources=draft.sources,
        metrics=draft.metrics,
        goals=draft.goals,
        processes=draft.processes,
        controls=draft.controls,
        charts=draft.charts,
        capabilities=draft.capabilities,
        roles=draft.roles,
        initiatives=draft.initiatives,
        effects=draft.effects,
        people=draft.people,
        work=draft.work,
        skills=draft.skills,
        files=texts,
        positions=draft.positions,
    )
