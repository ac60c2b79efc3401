"""What may become of an exception: a state machine of plain records.

    nothing -> new -> acknowledged -> in_action -> resolved -> regressed -> acknowledged ...
    any open state -> muted -> new (worse, or its time is up) or resolved (it went)

What is seen or gone is a fact that a reading tells. All else is what people do; only that can be undone. A thing is
over when it was gone at every look for `quiet`, so that a signal which flickers faster is raised once; and it counts as
back when it is seen after that. No interruption comes within `dead_time` of the last about the same thing: it waits.

The same happening delivered again changes nothing, and a fact older than the newest one is not news. At equal times
what is seen counts more than what is not, and what people do comes last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sightline.errors import SightlineError
from sightline.operations.exceptions.policy import Policy
from sightline.records.exceptions import OUTCOMES, ExceptionOutcome, ExceptionRecord, ExceptionState, Occurrence, Why
from sightline.saying import phrase, say

__all__ = [
    "Acknowledged",
    "ActedOn",
    "Gone",
    "HandedOver",
    "Happening",
    "Muted",
    "Refusal",
    "Reopened",
    "Resolved",
    "Seen",
    "Told",
    "in_order",
    "step",
    "undone",
]

_GONE = phrase("It went by itself.")
_ACTED_AND_GONE = phrase("It went after somebody acted.")


class Refusal(SightlineError, ValueError):  # noqa: N818 -- it refuses; nothing went wrong
    """Something that cannot be done with an exception as it stands."""


@dataclass(frozen=True, slots=True)
class Seen:
    """It was there at a moment."""

    deviation: Occurrence
    at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """It was looked for at a moment, and was not there."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """Its owner was interrupted by it: the budget had room."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody took it up."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActedOn:
    """Somebody acts on it."""

    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Muted:
    """Somebody wants no more of it until it is worse than a level, or a time is up; always for a time at most."""

    by: str
    at: datetime
    above: float | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Somebody closed it; why, where it was accepted, and of a duplicate the key of the other one."""

    by: str
    at: datetime
    outcome: ExceptionOutcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another role answers for it from now on, and takes it up anew."""

    by: str
    at: datetime
    to: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """Somebody took a closed one up again, or woke a muted one."""

    by: str
    at: datetime


Act = Acknowledged | ActedOn | Muted | Resolved | HandedOver | Reopened
Happening = Seen | Gone | Told | Act
_RANK: dict[type, int] = {Seen: 0, Gone: 1, Told: 2}


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """Return happenings in the order in which they count: by time, then facts before what people do."""
    return sorted(happenings, key=lambda one: (one.at, _RANK.get(type(one), 3)))


def step(record: ExceptionRecord | None, happening: Happening, policy: Policy) -> ExceptionRecord | None:
    """Return what becomes of an exception.

    Parameters
    ----------
    record : ExceptionRecord, optional
        As it stands; None where there is none yet.
    happening : Happening
        What happened.
    policy : Policy
        How long is too soon, and how much is worse.

    Returns
    -------
    ExceptionRecord or None
        `record` itself where nothing changes; None where there is still none: what was seen is a line in the log.

    Raises
    ------
    Refusal
        If it cannot be done with an exception as this one stands.
    """
    if isinstance(happening, Seen):
        return _seen(record, happening, policy)
    if isinstance(happening, Gone):
        return _gone(record, happening, policy) if record is not None else None
    if record is None:
        raise Refusal(say("there is no such exception."), fix=say("Reload the page: it may have been taken away."))
    if isinstance(happening, Told):
        fresh = record.interrupted_at is None or happening.at > record.interrupted_at
        return replace(record, interrupted_at=happening.at) if fresh else record
    return _act(record, happening, policy)


def undone(record: ExceptionRecord, before: ExceptionRecord) -> ExceptionRecord:
    """Return an exception as it would stand had somebody not done the last thing; facts stay as they are known now.

    Acknowledging, acting, muting, resolving, handing over and reopening can be undone, the last one first. What was
    seen or went cannot: it happened.
    """
    return replace(
        record, state=before.state, owner=before.owner, changed_at=before.changed_at, outcome=before.outcome,
        reason=before.reason, mute_until=before.mute_until, mute_above=before.mute_above, due=before.due,
        interrupting=before.interrupting, acknowledged_at=before.acknowledged_at, acted_at=before.acted_at,
        interrupted_at=record.interrupted_at or before.interrupted_at,
    )  # fmt: skip


# --- facts --------------------------------------------------------------------------------------------------------


