"""Thresholds: what another one would have raised, told before it is set, and the one that fits the budget.

The kept past is run again through the same state machine as the present: the same grouping, quiet time and reasons, and
closed when people closed it; only the threshold differs. An exception that was raised in truth would be raised again
where its price at its worst passes the threshold; what comes of it then is what it came to in truth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sightline.operations.exceptions.lifecycle import Gone, Happening, Resolved, Seen, in_order, step
from sightline.operations.exceptions.policy import Policy, Threshold
from sightline.operations.exceptions.raising import why_of
from sightline.records.exceptions import Episode, ExceptionRecord, Occurrence, Sighting, Why
from sightline.saying import Said, joined, phrase, say

__all__ = [
    "Consequence", "Past", "Proposal", "Raised", "came_of", "consequence", "lost", "next_above", "proposed",
    "raised_in_words", "replayed",
]  # fmt: skip

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_TRIES = 60
_KEPT = "as it was closed then"
_WORDS = {
    "acted": phrase("{many} acted upon"),
    "accepted": phrase("{many} accepted"),
    "false_alarm": phrase("{many} false alarms"),
    "duplicate": phrase("{many} duplicates"),
}


@dataclass(frozen=True, slots=True)
class Past:
    """What was seen in a stretch of time, and what came of it.

    Parameters
    ----------
    sightings : sequence of Sighting
        What was there, whether or not it became an exception.
    looked : sequence of datetime
        The moments at which it was looked for: only then can something be told to be gone.
    episodes : sequence of Episode
        The lives of exceptions in that time.
    """

    sightings: Sequence[Sighting]
    looked: Sequence[datetime]
    episodes: Sequence[Episode] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that would have been raised."""

    key: str
    subject: str
    owner: str | None
    why: Why
    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a threshold of one rule or metric would have done.

    Parameters
    ----------
    subject : str
        The rule or metric.
    threshold : Threshold
        The threshold asked about.
    since, until : datetime
        In which time.
    raised, raised_before : int
        How many exceptions it would have raised, and how many the present threshold.
    outcomes : mapping of str to int
        Of those that were raised in truth and would be again: how many came to each outcome.
    missed : mapping of str to int
        Of those that were raised in truth and would be no more: the same.
    sentence : str
        The whole in one sentence.
    """

    subject: str
    threshold: Threshold
    since: datetime
    until: datetime
    raised: int
    raised_before: int
    outcomes: Mapping[str, int]
    missed: Mapping[str, int]
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold that fits a budget.

    Parameters
    ----------
    price_share : float, optional
        The lowest share of the goal's gap with which the past fits the budget; None where none does, because too much
        is raised whatever it costs.
    raised, raised_before : int
        How many it would have raised, and how many the present thresholds.
    per_week, budget : float
        How many a week that is, and how many may be.
    sentence : str
        The same in words.
    """

    price_share: float | None
    raised: int
    raised_before: int
    per_week: float
    budget: float
    sentence: str


def replayed(past: Past, policy: Policy) -> tuple[Raised, ...]:
    """Return what a policy would have raised, in the order of time; closed when people closed it in truth."""
    seen: dict[str, dict[datetime, Sighting]] = defaultdict(dict)
    for one in past.sightings:
        seen[one.key][one.at] = one
    looked = sorted({*past.looked, *(one.at for one in past.sightings)})
    found: list[Raised] = []
    for key, mine in seen.items():
        closed = [one for one in past.episodes if one.key == key and one.outcome is not None]
        found += _lives(key, mine, looked, closed, policy)
    return tuple(sorted(found, key=lambda one: (one.at, one.key)))


def consequence(
    past: Past, policy: Policy, subject: str, threshold: Threshold, *, since: datetime, until: datetime
) -> Consequence:
    """Return what another threshold of one rule or metric would have raised in a stretch of the past.

    Parameters
    ----------
    past : Past
        What was seen from some time before `since` on, so that what stood already is not counted as new.
    policy : Policy
        The present thresholds.
    subject : str
        The rule (`process.rule`) or metric.
    threshold : Threshold
        The one asked about.
    since, until : datetime
        The stretch.
    """
    mine = replace(past, sightings=[one for one in past.sightings if one.subject == subject])
    before = _within(replayed(mine, policy), since, until)
    then = _within(replayed(mine, policy.with_threshold(subject, threshold)), since, until)
    outcomes, missed = _outcomes(mine, policy.with_threshold(subject, threshold), subject, since, until)
    handled = came_of(outcomes) or say("Nobody has given any of them an outcome.")
    sentence = joined(" ", [raised_in_words(len(then), len(before), until - since), handled, lost(missed)])
    return Consequence(subject, threshold, since, until, len(then), len(before), outcomes, missed, sentence)


