"""The words of a pack: values, intervals, chances and statuses, the same wherever it is read."""

from __future__ import annotations

from datetime import date

from sightline.reviews.lines import GoalLine, Span
from sightline.reviews.pack import Pack
from sightline.reviews.story import Cell, Tone
from sightline.saying import Message, Said, labelled, say
from sightline.units import format_value

__all__ = [
    "NONE", "chance", "chances", "changed", "day", "evidence", "interval", "owner", "percent", "period_words",
    "share_interval", "stands", "status_cell", "status_word", "value", "within",
]  # fmt: skip

NONE = "—"
CERTAIN, NEVER = 0.995, 0.005
TONES: dict[str, Tone] = {
    "reached": "good", "on course": "good", "behind": "warn", "missed": "bad", "no data": "dim",
}  # fmt: skip
STATUSES = {
    "reached": say("reached"), "on course": say("on course"), "behind": say("behind"), "missed": say("missed"),
    "no data": say("no data"),
}  # fmt: skip
STANDS = {
    "reached": say("It is reached"), "on course": say("It is on course"), "behind": say("It is behind"),
    "missed": say("It is missed"), "no data": say("It is no data"),
}  # fmt: skip
GRADES = {
    "assumed": say("assumed"), "correlational": say("correlational"), "quasi-experimental": say("quasi-experimental"),
    "experimental": say("experimental"),
}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def value(number: float | None, unit: str, *, signed: bool = False) -> str:
    """Return a value with its unit; a dash where there is none."""
    return NONE if number is None else format_value(number, unit, compact=True, signed=signed)


def changed(now: float | None, before: float | None, unit: str) -> str:
    """Return how far a value moved."""
    return NONE if now is None or before is None else value(now - before, unit, signed=True)


def interval(low: float | None, high: float | None, unit: str, *, signed: bool = False) -> str:
    """Return a 90 % interval; a dash where there is none."""
    if low is None or high is None:
        return NONE
    start, end = value(low, unit, signed=signed), value(high, unit, signed=signed)
    figure, _, name = start.partition(" ")
    if name and end.endswith(f" {name}") and isinstance(start, Said):
        start = Said(figure, start.source)
    return say("{low} to {high}", low=start, high=end)


def within(number: float | None, low: float | None, high: float | None, unit: str, *, signed: bool = False) -> Cell:
    """Return a value with its interval beneath it; one dash where there is none."""
    detail = "" if low is None or high is None else interval(low, high, unit, signed=signed)
    return Cell(value(number, unit, signed=signed), detail=detail)


def share_interval(low: float | None, high: float | None) -> str:
    """Return an interval of shares of a whole, in percent."""
    return NONE if low is None or high is None else say("{low:.0f} to {high:.0f} %", low=low * 100, high=high * 100)


def percent(share: float | None) -> str:
    """Return a share of a whole in percent, with a decimal."""
    return NONE if share is None else say("{share:.1f} %", share=share * 100)


def chance(probability: float | None) -> str:
    """Return a probability; what draws cannot tell from certainty is "under 1 %" and "over 99 %"."""
    if probability is None:
        return NONE
    if probability < NEVER:
        return say("under 1 %")
    return say("over 99 %") if probability > CERTAIN else say("{share:.0f} %", share=probability * 100)


def chances(before: float | None, after: float | None) -> str:
    """Return a probability before and after something."""
    one, other = chance(before), chance(after)
    return one if one == other else say("{before} to {after}", before=one, after=other)


def day(when: date | None) -> str:
    """Return a day in full: "31 March 2028"."""
    if when is None:
        return NONE
    return Said(f"{when.day} {MONTHS[when.month - 1]} {when.year}", Message("{day:%Y-%m-%d}", (("day", when),)))


def period_words(span: Span) -> str:
    """Return a period for a title: "October 2026" for a calendar month, its label for any other."""
    told = labelled(span.label)
    if span.label == f"{span.start:%Y-%m}":
        month = f"{MONTHS[span.start.month - 1]} {span.start.year}"
        told = Said(month, Message("{month:%B %Y}", (("month", span.start),)))
    return say("{period}, so far", period=told) if span.so_far else told


def owner(name: str | None, pack: Pack) -> str:
    """Return the title of a role; a dash where nobody answers for it."""
    return NONE if name is None else pack.title(name)


def evidence(grade: str | None) -> str:
    """Return on what kind of evidence an effect rests."""
    return GRADES.get(grade, grade) if grade else say("exact")


def status_word(status: str) -> str:
    """Return a status as a word."""
    return STATUSES.get(status, status)


def stands(status: str) -> str:
    """Return a status as a clause."""
    return STANDS[status] if status in STANDS else say("It is {status}", status=status)


def status_cell(goal: GoalLine, pack: Pack) -> Cell:
    """Return the status of a goal; where it was set by hand, with the computed one and the reason."""
    by_hand = pack.override(goal.goal)
    if by_hand is None:
        return Cell(status_word(goal.status), TONES.get(goal.status, "dim"))
    detail = say("set by hand; computed: {status}. {reason}", status=status_word(goal.status), reason=by_hand.reason)
    return Cell(status_word(by_hand.status), TONES.get(by_hand.status, "dim"), detail)
