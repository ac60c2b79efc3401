"""Roles and units: their distance from what was agreed, its noise floor, and its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.records.alignment import Against, Agreed, Cause, Kind
from sightline.roles.alignment.causes import Amounts, Stations, interval_of, redrawn, role_parts, stations_of
from sightline.roles.alignment.judging import LIMIT
from sightline.roles.alignment.ledger import Ledger, Side
from sightline.roles.alignment.noise import Null, null_of, rounded_down
from sightline.roles.alignment.spreads import effective_items
from sightline.roles.alignment.variation import shares_of, total_variation

__all__ = ["Chance", "Group", "Judged", "Piece", "drawn_stations", "expected", "judged", "role_group", "unit_group"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A role, or what of it is in a unit, with what was agreed for it.

    Parameters
    ----------
    side : Side
        Its work.
    start, goal : array (activities,), optional
        The split agreed at the start and now; None where the work before stands for both.
    """

    side: Side
    start: Floats | None
    goal: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A role, or a unit made of several; `against` says what it is compared with."""

    kind: Kind
    name: str
    pieces: tuple[Piece, ...]
    against: Against

    @property
    def side(self) -> Side:
        """All its work."""
        return Side(
            np.sum([one.side.amounts for one in self.pieces], axis=0),
            np.sum([one.side.items for one in self.pieces], axis=0),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """What chance alone gives a group.

    Parameters
    ----------
    null : Null, optional
        Over all periods looked at; None below twenty items.
    over_time : mapping of int to Null
        By numbers of items, rounded down.
    batches : float
        How much items of one period go together.
    earlier : int, optional
        How many items the split was read from; None where it was agreed.
    follows : array (activities,)
        The split that items follow, had nothing but chance been at work.
    """

    null: Null | None
    over_time: Mapping[int, Null]
    batches: float
    earlier: int | None
    follows: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What is known of a group before it is said.

    Parameters
    ----------
    group : Group
        Which.
    start, goal : array (activities,)
        What was agreed at the start, and now.
    stations : Stations
        Splits in between.
    items, amount : float
        In the periods looked at.
    distance : float
        Total variation between what is agreed and what was done.
    chance : Chance
        What chance alone gives.
    parts, spans : mapping of cause to float, and to interval
        What each adds.
    low, high : float
        90 % interval of the distance, its signs held fast.
    """

    group: Group
    start: Floats
    goal: Floats
    stations: Stations
    items: float
    amount: float
    distance: float
    chance: Chance
    parts: Mapping[Cause, float]
    spans: Mapping[Cause, tuple[float, float]]
    low: float
    high: float

    @property
    def null(self) -> Null | None:
        """What chance gives over all periods looked at; None below twenty items."""
        return self.chance.null


def role_group(ledger: Ledger, number: int, agreed: Agreed) -> Group | None:
    """Return a role with what it is compared with; None where there is nothing."""
    name = ledger.work.roles[number]
    side = ledger.role(number)
    start = ledger.split(agreed.start.get(name, {}))
    if start is not None:
        goal = ledger.split(agreed.now.get(name, {}))
        return Group("role", name, (Piece(side, start, start if goal is None else goal),), "agreement")
    if not side.amounts[: ledger.before].sum() > 0:
        return None
    return Group("role", name, (Piece(side, None, None),), "baseline")


def unit_group(ledger: Ledger, number: int, roles: Mapping[int, Group]) -> Group | None:
    """Return a unit as the sum of its roles, each with what it is compared with; None where there is nothing."""
    pieces = []
    against: Against = "agreement"
    for role in ledger.roles_within(number):
        if role not in roles:
            continue
        of_role = roles[role].pieces[0]
        side = ledger.post(role, number)
        start, goal = of_role.start, of_role.goal
        if start is None:
            against = "baseline"
            if not side.amounts[: ledger.before].sum() > 0:
                start = goal = shares_of(of_role.side.amounts[: ledger.before].sum(axis=0))
        pieces.append(Piece(side, start, goal))
    return Group("unit", ledger.work.units[number], tuple(pieces), against) if pieces else None


def judged(ledger: Ledger, group: Group, *, rng: np.random.Generator, draws: int, redraws: int) -> Judged:
    """Return all that is known of a group.

    Parameters
    ----------
    ledger : Ledger
        All work.
    group : Group
        Has work in the periods looked at.
    rng : Generator
        For the draws.
    draws, redraws : int
        How many, of chance and of intervals; a quarter of them for each point over time.
    """
    side = group.side
    amount = side.amounts[ledger.before :].sum(axis=0)
    plain = [_amounts(ledger, one.side) for one in group.pieces]
    start, goal, stations = _stations(plain, group.pieces)
    chance = _chance(ledger, group, goal, rng=rng, draws=draws)
    signs = np.sign(stations.now - goal)
    parts = {cause: float(one) for cause, one in role_parts(start, goal, stations, signs).items()}
    spread = drawn_stations(ledger, group, batches=chance.batches, rng=rng, redraws=redraws)
    drawn = role_parts(*spread, signs)
    whole = np.sum([np.broadcast_to(one, (redraws,)) for one in drawn.values()], axis=0)
    low, high = (float(one) for one in np.quantile(whole, (0.05, 0.95)))
    return Judged(
        group, start, goal, stations, float(side.items[ledger.before :].sum()), float(amount.sum()),
        float(total_variation(stations.now, goal)), chance, parts, interval_of(drawn), low, high,
    )  # fmt: skip


