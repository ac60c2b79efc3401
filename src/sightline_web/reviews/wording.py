"""The sentences of reviews, and how their states look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sightline_web.reviews.models import PREPARED, PREPARING, SIGNED, Cycle, Decision
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DASH, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, opening

__all__ = ["about_cycle", "about_cycles", "about_decisions", "look_of", "look_of_decision", "next_step", "stands_for"]

LOOKS = {
    PREPARING: Look("in preparation", RING, "dim"), PREPARED: Look("prepared, to be signed", RING, "warn"),
    SIGNED: Look("signed", TICK, "good"),
}  # fmt: skip
DECIDED = {
    "open": Look("open", RING, "dim"), "done": Look("done", TICK, "good"), "dropped": Look("dropped", DASH, "dim"),
    "overdue": Look("overdue", CROSS, "bad"),
}  # fmt: skip


def look_of(cycle: Cycle) -> Look:
    """Return how the state of a cycle looks."""
    return LOOKS[cycle.state]


def look_of_decision(one: Decision, on: date) -> Look:
    """Return how the state of a decision looks on a day."""
    return DECIDED["overdue" if one.overdue(on) else one.state]


def about_cycles(cycles: Sequence[Cycle], formats: Formats) -> str:
    """Return where reviews are, in one sentence."""
    if not cycles:
        return "No review was opened yet."
    open_ = [one for one in cycles if one.state != SIGNED]
    if not open_:
        return f"The review of {cycles[0].title} is signed; no other is open."
    newest = open_[0]
    told = f"The review of {newest.title} is {LOOKS[newest.state].word}"
    day = newest.prepare_until if newest.state == PREPARING else newest.sign_until
    if day is not None:
        told += f", until {formats.day(day)}"
    return f"{told}." if len(open_) == 1 else f"{told}; {counted(len(open_) - 1, 'other is', 'others are')} open."


def about_cycle(cycle: Cycle) -> str:
    """Return where one review is, in one sentence."""
    if cycle.signed_at is not None:
        return f"The review of {cycle.title} is signed: what you see is its pack, frozen."
    return f"The review of {cycle.title} is {LOOKS[cycle.state].word}: its figures are those of today."


def next_step(cycle: Cycle, formats: Formats) -> str:
    """Return what comes next, and until when."""
    if cycle.state == PREPARING:
        until = f" until {formats.day(cycle.prepare_until)}" if cycle.prepare_until else ""
        return f"Write what the figures do not say, decide, and say that it is prepared{until}."
    if cycle.state == PREPARED:
        until = f" until {formats.day(cycle.sign_until)}" if cycle.sign_until else ""
        return f"It is prepared; it is to be signed{until}. Signing freezes the pack for good."
    return ""


def stands_for(cycle: Cycle, names: Mapping[int, str], formats: Formats) -> str:
    """Return who stands for a review, and when it meets, in one sentence; empty where nobody does."""
    who = [(cycle.preparer_account, "prepares"), (cycle.owner_account, "owns"), (cycle.signer_account, "signs")]
    told = [f"{names.get(number, 'an account that is gone')} {verb} it" for number, verb in who if number is not None]
    if cycle.meets_on is not None:
        told.append(f"it meets on {formats.day(cycle.meets_on)}")
    return f"{opening(listed(told))}." if told else ""


def about_decisions(those: Sequence[Decision], on: date) -> str:
    """Return how decisions stand, in one sentence."""
    if not those:
        return "Nothing was decided in a review yet."
    open_ = [one for one in those if one.state == "open"]
    late = [one for one in open_ if one.overdue(on)]
    if not open_:
        return f"Of {counted(len(those), 'decision')} none is open."
    told = f"{opening(counted(len(open_), 'decision'))} {'is' if len(open_) == 1 else 'are'} open"
    return f"{told}, {len(late)} of them past {'its' if len(late) == 1 else 'their'} day." if late else f"{told}."
