"""Suggestions for whoever assigns work: what would bring the roles that drifted back to what was agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sightline.records.alignment import Move
from sightline.records.people import Assignments
from sightline.records.work import Measured
from sightline.roles.alignment.groups import Judged
from sightline.roles.alignment.judging import OWN
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.moves import Station, shifts
from sightline.roles.alignment.variation import shares_of, total_variation
from sightline.roles.alignment.wording import Able, move_why, move_words
from sightline.roles.alignment.worked import NOBODY, OUTSIDE

__all__ = ["restored"]

Floats = NDArray[np.float64]
Restored = tuple[str, float, float]
_TINY = 1e-9


def restored(
    ledger: Ledger,
    of_roles: Mapping[int, Judged],
    drifted: Sequence[int],
    people: Assignments,
    *,
    performs: Mapping[str, frozenset[str]],
    titles: Mapping[str, str],
    hidden: Collection[tuple[str, str]],
    measured: Measured,
) -> tuple[tuple[Move, ...], tuple[Restored, ...]]:
    """Return the smallest moves, and of each role that drifted its distance now and after them.

    Roles that are withheld take no part. Of those outside only performers with thirty items or more, whom the table of
    people does not know.
    """
    if not drifted:
        return (), ()
    names = ledger.work.roles
    stations = [
        _role(ledger, one, at in drifted, performs.get(names[at], frozenset()))
        for at, one in of_roles.items()
        if ("role", names[at]) not in hidden
    ]
    inside = len(stations)
    stations += _outside(ledger, frozenset(people.persons))
    found, after = shifts(stations)
    known = [titles.get(one.name, one.name) if at < inside else one.name for at, one in enumerate(stations)]
    done_before = _done_before(ledger, stations[:inside], stations[inside:])
    grain = ledger.work.periods[-1].grain
    moves = []
    for one in found:
        activity, giver, taker = ledger.activities[one.activity], known[one.giver], known[one.taker]
        able = _able(stations[one.taker], one.activity, bool(done_before[one.taker, one.activity]))
        why = move_why(giver, taker, able=able, lacks=_lacks(stations[one.taker], one.activity))
        outside = tuple(stations[at].name for at in (one.giver, one.taker) if at >= inside)
        words = move_words(activity, giver, taker, one.hours, measured, grain, why)
        giver, taker = stations[one.giver].name, stations[one.taker].name
        moves.append(Move(activity, giver, taker, one.hours, outside, words, why))
    moves.sort(key=lambda one: (one.activity, one.giver, one.taker))
    return tuple(moves), tuple(
        (one.name, _distance(one.hours, one.goal), _distance(after[at], one.goal))
        for at, one in enumerate(stations[:inside])
        if one.drifted and one.goal is not None
    )


def _distance(hours: Floats, goal: Floats) -> float:
    return float(total_variation(shares_of(hours), goal))


def _able(taker: Station, activity: int, before: bool) -> Able:  # noqa: FBT001 -- a private helper
    return "before" if before else "now" if taker.hours[activity] > 0 else "role"


def _lacks(taker: Station, activity: int) -> bool:
    if taker.goal is None or not taker.drifted:
        return False
    return bool(taker.hours[activity] < taker.goal[activity] * taker.hours.sum() - _TINY)


def _role(ledger: Ledger, found: Judged, drifted: bool, performs: frozenset[str]) -> Station:  # noqa: FBT001 -- a private helper
    side = found.group.side
    hours = side.amounts[ledger.before :].sum(axis=0) / (ledger.length - ledger.before)
    able = np.array([name in performs for name in ledger.activities])
    can = np.asarray(side.amounts.any(axis=0) | (found.goal > 0) | able)
    slack = found.distance if found.null is None else max(found.distance, found.null.high)
    return Station(found.group.name, hours, can, float(hours.sum()), found.goal, drifted, slack)


def _outside(ledger: Ledger, known: frozenset[str]) -> list[Station]:
    work = ledger.work
    away = work.role == OUTSIDE
    items = np.bincount(work.performer[away], work.items[away], len(work.performers))
    found = []
    for at in np.flatnonzero(items >= OWN).tolist():
        name = work.performers[at]
        if name in known or name == NOBODY:
            continue
        keys = ((work.period, ledger.length), (ledger.activity, ledger.many))
        amounts = work.sums(work.amount, keys, away & (work.performer == at))
        hours = amounts[ledger.before :].sum(axis=0) / (ledger.length - ledger.before)
        most = float(amounts.sum(axis=1).max())
        found.append(
            Station(name, hours, np.asarray(amounts.any(axis=0)), max(most, float(hours.sum())), None, drifted=False)
        )
    return found


def _done_before(ledger: Ledger, roles: Sequence[Station], others: Sequence[Station]) -> NDArray[np.bool_]:
    work = ledger.work
    past = work.period < ledger.before
    rows = [ledger.role(work.roles.index(one.name)).amounts[: ledger.before].any(axis=0) for one in roles]
    for one in others:
        here = past & (work.performer == work.performers.index(one.name))
        rows.append(np.bincount(ledger.activity[here], minlength=ledger.many) > 0)
    return np.stack(rows)