def _chance(ledger: Ledger, group: Group, goal: Floats, *, rng: np.random.Generator, draws: int) -> Chance:
    """Return what chance gives a group over all periods looked at, and over time."""
    cut, side = ledger.before, group.side
    batches = ledger.batches(side.items[None])
    counts = side.items.sum(axis=1)
    earlier, follows = None, expected(goal, side.amounts[cut:].sum(axis=0), counts[cut:].sum())
    if group.against == "baseline":
        earlier = max(int(effective_items(counts[:cut], batches)), 1)
        follows = shares_of(side.amounts.sum(axis=0))
    if counts[cut:].sum() < LIMIT:
        return Chance(None, {}, batches, earlier, follows)

    def nulls(effective: list[float], many: int) -> Mapping[int, Null]:
        asked = rounded_down(np.array(effective))
        return null_of(follows, asked, spread=ledger.spread, rng=rng, draws=many, earlier=earlier)

    now = counts[cut:]
    whole = max(int(effective_items(now, batches)), 1)
    null = null_of(follows, np.array([whole]), spread=ledger.spread, rng=rng, draws=draws, earlier=earlier)[whole]
    alone = [float(effective_items(now[at : at + 1], batches)) for at in range(len(now))]
    upto = [float(effective_items(now[: at + 1], batches)) for at in range(len(now))]
    return Chance(null, nulls(alone + upto, max(draws // 4, 100)), batches, earlier, follows)


def expected(goal: Floats, amounts: Floats, items: float) -> Floats:
    """Return the split that items follow where one was agreed: of what was not agreed, one item each is chance.

    Else a single stray item would be more than chance, since what has no share can never happen.
    """
    stray = (goal <= 0) & (amounts > 0)
    return shares_of(goal + stray / max(items, 1.0))


def _amounts(ledger: Ledger, side: Side) -> tuple[Amounts, Amounts]:
    """Return the amounts of a group and of all others, and the items they rest on."""
    cut, every = ledger.before, ledger.everything
    found = []
    for own, whole in ((side.amounts, every.amounts), (side.items, every.items)):
        before, now = own[:cut].sum(axis=0), own[cut:].sum(axis=0)
        found.append(
            Amounts(
                before, np.maximum(whole[:cut].sum(axis=0) - before, 0.0),
                now, np.maximum(whole[cut:].sum(axis=0) - now, 0.0),
            )
        )  # fmt: skip
    return found[0], found[1]


def _stations(plain: Sequence[tuple[Amounts, Amounts]], pieces: Sequence[Piece]) -> tuple[Floats, Floats, Stations]:
    """Return what was agreed at the start and now, and the stations: of pieces, by the amount of each now.

    Where the causes of one piece cannot be told while those of others can, all its distance is left unexplained.
    """
    weights = shares_of(np.stack([one.now.sum(axis=-1) for one, _ in plain], axis=-1))
    every = [stations_of(amounts) for amounts, _ in plain]
    dark = [bool(np.isnan(one.demanded).any()) for one in every]
    found: list[Floats] = []
    for at, (piece, own) in enumerate(zip(pieces, every, strict=True)):
        before, demanded = (own.now, own.now) if dark[at] and not all(dark) else (own.before, own.demanded)
        start = own.before if piece.start is None else piece.start
        goal = own.before if piece.goal is None else piece.goal
        five = np.stack(np.broadcast_arrays(start, goal, before, demanded, own.now))
        share = weights[..., at, None]
        found.append(np.where(share > 0, share * five, 0.0))
    start, goal, before, demanded, now = np.sum(found, axis=0)
    return start, goal, Stations(before, demanded, now)


def drawn_stations(
    ledger: Ledger, group: Group, *, batches: float, rng: np.random.Generator, redraws: int
) -> tuple[Floats, Floats, Stations]:
    """Return the splits as other items of the same kind would have given them: arrays (redraws, activities)."""
    cut = ledger.before
    counts = group.side.items.sum(axis=1)
    inflation = [
        max(float(one.sum() / effective_items(one, batches)), 1.0) if one.sum() > 0 else 1.0
        for one in (counts[:cut], counts[cut:])
    ]
    drawn = []
    for piece in group.pieces:
        amounts, items = _amounts(ledger, piece.side)
        pairs = (
            (amounts.before, items.before), (amounts.others_before, items.others_before),
            (amounts.now, items.now), (amounts.others_now, items.others_now),
        )  # fmt: skip
        four = [
            redrawn(one, many, ledger.spread, batches=inflation[at // 2], rng=rng, draws=redraws)
            for at, (one, many) in enumerate(pairs)
        ]
        drawn.append((Amounts(*four), items))
    return _stations(drawn, group.pieces)
