"""How much exceptions ask of a role, in the terms of alarm management, each figure beside its goal.

The words are those of ANSI/ISA-18.2 and IEC 62682 for one operator's position: load, flood (more than ten in ten
minutes), chatter (the same alarm three times or more within a minute), stale (standing for over 24 hours), the ten most
frequent, priorities. Office work is no control room: where the goal is one for office work, the figure says so. What
too little data cannot say is left unsaid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sightline.operations.exceptions.figures import Estimate, rate_of, share_of
from sightline.operations.exceptions.policy import Policy
from sightline.records.exceptions import Episode
from sightline.saying import Said, joined, say

__all__ = ["Figure", "Priority", "Verdict", "alarm_figures", "chattering", "flooded", "priority_of"]

Verdict = Literal["within", "over", "cannot say yet"]
Priority = Literal["high", "medium", "low"]
FLOOD = timedelta(minutes=10)
FLOOD_ABOVE = 10
CHATTER = timedelta(minutes=1)
CHATTER_TIMES = 3
STALE = timedelta(hours=24)
ENOUGH_TIME = timedelta(days=30)  # what the standards ask of a figure
ENOUGH = 20  # observations behind a share
_HIGH, _MEDIUM = 0.10, 0.03  # of what the goal still has to go
_TOP = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the workload.

    Parameters
    ----------
    name : str
        `per hour`, `per shift`, `flood`, `chatter`, `on and off`, `ten most frequent`, `high priority`, `stale`,
        `not taken up`, `closed well`.
    estimate : Estimate
        The figure with its interval, and what it rests on.
    goal : float
        At most that; of `closed well` at least.
    verdict : str
        Whether the goal is met; `cannot say yet` where too little is known.
    words : str
        What it counts, and whose goal it is.
    """

    name: str
    estimate: Estimate
    goal: float
    verdict: Verdict
    words: str


def alarm_figures(
    episodes: Iterable[Episode], policy: Policy, *, since: datetime, until: datetime
) -> dict[str | None, tuple[Figure, ...]]:
    """Return the figures of each role that was asked for something.

    Parameters
    ----------
    episodes : iterable of Episode
        All lives of exceptions that overlap the time, also open ones.
    policy : Policy
        The budget, and when something is due.
    since, until : datetime
        The time they are about.

    Returns
    -------
    mapping of str to tuple of Figure
        By role; under None what nobody answers for.
    """
    mine: dict[str | None, list[Episode]] = {}
    for one in episodes:
        if one.raised_at < until and (one.closed_at is None or one.closed_at >= since):
            mine.setdefault(one.owner, []).append(one)
    return {
        owner: _figures(found, policy, since, until)
        for owner, found in sorted(mine.items(), key=lambda it: it[0] or "")
    }


