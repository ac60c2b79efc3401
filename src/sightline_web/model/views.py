"""The pages of the Model surface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web import keeper
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Crumb, Page, not_found, page, show
from sightline_web.shell.sentences import counted
from sightline_web.shell.twins import csv_twin, json_twin
from sightline_web.snapshot import Fault, Finding, ModelFile, NotDeclaredError, Snapshot

__all__ = ["file", "finding_row", "overview", "source", "sources"]

DECLARED: dict[str, Callable[[int], str]] = {  # by the section of a file
    "sources": lambda number: ngettext("{number} source", "{number} sources", number),
    "metrics": lambda number: ngettext("{number} metric", "{number} metrics", number),
    "effects": lambda number: ngettext("{number} effect", "{number} effects", number),
    "goals": lambda number: ngettext("{number} goal", "{number} goals", number),
    "processes": lambda number: ngettext("{number} process", "{number} processes", number),
    "controls": lambda number: ngettext("{number} control", "{number} controls", number),
    "capabilities": lambda number: ngettext("{number} capability", "{number} capabilities", number),
    "roles": lambda number: ngettext("{number} role", "{number} roles", number),
    "initiatives": lambda number: ngettext("{number} initiative", "{number} initiatives", number),
    "people": lambda number: ngettext("{number} person", "{number} people", number),
    "work": lambda number: ngettext("{number} source of work", "{number} sources of work", number),
    "skills": lambda number: ngettext("{number} source of levels", "{number} sources of levels", number),
    "charts": lambda number: ngettext("{number} chart", "{number} charts", number),
}


def _attempted(state: keeper.State) -> tuple[Sequence[Finding], Sequence[ModelFile], Fault | None]:
    """Return findings, files and fault of the last attempt: what the files say now, not when they were last right."""
    if state.latest is not None and state.latest.snapshot is None:
        return state.latest.findings, state.latest.files, state.latest.fault
    if state.snapshot is not None:
        return state.snapshot.findings, state.snapshot.files, None
    return (), (), None


def _problems(state: keeper.State) -> Sequence[Fault]:
    """Return what the present reading could not measure; nothing where the present files give no reading."""
    return state.snapshot.problems if state.snapshot and state.latest and state.latest.snapshot else ()


def finding_row(finding: Finding) -> dict[str, object]:
    """Return a finding for the twins."""
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "fix": finding.fix,
    }


def _answer(findings: Sequence[Finding], files: Sequence[ModelFile], fault: Fault | None) -> str:
    """Return the sentence of the model page."""
    count = Counter(finding.severity for finding in findings)
    where = counted(len(files), "file")
    if count["error"]:
        text = _("The model has {errors} in {files}; it measures nothing until they are mended.")
        return text.format(errors=counted(count["error"], "error"), files=where)
    if fault is not None:
        return _("The model is right, but its data could not be read.")
    if count["warning"]:
        text = _("The model is right; the check has {warnings} in {files}.")
        return text.format(warnings=counted(count["warning"], "warning"), files=where)
    return _("The model is right: the check found nothing in {files}.").format(files=where)


def _declared(file: ModelFile) -> str:
    """Return what a file declares, in words: "12 metrics, 3 goals"."""
    return ", ".join(_counted(kind, number) for kind, number in file.declares)


def _counted(kind: str, number: int) -> str:
    text = DECLARED[kind](number) if kind in DECLARED else f"{{number}} {kind}"
    return text.format(number=number)


@guarded(Record.MODEL, Action.LIST)
def overview(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Show the files of the model and what the check says of them; also when the model does not load."""
    state = keeper.current().state(wait=2.0)
    findings, files, fault = _attempted(state)
    rows = [finding_row(finding) for finding in findings]
    sentence = _answer(findings, files, fault)
    if form == "csv":
        return csv_twin(rows, name="model")
    if form == "json":
        head = state.snapshot.head if state.snapshot else None
        return json_twin(
            {
                "page": "model",
                "model": head.hash if head else None,
                "as_of": head.as_of if head else None,
                "sentence": sentence,
                "fault": fault.cause if fault else None,
                "problems": [{"place": each.place, "cause": each.cause, "fix": each.fix} for each in _problems(state)],
                "files": [each.path for each in files],
                "rows": rows,
            }
        )
    if state.latest is None and state.snapshot is None:
        return show(request, Page("loading", _("Reading the data"), "shell/loading.html", [], section=""), state)
    errors = Counter(finding.file for finding in findings)
    context = {
        "sentence": sentence,
        "findings": findings,
        "fault": fault,
        "problems": _problems(state),
        "files": [(each, _declared(each), errors[each.path]) for each in files],
        "declaring": any(each.declares for each in files),  # not known of a model with errors
        "stale": state.snapshot is not None and state.latest is not None and state.latest.snapshot is None,
    }
    return show(request, Page("model", _("Model"), "model/overview.html", rows, context, section="model"), state)


