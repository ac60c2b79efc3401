"""Persons within a role: each against what was agreed, where there is enough work to say anything.

Below 10 items nothing is told, from 10 to 29 the value of the role, from 30 the person's own. The order is that of ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.records.alignment import Agreed, Cause
from sightline.roles.alignment.causes import interval_of, person_parts, redrawn
from sightline.roles.alignment.groups import Judged, drawn_stations, expected
from sightline.roles.alignment.judging import LEVEL, OWN, benjamini_hochberg
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.noise import Null, null_of, rounded_down
from sightline.roles.alignment.spreads import effective_items
from sightline.roles.alignment.variation import shares_of, total_variation

__all__ = ["Person", "persons_of"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_Z = 1.6448536269514722  # half of a 90 % interval, in standard deviations


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """What is known of a person in a role; figures are None below thirty items.

    Parameters
    ----------
    name : str
        The id.
    amounts : array (periods, activities)
        The work.
    many : float
        Items in the periods looked at.
    """

    name: str
    amounts: Floats
    many: float
    goal: Floats
    distance: float | None = None
    low: float | None = None
    high: float | None = None
    null: Null | None = None
    p: float | None = None
    p_adjusted: float | None = None
    parts: Mapping[Cause, float] | None = None
    spans: Mapping[Cause, tuple[float, float]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """All performers of a role: arrays by person."""

    names: tuple[str, ...]
    amounts: Floats
    items: Floats
    many: Floats
    effective: Floats
    batches: float
    goals: Floats
    starts: Floats
    personal: Bools


def persons_of(
    ledger: Ledger,
    role: int,
    found: Judged,
    agreed: Agreed,
    *,
    rng: np.random.Generator,
    draws: int,
    redraws: int,
) -> tuple[Person, ...]:
    """Return the persons who worked for a role in the periods looked at.

    Parameters
    ----------
    ledger : Ledger
        All work.
    role : int
        Its place.
    found : Judged
        What is known of the role.
    agreed : Agreed
        What was agreed with persons.
    rng : Generator
        For the draws.
    draws, redraws : int
        How many, of chance and of intervals.
    """
    rows = _rows(ledger, role, found, agreed)
    if not rows.names:
        return ()
    own = np.flatnonzero(rows.many >= OWN)
    now = shares_of(rows.amounts[:, ledger.before :].sum(axis=1))
    distance = total_variation(now, rows.goals)
    nulls = _nulls(ledger, found, rows, own, rng=rng, draws=draws)
    ps = [nulls[at].p(float(distance[at])) for at in own.tolist()]
    adjusted = benjamini_hochberg(ps)
    deviation = _deviation(ledger, rows, now)
    drifted = [at for at, p in zip(own.tolist(), adjusted, strict=True) if p < LEVEL]
    parts = _parts(ledger, found, rows, now, drifted, rng=rng, redraws=redraws)
    p_of, adjusted_of = (dict(zip(own.tolist(), those, strict=True)) for those in (ps, adjusted))
    return tuple(
        Person(
            name, rows.amounts[at], float(rows.many[at]), rows.goals[at],
            *_figures(float(distance[at]), float(deviation[at]), at in nulls),
            nulls.get(at), p_of.get(at), adjusted_of.get(at), *parts.get(at, (None, None)),
        )
        for at, name in enumerate(rows.names)
    )  # fmt: skip


def _figures(distance: float, deviation: float, told: bool) -> tuple[float | None, float | None, float | None]:  # noqa: FBT001 -- a private helper
    if not told:
        return None, None, None
    return distance, max(distance - _Z * deviation, 0.0), min(distance + _Z * deviation, 1.0)


def _rows(ledger: Ledger, role: int, found: Judged, agreed: Agreed) -> _Rows:
    who, amounts, items = ledger.within(role)
    many = items[:, ledger.before :].sum(axis=(1, 2))
    at = np.flatnonzero(many > 0)
    batches = ledger.batches(items)
    who, amounts, items, many = who[at], amounts[at], items[at], many[at]
    names = tuple(ledger.work.performers[one] for one in who.tolist())
    goals, starts = (np.repeat(one[None], len(names), axis=0) for one in (found.goal, found.start))
    personal = np.zeros(len(names), dtype=bool)
    for place, name in enumerate(names):
        said = agreed.persons.get((name, ledger.work.roles[role]))
        split = None if said is None else ledger.split(said)
        if split is not None:
            goals[place] = starts[place] = split
            personal[place] = True
    effective = effective_items(items[:, ledger.before :].sum(axis=2), batches)
    return _Rows(names, amounts, items, many, effective, batches, goals, starts, personal)


def _nulls(
    ledger: Ledger, found: Judged, rows: _Rows, own: NDArray[np.intp], *, rng: np.random.Generator, draws: int
) -> dict[int, Null]:
    """Return what chance gives each person: one set of draws for all who share a split."""
    counts = rounded_down(rows.effective)
    shared = own[~rows.personal[own]]
    result: dict[int, Null] = {}
    if len(shared):
        ways = null_of(
            found.chance.follows, counts[shared], spread=ledger.spread, rng=rng, draws=draws,
            earlier=found.chance.earlier,
        )  # fmt: skip
        result = {int(at): ways[int(counts[at])] for at in shared}
    for at in own[rows.personal[own]].tolist():
        mine = int(counts[at])
        follows = expected(rows.goals[at], rows.amounts[at, ledger.before :].sum(axis=0), float(rows.many[at]))
        result[at] = null_of(follows, counts[[at]], spread=ledger.spread, rng=rng, draws=draws)[mine]
    return result


def _deviation(ledger: Ledger, rows: _Rows, now: Floats) -> Floats:
    """Return the standard deviation of each distance with its signs held fast, by the delta method over items."""
    cut = ledger.before
    amounts, items = rows.amounts[:, cut:].sum(axis=1), rows.items[:, cut:].sum(axis=1)
    signs = np.sign(now - rows.goals)
    lean = (signs - (now * signs).sum(axis=1, keepdims=True)) / 2
    squares = np.divide(amounts**2 * (1 + ledger.spread.squared), items, out=np.zeros_like(amounts), where=items > 0)
    variance = (squares * lean**2).sum(axis=1) / amounts.sum(axis=1) ** 2
    return np.asarray(np.sqrt(variance * rows.many / rows.effective))


def _parts(
    ledger: Ledger,
    found: Judged,
    rows: _Rows,
    now: Floats,
    drifted: list[int],
    *,
    rng: np.random.Generator,
    redraws: int,
) -> dict[int, tuple[Mapping[Cause, float], Mapping[Cause, tuple[float, float]]]]:
    """Return the parts of those who drifted, with their intervals."""
    if not drifted:
        return {}
    cut = ledger.before
    starts, goals, stations = drawn_stations(
        ledger, found.group, batches=found.chance.batches, rng=rng, redraws=redraws
    )
    result: dict[int, tuple[Mapping[Cause, float], Mapping[Cause, tuple[float, float]]]] = {}
    for at in drifted:
        before = rows.amounts[at, :cut].sum(axis=0)
        then = rows.items[at, :cut].sum(axis=0)
        told = then.sum() >= OWN
        habit = shares_of(before) if told else np.full(ledger.many, np.nan)
        signs = np.sign(now[at] - rows.goals[at])
        start, goal = rows.starts[at], rows.goals[at]
        plain = person_parts(start, goal, found.stations, (habit, now[at]), signs)
        inflation = max(float(rows.many[at] / rows.effective[at]), 1.0)
        drawn_before, drawn_now = (
            shares_of(redrawn(one, many, ledger.spread, batches=inflation, rng=rng, draws=redraws))
            for one, many in ((before, then), (rows.amounts[at, cut:].sum(axis=0), rows.items[at, cut:].sum(axis=0)))
        )
        start, goal = (start, goal) if rows.personal[at] else (starts, goals)
        drawn = person_parts(start, goal, stations, (drawn_before if told else habit, drawn_now), signs)
        result[at] = ({cause: float(one) for cause, one in plain.items()}, interval_of(drawn))
    return result