def _seen(record: ExceptionRecord | None, seen: Seen, policy: Policy) -> ExceptionRecord | None:
    one, at = seen.deviation, seen.at
    if record is None:
        return _raised(one, one.why, at, policy) if one.why is not None else None
    if record.seen_at is not None and (at < record.seen_at or (at == record.seen_at and record.quiet_since is None)):
        return record
    back = _comes_back(record, one, at, policy)
    known = _facts(record, one, at)
    if back and one.why is not None:
        return _back(known, one.why, at, policy)
    if record.state == "muted" and _wakes(record, one, at):
        return replace(
            known, state="new", changed_at=at, due=_due(one, at, policy), mute_until=None, mute_above=None,
            interrupting=_may_interrupt(record, at, policy),
        )  # fmt: skip
    if known.state in ("new", "regressed") and not known.interrupting and _waited(known, at, policy):
        return replace(known, interrupting=True)
    return known


def _raised(one: Occurrence, why: Why, at: datetime, policy: Policy) -> ExceptionRecord:
    return ExceptionRecord(
        key=one.key, kind=one.kind, process=one.process, rule=one.rule, metric=one.metric, segment=one.segment,
        owner=one.owner, goal=one.goal, why=why, state="new", since=one.since, raised_at=at, changed_at=at,
        due=_due(one, at, policy), price=one.price, low=one.low, high=one.high, price_share=one.price_share,
        worst=one.level(one.measure) or 0.0, cases=one.cases, measure=one.measure, seen_at=at,
        sentence=one.sentence, words=one.words, part_of=one.part_of,
    )  # fmt: skip


def _facts(record: ExceptionRecord, one: Occurrence, at: datetime) -> ExceptionRecord:
    """Return the exception with what is known of it now; while it is closed its worst stays that of its closing."""
    level = one.level(record.measure)
    worst = max(record.worst, level) if level is not None and record.open else record.worst
    return replace(
        record, kind=one.kind, process=one.process, rule=one.rule, metric=one.metric, segment=one.segment,
        owner=record.owner or one.owner, goal=one.goal, why=one.why or record.why, since=min(one.since, record.since),
        price=one.price, low=one.low, high=one.high, price_share=one.price_share, worst=worst, cases=one.cases,
        quiet_since=None, seen_at=at, sentence=one.sentence, words=one.words, part_of=one.part_of,
        due=min(record.due, one.due) if record.due and one.due and one.due > at else record.due,
    )  # fmt: skip


def _comes_back(record: ExceptionRecord, one: Occurrence, at: datetime, policy: Policy) -> bool:
    """Return whether what was closed is back: after it was gone, still there long after acting, or worse."""
    if record.open:
        return False
    if record.quiet_since is not None and record.seen_at is not None:
        return record.seen_at - record.quiet_since >= policy.quiet
    if record.outcome == "acted":
        return at - record.changed_at >= policy.settle
    level = one.level(record.measure)
    return level is not None and level > record.worst * policy.worse_by


def _back(known: ExceptionRecord, why: Why, at: datetime, policy: Policy) -> ExceptionRecord:
    seen_again = replace(known, why=why, since=known.since)
    return replace(
        seen_again, state="regressed", raised_at=at, changed_at=at, due=at + policy.due[known.kind], outcome=None,
        reason="", regressions=known.regressions + 1, worst=_level(known), acknowledged_at=None, acted_at=None,
        mute_until=None, mute_above=None, interrupting=_may_interrupt(known, at, policy),
    )  # fmt: skip


def _level(record: ExceptionRecord) -> float:
    known = {"share": record.price_share, "price": record.price, "cases": None}[record.measure]
    return record.worst if known is None else known


def _wakes(record: ExceptionRecord, one: Occurrence, at: datetime) -> bool:
    if record.mute_until is not None and at >= record.mute_until:
        return True
    level = one.level(record.measure)
    return record.mute_above is not None and level is not None and level > record.mute_above


def _gone(record: ExceptionRecord, gone: Gone, policy: Policy) -> ExceptionRecord:
    at = gone.at
    if record.seen_at is not None and at <= record.seen_at:
        return record
    quiet_since = record.quiet_since or at
    looked = replace(record, quiet_since=quiet_since, seen_at=at)
    if not record.open or at - quiet_since < policy.quiet:
        return looked
    acted = record.acted_at is not None
    return replace(
        looked, state="resolved", changed_at=at, outcome="acted" if acted else None,
        reason=say(_ACTED_AND_GONE if acted else _GONE), interrupting=False, mute_until=None, mute_above=None,
    )  # fmt: skip


def _may_interrupt(record: ExceptionRecord, at: datetime, policy: Policy) -> bool:
    return record.interrupted_at is None or at - record.interrupted_at >= policy.dead_time


def _waited(record: ExceptionRecord, at: datetime, policy: Policy) -> bool:
    """Return whether its dead time is over, and nobody was interrupted since it was raised or woke."""
    last = record.interrupted_at
    return last is not None and last < record.changed_at and at - last >= policy.dead_time


def _due(one: Occurrence, at: datetime, policy: Policy) -> datetime:
    usual = at + policy.due[one.kind]
    return min(usual, one.due) if one.due is not None and one.due > at else usual


