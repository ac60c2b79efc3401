"""What `review` does: makes a pack or opens a frozen one, writes it, keeps it, checks it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.documents.reviews import PACKS, REVIEW
from sightline.cli.failures import write_remark
from sightline.cli.formats import show
from sightline.cli.release import version
from sightline.cli.review_table import list_table, rows_of_pack, table
from sightline.cli.state import State
from sightline.cli.troubles import PARTIAL
from sightline.errors import EnvironmentFaultError, SightlineError
from sightline.example import is_example
from sightline.reviews import Brief, Pack, compose
from sightline.reviews.checking import made_again
from sightline.reviews.keeping import Frozen, PackStore, packs_in, set_in
from sightline.reviews.speech import speech_of
from sightline.reviews.telling import lead

if TYPE_CHECKING:
    from sightline.workspace import Workspace

__all__ = ["Question", "answer"]

FINDINGS = 1


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `review`, as they were written."""

    period: str | None
    out: Path | None
    slides: bool
    freeze: bool
    name: str | None
    verify: bool
    listed: bool
    fmt: str

    @property
    def form(self) -> str:
        """Which form of the pack is written: one of `sightline.reviews.keeping.FORMS`."""
        suffix = self.out.suffix.lower() if self.out is not None else ".json"
        return "slides" if self.slides else suffix.removeprefix(".")


@dataclass(frozen=True, slots=True)
class _Of:
    """The model that a pack was made of, of which no more than the hash is known."""

    hash: str


def answer(state: State, question: Question) -> int:
    """Do what was asked, print it, and return the exit code: 1 where a frozen pack differs, 4 where parts are missing.

    Raises
    ------
    PeriodError
        If the period is none, or has not begun.
    UnknownNameError
        If there is no such frozen pack.
    SourceError
        If a frozen pack was changed.
    EnvironmentFaultError
        If a file cannot be written.
    """
    workspace = state.workspace()
    if question.listed:
        return _list(state, workspace, question)
    if question.name is not None:
        return _frozen(state, workspace, question, question.name)
    return _made(state, workspace, question)


def _made(state: State, workspace: Workspace, question: Question) -> int:
    with state.reading() as reading:
        pack = compose(reading, Brief(question.period, version(), is_example(workspace.root)))
    state.hide_progress()
    kept: Frozen | None = None
    if question.freeze:
        kept = PackStore(packs_in(workspace.state)).freeze(pack)
        write_remark(state.err(), place="", text=f"the pack of {pack.period.label} is frozen as {kept.name[:12]}.")
    if question.out is not None:
        _write(question.out, set_in(question.form, pack))
        write_remark(state.err(), place=str(question.out), text=f"the pack of {pack.period.label} is there.")
    _show(state, question, pack, kept.name if kept is not None else None)
    return PARTIAL if pack.withheld else 0


def _write(out: Path, content: bytes) -> None:
    try:
        part = out.with_name(f".{out.name}.part")
        part.write_bytes(content)
        part.replace(out)
    except OSError as fault:
        raise EnvironmentFaultError(
            f"the pack cannot be written: {fault.strerror or fault}.", place=str(out),
            fix="Name a file in a folder that is there and that you may write to.",
        ) from fault  # fmt: skip


def _show(state: State, question: Question, pack: Pack, name: str | None) -> None:
    show(
        state, REVIEW, rows_of_pack(pack), fmt=question.fmt, model=_Of(pack.model), as_of=pack.as_of,
        table=lambda out: table(pack, name, out), pack=name, period=pack.period.label, previous=pack.previous.label,
        lead=speech_of(pack)(lead(pack)), words=list(pack.words),
        withheld=[{"part": one.part, "cause": one.cause, "fix": one.fix} for one in pack.withheld],
    )  # fmt: skip


def _frozen(state: State, workspace: Workspace, question: Question, name: str) -> int:
    kept = PackStore(packs_in(workspace.state)).open(name)
    pack = kept.pack()
    if question.out is not None:
        _write(question.out, kept.content(question.form))
        write_remark(state.err(), place=str(question.out), text=f"the pack of {pack.period.label}, as it was frozen.")
    code = _verified(state, kept, pack) if question.verify else 0
    _show(state, question, pack, kept.name)
    return code


def _verified(state: State, kept: Frozen, pack: Pack) -> int:
    kept.check()
    write_remark(state.err(), place="", text=f"all files of {kept.name[:12]} are as they were frozen.")
    state.as_of = pack.as_of.date()
    with state.reading() as reading:
        check = made_again(pack, reading)
    state.hide_progress()
    write_remark(state.err(), place="", text=check.words[0].lower() + check.words[1:])
    return 0 if check.same else FINDINGS


def _list(state: State, workspace: Workspace, question: Question) -> int:
    store, rows, code = PackStore(packs_in(workspace.state)), [], 0
    for name in store.names():
        row: dict[str, object] = {"pack": name, "period": None, "as_of": None, "pack_model": None, "state": "whole"}
        try:
            kept = store.open(name)
            pack = kept.pack()
            row |= {"period": pack.period.label, "as_of": pack.as_of, "pack_model": pack.model}
            kept.check()
        except SightlineError as fault:
            row["state"], code = fault.cause, FINDINGS
        rows.append(row)
    rows.sort(key=lambda row: (str(row["as_of"] or ""), str(row["pack"])))
    show(state, PACKS, rows, fmt=question.fmt, table=lambda out: list_table(rows, out))
    return code