def proposed(
    past: Past, policy: Policy, owner: str | None, *, since: datetime, until: datetime, budget: float | None = None
) -> Proposal:
    """Return the lowest price with which a role would have been asked for no more than its budget.

    It is found by halving: a higher price raises no more, but for what it cuts in two.

    Parameters
    ----------
    past : Past
        What was seen, of this role and others.
    policy : Policy
        The present thresholds; those of its own that a rule or metric has are left as they are.
    owner : str, optional
        The role.
    since, until : datetime
        The stretch of the past.
    budget : float, optional
        How many exceptions a week; as many as may interrupt it in the shifts of five working days where left out.
    """
    weeks = max((until - since) / _WEEK, 1e-9)
    allowed = 5.0 * policy.interrupting_per_shift if budget is None else budget
    mine = replace(past, sightings=[one for one in past.sightings if one.owner == owner])

    def raised(share: float) -> int:
        return len(_within(replayed(mine, replace(policy, price_share=share)), since, until))

    before = raised(policy.price_share)
    shares = _candidates(mine.sightings)
    place = bisect_left(shares, True, key=lambda share: raised(share) / weeks <= allowed)
    if place < len(shares):
        share, many = shares[place], raised(shares[place])
        words = say(
            "From {share:.2g} of the goal's gap on, {many} would have been raised in {weeks:.0f} weeks; "
            "the present threshold raises {before}.",
            share=share, many=many, weeks=weeks, before=before,
        )  # fmt: skip
        return Proposal(share, many, before, many / weeks, allowed, words)
    least = len(_within(replayed(mine, replace(policy, price_share=float("inf"))), since, until))
    words = say("No price fits: {least} are raised by controls and charts, or by thresholds of their own.", least=least)
    return Proposal(None, least, before, least / weeks, allowed, words)


def _candidates(sightings: Iterable[Sighting]) -> list[float]:
    """Return shares between which nothing changes, rising, to two figures; at most so many."""
    shares = {one.price_share for one in sightings if one.price_share is not None and one.price_share > 0}
    rounded = sorted({0.0, *(next_above(one) for one in shares)})
    stride = -(-len(rounded) // _TRIES)
    kept = rounded[::stride]
    return kept if not rounded or kept[-1] == rounded[-1] else [*kept, rounded[-1]]


def next_above(share: float) -> float:
    """Return the next number of two figures above a share."""
    rounded = float(f"{share:.1e}")
    return rounded if rounded > share else max(float(f"{share * 1.1:.1e}"), share)


def _lives(
    key: str, mine: Mapping[datetime, Sighting], looked: Sequence[datetime], closed: Iterable[Episode], policy: Policy
) -> list[Raised]:
    record: ExceptionRecord | None = None
    lives: list[Raised] = []
    for one in in_order(_story(mine, looked, closed, policy)):
        if isinstance(one, Resolved | Gone) and (record is None or (isinstance(one, Resolved) and not record.open)):
            continue
        after = step(record, one, policy)
        if after is not None and (record is None or after.raised_at != record.raised_at):
            lives.append(Raised(key, after.subject, after.owner, after.why, one.at, None))
        elif after is not None and record is not None and record.open and not after.open:
            lives[-1] = replace(lives[-1], until=one.at)
        record = after
    return lives


def _story(
    mine: Mapping[datetime, Sighting], looked: Iterable[datetime], closed: Iterable[Episode], policy: Policy
) -> Iterator[Happening]:
    """Yield all that happened to one key: when it was there, when not, and how people closed it."""
    days = {at.date() for at in mine}  # one sighting a day is kept: it was there all day as far as is known
    for at in looked:
        if at in mine:
            yield Seen(_occurrence(mine[at], policy), at)
        elif at.date() not in days:
            yield Gone(at)
    for one in closed:
        if one.closed_at is not None and one.outcome is not None:
            yield Resolved("", one.closed_at, one.outcome, _KEPT)


def _occurrence(one: Sighting, policy: Policy) -> Occurrence:
    return Occurrence(
        key=one.key, kind="rule", process=None, rule=None, metric=None, segment=(), owner=one.owner, goal=one.goal,
        why=why_of(one.subject, one.forced, one.price, one.price_share, policy), since=one.at, due=None,
        price=one.price, low=None, high=None, price_share=one.price_share, forced=one.forced,
    )  # fmt: skip


def _within(raised: Iterable[Raised], since: datetime, until: datetime) -> list[Raised]:
    return [one for one in raised if since <= one.at < until]


def _outcomes(
    past: Past, policy: Policy, subject: str, since: datetime, until: datetime
) -> tuple[dict[str, int], dict[str, int]]:
    """Return what came of the lives that would be raised again, and of the others."""
    found: dict[str, int] = {}
    missed: dict[str, int] = {}
    for one in past.episodes:
        if one.subject != subject or one.outcome is None or not since <= one.raised_at < until:
            continue
        must = one.why if one.why != "price" else _forced(one, past.sightings)
        again = why_of(subject, must, one.price, one.price_share, policy) is not None
        part = found if again else missed
        part[one.outcome] = part.get(one.outcome, 0) + 1
    return found, missed


def _forced(episode: Episode, sightings: Iterable[Sighting]) -> Why | None:
    """Return what besides its price asked for it while it stood, or on the day that it was raised."""
    since, until = episode.raised_at - _DAY, episode.closed_at
    for one in sightings:
        mine = one.key == episode.key and since <= one.at and (until is None or one.at <= until)
        if mine and one.forced is not None:
            return one.forced
    return None


def raised_in_words(raised: int, before: int, span: timedelta) -> Said:
    """Return how many a threshold would have raised in a stretch of time, beside the present one."""
    text = phrase("It would have raised {raised} in {days:.0f} days; the present one raises {before}.")
    return say(text, raised=raised, days=span / timedelta(days=1), before=before)


def came_of(outcomes: Mapping[str, int]) -> str:
    """Return what came of those that would be raised again; empty where none has an outcome."""
    return say("Of those that were handled: {outcomes}.", outcomes=_counted(outcomes)) if outcomes else ""


def lost(missed: Mapping[str, int]) -> str:
    """Return what came of those that would be raised no more; empty where none has an outcome."""
    return say("No longer raised: {outcomes}.", outcomes=_counted(missed)) if missed else ""


def _counted(outcomes: Mapping[str, int]) -> str:
    return joined(", ", [say(_WORDS[name], many=many) for name, many in outcomes.items()])
