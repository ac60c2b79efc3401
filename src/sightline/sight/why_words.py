"""Sentences about changes: what, where, how much, by which way and how much later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sightline.records import ChangePart
from sightline.sight.why_accounts import Account, Journey, Question
from sightline.units import format_change, format_value, parse_unit

__all__ = ["answer", "notes", "residual", "rest", "told"]

_LISTED = 4
HALF = 0.5


def told(part: ChangePart, question: Question, account: Account, row: int, journey: Journey) -> ChangePart:
    """Return a part with its sentence."""
    title = question.model.metric(part.metric).title
    where = _where(part)
    if part.part == "mix":
        head = _weights(title, part, account, row)
    elif part.part == "entered":
        head = f"{title}{where} is new"
    elif part.part == "left":
        head = f"{title}{where} is no longer there"
    else:
        head = _moves(title + where, part.moved, question.model.metric(part.metric).unit, average=journey.window)
    own = part.metric == question.metric and part.part in ("value", "rate")
    if own and part.moved is not None and part.part == "value":
        return replace(part, words=f"{head}.")
    return replace(part, words=f"{head}, which {_did(part.contribution, question)}{_way(part, question)}.")


def _where(part: ChangePart) -> str:
    if part.dimension is None:
        return ""
    return f" in {part.segment}" if part.segment is not None else f" without a {part.dimension}"


def _moves(what: str, moved: float | None, unit: str, *, average: bool) -> str:
    if moved is None:
        return f"{what} has a value in one of the periods alone"
    if moved == 0:
        return f"{what} did not move as a whole"
    verb = "rose" if moved > 0 else "fell"
    return f"{what} {verb} by {amount(moved, unit)}{' on average' if average else ''}"


def _weights(title: str, part: ChangePart, account: Account, row: int) -> str:
    if row < 0:
        return f"The periods of the window weigh differently in {lower(title)}"
    moved = account.reweighed[row]
    heft = account.heft[row] or account.heft_whole
    points = amount(moved / heft, "share") if heft else ""
    verb = "more" if moved > 0 else "less"
    name = part.segment if part.segment is not None else f"What has no {part.dimension}"
    return f"{name} weighs {verb} in {lower(title)}" + (f", by {points}" if points else "")


def _did(contribution: float, question: Question) -> str:
    size = amount(contribution, question.model.metric(question.metric).unit)
    return f"added {size}" if contribution > 0 else f"took {size} off"


def _way(part: ChangePart, question: Question) -> str:
    text = ""
    if part.via:
        text = f": through {_listed([lower(question.model.metric(name).title) for name in part.via])}"
    if part.lag:
        text += f", {part.lag} {question.grain}{'s' if part.lag > 1 else ''} later"
    return text


def rest(question: Question, metric: str, count: int, value: float) -> str:
    """Return the sentence for small contributions of one metric."""
    title = question.model.metric(metric).title
    return f"{title}: {count} smaller contributions, which together {_did(value, question)}."


def residual(question: Question, value: float) -> str:
    """Return the sentence for what nothing explains."""
    return f"No declared driver explains it: it {_did(value, question)}."


def answer(
    question: Question, labels: tuple[str, str], before: float, residual_value: float, parts: Sequence[ChangePart]
) -> str:
    """Return the answer in one sentence, or two where most of the change is not explained."""
    declared = question.model.metric(question.metric)
    span = f"from {labels[0]} to {labels[1]}"
    if question.share(question.total) is None:
        return f"{declared.title} did not change {span}."
    verb = "rose" if question.total > 0 else "fell"
    ratio = f" ({format_change(question.total / abs(before))})" if before and not _is_share(declared.unit) else ""
    head = f"{declared.title} {verb} by {amount(question.total, declared.unit)}{ratio} {span}"
    top = next((part for part in parts if part.part != "residual"), None)
    unexplained = question.share(residual_value) or 0.0
    if abs(unexplained) > HALF:
        head += f"; most of it ({format_value(abs(unexplained), 'share')} of the change) no declared driver explains"
    if top is None:
        return f"{head}."
    return f"{head}. The largest contribution: {lower(top.words)}"


def notes(*, before_data: Sequence[str], uncut: Sequence[str], unsplit: Sequence[str], silent: Sequence[str]) -> str:
    """Return what a reader should know, from ids of metrics and `driver on metric` pairs."""
    told = []
    if silent:
        told.append(f"The data cannot say whether these move anything, so they are left out: {_listed(silent)}.")
    if before_data:
        told.append(f"Earlier values of {_listed(before_data)} are not known; what they did stays with what they move.")
    if unsplit:
        told.append(f"{_listed(unsplit)} cannot be split further between these periods.")
    if uncut:
        told.append(f"{_listed(uncut)}: segments do not add up to the whole, so it is not said where.")
    text = " ".join(told)
    return text[:1].upper() + text[1:] if before_data or silent else text


def amount(value: float, unit: str) -> str:
    """Return a size without its sign; differences of shares are points."""
    return format_value(abs(value), unit, compact=True, signed=_is_share(unit)).removeprefix("+")


def lower(text: str) -> str:
    """Return a text as it stands within a sentence: `CO2` keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _is_share(unit: str) -> bool:
    return parse_unit(unit).symbol in ("share", "percent", "%")


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_LISTED])
    if len(names) > _LISTED:
        shown.append(f"{len(names) - _LISTED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
