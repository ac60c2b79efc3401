"""What `promises` shows: one sentence that answers, what came of each promise, and how far new ones can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sightline.cli.documents.portfolio import PROMISES
from sightline.cli.failures import write_remark
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import full_change, interval
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError
from sightline.units import format_value

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.records.promises import Promise, PromiseBook, Realised

_LOOKS = {"as promised": "good", "more": "good", "less": "bad"}
_SIGNS = {"as promised": "ok", "more": "ok", "less": "fail", "cannot say": "cannot_say"}
_PROMISE = ("title", "kind", "asked_by", "by", "reason", "model", "as_of", "cost", "currency", "takes")
_FOUND = ("share", "segments", "grade", "before", "after", "controls", "words")
_KEPT = ("by", "name", "n", "share", "low", "high", "words")


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `promises`, as they were written."""

    initiatives: tuple[str, ...]
    decided: str | None
    declined: bool
    by: str
    reason: str
    fmt: str


def answer(state: State, question: Question) -> int:
    """Print promises and what came of them, and return the exit code.

    Raises
    ------
    UnknownNameError
        If an initiative is not declared.
    DeclarationError
        If one that is to be approved was approved before, or is delivered.
    """
    with state.reading() as reading:
        known = reading.model.initiatives
        for name in question.initiatives:
            if name not in known:
                raise UnknownNameError("initiative", name, known)
        if question.decided is not None:
            on = state.as_of or date.today()  # noqa: DTZ011 -- the day where the decision is taken
            decide = reading.decline if question.declined else reading.approve
            promise = decide(question.decided, by=question.by, reason=question.reason, on=on)
            what = "it is written down that {} is declined." if question.declined else "the promise of {} is frozen."
            write_remark(state.err(), place="", text=what.format(promise.initiative))
        book = reading.promises()
        names = question.initiatives or ((question.decided,) if question.decided is not None else ())
        asked = [one for one in book.realised if not names or one.initiative in names]
        found = sorted(asked, key=lambda one: one.outcome == "not delivered")  # what can be compared comes first
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        for fault in book.faults:
            write_remark(state.err(), place="", text=fault)
        code = tell(state, problems, {one.metric for one in found})
        if code != ENVIRONMENT:
            by_name = {one.initiative: one for one in book.promises}
            show(
                state, PROMISES, [_row(one, by_name[one.initiative]) for one in found], fmt=question.fmt,
                model=reading.model, as_of=as_of, table=lambda out: table(found, book, reading.model, out, names),
                problems=rows_of(problems), promises={one.initiative: _promise(one) for one in book.promises},
                found=[{name: getattr(one, name) for name in _FOUND} for one in found],
                kept=[{name: getattr(one, name) for name in _KEPT} for one in book.kept], faults=list(book.faults),
                declined=[_declined(one) for one in book.declined],
            )  # fmt: skip
        return code


def _row(one: Realised, promise: Promise) -> dict[str, Any]:
    low, likely, high = one.promised
    return {
        "initiative": one.initiative, "metric": one.metric, "unit": one.unit, "approved_on": promise.approved_on,
        "delivered_on": one.delivered_on, "promised_low": low, "promised": likely, "promised_high": high,
        "realised": one.value, "low": one.low, "high": one.high, "outcome": one.outcome,
    }  # fmt: skip


def _promise(one: Promise) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _PROMISE}, "effort": dict(one.effort),
        "known": [asdict(part) for part in one.known],
    }  # fmt: skip


def _declined(one: Promise) -> dict[str, Any]:
    return {"initiative": one.initiative, "on": one.approved_on, **_promise(one)}


def sentence(found: Sequence[Realised], book: PromiseBook) -> str:
    """Return the answer in one sentence."""
    if not book.promises and not book.declined:
        return (
            "No promise is kept here yet. Approve an initiative with 'sightline promises --approve X --by WHO --reason "
            "TEXT', and say 'delivered' in the model once it is there."
        )
    if not found:
        return "No change of a metric is promised."
    told = [one for one in found if one.value is not None]
    if not told:
        return f"{counted(len(found), 'promised change')}; of none can it be said yet what came."
    kept = sum(one.outcome in ("as promised", "more") for one in told)
    less = sum(one.outcome == "less" for one in told)
    unsure = len(told) - kept - less
    parts = [f"{kept} came as promised or better"] if kept else []
    parts += [f"{less} brought less"] if less else []
    parts += [f"of {unsure} the data cannot say"] if unsure else []
    were = "was" if len(told) == 1 else "were"
    return f"Of {counted(len(told), 'change')} that {were} delivered, {' and '.join(parts)}."


def table(
    found: Sequence[Realised], book: PromiseBook, model: Model, terminal: Terminal, names: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(found, book), terminal)
    by_name = {one.initiative: one for one in book.promises}
    if found:
        columns = [
            Column("What came"), Column("Initiative", wraps=True, least=longest_word(o.initiative for o in found)),
            Column("Metric", wraps=True, least=longest_word(o.metric for o in found)),
            Column("Promised", figures=True), Column("Came", figures=True), Column("90 % interval", figures=True),
            Column("Since"),
        ]  # fmt: skip
        rows = [_cells(one, terminal) for one in found]
        columns, rows, _ = fitting(columns, rows, terminal, ("Since", "90 % interval"))
        notes = [_note(one, by_name[one.initiative], terminal) for one in found]
        yield ""
        yield from render(columns, rows, terminal, notes=notes)
    decided = [one for one in (*book.promises, *book.declined) if one.declined or (one.frozen and not one.changes)]
    for one in (one for one in decided if not names or one.initiative in names):
        yield ""
        parts = (_decided(one), "" if one.declined else "by itself it promises no change", _known(one))
        said = f" {terminal.sign('dot')} ".join(filter(None, parts))
        yield from paragraph(f"{one.initiative}: {said}", terminal)
    if book.kept and len(found) == len(book.realised):
        yield ""
        for kept in book.kept:
            yield from paragraph(kept.words, terminal)
        yield from paragraph("`portfolio --discount` counts of each new promise what can be expected.", terminal)
    yield from signature(model, terminal)


def _cells(one: Realised, terminal: Terminal) -> list[str | Cell]:
    sign = terminal.sign(_SIGNS.get(one.outcome, "none"))
    return [
        Cell(f"{sign} {one.outcome}", _LOOKS.get(one.outcome, "quiet")), one.initiative, one.metric,
        full_change(one.promised[1], one.unit, terminal), full_change(one.value, one.unit, terminal),
        interval(one.low, one.high, one.unit, terminal), one.delivered_on.isoformat() if one.delivered_on else "",
    ]  # fmt: skip


def _note(one: Realised, promise: Promise, terminal: Terminal) -> str:
    where = f"in {', '.join(one.segments)}" if one.segments else ""
    parts = (where, one.words.rstrip("."), _decided(promise), _known(promise))
    return f" {terminal.sign('dot')} ".join(filter(None, parts))


def _decided(promise: Promise) -> str:
    if promise.approved_on is None:
        return "never frozen: taken from the model as it is"
    verb = "declined" if promise.declined else "approved"
    return f"{verb} on {promise.approved_on.isoformat()} by {promise.by}: {promise.reason.rstrip('.')}"


def _known(promise: Promise) -> str:
    """Return what was known of its worth when it was decided, for the goal whose probability it moves most."""
    moved = [one for one in promise.known if one.worth]
    if not moved:
        return ""
    most = max(moved, key=lambda one: abs((one.after or 0.0) - (one.before or 0.0)))
    return f"then known: {format_value(most.worth or 0.0, most.unit, compact=True, signed=True)} for {most.goal}"