@guarded(Record.MODEL, Action.VIEW)
def file(request: HttpRequest, form: str = "html", file: str = "") -> HttpResponse:
    """Show one file of the model with its line numbers and findings; also when the model does not load."""
    state = keeper.current().state(wait=2.0)
    findings, files, _fault = _attempted(state)
    found = next((each for each in files if each.path == file), None)
    if found is None:
        return not_found(request, NotDeclaredError("file", file, [each.path for each in files]), form=form)
    mine = [finding for finding in findings if finding.file == file]
    lines = found.text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    rows = [{"line": number, "text": text} for number, text in enumerate(lines, 1)]
    if form == "csv":
        return csv_twin(rows, name=f"model-{file.replace('/', '-')}")
    if form == "json":
        return json_twin(
            {"page": "model_file", "file": file, "findings": [finding_row(each) for each in mine], "rows": rows}
        )
    label = _("Line {number}")
    by_line: dict[int, list[Finding]] = {}
    for finding in mine:
        by_line.setdefault(finding.line, []).append(finding)
    context = {
        "file": found,
        "declares": _declared(found),
        "lines": [
            (number, label.format(number=number), text, by_line.get(number, ())) for number, text in enumerate(lines, 1)
        ],
        "findings": mine,
    }
    crumbs = [Crumb(_("Model"), reverse("model"))]
    return show(request, Page("model_file", file, "model/file.html", rows, context, {}, crumbs, "model"), state)


@guarded(Record.SOURCE, Action.LIST)
@page
def sources(request: HttpRequest, snapshot: Snapshot) -> Page:  # noqa: ARG001 -- one shape for all views
    """Show all sources: rows, rejects, freshness, and which metrics rest on them."""
    every = list(snapshot.sources.values())
    rows = [
        {
            "source": each.id,
            "rows": each.rows,
            "rejects": each.rejects,
            "fresh_at": each.fresh_at,
            "files": list(each.files),
            "fault": each.fault.cause if each.fault else None,
            "metrics": list(each.metrics),
        }
        for each in every
    ]
    broken = [each for each in every if each.fault]
    rejected = sum(each.rejects for each in every)
    context = {"sources": every, "broken": broken, "rejected": rejected}
    crumbs = [Crumb(_("Model"), reverse("model"))]
    return Page("sources", _("Sources"), "model/sources.html", rows, context, {}, crumbs, "model")


@guarded(Record.SOURCE, Action.VIEW)
@page
def source(request: HttpRequest, snapshot: Snapshot, source: str) -> Page:
    """Show one source: its files, its columns, the metrics on it, and the rows that could not be read."""
    found = snapshot.sources.get(source)
    if found is None:
        raise NotDeclaredError("source", source, tuple(snapshot.sources))
    rejects = snapshot.rejects(source)
    if not may(actor_of(request), Action.VIEW, Record.REJECTED_ROW).allowed:
        rejects = replace(rejects, rows=())  # how many and why, but not what stands in them
    rows = [
        {"source": source, "file": each.file, "row": each.row, "reason": each.reason, "raw": each.raw}
        for each in rejects.rows
    ]
    context = {
        "source": found,
        "rejects": rejects,
        "metrics": [snapshot.metrics[name] for name in found.metrics if name in snapshot.metrics],
    }
    extra = {"source": source, "rejects": rejects.count, "by_reason": rejects.by_reason}
    crumbs = [Crumb(_("Model"), reverse("model")), Crumb(_("Sources"), reverse("sources"))]
    title = _("Source {source}").format(source=source)
    return Page(f"source-{source}", title, "model/source.html", rows, context, extra, crumbs, "model")
