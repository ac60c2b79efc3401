"""The words of exceptions: states and outcomes with their shapes, why something interrupts, what has been done."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.engine.exceptions import DEFAULT
from sightline_web.exceptions.models import Happening
from sightline_web.headlines import happened
from sightline_web.languages.marks import later, later_in
from sightline_web.languages.openings import opening
from sightline_web.raised import Raised, Threshold
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import DASH, DISC, HALF, TICK, Look
from sightline_web.shell.templatetags.shell import name
from sightline_web.shell.typed import written
from sightline_web.shell.voices import said, spoken_text
from sightline_web.snapshot import Goal, Snapshot

__all__ = [
    "KINDS",
    "OUTCOMES",
    "STATES",
    "WHATS",
    "Look",
    "done_in_words",
    "look_of",
    "owner_of",
    "span_in_words",
    "subject_title",
    "threshold_in_words",
    "threshold_title",
    "title_language",
    "title_of",
    "what_happened",
    "where",
    "why_in_words",
]


PLAY = "M2 .5 10 5.5 2 10.5z"
BACK = "M5 .3v2.3h1.2a4 4 0 1 1-4 4.4h1.7a2.4 2.4 0 1 0 2.3-2.8H5v2.3L1.4 3.4z"
STATES = {
    "new": Look(later("new"), DISC, "bad"),
    "regressed": Look(later("came back"), BACK, "bad"),
    "acknowledged": Look(later("acknowledged"), HALF, "warn"),
    "in_action": Look(later("in action"), PLAY, "warn"),
    "muted": Look(later("muted"), DASH, "dim"),
    "resolved": Look(later("resolved"), TICK, "good"),
}
OUTCOMES = {
    "acted": later("acted upon"),
    "accepted": later("accepted"),
    "false_alarm": later("false alarm"),
    "duplicate": later("duplicate"),
}
ENDS = OUTCOMES | {"acted": later("acted")}  # as a life in a table says it
RESOLVED = {  # how a closed one looks, by its outcome
    "acted": later("resolved, acted upon"),
    "accepted": later("resolved, accepted"),
    "false_alarm": later("resolved, false alarm"),
    "duplicate": later("resolved, duplicate"),
}
WENT = later("resolved, went by itself")
KINDS = {
    "rule": later("rule"),
    "deadline": later("deadline"),
    "chart": later("behaviour chart"),
    "control": later("control"),
}
WHYS = {
    "control": later("a control asks for it"),
    "price": later("it costs more than its threshold"),
    "signal": later("a behaviour chart gave a signal"),
}
DONE = {
    "acknowledged": later("“{what}” is acknowledged."),
    "in action": later("“{what}” is in action."),
    "muted": later("“{what}” is muted."),
    "resolved": later("“{what}” is closed."),
    "handed over": later("“{what}” is handed over to the {role}."),
    "reopened": later("“{what}” is open again."),
}
WHATS = {
    "raised": later("was raised"),
    "regressed": later("came back"),
    "woke": later("woke from being muted"),
    "went": later("went by itself"),
    "interrupted": later("interrupted its owner"),
}
DID = {
    "acknowledged": later("acknowledged it"),
    "in action": later("acted on it"),
    "muted": later("muted it"),
    "resolved": later("closed it"),
    "handed over": later("handed it over"),
    "reopened": later("reopened it"),
    "commented": later("said"),
}
MARKS = {
    "raised": later_in("beside a line", "raised"),
    "regressed": later_in("beside a line", "came back"),
    "in action": later_in("beside a line", "acted"),
    "resolved": later_in("beside a line", "closed"),
}


def look_of(raised: Raised) -> Look:
    """Return how the state of an exception looks; of a closed one with its outcome."""
    look = STATES[raised.state]
    if raised.state != "resolved":
        return look
    return Look(RESOLVED.get(raised.outcome or "", WENT), look.shape, look.tone)


def title_of(raised: Raised, snapshot: Snapshot) -> str:
    """Return what happened, without what it costs; where nothing says so, what it is about."""
    if raised.sentence:
        return said(happened(raised.sentence))
    return opening(f"{KINDS.get(raised.kind, raised.kind)}: {subject_title(raised.subject, snapshot)}")


def title_language(raised: Raised) -> str:
    """Return the language of a title: English where what happened is kept in no other way, else the page's."""
    return "en" if raised.sentence and spoken_text(raised.sentence) is None else ""


def subject_title(subject: str, snapshot: Snapshot) -> str:
    """Return the title of a rule or metric."""
    if subject in snapshot.metrics:
        return snapshot.metrics[subject].title
    process, _dot, rule = subject.partition(".")
    declared = snapshot.processes.get(process)
    if declared is not None and rule in declared.rules:
        return declared.rules[rule].title
    return declared.title if declared is not None and not rule else subject


def threshold_title(subject: str, snapshot: Snapshot) -> str:
    """Return what a threshold is about: a rule or metric, or anything without one of its own."""
    return _("Anything else") if subject == DEFAULT else subject_title(subject, snapshot)


def where(raised: Raised, snapshot: Snapshot) -> str:
    """Return the process and the segment of an exception."""
    process = snapshot.processes.get(raised.process or "")
    place = ", ".join(value for _, value in raised.segment)
    return " · ".join(filter(None, (process.title if process else "", place)))


def why_in_words(raised: Raised) -> str:
    """Return why an exception interrupts."""
    return WHYS.get(raised.why, raised.why)


def what_happened(what: str, who: str) -> str:
    """Return something that happened, as a line of a history says it beside the name of who did it."""
    said = WHATS.get(what, what) if not who else DID.get(what, WHATS.get(what, what))
    return opening(str(said))


def done_in_words(done: Happening, snapshot: Snapshot) -> str:
    """Return what somebody has just done, as the notice says it that offers to undo it."""
    if done.what == "commented":
        return _("Your comment is kept.")
    said = DONE.get(done.what) or _("“{what}” is changed.")
    what = title_of(done.exception.raised, snapshot).rstrip(".")
    return said.format(what=what, role=name(done.exception.role).lower())


def span_in_words(span: timedelta) -> str:
    """Return a length of time in its largest unit: "3 days", "5 hours"."""
    minutes = max(int(span / timedelta(minutes=1)), 0)
    if days := minutes // 1440:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    if hours := minutes // 60:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    if minutes:
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    return _("less than a minute")


def threshold_in_words(threshold: Threshold, goal: Goal | None, formats: Formats) -> str:
    """Return at what price something interrupts: "at 2% of what is left or more", "never"."""
    if threshold.retired:
        return _("never")
    share = formats.value(threshold.price_share, "share")
    if threshold.price is None:
        return NONE if threshold.price_share is None else _("at {share} of what is left or more").format(share=share)
    price = formats.value(threshold.price, goal.unit, brief=True) if goal else written(threshold.price, formats.locale)
    if threshold.price_share is None:
        return _("at {price} or more").format(price=price)
    return _("at {share} of what is left or more, or at {price} or more").format(share=share, price=price)


def owner_of(role: str | None) -> str:
    """Return the title of a role; of none that nobody answers for it."""
    return name(role) if role else _("nobody answers for it")
