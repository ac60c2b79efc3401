"""Roles and units: their distance from what was agreed, its noise floor, and its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.records.alignment import Against, Cause, Kind
from sightline.roles.alignment.causes import Amounts, Stations, interval_of, redrawn, role_parts, stations_of
from sightline.roles.alignment.judging import LIMIT
from sightline.roles.alignment.ledger import Agreed, Ledger, Side
from sightline.roles.alignment.noise import Null, null_of
from sightline.roles.alignment.spreads import effective_items
from sightline.roles.alignment.variation import shares_of, total_variation

__all__ = ["Group", "Judged", "Piece", "drawn_stations", "judged", "role_group", "unit_group"]

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
class Judged:
    """What is known of a group before it is said.

    Parameters
    ----------
    start, goal : array (activities,)
        What was agreed at the start, and now.
    stations : Stations
        Splits in between.
    items, effective : float
        As counted; and how many drawn one by one would say as much.
    distance, null
        And what chance gives; None below twenty items.
    parts, spans : mapping of cause to float, and to interval
        What each adds.
    low, high : float
        90 % interval of the distance.
    nulls : mapping of int to Null
        Of other numbers of items; see `numbers`.
    """

    group: Group
    start: Floats
    goal: Floats
    stations: Stations
    items: float
    effective: float
    amount: float
    distance: float
    null: Null | None
    parts: Mapping[Cause, float]
    spans: Mapping[Cause, tuple[float, float]]
    low: float
    high: float
    batches: float
    earlier: int | None
    follows: Floats
    nulls: Mapping[int, Null]


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


def judged(
    ledger: Ledger, group: Group, *, rng: np.random.Generator, draws: int, redraws: int, over_time: bool
) -> Judged:
    """Return all that is known of a group."""
    cut, side = ledger.before, group.side
    now_amounts = side.amounts[cut:].sum(axis=0)
    plain = [_amounts(ledger, one.side) for one in group.pieces]
    start, goal, stations = _stations(plain, group.pieces)
    distance = float(total_variation(stations.now, goal))
    batches = ledger.batches(side.items[None])
    counts = side.items.sum(axis=1)
    effective = float(effective_items(counts[cut:], batches))
    earlier, follows = None, goal
    if group.against == "baseline":
        earlier = max(int(effective_items(counts[:cut], batches)), 1)
        follows = shares_of(now_amounts + side.amounts[:cut].sum(axis=0))
    asked = [effective] if counts[cut:].sum() >= LIMIT else []
    if over_time:
        asked += [one for one in _over_time(counts[cut:], batches) if one >= 1]
    nulls: Mapping[int, Null] = {}
    if asked:
        nulls = null_of(
            follows, np.floor(np.maximum(asked, 1)).astype(np.int64), spread=ledger.spread, rng=rng, draws=draws,
            earlier=earlier,
        )  # fmt: skip
    signs = np.sign(stations.now - goal)
    parts = {cause: float(one) for cause, one in role_parts(start, goal, stations, signs).items()}
    spread = drawn_stations(ledger, group, batches=batches, rng=rng, redraws=redraws)
    drawn = role_parts(*spread, signs)
    whole = np.sum([np.broadcast_to(one, (redraws,)) for one in drawn.values()], axis=0)
    low, high = (float(one) for one in np.quantile(whole, (0.05, 0.95)))
    return Judged(
        group, start, goal, stations, float(counts[cut:].sum()), effective, float(now_amounts.sum()), distance,
        nulls.get(max(int(effective), 1)) if counts[cut:].sum() >= LIMIT else None, parts, interval_of(drawn), low,
        high, batches, earlier, follows, nulls,
    )  # fmt: skip


def _over_time(counts: Floats, batches: float) -> list[float]:
    """Return effective numbers of items: of each period, then of all up to each."""
    alone = [float(effective_items(counts[at : at + 1], batches)) for at in range(len(counts))]
    return alone + [float(effective_items(counts[: at + 1], batches)) for at in range(len(counts))]


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

    Of a piece that did nothing before while others did, all its distance is left unexplained.
    """
    amount = np.stack([one.now.sum(axis=-1) for one, _ in plain], axis=-1)
    weights = shares_of(amount)
    news = all(not one.before.any() for one, _ in plain)
    found: list[Floats] = []
    for at, (piece, (amounts, _)) in enumerate(zip(pieces, plain, strict=True)):
        own = stations_of(amounts)
        before, demanded = own.before, own.demanded
        if not news and not amounts.before.any():
            before = demanded = own.now
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
