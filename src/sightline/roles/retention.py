"""How long people stay in a role or unit: Kaplan-Meier over dated assignments, entered late where the data begin late.

Who began before the table remembers anybody leaving counts from that day on, not from the first: those who began with
them and left unseen are in no table (left truncation). A change of role or unit ends the watching, not the stay.
Nothing is told of fewer than ten people, at no point of a curve, and nothing ever of one person.

References: Kaplan and Meier (1958), J. American Statistical Association 53; Tsai, Jewell and Wang (1987), A note on the
product-limit estimator under right censoring and left truncation, Biometrika 74; interval on the log(-log) scale with
Greenwood's variance: Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, 1.4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from sightline.records.people import Assignment, Assignments
from sightline.records.retention import Group, RetentionCurve, RetentionPoint, Scale
from sightline.saying import Said, joined, say

__all__ = ["LEAST", "Stay", "Steps", "kaplan_meier", "retention", "stays"]

LEAST = 10  # people
SHARE = 0.9  # of the interval
_MONTH = 365.25 / 12
_TURN = 31  # days between two assignments that are one stay
_POINTS = 12  # of a curve, about
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in one role or unit, in days since it began: watched from `entry` to `exit`, and whether they left."""

    group: str
    entry: float
    exit: float
    left: bool


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A Kaplan-Meier curve.

    Parameters
    ----------
    at : array
        When somebody left, rising.
    share, low, high : array
        Still there after it, with the interval.
    at_risk, left : array
        How many were watched just before, and how many left.
    skipped : bool
        Whether somebody left before enough were watched, so that the curve begins later.
    """

    at: Floats
    share: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    left: Floats
    skipped: bool = False


def kaplan_meier(entry: Floats, leave: Floats, left: NDArray[np.bool_], *, least: int = 1) -> Steps:
    """Return the curve of stays, watched from `entry` (not at it) to `leave`.

    Parameters
    ----------
    entry, leave : array
        In one unit of time; entry before leave.
    left : array of bool
        Whether the stay ended at `leave`; else it was not watched any longer.
    least : int
        The curve begins when that many are watched, and ends when fewer are.
    """
    at = np.unique(leave[left])
    risk = np.array([np.sum((entry < one) & (leave >= one)) for one in at], dtype=np.float64)
    ends = np.array([np.sum((leave == one) & left) for one in at], dtype=np.float64)
    enough = np.flatnonzero(risk >= least)
    skipped = bool(len(enough) and enough[0] > 0)
    if len(enough):
        after = np.flatnonzero(risk[enough[0] :] < least)
        last = enough[0] + after[0] if len(after) else len(at)
        at, risk, ends = (one[enough[0] : last] for one in (at, risk, ends))
    else:
        at, risk, ends = at[:0], risk[:0], ends[:0]
    share = np.asarray(np.cumprod(1 - ends / risk), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(ends / (risk * (risk - ends)))) / np.abs(np.log(share))
    wide = float(norm.ppf((1 + SHARE) / 2)) * spread
    low, high = share ** np.exp(wide), share ** np.exp(-wide)
    gone = share <= 0  # Greenwood's variance knows no end: the last limit before stays
    high = np.where(gone, np.min(high, where=~gone, initial=1.0), high)
    return Steps(at, share, np.where(gone, 0.0, low), high, risk, ends, skipped)


def stays(people: Assignments, by: Group, *, day: date, watched_since: date) -> tuple[Stay, ...]:
    """Return all stays in roles or units.

    Parameters
    ----------
    people : Assignments
        Without a first day, an assignment tells nothing of how long it lasts, and is left out.
    by : str
        `role` or `unit`.
    day : date
        The last day that counts.
    watched_since : date
        From when on the table remembers who left.
    """
    found = []
    for person in people.persons:
        mine = [one for one in people.of(person) if one.since is not None and one.since <= day]
        last = max((one.until or date.max for one in mine), default=None)
        for group in sorted({str(_group(one, by)) for one in mine if _group(one, by)}):
            for first, end in _stretches(one for one in mine if _group(one, by) == group):
                begins, ends = max(first, watched_since), min(end, day)
                left = end <= day and end == last
                if begins <= ends:
                    entry, leave = (begins - first).days, (ends - first).days + 1
                    found.append(Stay(group, float(entry), float(leave), left))
    return tuple(found)


def _group(one: Assignment, by: Group) -> str | None:
    return one.role if by == "role" else one.unit


def _stretches(those: Iterable[Assignment]) -> list[tuple[date, date]]:
    """Return first and last days, with assignments that follow each other within a month as one."""
    found: list[tuple[date, date]] = []
    for one in sorted(those, key=lambda each: each.since or date.min):
        first, last = one.since or date.min, one.until or date.max
        if found and (found[-1][1] == date.max or first <= found[-1][1] + timedelta(days=_TURN)):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def retention(
    people: Assignments, by: Group, *, day: date, watched_since: date | None = None
) -> tuple[RetentionCurve, ...]:
    """Return a curve for each role or unit, in the order of their ids.

    Parameters
    ----------
    people : Assignments
        Who held what from when to when.
    by : str
        `role` or `unit`.
    day : date
        The last day that counts.
    watched_since : date, optional
        From when on the table remembers who left; the first day on which an assignment ended, where left out.
    """
    ends = [one.until for one in people.every if one.until is not None and one.until <= day]
    since = watched_since or min(ends, default=day)
    groups: dict[str, list[Stay]] = {}
    for one in stays(people, by, day=day, watched_since=since):
        groups.setdefault(one.group, []).append(one)
    return tuple(_curve(by, group, groups[group], since) for group in sorted(groups))


def _curve(by: Group, group: str, those: list[Stay], since: date) -> RetentionCurve:
    count = len(those)
    if count < LEAST:
        few = say("Fewer than {least} people: nothing is told.", least=LEAST)
        return RetentionCurve(by, group, "stay", count, None, (), None, few)
    gone = sum(one.left for one in those)
    if not gone:
        stayed = say("{count} people watched since {since:%Y-%m-%d}; none of them left.", count=count, since=since)
        return RetentionCurve(by, group, "stay", count, 0, (), None, stayed)
    entry, leave = (np.array([getattr(one, name) for one in those]) / _MONTH for name in ("entry", "exit"))
    left = np.array([one.left for one in those])
    scales: tuple[tuple[Scale, Floats], ...] = (("stay", entry), ("watch", np.zeros(count)))
    for scale, begins in scales:
        ends = leave if scale == "stay" else leave - entry
        steps = kaplan_meier(begins, ends, left, least=LEAST)
        # a curve that knows only a few of those who left says little: the other scale knows more of them
        if steps.left.sum() * 2 >= gone:
            points = _points(steps, begins, ends)
            half = np.flatnonzero(steps.share <= 0.5)  # noqa: PLR2004 -- a half
            median = int(np.ceil(steps.at[half[0]])) if len(half) else None
            watched = _watched(count, since, gone, int(steps.left.sum()))
            words = joined("", [watched, "; ", _since(scale, points[0].months), "."])
            return RetentionCurve(by, group, scale, count, gone, points, median, words)
    text = say(
        "At no time were {least} people watched when half of those left who did: the data cannot say.", least=LEAST
    )
    return RetentionCurve(by, group, "stay", count, None, (), None, text)


def _watched(count: int, since: date, gone: int, known: int) -> Said:
    if known == gone:
        return say("{count} people watched since {since:%Y-%m-%d}, {gone} left", count=count, since=since, gone=gone)
    return say(
        "{count} people watched since {since:%Y-%m-%d}, {gone} left, {known} of them where enough were watched",
        count=count, since=since, gone=gone, known=known,
    )  # fmt: skip


def _since(scale: Scale, months: int) -> Said:
    if scale == "watch":
        return say("months since somebody was first watched, whatever time they had been there")
    if months:
        return say("shares of those who had stayed {months} months", months=months)
    return say("months since the beginning of the stay")


def _points(steps: Steps, entry: Floats, leave: Floats) -> tuple[RetentionPoint, ...]:
    """Return the curve at whole months, at none of which fewer than ten are watched, so that no point is one person."""
    months = np.arange(int(np.ceil(leave.max())) + 1)
    watched = np.array([np.sum((entry <= one) & (leave > one)) for one in months])
    first = int(np.floor(steps.at[0]))
    while first > 0 and watched[first - 1] >= LEAST and not steps.skipped:
        first -= 1
    few = np.flatnonzero(watched[first + 1 :] < LEAST)
    last = first + int(few[0]) if len(few) else len(months) - 1
    stride = max(1, -(-(last - first) // _POINTS))
    found = [RetentionPoint(first, 1.0, 1.0, 1.0, int(watched[first]))]
    for month in range(first + stride, last + 1, stride):
        place = int(np.searchsorted(steps.at, month, side="right")) - 1
        if place < 0:  # none of so many left yet: the exact limit of that
            share, low, high = 1.0, float(((1 - SHARE) / 2) ** (1 / watched[month])), 1.0
        else:
            share, low, high = (float(one[place]) for one in (steps.share, steps.low, steps.high))
        found.append(RetentionPoint(month, share, low, high, int(watched[month])))
    return tuple(found)