# --- what people do -------------------------------------------------------------------------------------------------


def _act(record: ExceptionRecord, act: Act, policy: Policy) -> ExceptionRecord:
    made = _MADE[type(act)](record, act, policy)  # type: ignore[operator]  # each takes its own kind of act
    return record if made == replace(record, changed_at=made.changed_at) else made


def _acknowledged(record: ExceptionRecord, act: Acknowledged, policy: Policy) -> ExceptionRecord:
    del policy
    _must_be_open(record, phrase("a resolved exception cannot be acknowledged."))
    if record.state in ("acknowledged", "in_action"):
        return record
    return _moved(record, "acknowledged", act.at)


def _acted_on(record: ExceptionRecord, act: ActedOn, policy: Policy) -> ExceptionRecord:
    del policy
    _must_be_open(record, phrase("a resolved exception cannot be acted upon."))
    return _moved(record, "in_action", act.at, acted_at=record.acted_at or act.at)


def _muted(record: ExceptionRecord, act: Muted, policy: Policy) -> ExceptionRecord:
    _must_be_open(record, phrase("a resolved exception cannot be muted."))
    if act.above is None and act.until is None:
        fix = say("Say until when, or above which level it may speak again.")
        raise Refusal(say("muting needs an end."), fix=fix)
    if act.until is not None and act.until <= act.at:
        raise Refusal(say("the end of muting is past."), fix=say("Choose a later day."))
    last = act.at + policy.mute_at_most
    if act.until is not None and act.until > last:
        cause = say("nothing is muted for more than {days} days.", days=policy.mute_at_most.days)
        raise Refusal(cause, fix=say("Choose an earlier day."))
    return _moved(record, "muted", act.at, mute_until=act.until or last, mute_above=act.above)


def _resolved(record: ExceptionRecord, act: Resolved, policy: Policy) -> ExceptionRecord:
    del policy
    if act.outcome not in OUTCOMES:
        fix = say("Choose one of: {outcomes}.", outcomes=", ".join(OUTCOMES))
        raise Refusal(say("'{outcome}' is no outcome.", outcome=act.outcome), fix=fix)
    if not record.open and (record.outcome, record.reason) == (act.outcome, act.reason):
        return record
    _must_be_open(record, phrase("a resolved exception cannot be resolved."))
    if act.outcome in ("accepted", "duplicate") and not act.reason.strip():
        accepted, repeats = phrase("Say why it is accepted."), phrase("Say which other exception it repeats.")
        fix = say(accepted if act.outcome == "accepted" else repeats)
        raise Refusal(say("a reason is missing."), fix=fix)
    if act.outcome == "duplicate" and act.reason == record.key:
        raise Refusal(say("it cannot repeat itself."), fix=say("Choose another exception."))
    acted = (record.acted_at or act.at) if act.outcome == "acted" else record.acted_at
    return _moved(record, "resolved", act.at, outcome=act.outcome, reason=act.reason, acted_at=acted)


def _handed_over(record: ExceptionRecord, act: HandedOver, policy: Policy) -> ExceptionRecord:
    del policy
    _must_be_open(record, phrase("a resolved exception cannot be handed over."))
    if act.to == record.owner:
        return record
    state: ExceptionState = "new" if record.state in ("acknowledged", "in_action") else record.state
    waits = state in ("new", "regressed")
    return replace(
        record, state=state, owner=act.to, changed_at=max(act.at, record.changed_at), interrupting=waits,
        interrupted_at=None if waits else record.interrupted_at, acknowledged_at=None,
    )  # fmt: skip


def _reopened(record: ExceptionRecord, act: Reopened, policy: Policy) -> ExceptionRecord:
    del policy
    if record.state in ("acknowledged", "in_action"):
        return record
    if record.state in ("new", "regressed"):
        raise Refusal(say("it is open."), fix=say("Acknowledge it."))
    return replace(_moved(record, "acknowledged", act.at), outcome=None, reason="", quiet_since=record.quiet_since)


_MADE = {
    Acknowledged: _acknowledged,
    ActedOn: _acted_on,
    Muted: _muted,
    Resolved: _resolved,
    HandedOver: _handed_over,
    Reopened: _reopened,
}


def _moved(record: ExceptionRecord, state: ExceptionState, at: datetime, **more: object) -> ExceptionRecord:
    """Return the exception in a state that somebody put it in: nobody needs to be interrupted by it now."""
    first = record.acknowledged_at or at
    base = {"mute_until": None, "mute_above": None, "acknowledged_at": first} | more
    return replace(record, state=state, changed_at=max(at, record.changed_at), interrupting=False, **base)  # type: ignore[arg-type]  # fields


def _must_be_open(record: ExceptionRecord, else_: str) -> None:
    if not record.open:
        raise Refusal(say(else_), fix=say("Reopen it first."))
