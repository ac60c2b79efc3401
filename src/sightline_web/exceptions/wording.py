"""The words of exceptions: states and outcomes with their shapes, why something interrupts, what has been done."""

from __future__ import annotations

from datetime import datetime, timedelta

from sightline_web.exceptions.models import Happening
from sightline_web.raised import Raised, Threshold
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import DASH, DISC, HALF, TICK, Look
from sightline_web.shell.sentences import opening
from sightline_web.shell.templatetags.shell import name
from sightline_web.snapshot import Goal, Snapshot

__all__ = [
    "KINDS",
    "OUTCOMES",
    "STATES",
    "WHATS",
    "Look",
    "ago",
    "done_in_words",
    "look_of",
    "owner_of",
    "span_in_words",
    "subject_title",
    "threshold_in_words",
    "title_of",
    "what_happened",
    "where",
    "why_in_words",
]


PLAY = "M2 .5 10 5.5 2 10.5z"
BACK = "M5 .3v2.3h1.2a4 4 0 1 1-4 4.4h1.7a2.4 2.4 0 1 0 2.3-2.8H5v2.3L1.4 3.4z"
STATES = {
    "new": Look("new", DISC, "bad"),
    "regressed": Look("came back", BACK, "bad"),
    "acknowledged": Look("acknowledged", HALF, "warn"),
    "in_action": Look("in action", PLAY, "warn"),
    "muted": Look("muted", DASH, "dim"),
    "resolved": Look("resolved", TICK, "good"),
}
OUTCOMES = {
    "acted": "acted upon",
    "accepted": "accepted",
    "false_alarm": "false alarm",
    "duplicate": "duplicate",
}
KINDS = {"rule": "rule", "deadline": "deadline", "chart": "behaviour chart", "control": "control"}
WHYS = {
    "control": "a control asks for it",
    "price": "it costs more than its threshold",
    "signal": "a behaviour chart gave a signal",
}
DONE = {
    "acknowledged": "is acknowledged",
    "in action": "is in action",
    "muted": "is muted",
    "resolved": "is closed",
    "handed over": "is handed over",
    "reopened": "is open again",
}
WHATS = {
    "raised": "was raised",
    "regressed": "came back",
    "woke": "woke from being muted",
    "went": "went by itself",
    "interrupted": "interrupted its owner",
}
DID = {
    "acknowledged": "acknowledged it",
    "in action": "acted on it",
    "muted": "muted it",
    "resolved": "closed it",
    "handed over": "handed it over",
    "reopened": "reopened it",
    "commented": "said",
}
MARKS = {"raised": "raised", "regressed": "came back", "in action": "acted", "resolved": "closed"}


def look_of(raised: Raised) -> Look:
    """Return how the state of an exception looks; of a closed one with its outcome."""
    look = STATES[raised.state]
    if raised.state != "resolved":
        return look
    word = OUTCOMES.get(raised.outcome or "", "went by itself")
    return Look(f"resolved, {word}", look.shape, look.tone)


def title_of(raised: Raised, snapshot: Snapshot) -> str:
    """Return what happened, without what it costs; where nothing says so, what it is about."""
    said, costs, _ = raised.sentence.partition("; it costs ")
    if said:
        return f"{said}." if costs else said
    return opening(f"{KINDS.get(raised.kind, raised.kind)}: {subject_title(raised.subject, snapshot)}")


def subject_title(subject: str, snapshot: Snapshot) -> str:
    """Return the title of a rule or metric."""
    if subject in snapshot.metrics:
        return snapshot.metrics[subject].title
    process, _, rule = subject.partition(".")
    declared = snapshot.processes.get(process)
    if declared is not None and rule in declared.rules:
        return declared.rules[rule].title
    return declared.title if declared is not None and not rule else subject


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
    return opening(said)


def done_in_words(done: Happening, snapshot: Snapshot) -> str:
    """Return what somebody has just done, as the notice says it that offers to undo it."""
    if done.what == "commented":
        return "Your comment is kept."
    to = f" to the {name(done.exception.role).lower()}" if done.what == "handed over" else ""
    return f"“{title_of(done.exception.raised, snapshot).rstrip('.')}” {DONE.get(done.what, 'is changed')}{to}."


def span_in_words(span: timedelta) -> str:
    """Return a length of time in its largest unit: "3 days", "5 hours"."""
    minutes = max(int(span / timedelta(minutes=1)), 0)
    for many, word in ((minutes // 1440, "day"), (minutes // 60, "hour"), (minutes, "minute")):
        if many:
            return f"{many} {word}" if many == 1 else f"{many} {word}s"
    return "less than a minute"


def ago(when: datetime, now: datetime) -> str:
    """Return how long ago something was: "3 days ago", "just now"."""
    return f"{span_in_words(now - when)} ago" if now - when >= timedelta(minutes=1) else "just now"


def threshold_in_words(threshold: Threshold, goal: Goal | None, formats: Formats) -> str:
    """Return from what price on something interrupts: "from 2% of what is left on", "never"."""
    if threshold.retired:
        return "never"
    said = []
    if threshold.price_share is not None:
        said.append(f"{formats.value(threshold.price_share, 'share')} of what is left")
    if threshold.price is not None:
        said.append(formats.value(threshold.price, goal.unit, brief=True) if goal else f"{threshold.price:g}")
    return f"from {' or '.join(said)} on" if said else NONE


def owner_of(role: str | None) -> str:
    """Return the title of a role; of none that nobody answers for it."""
    return name(role) if role else "nobody answers for it"
