"""The sentences of reviews, and how their states look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.languages.marks import later, later_in
from sightline_web.languages.openings import opening
from sightline_web.packed import Reviewable
from sightline_web.reviews.models import PREPARED, PREPARING, SIGNED, Cycle, Decision
from sightline_web.shell.formats import MONTH_LABEL, Formats
from sightline_web.shell.looks import CROSS, DASH, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, numeral

__all__ = ["STATE_WORDS", "STATUS_WORDS", "about_cycle", "about_cycles", "about_decisions", "look_of",
           "look_of_decision", "next_step", "stands_for", "titled"]  # fmt: skip

LOOKS = {
    PREPARING: Look(later("in preparation"), RING, "dim"),
    PREPARED: Look(later("prepared, to be signed"), RING, "warn"),
    SIGNED: Look(later("signed"), TICK, "good"),
}
DECIDED = {
    "open": Look(later_in("a decision is", "open"), RING, "dim"),
    "done": Look(later_in("a decision is", "done"), TICK, "good"),
    "dropped": Look(later_in("a decision is", "dropped"), DASH, "dim"),
    "overdue": Look(later_in("a decision is", "overdue"), CROSS, "bad"),
}
STATE_WORDS = {state: look.word for state, look in DECIDED.items()}
STATUS_WORDS = {
    "reached": later("reached"), "on course": later("on course"), "behind": later("behind"), "missed": later("missed"),
}  # fmt: skip


def titled(one: Cycle | Reviewable, formats: Formats) -> str:
    """Return the period of a review as its reader says it: a month in full, any other as it was called."""
    label = one.label if isinstance(one, Reviewable) else one.period
    return formats.month(one.start) if MONTH_LABEL.match(label) else one.title


def look_of(cycle: Cycle) -> Look:
    """Return how the state of a cycle looks."""
    return LOOKS[cycle.state]


def look_of_decision(one: Decision, on: date) -> Look:
    """Return how the state of a decision looks on a day."""
    return DECIDED["overdue" if one.overdue(on) else one.state]


def about_cycles(cycles: Sequence[Cycle], formats: Formats) -> str:
    """Return where reviews are, in one sentence."""
    if not cycles:
        return _("No review was opened yet.")
    open_ = [one for one in cycles if one.state != SIGNED]
    if not open_:
        return _("The review of {period} is signed; no other is open.").format(period=titled(cycles[0], formats))
    newest = open_[0]
    period, state = titled(newest, formats), LOOKS[newest.state].word
    day = newest.prepare_until if newest.state == PREPARING else newest.sign_until
    if day is None:
        told = _("The review of {period} is {state}").format(period=period, state=state)
    else:
        told = _("The review of {period} is {state}, until {day}").format(
            period=period, state=state, day=formats.day(day)
        )
    if len(open_) == 1:
        return f"{told}."
    return ngettext("{told}; {many} other is open.", "{told}; {many} others are open.", len(open_) - 1).format(
        told=told, many=numeral(len(open_) - 1)
    )


def about_cycle(cycle: Cycle, formats: Formats) -> str:
    """Return where one review is, in one sentence."""
    if cycle.signed_at is not None:
        text = _("The review of {period} is signed: what you see is its pack, frozen.")
    else:
        text = _("The review of {period} is {state}: its figures are those of today.")
    return text.format(period=titled(cycle, formats), state=LOOKS[cycle.state].word)


def next_step(cycle: Cycle, formats: Formats) -> str:
    """Return what comes next, and until when."""
    if cycle.state == PREPARING:
        if cycle.prepare_until is None:
            return _("Write what the figures do not say, decide, and say that it is prepared.")
        text = _("Write what the figures do not say, decide, and say that it is prepared until {day}.")
        return text.format(day=formats.day(cycle.prepare_until))
    if cycle.state == PREPARED:
        if cycle.sign_until is None:
            return _("It is prepared; it is to be signed. Signing freezes the pack for good.")
        text = _("It is prepared; it is to be signed until {day}. Signing freezes the pack for good.")
        return text.format(day=formats.day(cycle.sign_until))
    return ""


def stands_for(cycle: Cycle, names: Mapping[int, str], formats: Formats) -> str:
    """Return who stands for a review, and when it meets, in one sentence; empty where nobody does."""
    who = (
        (cycle.preparer_account, _("{name} prepares it")), (cycle.owner_account, _("{name} owns it")),
        (cycle.signer_account, _("{name} signs it")),
    )  # fmt: skip
    gone = _("an account that is gone")
    told = [text.format(name=names.get(number, gone)) for number, text in who if number is not None]
    if cycle.meets_on is not None:
        told.append(_("it meets on {day}").format(day=formats.day(cycle.meets_on)))
    return f"{opening(listed(told))}." if told else ""


def about_decisions(those: Sequence[Decision], on: date) -> str:
    """Return how decisions stand, in one sentence."""
    if not those:
        return _("Nothing was decided in a review yet.")
    open_ = [one for one in those if one.state == "open"]
    late = [one for one in open_ if one.overdue(on)]
    if not open_:
        return _("Of {decisions} none is open.").format(decisions=counted(len(those), "decision"))
    told = ngettext("{decisions} is open", "{decisions} are open", len(open_))
    told = opening(told.format(decisions=counted(len(open_), "decision")))
    if not late:
        return f"{told}."
    text = ngettext("{told}, {late} of them past its day.", "{told}, {late} of them past their day.", len(late))
    return text.format(told=told, late=len(late))
