"""The words of a pack: values, intervals, chances and statuses, the same wherever it is read."""

from __future__ import annotations

from datetime import date

from sightline.reviews.lines import GoalLine, Span
from sightline.reviews.pack import Pack
from sightline.reviews.story import Cell, Tone
from sightline.units import format_value

__all__ = [
    "NONE", "chance", "chances", "changed", "day", "interval", "listed", "owner", "period_words", "share_interval",
    "status_cell", "value", "within",
]  # fmt: skip

NONE = "—"
CERTAIN, NEVER = 0.995, 0.005
TONES: dict[str, Tone] = {
    "reached": "good", "on course": "good", "behind": "warn", "missed": "bad", "no data": "dim",
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
    return f"{figure} to {end}" if name and end.endswith(f" {name}") else f"{start} to {end}"


def within(number: float | None, low: float | None, high: float | None, unit: str, *, signed: bool = False) -> Cell:
    """Return a value with its interval beneath it; one dash where there is none."""
    detail = "" if low is None or high is None else interval(low, high, unit, signed=signed)
    return Cell(value(number, unit, signed=signed), detail=detail)


def share_interval(low: float | None, high: float | None) -> str:
    """Return an interval of shares of a whole, in percent."""
    return NONE if low is None or high is None else f"{low * 100:.0f} to {high * 100:.0f} %"


def chance(probability: float | None) -> str:
    """Return a probability; what draws cannot tell from certainty is "under 1 %" and "over 99 %"."""
    if probability is None:
        return NONE
    if probability < NEVER:
        return "under 1 %"
    return "over 99 %" if probability > CERTAIN else f"{probability * 100:.0f} %"


def chances(before: float | None, after: float | None) -> str:
    """Return a probability before and after something."""
    one, other = chance(before), chance(after)
    return one if one == other else f"{one} to {other}"


def day(when: date | None) -> str:
    """Return a day in full: "31 March 2028"."""
    return NONE if when is None else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def period_words(span: Span) -> str:
    """Return a period for a title: "October 2026" for a calendar month, its label for any other."""
    month = span.label == f"{span.start:%Y-%m}"
    told = f"{MONTHS[span.start.month - 1]} {span.start.year}" if month else span.label
    return f"{told}, so far" if span.so_far else told


def owner(name: str | None, pack: Pack) -> str:
    """Return the title of a role; a dash where nobody answers for it."""
    return NONE if name is None else pack.title(name)


def status_cell(goal: GoalLine, pack: Pack) -> Cell:
    """Return the status of a goal; where it was set by hand, with the computed one and the reason."""
    by_hand = pack.override(goal.goal)
    if by_hand is None:
        return Cell(goal.status, TONES.get(goal.status, "dim"))
    return Cell(
        by_hand.status, TONES.get(by_hand.status, "dim"), f"set by hand; computed: {goal.status}. {by_hand.reason}"
    )


def listed(names: list[str]) -> str:
    """Return names in a row: "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
