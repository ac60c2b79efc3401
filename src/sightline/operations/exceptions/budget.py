"""The budget of attention: which exceptions interrupt a role now, and which wait for the next shift.

A role is interrupted by at most so many in any stretch as long as a shift, and by at most so many in any hour; where
more ask, those go first that cost most as long as nobody acts. Those that wait stay in the queue, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.operations.exceptions.policy import Policy
from sightline.records.exceptions import ExceptionRecord

__all__ = ["Interruption", "Turn", "allot", "by_loss"]

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Interruption:
    """A role was interrupted at a moment."""

    owner: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """What one role gets now.

    Parameters
    ----------
    owner : str, optional
        The role; None for what nobody answers for.
    now : tuple of ExceptionRecord
        Those that interrupt it now, the largest avoidable loss first.
    waiting : tuple of ExceptionRecord
        Those that ask for it too and have to wait, in the same order.
    room : int
        How many more may interrupt it now.
    """

    owner: str | None
    now: tuple[ExceptionRecord, ...]
    waiting: tuple[ExceptionRecord, ...]
    room: int


def allot(
    records: Iterable[ExceptionRecord], policy: Policy, at: datetime, *, told: Sequence[Interruption]
) -> tuple[Turn, ...]:
    """Return for each role which of its exceptions interrupt it now.

    Parameters
    ----------
    records : iterable of ExceptionRecord
        All open ones; those that ask for nothing now, or have interrupted since they were raised, are passed over.
    policy : Policy
        The budget.
    at : datetime
        Now.
    told : sequence of Interruption
        All interruptions of the last shift and hour, also by what is closed since.

    Returns
    -------
    tuple of Turn
        One for each role that something asks for, in the order of their names. Step each of `now` with `Told`.
    """
    asking: dict[str | None, list[ExceptionRecord]] = {}
    for one in records:
        if one.interrupting and (one.interrupted_at is None or one.interrupted_at < one.changed_at):
            asking.setdefault(one.owner, []).append(one)
    turns = []
    for owner in sorted(asking, key=lambda name: name or ""):
        ranked = sorted(asking[owner], key=by_loss)
        room = _room([one.at for one in told if one.owner == owner], policy, at)
        turns.append(Turn(owner, tuple(ranked[:room]), tuple(ranked[room:]), max(room - len(ranked), 0)))
    return tuple(turns)


def by_loss(record: ExceptionRecord) -> tuple[float, float, datetime, str]:
    """Return what exceptions are sorted by: the largest avoidable loss first, then what is due first.

    The loss is a share of what its goal still has to go, which is comparable between goals; what has no such share
    comes after, by its price.
    """
    return -(record.price_share or 0.0), -(record.price or 0.0), record.due or record.raised_at, record.key


def _room(told: Sequence[datetime], policy: Policy, at: datetime) -> int:
    in_shift = sum(at - policy.shift < one <= at for one in told)
    in_hour = sum(at - _HOUR < one <= at for one in told)
    return max(min(policy.interrupting_per_shift - in_shift, policy.per_hour - in_hour), 0)
