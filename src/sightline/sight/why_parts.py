"""From accounts to parts: the largest contributions by name, the small ones of each metric together, the residual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sightline.records import ChangePart
from sightline.records.change import PartKind
from sightline.records.effects import GRADES, SUPPORTS, Grade, Support
from sightline.records.history import Floats
from sightline.sight import why_words as words
from sightline.sight.why_accounts import NOISE, Account, Journey, Question

__all__ = ["NAMED", "Block", "blocks_of", "bounds", "parts_of", "residual_of"]

NAMED = 100  # contributions that stand by themselves; smaller ones are put together by metric


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Contributions of one metric that are not told yet: what its own values or its weights did.

    Parameters
    ----------
    account : Account
        Of which metric.
    draws : array, rows x draws
        The contributions.
    value : array, rows
        Their means.
    mixed : bool
        Whether it is the weights.
    by_segment : bool
        Whether rows are segments; else there is one, for the metric as a whole.
    """

    account: Account
    draws: Floats
    value: Floats
    mixed: bool
    by_segment: bool


@dataclass(slots=True, eq=False)
class _Rest:
    """The small contributions of one metric."""

    rows: list[tuple[Block, int]] = field(default_factory=list)
    draws: Floats = field(default_factory=lambda: np.zeros(1))

    def add(self, block: Block, small: NDArray[np.bool_]) -> None:
        """Add some rows of a block."""
        self.rows += [(block, row) for row in np.flatnonzero(small).tolist()]
        self.draws = self.draws + block.draws[small].sum(axis=0)


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


def blocks_of(accounts: Mapping[str, Account], explained: Sequence[str]) -> list[Block]:
    """Return all contributions but the residual, metrics in the order of their names."""
    found = []
    for name, account in sorted(accounts.items()):
        inner = name in explained
        parts = [(account.shift[None, :], True, False), (account.mix, True, True)]
        if not inner:
            parts.append((account.whole[None, :], False, False))
        if not (inner and account.driven):
            parts.append((account.own, False, True))
        found += [Block(account, draws, draws.mean(axis=1), *how) for draws, *how in parts if len(draws)]
    return found


def parts_of(question: Question, blocks: Sequence[Block], journeys: Mapping[str, Journey]) -> list[ChangePart]:
    """Return the parts: the largest first, equal ones by name, so that no other order shows through."""
    sizes = np.concatenate([np.abs(block.value) for block in blocks])
    least = NOISE * question.size
    named = np.partition(sizes, -NAMED)[-NAMED] if len(sizes) > NAMED else 0.0
    parts, rests = [], dict[str, _Rest]()
    for block in blocks:
        journey = journeys[block.account.metric]
        size = np.abs(block.value)
        parts += [
            _part(question, block, row, journey) for row in np.flatnonzero((size > least) & (size >= named)).tolist()
        ]
        small = (size > least) & (size < named)
        if small.any():
            rests.setdefault(block.account.metric, _Rest()).add(block, small)
    for name, rest in rests.items():
        alone = rest.rows[0] if len(rest.rows) == 1 else None
        journey = journeys[name]
        parts.append(_part(question, *alone, journey) if alone else _together(question, name, rest, journey))
    return sorted(parts, key=_order)


def _order(part: ChangePart) -> tuple[float, str, bool, str, str]:
    return -abs(part.contribution), part.metric, part.dimension is None, part.segment or "", part.part


def _kind(block: Block, row: int, journey: Journey) -> PartKind:
    account = block.account
    if block.mixed:
        return "mix"
    if journey.effects:
        return "effect"
    if not block.by_segment:
        return "value"
    before, after = account.there[:, row].tolist()
    if before != after:
        return "left" if before else "entered"
    return "rate" if account.rate else "value"


def _part(question: Question, block: Block, row: int, journey: Journey) -> ChangePart:
    account, value = block.account, float(block.value[row])
    low, high = bounds(block.draws[row], value)
    support, grade = _evidence(question, journey)
    part = ChangePart(
        account.metric,
        account.dimension if block.by_segment else None,
        account.segments[row] if block.by_segment else None,
        _kind(block, row, journey),
        value,
        low,
        high,
        question.share(value),
        moved=None if block.mixed else _moved(account, row if block.by_segment else None),
        lag=journey.lag,
        via=journey.via,
        support=support,
        grade=grade,
    )
    return words.told(part, question, account, row if block.by_segment else -1, journey)


def _moved(account: Account, row: int | None) -> float | None:
    if row is None:
        return account.moved_whole / account.heft_whole if account.heft_whole else None
    return float(account.moved[row] / account.heft[row]) if account.heft[row] else None


def _together(question: Question, name: str, rest: _Rest, journey: Journey) -> ChangePart:
    value = float(sum(block.value[row] for block, row in rest.rows))
    low, high = bounds(rest.draws, value)
    support, grade = _evidence(question, journey)
    kinds = {_kind(block, row, journey) for block, row in rest.rows}
    return ChangePart(
        name,
        None,
        None,
        kinds.pop() if len(kinds) == 1 else "effect" if journey.effects else "value",
        value,
        low,
        high,
        question.share(value),
        lag=journey.lag,
        via=journey.via,
        support=support,
        grade=grade,
        words=words.rest(question, name, len(rest.rows), value),
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
