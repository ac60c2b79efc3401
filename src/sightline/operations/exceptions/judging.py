"""The outcomes judge the rules: how often one is right, how soon it is acted upon, and what acting saved.

Precision is the share acted upon among those acted upon and those called false; what was accepted with a reason is
counted apart, and so is what repeats another or went by itself. A rule is proposed for change only where the data say
so: where even the upper end of its interval is under what is wanted, or where it rests on enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sightline.operations.exceptions.figures import Estimate, mean_of, median_of, rate_of, ratio_of, share_of
from sightline.operations.exceptions.policy import Policy, Threshold
from sightline.operations.exceptions.thresholds import Past, consequence, next_above
from sightline.records.exceptions import Episode, Sighting
from sightline.saying import Said, joined, phrase, say

__all__ = ["Advice", "Judged", "Workload", "judged", "workload"]

ENOUGH = 20
AFTER = timedelta(days=28)  # how long after an act the price is looked at
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a rule.

    Parameters
    ----------
    what : str
        `keep`, `threshold`, `retire`, `look at the control` or `cannot say yet`.
    threshold : Threshold, optional
        The one proposed.
    words : str
        The proposal in numbers.
    """

    what: Literal["keep", "threshold", "retire", "look at the control", "cannot say yet"]
    threshold: Threshold | None
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule or metric, judged by what came of its exceptions.

    Parameters
    ----------
    subject : str
        The rule (`process.rule`) or metric.
    raised, open, acted, accepted, false_alarm, duplicate, went : int
        How many were raised, and how many of them stand, came to each outcome, or went by themselves.
    precision : Estimate
        Acted upon, among acted upon and false.
    hours_to_act : Estimate
        The median from being raised to being acted upon, of those that were.
    avoided : Estimate
        By how much the price fell after an act, on average, as a share of what the goal still has to go: the mean while
        it stood before the act, less the mean in the 28 days after. It assumes that the price would have stayed as it
        was, and a high price tends to fall by itself.
    fell_anyway : Estimate
        The same of those on which nobody acted, after they were raised: what an act has to be compared with.
    advice : Advice
        What to do about it.
    """

    subject: str
    raised: int
    open: int
    acted: int
    accepted: int
    false_alarm: int
    duplicate: int
    went: int
    precision: Estimate
    hours_to_act: Estimate
    avoided: Estimate
    fell_anyway: Estimate
    advice: Advice


@dataclass(frozen=True, slots=True)
class Workload:
    """Exceptions a week before and after a change of a threshold.

    Parameters
    ----------
    weeks : tuple of (datetime, int)
        The start of each week, counted from the change, and how many were raised in it; whole weeks only.
    changed_at : datetime
        When the threshold changed: the start of a week.
    before, after : Estimate
        A week.
    ratio : Estimate
        After over before, with the exact interval of two Poisson counts; below 1 is fewer.
    words : str
        The same in words, and what it assumes.
    """

    weeks: tuple[tuple[datetime, int], ...]
    changed_at: datetime
    before: Estimate
    after: Estimate
    ratio: Estimate
    words: str


def judged(past: Past, policy: Policy, *, since: datetime, until: datetime, wanted: float = 0.5) -> tuple[Judged, ...]:
    """Return every rule and metric that raised something, judged; those first that were wrong most often.

    Parameters
    ----------
    past : Past
        The lives of exceptions, and what was seen.
    policy : Policy
        The present thresholds.
    since, until : datetime
        The stretch: lives that began in it.
    wanted : float
        The precision below which a rule is proposed for change or retirement.
    """
    mine: dict[str, list[Episode]] = {}
    for one in past.episodes:
        if since <= one.raised_at < until:
            mine.setdefault(one.subject, []).append(one)
    found = [_judged(name, lives, past, policy, (since, until), wanted) for name, lives in mine.items()]
    return tuple(sorted(found, key=lambda one: (-one.false_alarm, one.subject)))


def workload(raised: Iterable[datetime], changed_at: datetime, *, since: datetime, until: datetime) -> Workload:
    """Return exceptions a week before and after a change; whole weeks counted from it, both ways.

    Parameters
    ----------
    raised : iterable of datetime
        When exceptions were raised.
    changed_at : datetime
        When the threshold changed.
    since, until : datetime
        From when to when exceptions are known.
    """
    first, last = -((changed_at - since) // _WEEK), (until - changed_at) // _WEEK
    counts = Counter((one - changed_at) // _WEEK for one in raised)
    weeks = tuple((changed_at + number * _WEEK, counts[number]) for number in range(first, last))
    before = sum(counts[number] for number in range(first, 0))
    after = sum(counts[number] for number in range(max(last, 0)))
    ratio = ratio_of(after, max(last, 0), before, -first)
    return Workload(
        weeks, changed_at, rate_of(before, -first), rate_of(after, max(last, 0)), ratio, _ratio_words(ratio)
    )  # fmt: skip


def _ratio_words(ratio: Estimate) -> str:
    assumed = say("It assumes that nothing else changed, and that exceptions come one by one.")
    if ratio.low is None or ratio.high is None:
        return joined(" ", [say("Too few weeks or exceptions on one side to compare."), assumed])
    if ratio.high < 1:
        text = phrase("After it there were fewer: {low} to {high} times as many.")
    elif ratio.low > 1:
        text = phrase("After it there were more: {low} to {high} times as many.")
    else:
        text = phrase("After it there were as many as far as can be told: {low} to {high} times as many.")
    return joined(" ", [say(text, low=_times(ratio.low), high=_times(ratio.high)), assumed])


def _times(ratio: float) -> Said:
    """Return a ratio with two figures, and one of a hundred and more as a whole number."""
    short = ratio < 99.5  # noqa: PLR2004 -- from which on the short form has a power
    return say("{ratio:.2g}", ratio=ratio) if short else say("{ratio:,.0f}", ratio=ratio)


def _judged(
    name: str, lives: Sequence[Episode], past: Past, policy: Policy, stretch: tuple[datetime, datetime], wanted: float
) -> Judged:
    count = Counter(one.outcome for one in lives if one.closed_at is not None)
    acted, wrong = count["acted"], count["false_alarm"]
    precision = _precision(lives)
    hours = [(one.acted_at - one.raised_at) / timedelta(hours=1) for one in lives if one.acted_at is not None]
    prices = [one for one in past.sightings if one.subject == name]
    saved = [_fall(one, prices, past.looked, one.acted_at) for one in lives if one.acted_at is not None]
    anyway = [_fall(one, prices, past.looked, one.raised_at) for one in lives if one.acted_at is None]
    return Judged(
        name, len(lives), sum(one.closed_at is None for one in lives), acted, count["accepted"], wrong,
        count["duplicate"], count[None], precision, median_of(hours),
        mean_of([one for one in saved if one is not None]), mean_of([one for one in anyway if one is not None]),
        _advice(name, lives, precision, past, policy, stretch, wanted),
    )  # fmt: skip


def _fall(episode: Episode, sightings: Iterable[Sighting], looked: Iterable[datetime], turn: datetime) -> float | None:
    """Return by how much the price of one exception fell after a moment; None where it was not looked at on a side."""
    prices = {one.at: one.price_share for one in sightings if one.key == episode.key}
    days = {at.date() for at in prices}  # one sighting a day is kept
    first = episode.raised_at.date()
    before = [one for at, one in prices.items() if first <= at.date() and at <= turn and one is not None]
    before = before or [one for one in (episode.price_share,) if one is not None]
    there = [one for at, one in prices.items() if turn < at <= turn + AFTER and one is not None]
    gone = sum(turn < at <= turn + AFTER and at.date() not in days for at in looked)
    if not before or (not there and not gone):
        return None
    return sum(before) / len(before) - sum(there) / (len(there) + gone)


def _advice(
    name: str, lives: Sequence[Episode], precision: Estimate, past: Past, policy: Policy,
    stretch: tuple[datetime, datetime], wanted: float,
) -> Advice:  # fmt: skip
    if precision.value is None:
        return Advice("cannot say yet", None, say("Nobody has acted on any or called any false."))
    told = say("{share:.0%} of {n} were acted upon", share=precision.value, n=precision.n)
    if precision.value >= wanted:
        return Advice("keep", None, say("Keep it: {told}.", told=told))
    if not _poor(precision, wanted):
        text = phrase("{told}, which is too few to say that it is under {wanted:.0%}.")
        return Advice("cannot say yet", None, say(text, told=told, wanted=wanted))
    others = [one for one in lives if one.why != "control"]  # a threshold is none of a control's business
    better = _better(others, wanted) if _poor(_precision(others), wanted) else None
    if better is None and len(others) < len(lives):
        text = phrase("{told}, but a control asks for it: review its limit with its owner.")
        return Advice("look at the control", None, say(text, told=told))
    threshold = Threshold(retired=True) if better is None else Threshold(price_share=better)
    then = consequence(past, policy, name, threshold, since=stretch[0], until=stretch[1])
    if better is None:
        retire = say("Retire it: {told}, and no price parts right from wrong.", told=told)
        return Advice("retire", threshold, joined(" ", [retire, then.sentence]))
    rise = say("Raise its threshold to {share:.2g} of the goal's gap: {told}.", share=better, told=told)
    return Advice("threshold", threshold, joined(" ", [rise, then.sentence]))


def _precision(lives: Iterable[Episode]) -> Estimate:
    count = Counter(one.outcome for one in lives if one.closed_at is not None)
    return share_of(count["acted"], count["acted"] + count["false_alarm"])


def _poor(precision: Estimate, wanted: float) -> bool:
    """Return whether the data say that a precision is under what is wanted."""
    if precision.value is None or precision.high is None or precision.value >= wanted:
        return False
    return precision.high < wanted or precision.n >= ENOUGH


def _better(lives: Sequence[Episode], wanted: float) -> float | None:
    """Return the lowest price at which those above it were right often enough; None where there is none.

    At least half of those acted upon must be left: a threshold that hides them all is no better. Where none was ever
    right, it is the next price above all of them: a calm time is no reason to be blind to what is worse.
    """
    known = [one for one in lives if one.outcome in ("acted", "false_alarm")]
    right = sum(one.outcome == "acted" for one in known)
    shares = [one.price_share for one in known if one.price_share is not None and one.price_share > 0]
    if not right and len(shares) == len(known):
        return next_above(max(shares))
    for share in sorted(shares):
        above = [one for one in known if one.price_share is None or one.price_share >= share]
        kept = sum(one.outcome == "acted" for one in above)
        if kept / len(above) >= wanted and 2 * kept >= right:
            return share
    return None
