"""Sentences about changes: what, where, how much, by which way and how much later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sightline.model.model import Model
from sightline.records import ChangePart
from sightline.sight.why_accounts import Account, Journey, Question
from sightline.units import format_change, format_value, parse_unit

__all__ = ["answer", "notes", "residual", "rest", "told"]

_LISTED = 4
_WAY = 7  # metrics of a way that are named
HALF = 0.5


def told(part: ChangePart, question: Question, account: Account, row: int, journey: Journey) -> ChangePart:
    """Return a part with its sentence."""
    title = question.model.metric(part.metric).title
    where = _where(part)
    did = f"{_did(part.contribution, question)}{_way(part, question)}."
    if part.part == "mix":
        return replace(part, words=f"{_weights(title, part, account, row)}, which {did}")
    if part.part == "entered":
        return replace(part, words=f"{title}{where} is new, which {did}")
    if part.part == "left":
        return replace(part, words=f"{title}{where} is no longer there, which {did}")
    head = _moves(title + where, part.moved, question.model.metric(part.metric).unit, average=journey.window)
    if account.driven:
        return replace(part, words=f"{head}; what its drivers do not explain of that {did}")
    if part.metric == question.metric and part.part == "value" and part.moved is not None:
        return replace(part, words=f"{head}.")
    return replace(part, words=f"{head}, which {did}")


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
        text = f": through {_listed([lower(question.model.metric(name).title) for name in part.via], _WAY)}"
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


def answer(question: Question, labels: tuple[str, str], before: float, left: float, parts: Sequence[ChangePart]) -> str:
    """Return the answer; what is not explained comes first where it is over half of the change."""
    declared = question.model.metric(question.metric)
    span = f"from {labels[0]} to {labels[1]}"
    if question.share(question.total) is None:
        return f"{declared.title} did not change {span}."
    verb = "rose" if question.total > 0 else "fell"
    ratio = f" ({format_change(question.total / abs(before))})" if before and not _is_share(declared.unit) else ""
    said = [f"{declared.title} {verb} by {amount(question.total, declared.unit)}{ratio} {span}."]
    share = question.share(left) or 0.0
    if abs(share) > HALF:
        size = format_value(left, declared.unit, compact=True, signed=True)
        said.append(f"Not explained by any declared driver: {size}, {format_value(share, 'share')} of the change.")
    top = next((part for part in parts if part.part != "residual"), None)
    if top is not None:
        said.append(f"The largest contribution: {lower(top.words)}")
    return " ".join(said)


def notes(
    model: Model,
    *,
    before_data: Sequence[str],
    uncut: Sequence[str],
    unsplit: Sequence[str],
    silent: Sequence[tuple[str, str]],
) -> str:
    """Return what a reader should know, from ids of metrics and pairs of driver and metric."""

    def titles(names: Sequence[str]) -> str:
        return _listed([lower(model.metric(name).title) for name in names], _LISTED)

    told = []
    if silent:
        pairs = [f"{titles([driver])} on {titles([on])}" for driver, on in silent]
        told.append(
            f"The data cannot say whether these effects exist, so they are left out: {_listed(pairs, _LISTED)}."
        )
    if before_data:
        told.append(f"Earlier values are not known of {titles(before_data)}; what they did stays with what they move.")
    if unsplit:
        told.append(f"Between these periods there is no splitting {titles(unsplit)} further.")
    if uncut:
        told.append(f"It is not said where these moved, as segments do not add up to the whole: {titles(uncut)}.")
    return " ".join(told)


def amount(value: float, unit: str) -> str:
    """Return a size without its sign; differences of shares are points."""
    return format_value(abs(value), unit, compact=True, signed=_is_share(unit)).removeprefix("+")


def lower(text: str) -> str:
    """Return a text as it stands within a sentence: `CO2` keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _is_share(unit: str) -> bool:
    return parse_unit(unit).symbol in ("share", "percent", "%")


def _listed(names: Sequence[str], most: int) -> str:
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