def flooded(times: Iterable[datetime], *, since: datetime, until: datetime) -> tuple[int, int]:
    """Return how many ten-minute periods had more than ten, and how many periods there are."""
    counts = Counter((one - since) // FLOOD for one in times if since <= one < until)
    return sum(many > FLOOD_ABOVE for many in counts.values()), max((until - since) // FLOOD, 0)


def chattering(
    raised: Iterable[tuple[str, datetime]], *, times: int = CHATTER_TIMES, within: timedelta = CHATTER
) -> tuple[str, ...]:
    """Return the keys that were raised so often within so short a time, sorted."""
    known: dict[str, list[datetime]] = {}
    for key, at in raised:
        known.setdefault(key, []).append(at)
    found = []
    for key, moments in known.items():
        ordered = sorted(moments)
        spans = zip(ordered, ordered[times - 1 :], strict=False)
        if any(last - first <= within for first, last in spans):
            found.append(key)
    return tuple(sorted(found))


def priority_of(episode: Episode) -> Priority:
    """Return how pressing something is by what it costs: high from 10 % of the goal's gap on, medium from 3 %."""
    share = episode.price_share or 0.0
    return "high" if share >= _HIGH else "medium" if share >= _MEDIUM else "low"


def _figures(episodes: Sequence[Episode], policy: Policy, since: datetime, until: datetime) -> tuple[Figure, ...]:
    new = [one for one in episodes if since <= one.raised_at < until]
    long = until - since >= ENOUGH_TIME
    return (*_load(new, policy, since, until, long=long), *_shape(new, long=long), *_standing(episodes, new, until))


def _load(
    new: Sequence[Episode], policy: Policy, since: datetime, until: datetime, *, long: bool
) -> tuple[Figure, ...]:
    span = until - since
    hourly = rate_of(len(new), span / timedelta(hours=1))
    shifts = rate_of(sum(one.interrupted for one in new), span / policy.shift)
    many, of = flooded((one.raised_at for one in new), since=since, until=until)
    return (
        Figure("per hour", hourly, policy.per_hour, _verdict(hourly.value, policy.per_hour, enough=long),
               say("Exceptions an hour, all hours counted; the standards' goal for one position is 6.")),
        Figure("per shift", shifts, policy.interrupting_per_shift,
               _verdict(shifts.value, policy.interrupting_per_shift, enough=long),
               say("Interruptions a shift, all shifts counted; the budget of this model.")),
        Figure("flood", share_of(many, of), 0.01, _verdict(many / of if of else None, 0.01, enough=long),
               say("The share of ten-minute periods with more than ten; the standards' goal is under 1 %.")),
    )  # fmt: skip


def _few(many: int) -> Said:
    """Return why a share of ten rules and metrics says nothing where there are no more."""
    if many == 1:
        return say("There is only one rule or metric here, so all are among the ten.")
    return say("There are only {many} rules and metrics here, so all are among the ten.", many=many)


def _shape(new: Sequence[Episode], *, long: bool) -> tuple[Figure, ...]:
    raised = [(one.key, one.raised_at) for one in new]
    quick, daily = len(chattering(raised)), len(chattering(raised, within=timedelta(days=1)))
    types = Counter(one.subject for one in new)
    top = share_of(sum(many for _, many in types.most_common(_TOP)), len(new))
    told = len(types) > _TOP and len(new) >= ENOUGH
    high = share_of(sum(priority_of(one) == "high" for one in new), len(new))
    few = "" if len(types) > _TOP else _few(len(types))
    top_words = say("The share of the load that ten rules and metrics make; the goal for office work is under 25 %.")
    return (
        Figure("chatter", Estimate(quick, None, None, len(new)), 0, _verdict(quick, 0, enough=long or quick > 0),
               say("Exceptions raised three times or more within a minute; the standards' goal is none.")),
        Figure("on and off", Estimate(daily, None, None, len(new)), 0, _verdict(daily, 0, enough=long or daily > 0),
               say("Exceptions raised three times or more within a day: the same at the pace of an office.")),
        Figure("ten most frequent", top, 0.25, _verdict(top.value, 0.25, enough=told),
               joined(" ", [top_words, few])),
        Figure("high priority", high, 0.05, _verdict(high.value, 0.05, enough=len(new) >= ENOUGH),
               say("The share that costs its goal 10 % of the gap or more; the standards' goal is about 5 %.")),
    )  # fmt: skip


def _standing(episodes: Sequence[Episode], new: Sequence[Episode], until: datetime) -> tuple[Figure, ...]:
    standing = [one for one in episodes if one.closed_at is None or one.closed_at >= until]
    stale = sum(until - one.raised_at > STALE for one in standing)
    untouched = sum(until - one.raised_at > STALE and one.acknowledged_at is None for one in standing)
    closed = [one for one in new if one.closed_at is not None and one.closed_at < until]
    well = share_of(sum(one.outcome in ("acted", "accepted") for one in closed), len(closed))
    verdict: Verdict = "cannot say yet"
    if len(closed) >= ENOUGH and well.value is not None:
        verdict = "within" if well.value >= 0.8 else "over"  # noqa: PLR2004 -- the goal beside it
    return (
        Figure("stale", Estimate(stale, None, None, len(standing)), 5, _verdict(stale, 4, enough=True),
               say("Exceptions that have stood for over 24 hours; the standards' goal is fewer than 5.")),
        Figure("not taken up", Estimate(untouched, None, None, len(standing)), 0, _verdict(untouched, 0, enough=True),
               say("Those of them that nobody has acknowledged.")),
        Figure("closed well", well, 0.8, verdict,
               say("The share of closed ones with an action or an accepted reason; the goal for office work is 80 %.")),
    )  # fmt: skip


def _verdict(value: float | None, goal: float, *, enough: bool) -> Verdict:
    if value is None or not enough:
        return "cannot say yet"
    return "within" if value <= goal else "over"
