"""What the numbers rest on: the files of the model, the sources, and for auditors the journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from pydantic import Field

from sightline_web.api.operations import Operation, Read
from sightline_web.api.paging import Order
from sightline_web.api.shapes import Answer, Letters, Paging, Shape
from sightline_web.journal import views as journal
from sightline_web.model import views as model
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.pages import Page, page
from sightline_web.snapshot import NotDeclaredError, Snapshot

__all__ = ["OPERATIONS"]


@guarded(Record.MODEL, Action.LIST)
@page
def findings(request: HttpRequest, snapshot: Snapshot) -> Page:
    """List what the check found in the model of the reading, with its files; the page tells more while it fails."""
    del request
    extra = {
        "files": [{"file": each.path, "declares": dict(each.declares)} for each in snapshot.files],
        "problems": [{"place": each.place, "cause": each.cause, "fix": each.fix} for each in snapshot.problems],
    }
    return Page("model", "", "", [model.finding_row(each) for each in snapshot.findings], extra=extra)


@guarded(Record.MODEL, Action.VIEW)
@page
def file(request: HttpRequest, snapshot: Snapshot, file: str) -> Page:
    """Give one file of the model, line by line."""
    del request
    found = next((each for each in snapshot.files if each.path == file), None)
    if found is None:
        raise NotDeclaredError("file", file, [each.path for each in snapshot.files])
    rows = [{"line": number, "text": text} for number, text in enumerate(found.text.splitlines(), 1)]
    own = [model.finding_row(each) for each in snapshot.findings if each.file == file]
    return Page("model_file", file, "", rows, extra={"file": file, "findings": own})


class Finding(Shape):
    """One finding of the check."""

    file: str
    line: int
    column: int
    code: str
    severity: Literal["error", "warning"]
    message: str
    fix: str | None


class Declared(Shape):
    """One file of the model."""

    file: str
    declares: dict[str, int]


class Unmeasured(Shape):
    """What could not be read or measured."""

    place: str
    cause: str
    fix: str


class Model(Answer):
    """What the check found, and the files."""

    rows: list[Finding]
    files: list[Declared] = Field(description="The files of the model.")
    problems: list[Unmeasured]


class FileLine(Shape):
    """One line of a file."""

    line: int
    text: str


class File(Answer):
    """One file of the model."""

    rows: list[FileLine]
    file: str
    findings: list[Finding]


class Source(Shape):
    """One source as it was read."""

    source: str
    rows: int | None = Field(description="How many rows it has.")
    rejects: int
    fresh_at: datetime | None
    files: list[str]
    fault: str | None
    metrics: list[str]


class Sources(Answer):
    """All sources."""

    rows: list[Source]


class Rejected(Shape):
    """A row that could not be read."""

    source: str
    file: str
    row: int | None
    reason: str
    raw: str


class SourceAnswer(Answer):
    """One source: the rows are those that could not be read, for whoever may see them."""

    rows: list[Rejected]
    source: str
    rejects: int
    by_reason: dict[str, int]


class Entry(Shape):
    """One entry of the journal."""

    seq: int
    at: datetime
    who: str
    account: int | None
    action: str
    kind: str
    key: str
    subject: str
    changes: list[str] = Field(description="What was changed.")
    reason: str
    origin: str


class Verdict(Shape):
    """Whether the chain of the journal is unbroken."""

    entries: int
    unbroken: bool
    until: str | None = Field(description="Up to where it was checked.")
    first_bad: int | None
    cause: str | None
    words: str | None


class Journal(Answer):
    """What was done, the newest first."""

    rows: list[Entry]
    total: int = Field(description="How many entries fit.")
    verdict: Verdict | None = Field(None, description="What checking the chain gave, where that was asked for.")


class JournalAsked(Paging):
    """Which entries are wanted."""

    actor: Letters | None = Field(None, description="Name or address of who did it.")
    kind: Letters | None = Field(None, description="A kind of record.")
    key: Letters | None = Field(None, description="The record.")
    subject: Letters | None = Field(None, description="The person whom it is about; the question is written down.")
    since: date | None = Field(None, description="From this day on.")
    until: date | None = Field(None, description="Up to this day.")
    verify: Literal["yes"] | None = Field(None, description="`yes` has the chain checked.")


OPERATIONS: tuple[Operation, ...] = (
    Read("model", findings, "model", "The check of the model", Model),
    Read("model/files/{path:file}", file, "model_file", "One file of the model", File),
    Read("sources", model.sources, "sources", "All sources", Sources),
    Read("sources/{source}", model.source, "source", "One source", SourceAnswer),
    Read("journal", journal.journal, "journal", "The journal", Journal,
         "For auditors. Of what fits, the newest 10,000 entries; `since` and `until` lead to older ones.",
         query=JournalAsked, order=Order("seq")),
)  # fmt: skip
