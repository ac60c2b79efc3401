"""Grouping by cause: all that deviates by one rule or metric in one segment is one occurrence.

A chart of the stretch that a rule limits and that rule's cases are one, and so are many cases of one rule. What another
finding explains wholly is linked to that one instead of speaking for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from sightline.model.model import Model
from sightline.operations.exceptions.policy import Policy
from sightline.operations.exceptions.raising import answers, forced, subject_of, why_of
from sightline.records.deviations import Deviation
from sightline.records.exceptions import Occurrence, Sighting, Why

__all__ = ["grouped", "key_of", "sighting_of"]

_CASES = ("rule", "deadline")
_ORDER: tuple[Why | None, ...] = ("control", "price", "signal", None)


def key_of(deviation: Deviation) -> str:
    """Return what a deviation is grouped by: its rule or metric and its segment, as `orders.in_time@region=North`."""
    place = urlencode(sorted(deviation.segment))
    return f"{subject_of(deviation)}@{place}" if place else subject_of(deviation)


def grouped(deviations: Iterable[Deviation], model: Model, policy: Policy) -> tuple[Occurrence, ...]:
    """Return the occurrences that deviations make, in the order in which their first ones come.

    Parameters
    ----------
    deviations : iterable of Deviation
        Of one moment, the dearest first.
    model : Model
        What is declared.
    policy : Policy
        From which price on something interrupts.

    Returns
    -------
    tuple of Occurrence
        `why` is None for those that interrupt nobody.
    """
    groups: dict[str, list[Deviation]] = {}
    for one in deviations:
        groups.setdefault(key_of(one), []).append(one)
    keys = {one.deviation: key for key, members in groups.items() for one in members}
    return tuple(_occurrence(key, members, keys, model, policy) for key, members in groups.items())


def _occurrence(
    key: str, members: Sequence[Deviation], keys: dict[str, str], model: Model, policy: Policy
) -> Occurrence:
    first = max(members, key=lambda one: one.price_share or 0.0)
    price, low, high = _price(members, first)
    share = _share(price, first)
    must = min((forced(one, model) for one in members), key=_ORDER.index)
    why = why_of(subject_of(first), must, price, share, policy)
    explained = [one for one in members if one.explained_by]
    return Occurrence(
        key=key, kind=first.kind, process=first.process, rule=first.rule,
        metric=first.metric or next((one.metric for one in members if one.metric is not None), None),
        segment=first.segment, owner=answers([first, *members], model), goal=first.goal, why=why,
        since=min(one.since for one in members),
        due=min((one.due for one in members if one.due is not None), default=None),
        price=price, low=low, high=high, price_share=share,
        cases=tuple(dict.fromkeys(case for one in members for case in (one.case, *one.cases) if case is not None)),
        count=max(sum(one.count for one in members if one.kind in _CASES), *(one.count for one in members)),
        deviations=tuple(one.deviation for one in members),
        forced=must,
        part_of=_behind(explained, keys, key) if len(explained) == len(members) else (),
        sentence=first.sentence, words=first.words,
    )  # fmt: skip


def sighting_of(occurrence: Occurrence, at: datetime) -> Sighting:
    """Return an occurrence as it is kept, to say later what another threshold would have raised."""
    one = occurrence
    return Sighting(one.key, at, one.owner, one.forced, one.goal, one.price, one.price_share)


def _behind(explained: Iterable[Deviation], keys: dict[str, str], own: str) -> tuple[str, ...]:
    found = dict.fromkeys(keys[name] for one in explained for name in one.explained_by if name in keys)
    return tuple(key for key in found if key != own)


def _price(members: Sequence[Deviation], first: Deviation) -> tuple[float | None, float | None, float | None]:
    """Return what a group costs the goal of its first member, with the ends of its interval.

    Cases add up, and so do the ends of their intervals, which is no narrower than the truth: they share a line of
    sight. A chart or a passed limit tells of the same loss as the cases under it, so that the larger one counts.
    """
    goal = first.goal
    if goal is None:
        return first.price, first.low, first.high
    known = [one for one in members if goal in one.prices]
    sums = [_ends(one, goal) for one in known if one.kind not in _CASES]
    cases = [_ends(one, goal) for one in known if one.kind in _CASES]
    if cases:
        prices, lows, highs = zip(*cases, strict=True)
        sums.append((sum(prices), sum(lows), sum(highs)))
    if not sums:
        return first.price, first.low, first.high
    return max(sums)


def _ends(one: Deviation, goal: str) -> tuple[float, float, float]:
    price = one.prices[goal]
    if one.goal != goal or one.low is None or one.high is None:
        return price, price, price
    return price, one.low, one.high


def _share(price: float | None, first: Deviation) -> float | None:
    if price is None or first.price_share is None or not first.price:
        return first.price_share
    return first.price_share * price / first.price
