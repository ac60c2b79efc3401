"""Sentences about changes: what, where, how much, by which way and how much later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sightline.model.model import Model
from sightline.periods.wording import later
from sightline.records import ChangePart
from sightline.saying import Said, joined, labelled, listed, phrase, say, within
from sightline.sight.why_accounts import Account, Journey, Question
from sightline.units import format_change, format_size, format_value, parse_unit

__all__ = ["answer", "notes", "residual", "rest", "told"]

_LISTED = 4
_WAY = 7  # metrics of a way that are named
HALF = 0.5


def told(part: ChangePart, question: Question, account: Account, row: int, journey: Journey) -> ChangePart:
    """Return a part with its sentence."""
    what = _where(question.model.metric(part.metric).title, part)
    which = joined("", [_which(part.contribution, question), _way(part, question)])
    if part.part == "mix":
        title = question.model.metric(part.metric).title
        return replace(part, words=say("{weighs}, {which}.", weighs=_weights(title, part, account, row), which=which))
    if part.part == "entered":
        return replace(part, words=say("{what} is new, {which}.", what=what, which=which))
    if part.part == "left":
        return replace(part, words=say("{what} is no longer there, {which}.", what=what, which=which))
    moved = _moves(what, part.moved, question.model.metric(part.metric).unit, average=journey.window)
    if account.driven:
        left = joined("", [_undriven(part.contribution, question), _way(part, question)])
        return replace(part, words=say("{moved}; {left}.", moved=moved, left=left))
    if part.metric == question.metric and part.part == "value" and part.moved is not None:
        return replace(part, words=joined("", [moved, "."]))
    return replace(part, words=say("{moved}, {which}.", moved=moved, which=which))


def _where(title: str, part: ChangePart) -> str:
    if part.dimension is None:
        return title
    if part.segment is None:
        return say("{title} without a {dimension}", title=title, dimension=part.dimension)
    return say("{title} in {segment}", title=title, segment=part.segment)


def _moves(what: str, moved: float | None, unit: str, *, average: bool) -> Said:
    if moved is None:
        return say("{what} has a value in one of the periods alone", what=what)
    if moved == 0:
        return say("{what} did not move as a whole", what=what)
    size = amount(moved, unit)
    if average:
        rose, fell = phrase("{what} rose by {size} on average"), phrase("{what} fell by {size} on average")
    else:
        rose, fell = phrase("{what} rose by {size}"), phrase("{what} fell by {size}")
    return say(rose if moved > 0 else fell, what=what, size=size)


def _weights(title: str, part: ChangePart, account: Account, row: int) -> Said:
    metric = within(title)
    if row < 0:
        return say("The periods of the window weigh differently in {metric}", metric=metric)
    moved = account.reweighed[row]
    heft = account.heft[row] or account.heft_whole
    name = part.segment if part.segment is not None else say("What has no {dimension}", dimension=part.dimension or "")
    if not heft:
        weighs = phrase("{name} weighs more in {metric}") if moved > 0 else phrase("{name} weighs less in {metric}")
        return say(weighs, name=name, metric=metric)
    more, less = (
        phrase("{name} weighs more in {metric}, by {points}"),
        phrase("{name} weighs less in {metric}, by {points}"),
    )
    return say(more if moved > 0 else less, name=name, metric=metric, points=amount(moved / heft, "share"))


def _which(contribution: float, question: Question) -> Said:
    size = _size(contribution, question)
    return say("which added {size}", size=size) if contribution > 0 else say("which took {size} off", size=size)


def _undriven(contribution: float, question: Question) -> Said:
    size = _size(contribution, question)
    if contribution > 0:
        return say("what its drivers do not explain of that added {size}", size=size)
    return say("what its drivers do not explain of that took {size} off", size=size)


def _size(contribution: float, question: Question) -> str:
    return amount(contribution, question.model.metric(question.metric).unit)


def _way(part: ChangePart, question: Question) -> str:
    through: str = ""
    if part.via:
        names = listed([within(question.model.metric(name).title) for name in part.via], _WAY)
        through = say(": through {names}", names=names)
    return joined("", [through, later(part.lag, question.grain)]) if part.lag else through


def rest(question: Question, metric: str, count: int, value: float) -> Said:
    """Return the sentence for small contributions of one metric."""
    title, size = question.model.metric(metric).title, _size(value, question)
    added = phrase("{title}: {count} smaller contributions, which together added {size}.")
    took = phrase("{title}: {count} smaller contributions, which together took {size} off.")
    return say(added if value > 0 else took, title=title, count=count, size=size)


def residual(question: Question, value: float) -> Said:
    """Return the sentence for what nothing explains."""
    size = _size(value, question)
    if value > 0:
        return say("No declared driver explains it: it added {size}.", size=size)
    return say("No declared driver explains it: it took {size} off.", size=size)


def answer(question: Question, labels: tuple[str, str], before: float, left: float, parts: Sequence[ChangePart]) -> str:
    """Return the answer; what is not explained comes first where it is over half of the change."""
    declared = question.model.metric(question.metric)
    first, last = (labelled(label) for label in labels)
    if question.share(question.total) is None:
        return say("{title} did not change from {first} to {last}.", title=declared.title, first=first, last=last)
    by: str = amount(question.total, declared.unit)
    if before and not _is_share(declared.unit):
        by = joined("", [by, " (", format_change(question.total / abs(before)), ")"])
    rose, fell = (
        phrase("{title} rose by {by} from {first} to {last}."),
        phrase("{title} fell by {by} from {first} to {last}."),
    )
    said: list[str] = [say(rose if question.total > 0 else fell, title=declared.title, by=by, first=first, last=last)]
    share = question.share(left) or 0.0
    if abs(share) > HALF:
        size, part = format_value(left, declared.unit, compact=True, signed=True), format_value(share, "share")
        said.append(say("Not explained by any declared driver: {size}, {share} of the change.", size=size, share=part))
    top = next((part for part in parts if part.part != "residual"), None)
    if top is not None:
        said.append(say("The largest contribution: {words}", words=within(top.words)))
    return joined(" ", said)


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
        return listed([within(model.metric(name).title) for name in names], _LISTED)

    told: list[str] = []
    if silent:
        pairs = [say("{driver} on {on}", driver=titles([driver]), on=titles([on])) for driver, on in silent]
        text = phrase("The data cannot say whether these effects exist, so they are left out: {pairs}.")
        told.append(say(text, pairs=listed(pairs, _LISTED)))
    if before_data:
        text = phrase("Earlier values are not known of {titles}; what they did stays with what they move.")
        told.append(say(text, titles=titles(before_data)))
    if unsplit:
        told.append(say("Between these periods there is no splitting {titles} further.", titles=titles(unsplit)))
    if uncut:
        text = phrase("It is not said where these moved, as segments do not add up to the whole: {titles}.")
        told.append(say(text, titles=titles(uncut)))
    return joined(" ", told)


def amount(value: float, unit: str) -> str:
    """Return a size without its sign; differences of shares are points."""
    return format_size(value, unit, compact=True)


def _is_share(unit: str) -> bool:
    return parse_unit(unit).symbol in ("share", "percent", "%")
