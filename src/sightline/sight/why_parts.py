"""From accounts to parts: the largest contributions by name, the small ones of each metric together, the residual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sightline.records import ChangePart
from sightline.records.change import PartKind
from sightline.records.effects import GRADES, SUPPORTS, Grade, Support
from sightline.records.history import Floats
from sightline.sight import why_words as words
from sightline.sight.why_accounts import NOISE, Account, Journey, Question

__all__ = ["NAMED", "Piece", "bounds", "parts_of", "pieces_of", "residual_of"]

NAMED = 100  # contributions that stand by themselves; smaller ones are put together by metric
_BEYOND = 6  # a place in the order of kinds after all others
_ORDER: Mapping[str, int] = {"value": 0, "rate": 1, "effect": 2, "mix": 3, "entered": 4, "left": 5}


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A contribution that is not told yet.

    Parameters
    ----------
    account : Account
        Of which metric.
    kind : str
        As in `ChangePart`.
    row : int
        The place of its segment; -1 for the metric as a whole.
    value : float
        The mean over draws.
    """

    account: Account
    kind: PartKind
    row: int
    value: float

    @property
    def segment(self) -> str | None:
        """Where; None for the metric as a whole."""
        return self.account.segments[self.row] if self.row >= 0 else None

    @property
    def draws(self) -> Floats:
        """The contribution by draw."""
        mixed = self.kind == "mix"
        if self.row < 0:
            return self.account.shift if mixed else self.account.whole
        row: Floats = (self.account.mix if mixed else self.account.own)[self.row]
        return row

    @property
    def order(self) -> tuple[float, str, bool, str, int]:
        """The largest first; equal ones by name, so that no other order shows through."""
        return -abs(self.value), self.account.metric, self.row < 0, self.segment or "", _ORDER.get(self.kind, _BEYOND)


def residual_of(accounts: Mapping[str, Account], explained: Iterable[str]) -> Floats:
    """Return what nothing explains, by draw: of the explained metric, and of the metric that it sums where it sums one.

    Its own change is no explanation, unless segments say where it took place and no driver was to explain it.
    """
    left = np.zeros(1)
    for name in explained:
        account = accounts.get(name)
        if account is not None:
            left = left + account.whole
            if account.driven:
                left = left + account.own.sum(axis=0)
    return left


def pieces_of(
    accounts: Mapping[str, Account], journeys: Mapping[str, Journey], explained: Sequence[str], size: float
) -> list[Piece]:
    """Return all contributions but the residual, the largest first."""
    found: list[Piece] = []
    least = NOISE * size
    for name, account in accounts.items():
        inner = name in explained
        by_effect = bool(journeys[name].effects)
        if not inner:
            found += _one(account, "effect" if by_effect else "value", account.whole, least)
        found += _one(account, "mix", account.shift, least)
        if not (inner and account.driven):
            found += _rows(account, account.own, least, by_effect=by_effect, mixed=False)
        found += _rows(account, account.mix, least, by_effect=by_effect, mixed=True)
    return sorted(found, key=lambda piece: piece.order)


def _one(account: Account, kind: PartKind, draws: Floats, least: float) -> Iterator[Piece]:
    value = float(draws.mean())
    if abs(value) > least:
        yield Piece(account, kind, -1, value)


def _rows(account: Account, draws: Floats, least: float, *, by_effect: bool, mixed: bool) -> Iterator[Piece]:
    values = draws.mean(axis=1)
    for row in np.flatnonzero(np.abs(values) > least).tolist():
        yield Piece(account, "mix" if mixed else _kind(account, row, by_effect=by_effect), row, float(values[row]))


def _kind(account: Account, row: int, *, by_effect: bool) -> PartKind:
    if by_effect:
        return "effect"
    before, after = account.there[:, row].tolist()
    if before != after:
        return "left" if before else "entered"
    return "rate" if account.rate else "value"


def parts_of(question: Question, pieces: Sequence[Piece], journeys: Mapping[str, Journey]) -> list[ChangePart]:
    """Return the parts for all pieces, the largest first."""
    named, small = pieces[:NAMED], pieces[NAMED:]
    parts = [_part(question, piece, journeys[piece.account.metric]) for piece in named]
    together: dict[str, list[Piece]] = {}
    for piece in small:
        together.setdefault(piece.account.metric, []).append(piece)
    parts += [
        _part(question, group[0], journeys[name]) if len(group) == 1 else _rest(question, group, journeys[name])
        for name, group in together.items()
    ]
    return sorted(parts, key=lambda part: (-abs(part.contribution), part.metric, part.segment or "", part.part))


def _part(question: Question, piece: Piece, journey: Journey) -> ChangePart:
    low, high = bounds(piece.draws, piece.value)
    account = piece.account
    moved = _moved(piece)
    support, grade = _evidence(question, journey)
    part = ChangePart(
        account.metric,
        account.dimension if piece.row >= 0 else None,
        piece.segment,
        piece.kind,
        piece.value,
        low,
        high,
        question.share(piece.value),
        moved=moved if piece.kind != "mix" else None,
        lag=journey.lag,
        via=journey.via,
        support=support,
        grade=grade,
    )
    return words.told(part, question, account, piece.row, journey)


def _moved(piece: Piece) -> float | None:
    account, row = piece.account, piece.row
    if row < 0:
        return account.moved_whole / account.heft_whole if account.heft_whole else None
    return float(account.moved[row] / account.heft[row]) if account.heft[row] else None


def _rest(question: Question, group: Sequence[Piece], journey: Journey) -> ChangePart:
    """Put the small contributions of one metric together."""
    value = sum(piece.value for piece in group)
    low, high = bounds(sum((piece.draws for piece in group), np.zeros(1)), value)
    support, grade = _evidence(question, journey)
    kinds = {piece.kind for piece in group}
    kind = kinds.pop() if len(kinds) == 1 else "effect" if journey.effects else "value"
    return ChangePart(
        group[0].account.metric,
        None,
        None,
        kind,
        value,
        low,
        high,
        question.share(value),
        lag=journey.lag,
        via=journey.via,
        support=support,
        grade=grade,
        words=words.rest(question, group[0].account.metric, len(group), value),
    )


def _evidence(question: Question, journey: Journey) -> tuple[Support | None, Grade | None]:
    """Return support and grade of the weakest effect on the way."""
    found = [question.effects[pair] for pair in journey.effects]
    if not found:
        return None, None
    support = max((one.support for one in found), key=SUPPORTS.index)
    grades = [one.grade for one in found if one.grade is not None]
    return support, min(grades, key=GRADES.index) if grades else None


def bounds(draws: Floats, value: float) -> tuple[float, float]:
    """Return the 90 % interval of a contribution; it holds the mean."""
    if len(draws) == 1:
        return value, value
    low, high = np.quantile(draws, (0.05, 0.95)).tolist()
    return min(low, value), max(high, value)
